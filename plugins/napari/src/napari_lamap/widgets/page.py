# SPDX-License-Identifier: MIT OR Apache-2.0
"""The frame that the widgets share: a narrow column that scrolls, the run bar always in sight below it."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QComboBox, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

WIDTH = 320
NARROW = 7
"""Letters of a choice that are always seen."""


class Page(QWidget):
    """A column of parts that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(WIDTH)
        self._inside = QWidget()
        self._parts = QVBoxLayout(self._inside)
        self._parts.setContentsMargins(4, 4, 10, 4)
        self._parts.addStretch()
        self._area = QScrollArea(widgetResizable=True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 2, 2, 2)
        self._column.addWidget(self._area, 1)
        self._sought: QWidget | None = None
        self._area.verticalScrollBar().rangeChanged.connect(self._keep_in_sight)

    def add(self, *parts: QWidget) -> None:
        """Adds parts below those that are there."""
        for part in parts:
            self._parts.insertWidget(self._parts.count() - 1, part)

    def pin(self, part: QWidget) -> None:
        """Adds a part that stays in sight."""
        self._column.addWidget(part)

    def bring_to_sight(self, part: QWidget) -> None:
        """Scrolls to a part and makes it ready to be typed into."""
        part.setFocus()
        self._sought = part
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """Scrolls to the part that is sought until the user turns to another: what was unfolded is laid out later."""
        if self._sought is not None and self._sought is self.focusWidget():
            self._area.ensureWidgetVisible(self._sought)


def narrow(box: QComboBox) -> QComboBox:
    """Lets a choice be narrower than its longest word."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(NARROW)
    return box


def heading(text: str) -> QLabel:
    """Title of a group of parts."""
    label = QLabel(f"<b>{text}</b>")
    label.setContentsMargins(0, 6, 0, 0)
    return label


DOUBTFUL = "color: #e8a33d;"


class Note(QLabel):
    """A text that may be long; it takes no room where it is empty."""

    def __init__(self, *, doubtful: bool = False) -> None:
        super().__init__(wordWrap=True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # a long name of a file widens no dock
        self.setSizePolicy(policy)
        self.say("", doubtful=doubtful)

    def say(self, text: str, *, doubtful: bool = False) -> None:
        """Shows a text."""
        self.setText(text)
        self.setStyleSheet(DOUBTFUL if doubtful else "")
        self.setVisible(bool(text))
