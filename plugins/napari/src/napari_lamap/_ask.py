# SPDX-License-Identifier: MIT OR Apache-2.0
"""Opens the import that asks for what files do not tell, where there is a window to open it in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any


def ask_in_window(sentence: str, paths: Sequence[str]) -> bool:
    """Opens the widget that a sentence names at its end, with the files chosen, and tells whether that was done.

    It reads the files again and asks by the name of its field; File > Open alone would end with the sentence.
    """
    from napari_lamap.engine import lines, maps

    titles = {f"({menu})": menu.rsplit(" > ", 1)[-1] for menu in (maps.MENU, lines.MENU)}
    title = next((title for ending, title in titles.items() if sentence.endswith(ending)), None)
    window = _window()
    if title is None or window is None:
        return False
    _, widget = window.add_plugin_dock_widget("napari-lamap", title)
    widget.choose([str(path) for path in paths])
    return True


def _window() -> Any:
    """The window of napari; None in a script that has none. Whoever has one has imported napari."""
    napari = sys.modules.get("napari")
    viewer = None if napari is None else napari.current_viewer()
    return None if viewer is None else viewer.window
