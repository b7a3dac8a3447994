# SPDX-License-Identifier: MIT OR Apache-2.0
"""How the results of the last run are seen: alone, side by side with their sources, behind a border, along a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qtpy.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from napari_lamap._docks import show
from napari_lamap.widgets.compare import Pair, arrange
from napari_lamap.widgets.layers import follow, while_kept
from napari_lamap.widgets.page import Note
from napari_lamap.widgets.swipe import Swipe
from napari_lamap.widgets.whole import see_whole

MOST = 8
"""Pairs that are seen side by side at a time: for a grid of thirty napari would take minutes."""


class ResultView(QWidget):
    """What the user chooses of it; keeps the pairs of source and enhanced map.

    Parameters
    ----------
    compact_grid : bool
        Can maps be seen side by side?
    """

    def __init__(self, viewer: Any, *, compact_grid: bool) -> None:
        super().__init__()
        self._viewer, self._pairs, self._beside = viewer, list[Pair](), list[Pair]()
        self.side_by_side = QCheckBox("side by side", toolTip="Measured map left, enhanced map right; needs napari 0.9")
        self.side_by_side.setEnabled(compact_grid)
        self.side_by_side.setChecked(compact_grid)
        self.swiping = QCheckBox("swipe", toolTip="Both maps in one place, with a border that you move between them")
        self.linked = QCheckBox("same contrast", checked=True, toolTip="Measured and enhanced map share their limits")
        self.profile_button = QPushButton(
            "Line profile", toolTip="Plots measured and enhanced values along a line, with the standard deviation"
        )
        self.swipe, self.note = Swipe(viewer), Note()
        self._lay_out()
        self.side_by_side.toggled.connect(self._only_side_by_side)
        self.swiping.toggled.connect(self._only_swipe)
        self.profile_button.clicked.connect(self.show_profile)
        follow(viewer, self, self._forget)
        viewer.layers.selection.events.active.connect(while_kept(self, self._take_active))
        self._allow()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for part in (self.side_by_side, self.swiping, self.linked):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(self.swipe)
        column.addWidget(self.profile_button)

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Shows the results of a run as the user wants to see them."""
        self._pairs = list(pairs)
        self._arrange()
        self._allow()

    def show_profile(self) -> None:
        """Opens the widget that plots values along a line, for the map at work."""
        pair = self._pair()
        if pair is None:
            return
        self.side_by_side.setChecked(False)  # beside its map a line would have a place of its own
        panel = show(self._viewer, "Line profile")
        panel.show_map(pair[1])
        see_whole(self._viewer, panel)

    def _arrange(self) -> None:
        pairs, pair = self._complete(), self._pair()
        self.swipe.stop()
        if pair is None:
            self._beside = []
            return self.note.say("")
        is_swiped = self.swiping.isChecked()
        side_by_side = self.side_by_side.isChecked() and not is_swiped
        self._beside = _part(pairs, pair) if side_by_side else []
        arrange(self._viewer, [pair] if is_swiped else self._beside or pairs, side_by_side=side_by_side)
        self.note.say(_told(pairs, self._beside))
        see_whole(self._viewer, self)
        if is_swiped:
            self.swipe.show_pair(pair)
            self._viewer.layers.selection.active = pair[1]
        return None

    def _complete(self) -> list[Pair]:
        """Pairs of which both layers are still there."""
        return [pair for pair in self._pairs if all(layer in self._viewer.layers for layer in pair)]

    def _pair(self) -> Pair | None:
        """The pair that is at work: that of the selected layer, else the last one."""
        active, pairs = self._viewer.layers.selection.active, self._complete()
        return next((pair for pair in pairs if active in pair), pairs[-1] if pairs else None)

    def _only_side_by_side(self, chosen: bool) -> None:
        if chosen and self.swiping.isChecked():
            return self.swiping.setChecked(False)  # which arranges
        return self._arrange()

    def _only_swipe(self, chosen: bool) -> None:
        if chosen and self.side_by_side.isChecked():
            was_blocked = self.side_by_side.blockSignals(True)
            self.side_by_side.setChecked(False)
            self.side_by_side.blockSignals(was_blocked)
        self._arrange()

    def _take_active(self) -> None:
        """Takes the pair of the layer that is selected, where it is not the one that is swiped or among those seen."""
        pair = self._pair()
        is_chosen = pair is not None and self._viewer.layers.selection.active in pair
        is_left_out = bool(self._beside) and pair not in self._beside
        if is_chosen and (is_left_out or self.swipe.pair not in (None, pair)):
            self._arrange()

    def _forget(self) -> None:
        """Takes the cover away where one of its maps is gone."""
        if self.swipe.pair is not None and self.swipe.pair not in self._complete():
            self.swipe.stop()
        self._allow()

    def _allow(self) -> None:
        self.profile_button.setEnabled(self._pair() is not None)


def _part(pairs: list[Pair], pair: Pair) -> list[Pair]:
    """The pairs that are seen beside one of them; as many of the last ones as of others."""
    first = max(0, min(pairs.index(pair) // MOST * MOST, len(pairs) - MOST))
    return pairs[first : first + MOST]


def _told(pairs: list[Pair], beside: list[Pair]) -> str:
    """What is said where not all pairs are seen."""
    if not beside or len(beside) == len(pairs):
        return ""
    return f"{len(beside)} of {len(pairs)} maps: select another one in the layer list to see it."
