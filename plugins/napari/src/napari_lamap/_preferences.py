# SPDX-License-Identifier: MIT OR Apache-2.0
"""Preferences of the plugin. napari before 0.9 has no page for them: then nothing is preferred."""

from __future__ import annotations

from typing import Any


def preferred(key: str) -> Any:
    """What the user prefers for a key of the page "Enhancement"; None where nothing is known."""
    try:
        from napari.settings import get_plugin_settings

        return getattr(get_plugin_settings("napari-lamap").defaults, key)
    except (ImportError, AttributeError, KeyError, ValueError):
        return None
