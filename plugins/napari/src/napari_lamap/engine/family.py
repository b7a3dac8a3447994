# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which layers belong together: those of one sample, and an enhanced map with the measured one and its deviation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from napari_lamap.engine.frame import PixelSize, pixel_size
from napari_lamap.engine.source import KEY, is_measured, is_result

ENHANCED, DEVIATION = "enhanced", "sd"
"""Kinds of results, which their names end with."""


def of_one_scan(layer: Any, layers: Sequence[Any]) -> list[Any]:
    """A measured map and those of the same scan: from the same file or folder, as large, in pixels of the same size."""
    scan = _scan(layer)
    return [other for other in layers if other is layer or (scan is not None and _scan(other) == scan)]


def _scan(layer: Any) -> tuple[Path, tuple[int, ...], PixelSize | None] | None:
    """What maps of one scan have in common; None for what came from no file or is no measured map."""
    path = layer.source.path
    if path is None or not is_measured(layer):
        return None
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    plane = layer.data[0] if layer.multiscale else layer.data
    return folder, tuple(plane.shape), pixel_size(layer)


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
