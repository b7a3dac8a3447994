# SPDX-License-Identifier: MIT OR Apache-2.0
"""Enhancement of dask arrays, element by element, when the result is asked for.

Every element is fitted by itself, so the result is that of `lamap.enhance`, value for value. An element is enhanced
whole: noise, prior and open conditions are fitted to all of it, and pieces fitted apart would not match.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from lamap._library import Floats
from lamap.enhancement import Enhancer, _with_pixel, target_shape
from lamap.errors import ArgumentError
from lamap.maps import Map, PixelUm, as_map
from lamap.settings import Conditions, Settings, Stated, Value, conditions_of


def enhance(
    array: Any,  # noqa: ANN401
    conditions: Stated = None,
    *,
    pixel_um: PixelUm | None = None,
    unit: str = "",
    model: bytes | None = None,
    **settings: Value,
) -> tuple[Any, Any]:
    """Enhances a dask array lazily.

    Parameters
    ----------
    array : dask.array.Array
        Shape (lines, pixels) or (elements, lines, pixels), NaN where missing; any chunks.
    conditions, pixel_um, unit, model, **settings
        As for `lamap.enhance`; the model as bytes, so that workers need no file.

    Returns
    -------
    dask.array.Array, dask.array.Array
        Estimate and standard deviation, float32, shape (rows, columns) or (elements, rows, columns), one chunk for
        each element. Computing both at once enhances once.

    Raises
    ------
    ArgumentError
        At once if a setting or the pixel size cannot be used.
    """
    if array.ndim not in (2, 3):
        raise ArgumentError(f"a map has 2 or 3 dimensions (elements, lines, pixels), not {array.ndim}")
    stated, chosen = conditions_of(conditions), Settings(**settings)
    stack = array if array.ndim == 3 else array[np.newaxis]
    whole = stack.rechunk((1, -1, -1))
    empty = as_map(np.zeros((1, *whole.shape[1:]), np.float32), pixel_um, unit)
    about = _with_pixel(empty, stated)
    rows, columns = target_shape(chosen, about)
    both = whole.map_blocks(
        _one,
        stated,
        (about.pixel_width_um, about.pixel_height_um),
        unit,
        model,
        tuple(chosen.to_dict().items()),
        dtype=np.float32,
        chunks=((1,) * len(whole), (2,), (rows,), (columns,)),
        new_axis=[3],
        meta=np.empty((0, 0, 0, 0), np.float32),
    )
    estimate, deviation = both[:, 0], both[:, 1]
    return (estimate, deviation) if array.ndim == 3 else (estimate[0], deviation[0])


def _one(
    block: Floats,
    conditions: Conditions,
    pixel_um: tuple[float, float],
    unit: str,
    model: bytes | None,
    settings: tuple[tuple[str, Value], ...],
) -> Floats:
    """Estimate and deviation of one element, shape (1, 2, rows, columns)."""
    result = _enhancer(model, settings).enhance(Map(block, (), *pixel_um, unit), conditions)
    return np.stack([result.estimate.values, result.deviation.values], axis=1)


@functools.lru_cache(maxsize=2)
def _enhancer(model: bytes | None, settings: tuple[tuple[str, Value], ...]) -> Enhancer:
    """The enhancer of this process, so that the network is loaded once for all elements."""
    return Enhancer(model, **dict(settings))
