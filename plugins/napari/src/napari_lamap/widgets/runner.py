# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs one piece of work at a time beside the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import lamap
from qtpy.QtCore import QObject, Signal

from napari_lamap.engine.background import behind_the_window
from napari_lamap.engine.outcome import Cancelled, Failed, Tell, sentence_of

PAUSE_S = 0.2
"""Between two words to the window; the work is asked more often whether it should stop."""

Work = Callable[[Tell], Any]


class Runner(QObject):
    """Work in a thread of napari's, so that napari asks before it closes the window.

    `told` says how far it is and what is at work; `ended` gives what the work returned, or `Cancelled` or `Failed`.
    An error is handed over rather than raised: it would be raised again in the thread of the window.
    """

    told = Signal(float, str)
    ended = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker: Any = None
        self._outcome: Any = None

    @property
    def running(self) -> bool:
        """Whether work is under way."""
        return self._worker is not None

    def start(self, work: Work, name: str) -> None:
        """Starts work unless some is under way."""
        if self.running:
            return
        from napari.qt.threading import create_worker

        task = _Task(self, work, name)
        self._outcome = Cancelled()
        self._worker = task.worker = create_worker(task, _start_thread=False)
        self._worker.returned.connect(self._keep)
        self._worker.finished.connect(self._end)
        self._worker.start()

    def cancel(self) -> None:
        """Asks the work to stop; `ended` follows."""
        if self._worker is not None:
            self._worker.quit()

    def _keep(self, outcome: Any) -> None:
        self._outcome = outcome

    def _end(self) -> None:
        self._worker, outcome = None, self._outcome
        self._outcome = None
        self.ended.emit(outcome)


class _Task:
    """What the worker calls; its text is what napari shows when it asks before closing."""

    def __init__(self, runner: Runner, work: Work, name: str) -> None:
        self.worker: Any = None
        self._runner, self._work, self._name, self._last = runner, work, name, 0.0

    def __call__(self) -> Any:
        try:
            return behind_the_window(lambda: self._work(self._tell))
        except lamap.Cancelled:
            return Cancelled()
        except Exception as error:
            return Failed(sentence_of(error))

    def __repr__(self) -> str:
        return self._name

    def _tell(self, fraction: float, text: str) -> bool:
        now = time.monotonic()
        try:
            if now - self._last >= PAUSE_S or fraction in (0.0, 1.0):
                self._last = now
                self._runner.told.emit(fraction, text)
        except RuntimeError:  # the window is gone
            return False
        return not self.worker.abort_requested
