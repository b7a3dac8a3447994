#!/usr/bin/env bash
# Runs the Windows build under Wine beside the Linux one and compares what both write: windows.sh WINDOWS_RELEASE LINUX_PROGRAM
# [WINDOWS_ONNXRUNTIME_DLL]. Needs wine64 and the MinGW compiler. Phantoms and ablations must be equal byte for byte.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=$(realpath "$1") linux=$(realpath "$2") runtime=${3:+$(realpath "$3")}
wine=$(command -v wine64 || command -v wine || ls /usr/lib/wine/wine64)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export WINEPREFIX=$folder/prefix WINEDEBUG=-all
"$wine" wineboot --init >/dev/null 2>&1 || true
system=$WINEPREFIX/drive_c/windows/system32
[ -e "$system/bcryptprimitives.dll" ] ||
	x86_64-w64-mingw32-gcc-posix -shared -o "$system/bcryptprimitives.dll" tests/platforms/processprng.c -ladvapi32

work=$folder/"a map of Zürich" # blanks and umlauts, as in users' folders
mkdir -p "$work/windows" "$work/linux"
windows() { (cd "$work/windows" && LAMAP_ONNXRUNTIME=$runtime "$wine" "$release/lamap.exe" "$@" | tr -d '\r'); }
linux() { (cd "$work/linux" && "$linux" "$@"); }

kinds=(grains zoning veins cells tissue gradients texture particles fibres star lines edges points mixed)
for system in windows linux; do
	for kind in "${kinds[@]}"; do
		$system phantom "$kind" --size 96x64 --seed 3 -o "$kind.tif" >/dev/null
		$system ablate "$kind.tif" --preset seed-2019 --seed 7 -o "$kind counts.tif" >/dev/null
	done
	for method in physics ${runtime:+unet}; do
		$system enhance "cells counts.tif" --preset seed-2019 --method "$method" -o "$system $method.tif" >/dev/null
	done
done
for kind in "${kinds[@]}"; do
	cmp "$work/windows/$kind.tif" "$work/linux/$kind.tif"
	cmp "$work/windows/$kind counts.tif" "$work/linux/$kind counts.tif"
done
echo "${#kinds[@]} phantoms and their ablations: equal byte for byte"
near() { # the estimates of both systems, which may differ by rounding: METHOD LIMIT
	"$linux" compare --json --border 0 "$work/linux/linux $1.tif" "$work/windows/windows $1.tif" | python3 -c "
import json, sys
nrmse = json.load(sys.stdin)['maps'][0]['raw']['nrmse']
print('$1: differs by', nrmse, 'of the range')
sys.exit(not nrmse < $2)"
}
near physics 1e-6
[ -z "$runtime" ] || near unet 1e-4
windows info
