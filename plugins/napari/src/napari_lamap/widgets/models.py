# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which model, its card, and whether it knows such maps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lamap
from qtpy.QtCore import Qt, Signal
from qtpy.QtGui import QFontDatabase
from qtpy.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from napari_lamap._preferences import preferred
from napari_lamap.engine.outcome import sentence_of
from napari_lamap.engine.words import card_text
from napari_lamap.widgets.page import Note, narrow


class ModelChoice(QWidget):
    """The built-in model, those of the preferred folder, or any file."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.box = narrow(QComboBox())
        self.box.setToolTip("The network that refines the restoration")
        self.open_button = QPushButton("File…", toolTip="Takes a network from a file (.onnx)")
        self.card_button = QPushButton("Card", toolTip="Shows what the network was trained on")
        self.verdict = Note()
        self.card_window: QDialog | None = None
        row = QHBoxLayout()
        row.addWidget(self.box, 1)
        row.addWidget(self.open_button)
        row.addWidget(self.card_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.verdict)
        embedded = lamap.model_card()
        self.box.addItem(f"{embedded['name']} {embedded['version']}", None)
        self.box.setItemData(0, "comes with lamap", Qt.ItemDataRole.ToolTipRole)
        folder = preferred("model_folder")
        for path in sorted(Path(folder).glob("*.onnx")) if folder else ():
            self.box.addItem(path.stem, str(path))
        self.box.currentIndexChanged.connect(self.changed)
        self.open_button.clicked.connect(self._ask)
        self.card_button.clicked.connect(self.show_card)

    def file(self) -> str | None:
        """File of the chosen model; None: the built-in one."""
        return self.box.currentData()

    def choose(self, path: str) -> None:
        """Chooses a file."""
        self.box.addItem(Path(path).stem, path)
        self.box.setCurrentIndex(self.box.count() - 1)

    def card(self) -> dict[str, Any]:
        """Card of the chosen model.

        Raises
        ------
        lamap.LamapError
            If it is no model of lamap.
        """
        return lamap.model_card(self.file())

    def judge(self, doubts: list[str]) -> None:
        """Shows whether the model fits."""
        self._say(
            "outside its training: " + "; ".join(doubts) if doubts else "fits, as far as can be told", bool(doubts)
        )

    def say_unused(self) -> None:
        """Shows that no model is used."""
        self._say("not used: the restoration needs no training", False)

    def refuse(self, error: Exception) -> None:
        """Shows why the model cannot be used."""
        self._say(sentence_of(error), True)

    def show_card(self) -> None:
        """Opens the card in a window of its own."""
        try:
            text = card_text(self.card())
        except lamap.LamapError as error:
            return self.refuse(error)
        self.card_window = QDialog(self)
        self.card_window.setWindowTitle("Model card")
        page = QPlainTextEdit(text, readOnly=True)
        page.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        QVBoxLayout(self.card_window).addWidget(page)
        self.card_window.resize(560, 480)
        self.card_window.show()
        return None

    def _say(self, text: str, doubtful: bool) -> None:
        self.verdict.say(("⚠ " if doubtful else "") + text, doubtful=doubtful)

    def _ask(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "A model of lamap", "", "Models (*.onnx)")
        if path:
            self.choose(path)
