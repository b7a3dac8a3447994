# SPDX-License-Identifier: MIT OR Apache-2.0
"""Before and after over one another: the measured map covers its enhanced map up to a border that can be moved."""

from __future__ import annotations

from typing import Any

from napari.layers import Layer
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from napari_lamap.engine.source import COVER, KEY
from napari_lamap.widgets.compare import Pair

STEPS = 1000
BORDER = "white"
SHARED = ("contrast_limits", "gamma", "colormap")
"""What the cover takes over from the measured map, now and later."""


class Swipe(QWidget):
    """A slider for the border between a measured map at the left and its enhanced map at the right.

    The cover is a layer of its own on top of both, cut at a measured pixel: neither map is changed by it.
    """

    def __init__(self, viewer: Any) -> None:
        super().__init__()
        self._viewer, self._cover = viewer, None
        self.pair: Pair | None = None
        tip = "Moves the border: the measured map is left of it, the enhanced map right of it"
        self.slider = QSlider(Qt.Orientation.Horizontal, maximum=STEPS, value=STEPS // 2, toolTip=tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel("measured"))
        row.addWidget(self.slider, 1)
        row.addWidget(QLabel("enhanced"))
        self.slider.valueChanged.connect(self._move)
        self.hide()

    def show_pair(self, pair: Pair) -> None:
        """Covers the enhanced map of a pair, instead of what was covered before."""
        self.stop()
        source, _ = pair
        data, state, kind = source.as_layer_data_tuple()
        kept = {key: value for key, value in state.items() if key != "multiscale"}
        about = {"name": f"{source.name} left of the border", "visible": True, "metadata": {KEY: {COVER: source.name}}}
        self.pair = pair
        self._cover = Layer.create(self._left(data[0] if source.multiscale else data), kept | about, kind)
        self._cover.bounding_box.visible = True  # its right side is the border
        self._cover.bounding_box.points = False
        self._cover.bounding_box.line_color = BORDER
        self._viewer.add_layer(self._cover)
        self._viewer.layers.link_layers([source, self._cover], SHARED)
        self.show()
        self._move()

    def stop(self) -> None:
        """Takes the cover away."""
        if self._cover is not None and self._cover in self._viewer.layers:
            self._viewer.layers.remove(self._cover)
        self._cover = self.pair = None
        self.hide()

    def _move(self, *_: object) -> None:
        if self._cover is None or self.pair is None:
            return
        source = self.pair[0]
        self._cover.visible = self.slider.value() > 0
        self._cover.data = self._left(source.data[0] if source.multiscale else source.data)

    def _left(self, values: Any) -> Any:
        """What lies left of the border, at least one column."""
        columns = round(values.shape[-1] * self.slider.value() / STEPS)
        return values[..., : max(1, columns)]
