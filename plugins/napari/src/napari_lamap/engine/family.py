# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which layers belong together: an enhanced map, the measured one that it was made of, its standard deviation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from napari_lamap.engine.source import KEY, is_result

ENHANCED, DEVIATION = "enhanced", "sd"
"""Kinds of results, which their names end with."""


def kind_of(layer: Any) -> str:
    """Kind of a result, of this window or from a file: what its name says after that of its source."""
    words = layer.name.split(" [")[0].rsplit(" ", 1)
    return words[-1] if is_result(layer) else ""


def measured_of(enhanced: Any, layers: Sequence[Any]) -> Any:
    """The layer that an enhanced map was made of; None where it cannot be told."""
    record = enhanced.metadata.get(KEY, {}).get("record", {})
    name = record.get("source", {}).get("layer") or enhanced.name.rsplit(f" {ENHANCED}", 1)[0]
    return next((layer for layer in layers if layer.name == name and layer is not enhanced), None)


def deviation_of(enhanced: Any, layers: Sequence[Any]) -> Any:
    """The standard deviation of an enhanced map, of the same run; None where it cannot be told."""
    record = enhanced.metadata.get(KEY, {}).get("record")
    same = [layer for layer in layers if kind_of(layer) == DEVIATION]
    if record is not None:
        return next((layer for layer in same if layer.metadata[KEY].get("record") is record), None)
    name = enhanced.name.rsplit(f" {ENHANCED}", 1)[0]
    return next((layer for layer in same if layer.name.startswith(f"{name} ")), None)
