# SPDX-License-Identifier: MIT OR Apache-2.0
"""The button that starts and cancels, the progress bar, and what is to be said."""

from __future__ import annotations

import time
from typing import Any

from napari.utils.notifications import show_error, show_info
from qtpy.QtCore import Signal
from qtpy.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from napari_lamap.engine.outcome import Cancelled, Failed
from napari_lamap.engine.words import duration
from napari_lamap.widgets.activity import Activity
from napari_lamap.widgets.page import Note
from napari_lamap.widgets.runner import Runner, Work

STEPS = 1000


class RunBar(QWidget):
    """One button that becomes Cancel while something runs; the bar tells share, time left and what is at work."""

    asked = Signal()
    made = Signal(object)

    def __init__(self, verb: str) -> None:
        super().__init__()
        self.verb, self._enabled, self._began = verb, True, 0.0
        self.runner, self.activity = Runner(self), Activity(STEPS)
        self.button = QPushButton(verb, toolTip="Starts; while it runs the same button cancels")
        self.bar = QProgressBar(maximum=STEPS, textVisible=True)
        self.bar.hide()
        self.status, self.message = Note(), Note()
        self.left = QHBoxLayout()
        row = QHBoxLayout()
        row.addLayout(self.left)
        row.addWidget(self.button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        for widget in (self.bar, self.status, self.message):
            column.addWidget(widget)
        self.button.clicked.connect(self._clicked)
        self.runner.told.connect(self._tell)
        self.runner.ended.connect(self._end)
        self.destroyed.connect(self.activity.stop)

    def allow(self, allowed: bool) -> None:
        """Switches the button on or off while nothing runs."""
        self._enabled = allowed
        if not self.runner.running:
            self.button.setEnabled(allowed)

    def start(self, work: Work) -> None:
        """Runs work; `made` gives what came of it."""
        if self.runner.running:
            return
        self._began = time.monotonic()
        self.say("")
        self.forget()
        self.button.setText("Cancel")
        self.button.setEnabled(True)
        self.bar.setValue(0)
        self.bar.setFormat("%p %")
        self.bar.show()
        self.activity.start(self.verb)
        self.runner.start(work, self.verb)

    def cancel(self) -> None:
        """Asks what runs to stop."""
        if self.runner.running:
            self.button.setText("Cancelling…")
            self.button.setEnabled(False)
            self.runner.cancel()

    def say(self, text: str, *, problem: bool = False) -> None:
        """Shows a sentence; it stays until the next run. A problem takes the place of how the last run ended."""
        self.message.say(text, doubtful=problem)
        if text and problem:
            self.forget()

    def forget(self) -> None:
        """Takes away how the last run ended, which was with other input; while one runs, it says what is at work."""
        if not self.runner.running:
            self.status.say("")

    def _clicked(self) -> None:
        if self.runner.running:
            self.cancel()
        else:
            self.asked.emit()

    def _tell(self, fraction: float, text: str) -> None:
        if not self.runner.running:
            return  # said before the end, heard after it
        done, spent = round(fraction * STEPS), time.monotonic() - self._began
        self.bar.setValue(done)
        left = spent * (1 - fraction) / fraction if fraction > 0.02 and spent > 0.5 else None
        self.bar.setFormat("%p %" if left is None else f"%p %  about {duration(left)} left")
        self.status.say(text)
        self.activity.tell(done, text)

    def _end(self, outcome: Any) -> None:
        self.bar.hide()
        self.activity.stop()
        self.button.setText(self.verb)
        self.button.setEnabled(self._enabled)
        spent = duration(time.monotonic() - self._began)
        if isinstance(outcome, Cancelled):
            self.status.say(f"cancelled after {spent}")
            show_info(f"{self.verb}: cancelled")
        elif isinstance(outcome, Failed):
            self.say(outcome.sentence, problem=True)
            self.status.say("failed")
            show_error(f"{self.verb}: {outcome.sentence}")
        else:
            self.made.emit(outcome)
            self.status.say(f"done in {spent}")  # new layers are no other input
