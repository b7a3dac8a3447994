#!/usr/bin/env bash
# Compares what two systems write: same.sh NAME LINUX_PROGRAM RUNTIME COMMAND..., where COMMAND runs the other system's lamap and
# RUNTIME is its ONNX Runtime, or empty: then without the network. Phantoms and ablations must be equal byte for byte, the restoration
# within PHYSICS_WITHIN of the range (1e-6 unless that is set) and the network within 1e-4.
set -euo pipefail
name=$1 linux=$(realpath "$2") runtime=$3
shift 3
other=("$@")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
work=$folder/"a map of Zürich" # blanks and umlauts, as in users' folders
mkdir -p "$work/other" "$work/linux"
other() { (cd "$work/other" && LAMAP_ONNXRUNTIME=$runtime "${other[@]}" "$@" | tr -d '\r'); }
linux() { (cd "$work/linux" && "$linux" "$@"); }

kinds=(grains zoning veins cells tissue gradients texture particles fibres star lines edges points mixed)
for system in other linux; do
	for kind in "${kinds[@]}"; do
		$system phantom "$kind" --size 96x64 --seed 3 -o "$kind.tif" >/dev/null
		$system ablate "$kind.tif" --preset seed-2019 --seed 7 -o "$kind counts.tif" >/dev/null
	done
	for method in physics ${runtime:+unet}; do
		$system enhance "cells counts.tif" --preset seed-2019 --method "$method" -o "$method.tif" >/dev/null
	done
done
for kind in "${kinds[@]}"; do
	cmp "$work/other/$kind.tif" "$work/linux/$kind.tif"
	cmp "$work/other/$kind counts.tif" "$work/linux/$kind counts.tif"
done
echo "${#kinds[@]} phantoms and their ablations: $name and Linux on x86-64 are equal byte for byte"
near() { # the estimates of both systems, which may differ by rounding: METHOD LIMIT
	"$linux" compare --json --border 0 "$work/linux/$1.tif" "$work/other/$1.tif" | python3 -c "
import json, sys
nrmse = json.load(sys.stdin)['maps'][0]['raw']['nrmse']
print('$1: differs by', nrmse, 'of the range')
sys.exit(not nrmse < $2)"
}
near physics "${PHYSICS_WITHIN:-1e-6}"
[ -z "$runtime" ] || near unet 1e-4
other info
