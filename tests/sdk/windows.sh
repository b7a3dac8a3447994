#!/usr/bin/env bash
# Builds the examples and the tests of lamap.hpp with the SDK for Windows, by CMake and MinGW, and runs them under Wine.
set -euo pipefail
cd "$(dirname "$0")/../.."
built=${CARGO_TARGET_DIR:-$PWD/target}
. tests/platforms/wine.sh
folder="$prefix/bei Zürich"
mkdir "$folder"
python3 tests/sdk/contents.py "$built"/sdk/lamap-*-windows-x86_64-gnu.zip "$folder" "$HOME" "$PWD" "$built"
sdk=$(echo "$folder"/lamap-*)
for source in "$sdk/examples" tests/sdk; do
	program="$folder/$(basename "$source")"
	cmake -S "$source" -B "$program" -Dlamap_DIR="$sdk/lib/cmake/lamap" -DCMAKE_SYSTEM_NAME=Windows --no-warn-unused-cli \
		-DCMAKE_C_COMPILER=x86_64-w64-mingw32-gcc-posix -DCMAKE_CXX_COMPILER=x86_64-w64-mingw32-g++-posix \
		-DCMAKE_EXE_LINKER_FLAGS=-static >/dev/null
	cmake --build "$program" >/dev/null
done
cd "$folder/examples"
"$wine" simulate.exe
"$wine" enhance.exe physics 2>/dev/null
"$wine" enhance_cpp.exe physics 2>/dev/null
"$wine" ../sdk/wrapper.exe .
