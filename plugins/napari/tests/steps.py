# SPDX-License-Identifier: MIT OR Apache-2.0
"""What tests of the widget "Enhance LA map" do with it."""

import time

import numpy as np

from napari_lamap.engine import enhancement

LONG_MS = 60_000


def dock(viewer):
    _, widget = viewer.window.add_plugin_dock_widget("napari-lamap", "Enhance LA map")
    widget.settings.fields["method"].show_value("physics")
    widget.settings.fields["magnification"].show_value(2)
    return widget


def run(qtbot, widget, **how):
    widget.run(**how)
    finish(qtbot, widget)


def finish(qtbot, widget):
    qtbot.waitUntil(lambda: not widget.bar.runner.running, timeout=LONG_MS)


def edges(layer):
    """Outer corners of a layer in the world."""
    shape = layer.data[0].shape if layer.multiscale else layer.data.shape
    corners = np.array([[-0.5, -0.5], np.array(shape[-2:]) - 0.5])
    return np.array([layer.data_to_world(corner) for corner in corners])


def slow(monkeypatch):
    """A run that tells how far it is until it is stopped."""

    def endless(_task, tell):
        for step in range(10_000):
            enhancement.going_on(tell, step / 10_000, "P31: restore, physics")
            time.sleep(0.01)

    monkeypatch.setattr(enhancement, "run", endless)
