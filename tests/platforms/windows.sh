#!/usr/bin/env bash
# Runs the Windows build under Wine beside the Linux one: windows.sh WINDOWS_RELEASE LINUX_PROGRAM [WINDOWS_ONNXRUNTIME_DLL]. Needs wine64
# and the MinGW compiler.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
release=$(realpath "$1") linux=$2 runtime=${3:+$(realpath "$3")}
. "$here/wine.sh"
"$here/same.sh" Windows "$linux" "$runtime" "$wine" "$release/lamap.exe"
