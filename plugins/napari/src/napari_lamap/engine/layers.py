# SPDX-License-Identifier: MIT OR Apache-2.0
"""Layers of napari as data: values, arguments, type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import lamap
import numpy as np
from numpy.typing import NDArray

from napari_lamap.engine.frame import PixelSize, map_frame
from napari_lamap.engine.passes import PASS
from napari_lamap.engine.source import KEY

LayerData = tuple[Any, dict[str, Any], str]
PERCENTILES = (0.5, 99.5)
SEVERAL = "passes over one sample"
"""What the library says a file holds that is no single map."""
SAMPLE = 1_000_000
"""Values at most that the percentiles are taken of: a large map is looked at in a regular grid."""


def contrast_limits(values: NDArray[Any]) -> tuple[float, float]:
    """Percentiles of the finite values: a spike must not turn a map black."""
    step = max(1, int(np.ceil((values.size / SAMPLE) ** 0.5)))
    seen = values[..., ::step, ::step]
    seen = seen[np.isfinite(seen)]
    if seen.size == 0:
        return 0.0, 1.0
    low, high = (float(limit) for limit in np.percentile(seen, PERCENTILES))
    if high > low:
        return low, high
    low, high = float(seen.min()), float(seen.max())
    return (low, high) if high > low else (low, low + 1.0)


def shared_limits(*maps: NDArray[Any]) -> tuple[float, float]:
    """Limits that suit several maps."""
    lows, highs = zip(*map(contrast_limits, maps), strict=True)
    return min(lows), max(highs)


def of_map(
    read: lamap.Map, colormap: str = "viridis", conditions: lamap.Conditions | None = None
) -> Iterator[LayerData]:
    """One layer for each element of a map, in its physical frame; it keeps notes and conditions that are known."""
    width, height = read.pixel_width_um, read.pixel_height_um
    size = None if width is None or height is None else PixelSize(width, height)
    for values, element in zip(read.values, read.elements, strict=True):
        known = {"info": read.info, "notes": read.notes, "conditions": conditions}
        about = {"element": element, "unit": read.unit} | {key: told for key, told in known.items() if told}
        arguments = {
            "name": element,
            "colormap": colormap,
            "contrast_limits": contrast_limits(values),
            "metadata": {KEY: about},
            **map_frame(size, read.origin_um),
        }
        yield values, arguments, "image"


def of_passes(read: Sequence[tuple[lamap.Map, lamap.Pass]], file: str) -> Iterator[LayerData]:
    """One layer for each element of each pass of a file, where it lies on the sample."""
    for number, (measured, lies) in enumerate(read, 1):
        for values, arguments, kind in of_map(measured):
            arguments["metadata"][KEY][PASS] = {"file": file, "turned": lies.orthogonal}
            yield values, arguments | {"name": f"{arguments['name']} pass {number}"}, kind


def of_files(paths: Sequence[str]) -> list[LayerData]:
    """The layers of files of one map, or of a file of several passes over one sample.

    Raises
    ------
    lamap.LamapError
        As `lamap.read_map` does.
    """
    try:
        return list(of_map(lamap.read_map(*paths)))
    except lamap.FileError as error:
        if SEVERAL not in str(error) or len(paths) > 1:
            raise
        return list(of_passes(lamap.read_passes(paths[0]), paths[0]))
