# SPDX-License-Identifier: MIT OR Apache-2.0
"""A part of a widget that can be folded away."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QToolButton, QVBoxLayout, QWidget


class Fold(QWidget):
    """A title that shows or hides what is below it."""

    def __init__(self, title: str, content: QWidget, *, is_open: bool = False) -> None:
        super().__init__()
        self.content = content
        self.button = QToolButton(text=title, checkable=True, checked=is_open, toolTip="Shows or hides this part")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setStyleSheet("QToolButton { border: none; font-weight: bold; }")
        self.button.toggled.connect(self.unfold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button)
        column.addWidget(content)
        self.unfold(is_open)

    def rename(self, title: str) -> None:
        """Changes the title."""
        self.button.setText(title)

    def unfold(self, shown: bool) -> None:
        """Shows the content, or hides it."""
        self.button.setChecked(shown)
        self.button.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.content.setVisible(shown)
