# SPDX-License-Identifier: MIT OR Apache-2.0
"""Opens the widget that asks for what files do not tell, where there is a window to open it in."""

from __future__ import annotations

import functools
import sys
import weakref
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from napari_lamap._docks import docked, show

_shown: weakref.WeakSet[Any] = weakref.WeakSet()
"""Windows in which the widget was opened for the user; whoever closes it there does not want it."""

IMPORTS = ("Import maps", "Import line scans")

OVER_TIME = "signals over time"
"""What the library calls recordings, and logs of a laser."""
TOGETHER_MS = 100
"""napari reads files that are opened together one after the other: the next one comes within this time."""
_asked: list[tuple[Any, str, Sequence[str]]] = []


def ask_in_window(sentence: str, paths: Sequence[str]) -> bool:
    """Opens the widget that a sentence is about, with the files chosen, and tells whether that was done.

    It reads the files again and asks by the name of its field; File > Open alone would end with the sentence. Files
    that are opened together, such as a recording and the log of the laser, are chosen together.
    """
    from napari_lamap.engine import lines, maps

    viewer = _viewer()
    titles = {f"({menu})": menu.rsplit(" > ", 1)[-1] for menu in (maps.MENU, lines.MENU)}
    title = next((title for ending, title in titles.items() if sentence.endswith(ending)), None)
    if title is None and OVER_TIME in sentence:
        title = titles[f"({lines.MENU})"]
    if title is None or viewer is None:
        return False
    from qtpy.QtCore import QTimer

    _asked.append((viewer, title, paths))
    QTimer.singleShot(TOGETHER_MS, functools.partial(_ask, len(_asked)))
    return True


def _ask(count: int) -> None:
    """Opens the widget of the files that were opened last, and chooses all that are for it, when no more have come."""
    if count != len(_asked):
        return
    viewer, title, _ = _asked[-1]
    together = [str(path) for _, one, paths in _asked if one == title for path in paths]
    _asked.clear()
    show(viewer, title).choose(together)


def forget_questions() -> None:
    """Takes away what the imports in the window said of the files before, which are no longer at work."""
    viewer = _viewer()
    for widget in [] if viewer is None else [docked(viewer, title) for title in IMPORTS]:
        if widget is not None:
            widget.forget_problem()


def tell_notes(layers: Sequence[tuple[Any, dict[str, Any], str]]) -> None:
    """Shows in the window what was left out or replaced when files were read."""
    from napari_lamap.engine.source import notes_of

    notes = notes_of(SimpleNamespace(**about) for _, about, _ in layers)
    if notes and _viewer() is not None:
        from napari.utils.notifications import show_info

        show_info("\n".join(notes))


def offer_enhancement(layers: Sequence[tuple[Any, dict[str, Any], str]]) -> None:
    """Opens the enhancement once the first measured map of a window is there, with what is missing ready to be typed.

    `layers`: what is about to be added to the viewer.
    """
    from napari_lamap.engine.source import is_measured

    viewer = _viewer()
    measured = any(is_measured(SimpleNamespace(rgb=False, **about)) for _, about, _ in layers)
    if viewer is None or viewer.window in _shown or not measured:
        return
    _shown.add(viewer.window)

    def follow(event: Any) -> None:
        if is_measured(event.value):
            viewer.layers.events.inserted.disconnect(follow)
            open_enhancement(viewer, event.value)

    viewer.layers.events.inserted.connect(follow, position="last")  # napari draws the layer first


def open_enhancement(viewer: Any, layer: Any) -> None:
    """Opens the enhancement and chooses a layer; the map is seen as a whole beside it."""
    from napari_lamap.widgets.whole import see_whole

    widget = show(viewer, "Enhance LA map")
    widget.offer(layer)
    see_whole(viewer, widget)


def _viewer() -> Any:
    """The viewer at work; None in a script that has no window. Whoever has one has imported napari."""
    napari = sys.modules.get("napari")
    viewer = None if napari is None else napari.current_viewer()
    return None if viewer is None or viewer.window is None else viewer
