#!/usr/bin/env bash
# Runs the ARM build under qemu beside the native one: linux-arm64.sh ARM_RELEASE NATIVE_PROGRAM [ARM_ONNXRUNTIME_SO]. Needs qemu-aarch64
# (with ONNX Runtime version 10: 7.2 crashes in it) and the C library of the package libc6-dev-arm64-cross.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
release=$(realpath "$1") native=$2 runtime=${3:+$(realpath "$3")}
# other vector units sum in another order
PHYSICS_WITHIN=1e-4 "$here/same.sh" "Linux on ARM" "$native" "$runtime" qemu-aarch64 -cpu cortex-a72 -L /usr/aarch64-linux-gnu "$release/lamap"
