# SPDX-License-Identifier: MIT OR Apache-2.0
"""Before and after over one another, with a border between them that a slider moves."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from napari_lamap.widgets.compare import Pair
from napari_lamap.widgets.cover import Cover

STEPS = 1000
TIP = "Moves the border: the measured map is left of it, the enhanced map right of it"


class Swipe(QWidget):
    """The slider, which is seen while a pair is compared; closed, it takes the cover with it."""

    def __init__(self, viewer: Any) -> None:
        super().__init__()
        self.cover = Cover(viewer)
        self.slider = QSlider(Qt.Orientation.Horizontal, maximum=STEPS, value=STEPS // 2, toolTip=TIP)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel("measured"))
        row.addWidget(self.slider, 1)
        row.addWidget(QLabel("enhanced"))
        self.slider.valueChanged.connect(lambda value: self.cover.move(value / STEPS))
        self.destroyed.connect(self.cover.take_away)
        self.hide()

    @property
    def pair(self) -> Pair | None:
        """The pair that is compared."""
        return self.cover.pair

    def show_pair(self, pair: Pair) -> None:
        """Compares a pair, instead of the one before."""
        self.cover.put(pair, self.slider.value() / STEPS)
        self.show()

    def stop(self) -> None:
        """Ends the comparison."""
        self.cover.take_away()
        self.hide()
