#!/usr/bin/env bash
# Builds the wheel of the Python package for each system: wheels.sh FOLDER GLIBC TRIPLE... Needs maturin and zig on the PATH, and the MinGW
# linker for Windows.
set -euo pipefail
out=$1 glibc=$2
shift 2
cd "$(dirname "$0")/../../bindings/python"
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc-posix
for triple in "$@"; do
	how=(--zig)
	case $triple in
	*-linux-gnu) how+=(--compatibility "manylinux_${glibc/./_}") ;;
	*-windows-gnu) how=() ;;
	esac
	python ../../sdk/notices.py lamap . "$triple"
	maturin build --release --locked --interpreter python --target "$triple" --out "$out" "${how[@]}"
done
