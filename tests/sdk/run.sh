#!/usr/bin/env bash
# Unpacks the SDK of this machine where a vendor might, and builds and runs programs with it as a vendor would. Needs CMake,
# pkg-config and compilers; without them only the contents of the zip are looked at.
set -euo pipefail
cd "$(dirname "$0")/../.."
built=${CARGO_TARGET_DIR:-$PWD/target}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
abi=$(sed -n 's/^#define LAMAP_ABI_VERSION //p' include/lamap.h)
case $(uname -s) in
Linux) system=linux ;;
Darwin) system=macos ;;
*) echo "left out: the SDK is tested on Linux and macOS" && exit ;;
esac
platform=$system-$(uname -m | sed 's/^arm64/aarch64/')

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder="$work/bei Zürich"
sdk="$folder/lamap-$version-$platform"
mkdir "$folder"
python3 tests/sdk/contents.py "$built/sdk/lamap-$version-$platform.zip" "$folder" "$HOME" "$PWD" "$built"

has() { command -v "$1" >/dev/null || { echo "left out: there is no $1" && false; }; }

prints() { # PATTERN COMMAND: a line of what the program prints
	local said
	said=$("${@:2}" 2>/dev/null)
	grep -q "$1" <<<"$said" || { echo "$2 printed: $said" && false; }
}

check() { # the programs of a folder: what they print, and that they take the library of the SDK
	prints "^40 lines of 60 pixels; counts of the first: " "$1/simulate"
	prints "^physics: 160 x 160 pixels, chi-square " "$1/enhance" physics
	prints "^physics: 160 x 160 pixels, chi-square " "$1/enhance_cpp" physics
	prints "^1 elements, 160 x 160 pixels" "$1/stream"
	if "$1/enhance_cpp" magic 2>"$work/said"; then false; fi
	grep -q '^failed: method = "magic"' "$work/said"
	if [ "$system" = linux ]; then prints "liblamap.so.$abi => $sdk/lib/" ldd "$1/enhance_cpp"; fi
}

if has c++; then
	sed -n '/^```cpp/,/^```$/{/^```/!p}' "$sdk/README.md" | c++ -std=c++17 -fsyntax-only -I "$sdk/include" -x c++ -
fi
if has cmake && has c++; then
	cmake -S "$sdk/examples" -B "$folder/by cmake" -DCMAKE_PREFIX_PATH="$sdk" >/dev/null
	cmake --build "$folder/by cmake" >/dev/null
	check "$folder/by cmake"
	cmake -S tests/sdk -B "$folder/wrapper" -DCMAKE_PREFIX_PATH="$sdk" >/dev/null
	cmake --build "$folder/wrapper" >/dev/null
	"$folder/wrapper/wrapper" "$folder"
	echo "CMake: examples and tests of lamap.hpp built and run"
fi
if has pkg-config && has c++; then
	export PKG_CONFIG_PATH="$sdk/lib/pkgconfig" LD_LIBRARY_PATH="$sdk/lib" DYLD_LIBRARY_PATH="$sdk/lib"
	[ "$(pkg-config --modversion lamap)" = "$version" ]
	mkdir "$folder/by pkg-config"
	flags=$(pkg-config --cflags --libs lamap)
	for example in simulate enhance stream; do
		eval "cc -std=c11 '$sdk/examples/$example.c' $flags -o '$folder/by pkg-config/$example'"
	done
	eval "c++ -std=c++17 '$sdk/examples/enhance.cpp' $flags -o '$folder/by pkg-config/enhance_cpp'"
	check "$folder/by pkg-config"
	echo "pkg-config: examples built and run"
fi
if command -v mcs >/dev/null && command -v mono >/dev/null; then
	mcs -warnaserror -out:"$folder/Enhance.exe" "$sdk"/examples/csharp/*.cs
	LD_LIBRARY_PATH="$sdk/lib" prints "^physics: 160 x 160 pixels, chi-square " mono "$folder/Enhance.exe" physics
	echo "C#: the example built and run"
fi
