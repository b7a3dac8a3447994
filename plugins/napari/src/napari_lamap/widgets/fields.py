# SPDX-License-Identifier: MIT OR Apache-2.0
"""One editor for each setting, made from what the library says of it."""

from __future__ import annotations

import math

from lamap import Param
from qtpy.QtCore import Signal
from qtpy.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from napari_lamap.engine.quantities import number_in
from napari_lamap.engine.words import label
from napari_lamap.widgets.page import narrow

OPEN = "auto"
Value = float | str | bool | None


def tip_of(row: Param) -> str:
    """What a setting means and may be, in words of the widgets."""
    if row.choices or not math.isfinite(row.minimum):
        return row.help
    unit = f" {row.unit}" if row.unit else ""
    open_too = "; empty: auto" if row.optional else ""
    return f"{row.help}\n{row.minimum:.10g} to {row.maximum:.10g}{unit}{open_too}"


class NotANumber(ValueError):
    """A text in a field that should hold a number."""


class Field(QWidget):
    """Editor of one setting. A number or a text that is left empty has its default and is not stated."""

    changed = Signal()

    def __init__(self, row: Param) -> None:
        super().__init__()
        self.row = row
        self.editor = self._editor()
        self.setToolTip(tip_of(row))
        self.editor.setToolTip(self.toolTip())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.editor)

    def _editor(self) -> QWidget:
        if isinstance(self.row.default, bool):
            box = QCheckBox(checked=self.row.default)
            box.toggled.connect(self.changed)
            return box
        if self.row.choices:
            # "auto" may be one of the words already
            words = list(self.row.choices)
            words += [OPEN] if self.row.optional and OPEN not in words else []
            combo = narrow(QComboBox())
            combo.addItems(words)
            combo.setCurrentText(str(self.row.default or OPEN))
            combo.currentIndexChanged.connect(self.changed)
            return combo
        is_number = isinstance(self.row.default, int | float)
        line = QLineEdit(placeholderText=f"default {self.row.default:.10g}" if is_number else OPEN)
        line.textChanged.connect(self.changed)
        return line

    def stated(self) -> bool:
        """Whether it says something that differs from the default, or holds a number or a text."""
        if isinstance(self.editor, QLineEdit):
            return bool(self.editor.text().strip())
        return self.value() != self.row.default

    def value(self) -> Value:
        """What it says; the library judges it.

        Raises
        ------
        NotANumber
            If there should be a number; the sentence names the setting.
        """
        if isinstance(self.editor, QCheckBox):
            return self.editor.isChecked()
        if isinstance(self.editor, QComboBox):
            word = self.editor.currentText()
            return None if word == OPEN and self.row.optional else word
        if isinstance(self.row.default, str):
            return self.editor.text().strip()
        text = self.editor.text().strip()
        if text in ("", OPEN):
            return self.row.default if not text else None
        try:
            return number_in(text, self.row.unit)
        except ValueError:
            raise NotANumber(f"{label(self.row)}: “{self.editor.text()}” is not a number") from None

    def show_value(self, value: Value) -> None:
        """Shows a value; None leaves it open."""
        if isinstance(self.editor, QCheckBox):
            self.editor.setChecked(bool(value))
        elif isinstance(self.editor, QComboBox):
            self.editor.setCurrentText(OPEN if value is None else str(value))
        else:
            self.editor.setText("" if value is None else value if isinstance(value, str) else f"{value:.10g}")

    def clear(self) -> None:
        """Back to the default, not stated."""
        if isinstance(self.editor, QLineEdit):
            self.editor.clear()
        else:
            self.show_value(self.row.default)
