# SPDX-License-Identifier: MIT OR Apache-2.0
"""The size of a pixel: what the file tells, open to correction; asked for where no file tells it."""

from __future__ import annotations

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from napari_lamap.engine.frame import PixelSize
from napari_lamap.engine.quantities import number_in
from napari_lamap.widgets.fields import NotANumber
from napari_lamap.widgets.page import Note

QUESTION = "The file does not tell the pixel size. X is the distance of two pixels along the scan, Y that of two lines:"
TIPS = (
    "Distance of two pixels along the scan, in µm: scan speed × time of one pixel",
    "Distance of two lines of the scan, in µm",
)
EQUAL = 1e-5
"""Sizes that differ by less than this share are the same: fewer digits are shown."""


class PixelSizeRow(QWidget):
    """Two fields for width and height in µm."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.width_um, self.height_um = QLineEdit(placeholderText="?"), QLineEdit(placeholderText="?")
        self.question = Note()
        self.question.say(QUESTION)
        self._shown: PixelSize | None = None
        self._of: object = None
        row = QHBoxLayout()
        row.addWidget(QLabel("Pixel"))
        for text, editor, tip in zip("XY", (self.width_um, self.height_um), TIPS, strict=True):
            row.addWidget(QLabel(text))
            row.addWidget(editor)
            editor.setToolTip(tip)
            editor.textChanged.connect(self.changed)
        row.addWidget(QLabel("µm"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.question)
        column.addLayout(row)

    def show_size(self, size: PixelSize | None, of: object) -> None:
        """Shows the size that a map has, None where it is not known.

        What was typed for the same map stays. `of`: what tells one map from another.
        """
        if (size, of) == (self._shown, self._of):
            return
        if size is not None or of != self._of:
            for editor, side in ((self.width_um, size and size.width_um), (self.height_um, size and size.height_um)):
                was_blocked = editor.blockSignals(True)
                editor.setText("" if side is None else f"{side:.6g}")
                editor.blockSignals(was_blocked)
        self._shown, self._of = size, of
        self.question.say("" if size is not None else QUESTION)

    @property
    def is_asked(self) -> bool:
        """Whether the map does not tell its size."""
        return self._shown is None

    def size(self) -> PixelSize | None:
        """What the fields say; None while one is empty.

        Raises
        ------
        NotANumber
            If a field holds no positive number.
        """
        sides = [self._side(editor) for editor in (self.width_um, self.height_um)]
        return None if None in sides else PixelSize(*sides)  # type: ignore[arg-type]

    def stated(self) -> PixelSize | None:
        """What the user states beside or against what the map says; None: nothing.

        Raises
        ------
        NotANumber
            If a field holds no positive number.
        """
        size, shown = self.size(), self._shown
        if size is None or shown is None:
            return size
        ratios = (size.width_um / shown.width_um, size.height_um / shown.height_um)
        return size if any(abs(ratio - 1) > EQUAL for ratio in ratios) else None

    def _side(self, editor: QLineEdit) -> float | None:
        text = editor.text().strip()
        if not text:
            return None
        try:
            side = number_in(text, "µm")
        except ValueError:
            side = 0.0
        if not 0 < side < float("inf"):
            raise NotANumber(f"pixel size: “{editor.text()}” is no length in µm")
        return side
