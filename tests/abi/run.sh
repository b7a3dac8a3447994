#!/usr/bin/env bash
# Builds tests/abi/PROGRAM.c against the library and runs it in a folder of its own: run.sh PROGRAM 'COMMAND'; in COMMAND, $program and
# $folder are the two.
set -euo pipefail
cd "$(dirname "$0")/../.."
libraries=${CARGO_TARGET_DIR:-$PWD/target}/debug
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
program=$folder/$1
cargo build --lib
cc -std=gnu11 -g -Wall -Wextra -Werror -I include "tests/abi/$1.c" -o "$program" "$libraries/liblamap.so" -Wl,-rpath,"$libraries"
export program folder
bash -euc "$2"
