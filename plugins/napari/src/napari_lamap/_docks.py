# SPDX-License-Identifier: MIT OR Apache-2.0
"""Opens a widget of the plugin in a window, under the name that napari's menus give it, so that none is there twice."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

PLUGIN, IN_SCRIPTS = "LA maps", "napari-lamap"
"""What napari's menus and `add_plugin_dock_widget` call the plugin."""

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

    widget = docked(viewer, title)
    if widget is None:
        module, kind = WIDGETS[title]
        widget = getattr(import_module(f"napari_lamap.widgets.{module}"), kind)(viewer)
        viewer.window.add_dock_widget(widget, name=f"{title} ({PLUGIN})", tabify=True)
    dock = widget.parent()
    while not isinstance(dock, QDockWidget):
        dock = dock.parent()
    dock.show()
    dock.raise_()
    return widget


def docked(viewer: Any, title: str) -> Any:
    """The widget of this title that is docked in the window of a viewer; None where there is none."""
    widgets = _docked(viewer.window)
    names = (f"{title} ({plugin})" for plugin in (PLUGIN, IN_SCRIPTS))
    return next((widgets[name] for name in names if name in widgets), None)


def _docked(window: Any) -> Mapping[str, Any]:
    """The widgets that are docked in a window, by name."""
    if hasattr(window, "dock_widgets"):
        return window.dock_widgets
    return {name: dock.inner_widget() for name, dock in window._dock_widgets.items()}  # napari before 0.6.2
