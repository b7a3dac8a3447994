#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# What Java costs over C: overhead.sh [rounds of ablate] [rounds of enhance]. Needs a C compiler and `make java-native`.
set -e
cd "$(dirname "$0")/.."
native=$PWD/target/natives/natives/linux_64
jdk=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
mkdir -p target/bench
cc -O2 -Wall -Wextra -shared -fPIC -I../../include -I"$jdk/include" -I"$jdk/include/linux" bench/overhead.c \
    -o target/bench/liboverhead.so -L"$native" -llamap_jni -Wl,-rpath,"$native"
javac -d target/bench src/main/java/org/lamap/*.java bench/Overhead.java
java -Dlamap.library="$native/liblamap_jni.so" -cp target/bench org.lamap.Overhead \
    "$PWD/target/bench/liboverhead.so" "${1:-40}" "${2:-8}"
