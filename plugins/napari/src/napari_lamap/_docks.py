# SPDX-License-Identifier: MIT OR Apache-2.0
"""Opens a widget of the plugin in a window, under the name that napari's menus give it, so that none is there twice."""

from __future__ import annotations

from importlib import import_module
from typing import Any

PLUGIN = "LA maps"
"""What napari's menus call the plugin."""

WIDGETS = {
    "Enhance LA map": ("enhance", "EnhanceWidget"),
    "Import maps": ("maps", "ImportMapsWidget"),
    "Import line scans": ("lines", "ImportLinesWidget"),
    "Line profile": ("profile", "ProfileWidget"),
    "Simulate ablation": ("simulate", "SimulateWidget"),
}


def show(viewer: Any, title: str) -> Any:
    """Opens a widget behind those that are docked already, or shows the one that is there; returns it."""
    from qtpy.QtWidgets import QDockWidget

    name, window = f"{title} ({PLUGIN})", viewer.window
    dock = window._qt_window.findChild(QDockWidget, name)
    if dock is None:
        module, kind = WIDGETS[title]
        widget = getattr(import_module(f"napari_lamap.widgets.{module}"), kind)(viewer)
        dock = window.add_dock_widget(widget, name=name, tabify=True)
    dock.show()
    dock.raise_()
    return dock.inner_widget()
