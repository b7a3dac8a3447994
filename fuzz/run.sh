#!/usr/bin/env bash
# Runs fuzz targets: fuzz/run.sh SECONDS [TARGET...] for so long each, with a corpus that grows in target/fuzz/corpus; fuzz/run.sh quick
# [TARGET...] the same inputs on every machine. Both begin with fuzz/seeds. A finding ends it with an error and stays in
# target/fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")"
how=$1
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(reader lines log conditions model abi)
out=${CARGO_TARGET_DIR:-$PWD/../target}/fuzz
host=$(rustc -vV | sed -n 's/^host: //p')
# what cargo-fuzz states, for a stable compiler: coverage for libFuzzer, and AddressSanitizer
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
coverage+=" -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
RUSTC_BOOTSTRAP=1 RUSTFLAGS="$coverage -Zsanitizer=address --cfg fuzzing" \
	cargo build --release --quiet --target "$host" --target-dir "$out/build"
export LAMAP_ONNXRUNTIME=/no-runtime # the network is not part of it
export LAMAP_MEMORY_MIB=512          # below the limit of the process, so that running into that is a finding
for target in "${targets[@]}"; do
	artifacts=$out/artifacts/$target
	if [ "$how" = quick ]; then
		corpus=$out/quick/$target # empty, or the inputs would not be the same
		rm -rf "$corpus"
		limits=(-runs=1000 -seed=1 -max_total_time=30 -timeout=120)
	else
		corpus=$out/corpus/$target
		limits=(-max_total_time="$how" -timeout=20)
	fi
	mkdir -p "$corpus" "$artifacts"
	echo "fuzz $target, ${limits[0]#-}"
	"$out/build/$host/release/$target" "${limits[@]}" -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix="$artifacts/" "$corpus" "seeds/$target" 2>&1 | grep -vE '^(INFO|"|#|	NEW_FUNC|stat::(slowest|new_units))'
done
