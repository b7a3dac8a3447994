# SPDX-License-Identifier: MIT OR Apache-2.0
"""How the results of a run are seen: alone, side by side with their sources, or one of them below its source."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from napari_lamap.engine.source import KEY

FOUR_COLUMNS = 5
"""Pairs from which on two of them share a row."""
Pair = tuple[Any, Any]
"""A source and its enhanced map, as layers."""


def arrange(viewer: Any, pairs: Sequence[Pair], *, side_by_side: bool) -> None:
    """Shows the results of a run and hides other maps and results; other layers, such as photographs, stay as they are.

    Side by side, each source is seen left of its result, in the grid of napari; else the results are seen alone, the
    last of them on top.
    """
    seen = {id(layer) for pair in pairs for layer in pair}
    grid = grid_of(viewer)
    grid.enabled = False  # it would be laid out anew with each layer that is shown or hidden
    with drawn_once(viewer):
        for layer in viewer.layers:
            if id(layer) not in seen and KEY in layer.metadata:
                layer.visible = False
        for source, result in pairs:
            source.visible, result.visible = side_by_side, True
    if side_by_side:
        grid.stride, grid.shape = 1, (-1, 2 if len(pairs) < FOUR_COLUMNS else 4)  # the lower layer is left: the source
    grid.enabled = side_by_side


def drawn_once(viewer: Any) -> AbstractContextManager[None]:
    """A block after which napari draws what has changed in the layers, rather than after each change."""
    return viewer.layers.batched_update() if hasattr(viewer.layers, "batched_update") else nullcontext()


def has_compact_grid(viewer: Any) -> bool:
    """Whether the grid leaves out hidden layers: that of napari before 0.9 has an empty place for each of them."""
    return hasattr(getattr(viewer, "canvas", None), "grid")


def grid_of(viewer: Any) -> Any:
    """The grid, wherever this version of napari keeps it."""
    return viewer.canvas.grid if has_compact_grid(viewer) else viewer.grid
