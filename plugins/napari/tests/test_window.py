# SPDX-License-Identifier: MIT OR Apache-2.0
"""The window stays alive while a large map is enhanced.

A gap of the event loop is the time that the plugin, napari or Python keep the window from answering: work in its thread,
waiting for the interpreter or for a lock. Time that the thread waits for a processor which other work on the machine has
is left out where the system tells it (Linux), so that a loaded machine does not fail the test.
"""

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import add
from qtpy.QtCore import QTimer

SIDE = 4000
LONGEST_GAP_S = 0.1
TICK_MS = 5
TRIES = 3


@pytest.mark.filterwarnings("ignore")
def test_no_gap_of_the_event_loop_reaches_a_tenth_of_a_second(make_napari_viewer, qtbot):
    viewer = make_napari_viewer(show=True)
    values = np.random.default_rng(1).poisson(20, (SIDE, SIDE)).astype(np.float32)
    add(viewer, values, contrast_limits=(0, 40))
    _, widget = viewer.window.add_plugin_dock_widget("napari-lamap", "Enhance LA map")
    widget.settings.fields["method"].show_value("physics")
    widget.settings.fields["magnification"].show_value(1)
    widget.deviation.setChecked(False)
    widget.bar.made.disconnect()  # adding a layer of this size is napari's work
    gaps = [longest_gap(widget, qtbot)]
    while min(gaps) >= LONGEST_GAP_S and len(gaps) < TRIES:
        gaps.append(longest_gap(widget, qtbot))
    print(f"longest gap of each run of {SIDE} x {SIDE} pixels: {', '.join(f'{gap * 1e3:.0f} ms' for gap in gaps)}")
    assert min(gaps) < LONGEST_GAP_S


def clock() -> float:
    """Seconds without those in which this thread was ready and had to wait for a processor."""
    waited = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    return time.perf_counter() - (int(waited.read_text().split()[1]) * 1e-9 if waited.exists() else 0.0)


def longest_gap(widget, qtbot) -> float:
    """Longest time in which the window could not answer during a run, in seconds."""
    times = []
    timer = QTimer(interval=TICK_MS)
    timer.timeout.connect(lambda: times.append(clock()))
    widget.bar.runner.ended.connect(timer.stop)
    timer.start()
    qtbot.wait(1500)
    widget.run()
    qtbot.waitUntil(lambda: not widget.bar.runner.running, timeout=200_000)
    assert "done" in widget.bar.status.text()
    return float(np.diff(times).max())
