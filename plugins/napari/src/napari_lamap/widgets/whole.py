# SPDX-License-Identifier: MIT OR Apache-2.0
"""Shows the layers as a whole, also where the canvas gets another size afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np
from qtpy.QtCore import QEvent, QObject, QTimer
from qtpy.QtWidgets import QMainWindow, QWidget


def see_whole(viewer: Any, widget: QWidget) -> None:
    """Fits the view to all layers, and again whenever the canvas is resized, until the user moves or zooms.

    A widget that was just docked takes its room from the canvas later, when Qt lays the window out: a view that was
    fitted before would be cut at its sides.

    Parameters
    ----------
    viewer : napari.Viewer
        What is seen.
    widget : QWidget
        Any widget that is docked in its window.
    """
    viewer.reset_view()
    middle = _middle(widget)
    if middle is not None:
        keeper = middle.findChild(_Keeper) or _Keeper(viewer, middle)
        keeper.remember()


def _middle(widget: QWidget) -> QWidget | None:
    """The part of the window between the docks; None for a widget that is not docked."""
    window: Any = widget
    while window is not None and not isinstance(window, QMainWindow):
        window = window.parent()
    return None if window is None else window.centralWidget()


class _Keeper(QObject):
    """Fits the view again after the middle of the window was resized, as long as it is as it was fitted last."""

    def __init__(self, viewer: Any, middle: QWidget) -> None:
        super().__init__(middle)
        self._viewer, self._fitted = viewer, np.zeros(0)
        self._later = QTimer(self, singleShot=True, interval=0)  # the canvas is resized after what it lies in
        self._later.timeout.connect(self._fit)
        middle.installEventFilter(self)

    def remember(self) -> None:
        """Takes the view as it is for one that shows the whole."""
        self._fitted = self._view()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notes that the middle of the window is resized."""
        if event.type() == QEvent.Type.Resize:
            self._later.start()
        return False

    def _fit(self) -> None:
        if np.allclose(self._fitted, self._view()):
            self._viewer.reset_view()
            self.remember()

    def _view(self) -> np.ndarray:
        scene = getattr(self._viewer, "scene", self._viewer)  # napari before 0.9 has the camera in the viewer
        return np.array([scene.camera.zoom, *scene.camera.center])
