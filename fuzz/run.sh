#!/usr/bin/env bash
# Runs every fuzz target for so many seconds: fuzz/run.sh SECONDS [TARGET...]. A finding ends it with an error and stays in
# target/fuzz/artifacts. The corpus grows in target/fuzz/corpus; it begins with fuzz/seeds.
set -euo pipefail
cd "$(dirname "$0")"
seconds=$1
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
for target in "${targets[@]}"; do
	mkdir -p "$out/corpus/$target" "$out/artifacts/$target"
	echo "fuzz $target, $seconds s"
	# the library's own budget is below the limit, so that running into it is a finding
	(cd "$out" && LAMAP_MEMORY_MIB=512 "$out/build/$host/release/$target" -max_total_time="$seconds" -timeout=20 \
		-rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 -verbosity=0 -artifact_prefix="$out/artifacts/$target/" \
		"$out/corpus/$target" "$OLDPWD/seeds/$target" 2>&1 | grep -vE '^(INFO|"|#|stat::(slowest|new_units))')
done
