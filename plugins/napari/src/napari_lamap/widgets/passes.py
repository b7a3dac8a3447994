# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which further passes over the sample of a map are enhanced together with it, and where they lie."""

from __future__ import annotations

import math
from typing import Any

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from napari_lamap.engine.passes import LaidPass, beside_um, element_of, known_passes, looks_turned, refuse_strange
from napari_lamap.engine.quantities import number_in
from napari_lamap.engine.source import is_measured, take_measured
from napari_lamap.widgets.fields import NotANumber
from napari_lamap.widgets.layers import LayerBox, follow, images, shown_plane
from napari_lamap.widgets.page import Note

ABOUT = (
    "Other maps of the same sample, shifted by parts of a pixel or turned by a right angle, each as it lies on the "
    "sample. State beam size and washout below."
)
OPEN_FIRST = "Open the other passes first: File > Open."
TIPS = ("How far the pass begins to the right of the map, in µm", "How far the pass begins below the map, in µm")
TURNED = "The lines of this pass run down the sample"


class PassRow(QWidget):
    """One further pass: its layer, where it begins, and whether it is turned."""

    changed = Signal()
    removed = Signal()

    def __init__(self, viewer: Any, first: Any, layer: Any) -> None:
        super().__init__()
        self._viewer, self._first, self.layer = viewer, first, layer
        self.box = LayerBox(viewer)
        self.box.setToolTip("The measured map of this pass")
        self.right_um, self.down_um = QLineEdit(), QLineEdit()
        self.turned = QCheckBox("turned", toolTip=TURNED)
        self.remove = QToolButton(text="✕", toolTip="Leaves this pass out")
        self._lay_out()
        self.box.choose(layer)
        self._fill_in()
        self.box.chosen.connect(self._follow)
        self.remove.clicked.connect(self.removed)
        self.turned.toggled.connect(self.changed)
        for editor in (self.right_um, self.down_um):
            editor.textChanged.connect(self.changed)

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.box, 1)
        above.addWidget(self.remove)
        for text, editor, tip in zip("XY", (self.right_um, self.down_um), TIPS, strict=True):
            below.addWidget(QLabel(text))
            below.addWidget(editor)
            editor.setToolTip(tip)
        below.addWidget(QLabel("µm"))
        below.addWidget(self.turned)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.addLayout(above)
        column.addLayout(below)

    def stated(self) -> LaidPass:
        """The pass as it is stated.

        Raises
        ------
        NotANumber
            If a field holds no number.
        Unusable
            If the layer is no map.
        """
        source = take_measured(self.layer, shown_plane(self._viewer, self.layer))
        return LaidPass(source, self._number(self.right_um), self._number(self.down_um), self.turned.isChecked())

    def _number(self, editor: QLineEdit) -> float:
        try:
            number = number_in(editor.text().strip() or "0", "µm")
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise NotANumber(f"{self.layer.name}: “{editor.text()}” is no distance in µm")
        return number

    def _follow(self) -> None:
        """The box chooses another layer by itself when its own is removed: then the pass is gone too."""
        if self.layer not in self._viewer.layers:
            self.removed.emit()
        elif self.box.entry() is not self.layer:
            self.layer = self.box.entry()
            self._fill_in()
            self.changed.emit()

    def _fill_in(self) -> None:
        """What the layer tells of its place."""
        was_blocked = self.blockSignals(True)
        for editor, place in zip((self.right_um, self.down_um), beside_um(self.layer, self._first), strict=True):
            editor.setText(f"{place:.6g}")
        self.turned.setChecked(looks_turned(self.layer, self._first))
        self.blockSignals(was_blocked)


class PassesBox(QWidget):
    """Further passes over the sample of a map; those of one file with it come by themselves."""

    changed = Signal()

    def __init__(self, viewer: Any) -> None:
        super().__init__()
        self._viewer, self._first, self._is_by_hand = viewer, None, False
        self.rows: list[PassRow] = []
        self.about, self.add_button = Note(), QPushButton("Add a pass")
        self.add_button.setToolTip("Another map of the same sample is enhanced together with the map above")
        self._column = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.about)
        column.addLayout(self._column)
        column.addWidget(self.add_button)
        self.add_button.clicked.connect(self._add_by_hand)
        follow(viewer, self, self._allow)

    def show_first(self, first: Any) -> bool:
        """Shows the further passes of a map, None: of none; tells whether some came that are known by themselves.

        Those that were stated by hand stay as long as it is the same map.
        """
        if first is not self._first:
            self._first, self._is_by_hand = first, False
        if self._is_by_hand:
            return False
        known = [] if first is None else known_passes(first, list(self._viewer.layers))
        is_new = [row.layer for row in self.rows] != known
        if is_new:
            self._clear()
            for layer in known:
                self._add(layer)
        self._allow()
        return is_new and bool(known)

    def passes(self) -> tuple[LaidPass, ...]:
        """The passes as they are stated.

        Raises
        ------
        NotANumber
            If a field holds no number.
        Unusable
            If a layer is no such pass.
        """
        if self.rows:
            refuse_strange(self._first, [row.layer for row in self.rows])
        return tuple(row.stated() for row in self.rows)

    def _next(self) -> Any:
        """The layer that a new row begins with: a map of the same element that is not chosen yet, else any."""
        taken = [self._first, *(row.layer for row in self.rows)]
        free = [layer for layer in images(self._viewer) if is_measured(layer) and layer not in taken]
        same = [layer for layer in free if element_of(layer) == element_of(self._first)]
        return next(iter([*same, *free]), None)

    def _add_by_hand(self) -> None:
        self._is_by_hand = True
        self._add(self._next())
        self._tell()

    def _add(self, layer: Any) -> None:
        row = PassRow(self._viewer, self._first, layer)
        row.changed.connect(self._tell_by_hand)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.addWidget(row)

    def _remove(self, row: PassRow) -> None:
        if row in self.rows:
            self._is_by_hand = True
            self.rows.remove(row)
            _drop(row)
            self._tell()

    def _clear(self) -> None:
        for row in self.rows:
            _drop(row)
        self.rows.clear()

    def _tell_by_hand(self) -> None:
        self._is_by_hand = True
        self._tell()

    def _tell(self) -> None:
        self._allow()
        self.changed.emit()

    def _allow(self) -> None:
        is_free = self._first is not None and self._next() is not None
        self.about.say(ABOUT if is_free or self.rows else OPEN_FIRST)
        self.add_button.setEnabled(is_free)


def _drop(row: PassRow) -> None:
    row.blockSignals(True)
    row.setParent(None)
    row.deleteLater()
