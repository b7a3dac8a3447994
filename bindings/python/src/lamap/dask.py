# SPDX-License-Identifier: MIT OR Apache-2.0
"""Enhancement of dask arrays, when the result is asked for, on as many machines as there are.

The measured map is small against its enhancement: every task is given a whole measured element, finds noise, prior and
open conditions from it as `lamap.enhance` does, and then enhances a chunk of the target grid with its surroundings.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dask
import dask.array
import numpy as np

from lamap._library import Floats
from lamap.enhancement import Enhancer, with_pixel
from lamap.errors import ArgumentError
from lamap.maps import Map, PixelUm, as_map
from lamap.results import target_shape
from lamap.settings import Conditions, Settings, Stated, Value, conditions_of
from lamap.units import known_unit

CHUNK = 2048
"""Largest side of a chunk that is chosen, in pixels of the result."""
MOST_SAMPLES = 1 << 20
"""Values of a map that its percentile is taken from."""
LEAST_CHUNK = 64

Range = tuple[int, int]


def enhance(
    array: Any,  # noqa: ANN401
    conditions: Stated = None,
    *,
    pixel_um: PixelUm | None = None,
    unit: str = "",
    model: bytes | None = None,
    chunk: int = CHUNK,
    **settings: Value,
) -> tuple[Any, Any]:
    """Enhances a dask array lazily.

    An element that is one chunk has the values of `lamap.enhance`; several chunks have them up to 1e-3 of the range of
    the map. The level of a network's standard deviation is found for each chunk by itself.

    Parameters
    ----------
    array : dask.array.Array
        Shape (lines, pixels) or (elements, lines, pixels), NaN where missing; any chunks.
    conditions, pixel_um, unit, model, **settings
        As for `lamap.enhance`; the model as bytes, so that workers need no file.
    chunk : int
        Largest side of a chunk of the result in pixels, at least 64. A larger one needs more memory and does
        less twice.

    Returns
    -------
    dask.array.Array, dask.array.Array
        Estimate and standard deviation, float32, shape (rows, columns) or (elements, rows, columns). Computing both at
        once enhances once.

    Raises
    ------
    ArgumentError
        At once if a setting or the pixel size cannot be used.
    """
    if array.ndim not in (2, 3):
        raise ArgumentError(f"a map has 2 or 3 dimensions (elements, lines, pixels), not {array.ndim}")
    if chunk < LEAST_CHUNK:
        raise ArgumentError(f"chunk = {chunk} pixels is out of range: at least {LEAST_CHUNK}")
    stated, chosen = conditions_of(conditions), Settings(**settings)
    stack = array if array.ndim == 3 else array[np.newaxis]
    whole = stack.rechunk((1, -1, -1))
    about = with_pixel(as_map(np.zeros((1, *whole.shape[1:]), np.float32), pixel_um, known_unit(unit)), stated)
    pixel = (about.pixel_width_um or 0.0, about.pixel_height_um or 0.0)
    work = Work(stated, pixel, unit, model, tuple(chosen.to_dict().items()))
    sides = target_shape(chosen, about)
    spans = [_spans(side, chunk) for side in sides]
    elements = [_element(block, work, sides, spans) for block in whole.to_delayed().ravel()]
    both = dask.array.stack(elements)
    estimate, deviation = both[:, 0], both[:, 1]
    return (estimate, deviation) if array.ndim == 3 else (estimate[0], deviation[0])


@dataclass(frozen=True)
class Work:
    """What every task needs to know."""

    conditions: Conditions
    pixel_um: tuple[float, float]
    unit: str
    model: bytes | None
    settings: tuple[tuple[str, Value], ...]

    def map(self, block: Floats) -> Map:
        """The map of one element."""
        return Map(block, (), *self.pixel_um, self.unit)

    def enhancer(self, **settings: Value) -> Enhancer:
        """The enhancer of this process, with some settings changed."""
        return _enhancer(self.model, tuple({**dict(self.settings), **settings}.items()))


def _element(block: Any, work: Work, sides: tuple[int, int], spans: list[list[Range]]) -> Any:  # noqa: ANN401
    """Estimate and deviation of one element, a lazy array of shape (2, rows, columns)."""
    delayed = functools.partial(dask.delayed, pure=True)
    lazy = functools.partial(dask.array.from_delayed, dtype=np.float32)
    if all(len(span) == 1 for span in spans):
        return lazy(delayed(_whole)(block, work), (2, *sides))
    high = None
    if dict(work.settings)["method"] != "physics":
        step = -(-sides[0] * sides[1] // MOST_SAMPLES)
        high = delayed(_percentile)(
            [delayed(_restored)(block, work, rows, columns, step) for rows in spans[0] for columns in spans[1]]
        )
    windows = [
        [
            lazy(delayed(_window)(block, work, rows, columns, high), (2, rows[1] - rows[0], columns[1] - columns[0]))
            for columns in spans[1]
        ]
        for rows in spans[0]
    ]
    return dask.array.block(windows)


def _spans(side: int, chunk: int) -> list[Range]:
    """A side in equal parts of at most `chunk` pixels."""
    parts = -(-side // chunk)
    borders = [side * part // parts for part in range(parts + 1)]
    return list(itertools.pairwise(borders))


def _whole(block: Floats, work: Work) -> Floats:
    """Estimate and deviation of one element, shape (2, rows, columns)."""
    result = work.enhancer().enhance(work.map(block), work.conditions)
    return np.concatenate([result.estimate.values, result.deviation.values])


def _window(block: Floats, work: Work, rows: Range, columns: Range, high: float | None) -> Floats:
    """Estimate and deviation of a window, shape (2, rows, columns)."""
    return np.stack(work.enhancer().enhance_window(work.map(block), rows, columns, work.conditions, high=high))


def _restored(block: Floats, work: Work, rows: Range, columns: Range, step: int) -> Floats:
    """Every `step`th value of the restoration of a window."""
    enhancer = work.enhancer(method="physics", missing="fill")
    estimate, _ = enhancer.enhance_window(work.map(block), rows, columns, work.conditions)
    return estimate.ravel()[::step]


def _percentile(samples: Sequence[Floats]) -> float:
    """The 99.5th percentile of all values."""
    values = np.concatenate(samples)
    rank = min(int(len(values) * 0.995), len(values) - 1)
    return float(np.partition(values, rank)[rank])


@functools.lru_cache(maxsize=2)
def _enhancer(model: bytes | None, settings: tuple[tuple[str, Value], ...]) -> Enhancer:
    """The enhancer of this process, so that the network is loaded once for all tasks."""
    return Enhancer(model, None, **dict(settings))
