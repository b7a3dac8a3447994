# SPDX-License-Identifier: MIT OR Apache-2.0
"""Values of a measured and an enhanced map, with its standard deviation, along one line on the sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_lamap.engine.frame import pixel_size
from napari_lamap.engine.source import KEY, value_unit

Values = NDArray[np.float64]
PER_PIXEL, MOST_PLACES = 2, 4000
"""Places on the line for each pixel that it crosses, and the most of them."""


@dataclass(frozen=True, eq=False)
class Profile:
    """Values along a line, each that of the pixel in which the place lies; NaN beside the map and where one is missing.

    Attributes
    ----------
    distance : array
        From the begin of the line, in `length_unit`: µm, or pixels of the enhanced map where their size is not known.
    measured, deviation : array or None
        None where there is no such map.
    """

    distance: Values
    length_unit: str
    enhanced: Values
    measured: Values | None
    deviation: Values | None
    name: str
    unit: str


def profile(line: Values, enhanced: Any, measured: Any = None, deviation: Any = None) -> Profile:
    """Profile along a line.

    Parameters
    ----------
    line : array
        Corners of the line in the world of the viewer, shape (corners, dimensions of the world).
    enhanced, measured, deviation : layers
        The last two may be None.
    """
    size = pixel_size(enhanced)
    step = (1.0, 1.0) if size is None else (size.height_um, size.width_um)
    parts = np.diff(_pixels(enhanced, line)[:, -2:], axis=0)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*(parts * step).T))])
    places = int(np.clip(np.ceil(PER_PIXEL * np.abs(parts).sum()), 2, MOST_PLACES))
    distance = np.linspace(0.0, along[-1], places)

    def values(layer: Any) -> Values:
        return _values(layer, np.stack([np.interp(distance, along, axis) for axis in _pixels(layer, line).T], axis=1))

    return Profile(
        distance,
        "pixels" if size is None else "µm",
        values(enhanced),
        None if measured is None else values(measured),
        None if deviation is None else values(deviation),
        str(enhanced.metadata.get(KEY, {}).get("element", enhanced.name)),
        value_unit(enhanced),
    )


def _pixels(layer: Any, line: Values) -> Values:
    """Corners of a line in pixels of a layer, one column for each axis of it; the centre of a pixel is whole."""
    return np.array([layer.world_to_data(corner[-layer.ndim :]) for corner in np.asarray(line, float)])


def _values(layer: Any, places: Values) -> Values:
    """Values of the pixels of a layer in which places lie; computes of what is lazy only one plane."""
    pixels = np.round(places).astype(int)
    data = layer.data[0] if layer.multiscale else layer.data
    outer = tuple(int(np.clip(index, 0, side - 1)) for index, side in zip(pixels[0, :-2], data.shape, strict=False))
    plane = np.asarray(data[outer])
    rows, columns = pixels[:, -2], pixels[:, -1]
    inside = (rows >= 0) & (rows < plane.shape[0]) & (columns >= 0) & (columns < plane.shape[1])
    found = np.full(len(places), np.nan)
    found[inside] = plane[rows[inside], columns[inside]]
    return found
