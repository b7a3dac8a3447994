# SPDX-License-Identifier: MIT OR Apache-2.0
"""The layer that covers an enhanced map with its measured map up to a border."""

from __future__ import annotations

from typing import Any

from napari.layers import Layer

from napari_lamap.engine.source import COVER, KEY
from napari_lamap.widgets.compare import Pair

BORDER = "white"
SHARED = ("contrast_limits", "gamma", "colormap")
"""What the cover takes over from the measured map, now and later."""


class Cover:
    """A copy of the left part of a measured map, on top of all layers; neither map is changed by it."""

    def __init__(self, viewer: Any) -> None:
        self._viewer, self._layer = viewer, None
        self.pair: Pair | None = None

    def put(self, pair: Pair, share: float) -> None:
        """Covers the enhanced map of a pair, instead of what was covered before. `share`: as `move` takes it."""
        self.take_away()
        self.pair, source = pair, pair[0]
        _, state, kind = source.as_layer_data_tuple()
        kept = {key: value for key, value in state.items() if key != "multiscale"}
        about = {"name": f"{source.name} left of the border", "visible": True, "metadata": {KEY: {COVER: source.name}}}
        self._layer = Layer.create(self._left(share), kept | about, kind)
        self._layer.bounding_box.visible = True  # its right side is the border
        self._layer.bounding_box.points = False
        self._layer.bounding_box.line_color = BORDER
        self._viewer.add_layer(self._layer)
        self._viewer.layers.link_layers([source, self._layer], SHARED)
        self.move(share)

    def move(self, share: float) -> None:
        """Moves the border to a share of the width, 0 to 1: the pixel of the measured map that is next to it."""
        if self._layer is not None:
            self._layer.visible = share > 0
            self._layer.data = self._left(share)

    def take_away(self) -> None:
        """Removes the layer."""
        if self._layer is not None and self._layer in self._viewer.layers:
            self._viewer.layers.remove(self._layer)
        self._layer = self.pair = None

    def _left(self, share: float) -> Any:
        """What lies left of the border, at least one column."""
        source = self.pair[0]  # type: ignore[index]
        values = source.data[0] if source.multiscale else source.data
        return values[..., : max(1, round(values.shape[-1] * share))]
