# SPDX-License-Identifier: MIT OR Apache-2.0
"""The run in napari's own list of activities, at the right of its status bar."""

from __future__ import annotations

from typing import Any

from napari.utils import progress


class Activity:
    """A progress bar of napari, from `start` to `stop`."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._bar: Any = None

    def start(self, name: str) -> None:
        """Shows a bar; one that is shown already is taken away."""
        self.stop()
        self._bar = progress(total=self._steps, desc=name)

    def tell(self, done: int, text: str) -> None:
        """Shows how many steps are done and what is at work.

        napari lets Qt work while it draws the bar, so that the run may end in the middle of this.
        """
        bar = self._bar
        if bar is not None and bar.desc != f"{text}: ":  # each of both draws the window anew
            bar.set_description(text)
        if bar is not None and bar is self._bar:
            bar.update(done - bar.n)

    def stop(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
