#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Runs the packaged plugin in a real ImageJ on a virtual display: gui.sh [folder for screenshots]; some of them are those
# of docs/images.
# Needs Xvfb, openbox, `mvn verify` before it, and ONNX Runtime as LAMAP_ONNXRUNTIME names it.
set -e
cd "$(dirname "$0")/../../.."
shots=$(mkdir -p "${1:-target/shots}" && cd "${1:-target/shots}" && pwd)
imagej=$HOME/.m2/repository/net/imagej/ij/1.54p/ij-1.54p.jar
rm -rf target/imagej
mkdir -p target/imagej/plugins
cp target/lamap_fiji-*.jar target/imagej/plugins/
# settings and instruments of this run alone
export XDG_CONFIG_HOME="$PWD/target/imagej/config"
xvfb-run -a -s '-screen 0 1366x768x24' sh -c "
    openbox & sleep 1
    ${JAVA:-java} -Duser.home=$PWD/target/imagej -Dplugins.dir=$PWD/target/imagej -cp $imagej:target/test-classes \
        org.lamap.fiji.GuiRun $shots"
