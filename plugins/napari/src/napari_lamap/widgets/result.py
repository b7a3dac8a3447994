# SPDX-License-Identifier: MIT OR Apache-2.0
"""What came of the last run: the verdict in colour, the next step, and numbers and warnings in a fold that scrolls."""

from __future__ import annotations

from collections.abc import Sequence

import lamap
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from napari_lamap.widgets.fold import Fold
from napari_lamap.widgets.page import Note

COLOURS = {"green": "#3fa34d", "amber": "#e8a33d", "red": "#e5534b"}
SIGNS = {"green": "✔", "amber": "⚠", "red": "✘"}
RECORD = "Everything that was asked for and found, as JSON; the maps themselves: File > IO Utilities > Save maps"
HEIGHT = 150
"""Largest height of the numbers and warnings in pixels: with more they scroll."""


class ResultBox(QWidget):
    """The verdict, and below it buttons and a fold."""

    def __init__(self) -> None:
        super().__init__()
        self.verdict, self.step = Note(), Note()
        self.numbers, self.warnings = Note(), Note()
        self.figure_button = QPushButton("Save figure…", toolTip="measured | enhanced | sd with scale bar")
        self.save_button = QPushButton("Save record…", toolTip=RECORD)
        self.copy_button = QPushButton("Copy parameters", toolTip="Puts what is asked for into the clipboard, as JSON")
        self.fold = Fold("Numbers and warnings", self._scrolling())
        self.fold.hide()
        buttons = QGridLayout()
        buttons.addWidget(self.figure_button, 0, 0, 1, 2)
        buttons.addWidget(self.save_button, 1, 0)
        buttons.addWidget(self.copy_button, 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.verdict)
        column.addWidget(self.step)
        column.addWidget(self.fold)
        column.addLayout(buttons)

    def _scrolling(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.warnings)
        column.addWidget(self.numbers)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(HEIGHT)
        area.setWidget(inside)
        return area

    def clear(self) -> None:
        """Forgets the last run."""
        self.show_result(None, [], [])

    def show_result(self, verdict: lamap.Verdict | None, numbers: Sequence[str], warnings: Sequence[str]) -> None:
        """Shows what came of a run."""
        self.verdict.say("" if verdict is None else f"{SIGNS[verdict.level]} {verdict.sentence}")
        self.step.say("" if verdict is None else verdict.next_step)
        if verdict is not None:
            colour = COLOURS[verdict.level]
            self.verdict.setStyleSheet(f"color: {colour}; border-left: 4px solid {colour}; padding-left: 4px;")
        self.numbers.say("\n".join(numbers))
        self.warnings.say("\n".join(f"⚠ {sentence}" for sentence in warnings), doubtful=True)
        count = f" ({len(warnings)} warning{'s' * (len(warnings) > 1)})" if warnings else ""
        self.fold.rename(f"Numbers and warnings{count}")
        self.fold.setVisible(bool(numbers or warnings))
