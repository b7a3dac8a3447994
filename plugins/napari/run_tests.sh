#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Runs the tests of the plugin with the Python that is given; those of the widgets on a display of Xvfb.
# Usage: run_tests.sh PYTHON [ARGUMENT OF PYTEST...]
set -eu
python=$1
shift
cd "$(dirname "$0")"

packages="xvfb xauth libgl1 libegl1 libgl1-mesa-dri libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-xinerama0 libxcb-shape0 libxcb-xkb1 libdbus-1-3
libfontconfig1 fonts-dejavu-core"

if [ "$(uname)" != Linux ]; then
    exec "$python" -m pytest -q tests "$@"
fi
if ! command -v xvfb-run > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    # shellcheck disable=SC2086
    { timeout 120 apt-get -qq update && timeout 300 apt-get -qq install -y --no-install-recommends $packages; } \
        > /dev/null || echo "Xvfb could not be installed"
fi
if command -v xvfb-run > /dev/null; then
    export QT_QPA_PLATFORM=xcb
    export LP_NUM_THREADS=0  # the software OpenGL draws in the thread of the window, where its time is measured
    exec xvfb-run -a -s "-screen 0 1400x900x24 +extension GLX" "$python" -m pytest -q tests "$@"
fi
echo "There is no Xvfb: ONLY THE TESTS THAT NEED NO DISPLAY ARE RUN. The widgets are not tested."
exec "$python" -m pytest -q tests -p no:pytest-qt -m "not display" --ignore-glob="*_widget.py" --ignore-glob="*_window.py" "$@"
