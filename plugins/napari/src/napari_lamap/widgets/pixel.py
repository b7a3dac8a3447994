# SPDX-License-Identifier: MIT OR Apache-2.0
"""The size of a pixel, asked for only where the file does not tell it."""

from __future__ import annotations

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from napari_lamap.engine.frame import PixelSize
from napari_lamap.widgets.fields import NotANumber

QUESTION = "The file does not tell the pixel size. X is the distance of two pixels along the scan, Y that of two lines:"


class PixelSizeRow(QWidget):
    """Two fields for width and height in µm."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.width_um, self.height_um = QLineEdit(placeholderText="?"), QLineEdit(placeholderText="?")
        row = QHBoxLayout()
        for text, editor in (("X", self.width_um), ("Y", self.height_um)):
            row.addWidget(QLabel(text))
            row.addWidget(editor)
            editor.textChanged.connect(self.changed)
        row.addWidget(QLabel("µm"))
        question = QLabel(QUESTION)
        question.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(question)
        column.addLayout(row)

    def size(self) -> PixelSize | None:
        """What was stated; None while a field is empty.

        Raises
        ------
        NotANumber
            If a field holds no positive number.
        """
        sides = [self._side(editor) for editor in (self.width_um, self.height_um)]
        return None if None in sides else PixelSize(*sides)  # type: ignore[arg-type]

    def _side(self, editor: QLineEdit) -> float | None:
        text = editor.text().strip().replace(",", ".")
        if not text:
            return None
        try:
            side = float(text)
        except ValueError:
            side = 0.0
        if not 0 < side < float("inf"):
            raise NotANumber(f"pixel size: “{editor.text()}” is no length in µm")
        return side
