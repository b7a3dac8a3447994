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
coverage=" -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
if [ "$how" = quick ]; then
	profile=quick
	coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3$coverage"
else # what the compared values tell pays in long runs alone
	profile=release
	coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4$coverage -Cllvm-args=-sanitizer-coverage-trace-compares"
fi
RUSTC_BOOTSTRAP=1 RUSTFLAGS="$coverage -Zsanitizer=address --cfg fuzzing" \
	cargo build --profile "$profile" --quiet --target "$host" --target-dir "$out/build"
export LAMAP_ONNXRUNTIME=/no-runtime # the network is not part of it
export LAMAP_MEMORY_MIB=512          # below the limit of the process, so that running into that is a finding
for LAMAP_FUZZ in "${targets[@]}"; do
	export LAMAP_FUZZ
	artifacts=$out/artifacts/$LAMAP_FUZZ
	if [ "$how" = quick ]; then
		corpus=$out/quick/$LAMAP_FUZZ # empty, or the inputs would not be the same
		rm -rf "$corpus"
		runs=1000
		limits=(-runs=$runs -seed=1 -max_total_time=30 -timeout=120)
	else
		corpus=$out/corpus/$LAMAP_FUZZ
		limits=(-max_total_time="$how" -timeout=20)
	fi
	# their threads end a little later than a call, which looks like a leak: there leaks are looked for at the end
	[[ $LAMAP_FUZZ != abi && $LAMAP_FUZZ != model ]] || limits+=(-detect_leaks=0)
	mkdir -p "$corpus" "$artifacts"
	echo "fuzz $LAMAP_FUZZ, ${limits[0]#-}"
	"$out/build/$host/$profile/lamap-fuzz" "${limits[@]}" -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix="$artifacts/" "$corpus" "seeds/$LAMAP_FUZZ" 2>&1 | grep -vE '^(INFO|"|#|	NEW_FUNC|stat::(slowest|new_units))'
done
