# SPDX-License-Identifier: MIT OR Apache-2.0
"""Virtual ablation: what an instrument would measure of a known sample, and samples to start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lamap import _xarray
from lamap._arguments import brief, count, number, wrong
from lamap._library import Floats, ffi, floats, lent, lib, text, utf8
from lamap.errors import ArgumentError
from lamap.maps import Lent, Map, as_map
from lamap.progress import Progress, follow, shown
from lamap.scans import Pass, scan, staggered, struct
from lamap.settings import Stated, Value, conditions_of

Sample = ArrayLike | Mapping[str, ArrayLike] | Map

MAX_SEED = 2**64 - 1
MOST_SIDE = 2**31 - 1
DRAW, EXPECTED, VARIANCE = 0, 1, 2  # LAMAP_QUANTITY_DRAW and so on


def ablate(
    sample: Sample,
    conditions: Stated,
    pixel_um: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Any:  # noqa: ANN401
    """Simulates a measurement: sampling by the beam, Flicker, washout, integration, counting.

    Several elements are measured in one pass: they share the Flicker noise of the laser, the drift and the gains of
    the lines. ``channels`` of the conditions that bear the names of elements are theirs; others are taken in their
    order.

    Parameters
    ----------
    sample : array_like, mapping, Map or xarray.DataArray
        Concentrations, shape (rows, columns) or (elements, rows, columns), or name -> (rows, columns); finite and not
        negative. Where the setting ``mean_concentration`` is not 0, as in the preset "seed-2019", any picture: its
        minimum is subtracted and it is scaled to that mean first.
    conditions : Conditions, mapping, str or None
        Conditions of the measurement, what makes them by name, the name of a preset, or the defaults.
    pixel_um : float, optional
        Side of the square pixels of the sample in µm; may be left out where the sample tells it.
    seed : int
        Equal seeds give equal counts, whatever the number of threads. A single element has the counts of the first
        of several.
    progress : callable, "tqdm", "rich" or True, optional
        ``progress(fraction, element, stage)`` is told how far it is, in this thread; False cancels. A name shows a bar
        of that package, True one of a package that is installed.

    Returns
    -------
    numpy.ndarray, dict, Map or xarray.DataArray
        Counts, float32, shape (lines, pixels) or (elements, lines, pixels), in the kind of `sample`. A Map has pixel
        size, unit and place of the scan.

    Raises
    ------
    ArgumentError, DataError
        If a setting, size or concentration is out of range, or elements and channels differ.
    Cancelled
        If `progress` returned False. An exception that it raises cancels too, and is raised here.

    Examples
    --------
    >>> import lamap
    >>> lamap.ablate(lamap.phantom("cells", (200, 300), seed=1), "seed-2019", pixel_um=1.0, seed=42).shape
    (40, 60)
    """
    return _measure(sample, conditions, pixel_um, DRAW, progress, count("seed", seed, MAX_SEED))


def ablate_passes(
    sample: Sample,
    conditions: Stated,
    passes: int | Sequence[Pass],
    pixel_um: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> list[Any]:
    """Simulates several passes over a thick sample, for super-resolution reconstruction.

    Parameters
    ----------
    sample, conditions, pixel_um, seed, progress
        As for `ablate`; pass number i draws from ``seed + i * 2**32``, and each pass is told of by itself.
    passes : int or sequence of Pass
        How each lies on the sample; a number, 1 to 100: so many that divide a pixel into equal steps along its
        diagonal.

    Returns
    -------
    list
        What `ablate` returns, for each pass, as the map lies on the sample (an orthogonal pass is turned back); Maps
        and DataArrays tell its place. A first pass without offset is that of `ablate`.

    Raises
    ------
    ArgumentError, DataError
        As `ablate`; for an offset outside 0 to 1, and for a sample that wears out (``sample_layers``).

    Examples
    --------
    >>> import lamap
    >>> passes = [lamap.Pass(), lamap.Pass(orthogonal=True)]
    >>> across, down = lamap.ablate_passes(lamap.phantom("cells", (200, 300), seed=1), "seed-2019", passes, 1.0)
    >>> down.shape
    (40, 60)
    """
    first = count("seed", seed, MAX_SEED)
    placed = enumerate(staggered(passes))
    return [_measure(sample, conditions, pixel_um, DRAW, progress, first, one) for one in placed]


def expected(
    sample: Sample, conditions: Stated, pixel_um: float | None = None, progress: Progress | None = None
) -> Any:  # noqa: ANN401
    """Counts that `ablate` gives on average: the measurement without noise.

    Parameters, returned kinds and errors are those of `ablate`.
    """
    return _measure(sample, conditions, pixel_um, EXPECTED, progress)


def variance(
    sample: Sample, conditions: Stated, pixel_um: float | None = None, progress: Progress | None = None
) -> Any:  # noqa: ANN401
    """Variance of the counts that `ablate` gives: counting, Flicker noise, drift and gains of lines by their laws.

    Parameters, returned kinds and errors are those of `ablate`; the unit is that of the counts, squared.
    """
    return _measure(sample, conditions, pixel_um, VARIANCE, progress)


def phantom(kind: str, shape: int | tuple[int, int], seed: int = 0, pixel_um: float = 1.0, **settings: Value) -> Floats:
    """Draws a synthetic sample.

    Parameters
    ----------
    kind : str
        What to draw, e.g. "grains" or "cells"; the error for another word lists all.
    shape : int or (int, int)
        Lines and pixels.
    seed : int
        Equal seeds give equal phantoms.
    pixel_um : float
        Side of a pixel in µm; settings in µm are relative to it.
    **settings : float, int, str or None
        Settings of the kind by name, e.g. ``cell_size_um=12`` or ``range_decades=3``; ``lamap phantom --help`` lists
        them, and so does the error for another name. None leaves one open.

    Returns
    -------
    numpy.ndarray
        float32, shape (lines, pixels), values 0 to 1.

    Raises
    ------
    ArgumentError
        If there is no such kind or setting, a value is out of range, or a side is 0 or too large.

    Examples
    --------
    >>> import lamap
    >>> float(lamap.phantom("cells", 100, seed=1, range_decades=3, void_share=0.2).max())
    1.0
    """
    if not isinstance(kind, str):
        raise wrong("kind", kind, "state what to draw as text, such as 'cells'")
    sides = list(shape) if isinstance(shape, tuple | list | np.ndarray) else [shape, shape]
    if len(sides) != 2:
        raise ArgumentError(f"shape = {brief(shape)} is no size of a phantom: state (lines, pixels)")
    lines, pixels = count("lines", sides[0], MOST_SIDE), count("pixels", sides[1], MOST_SIDE)
    if lines * pixels > np.iinfo(np.int32).max:
        raise ArgumentError(f"a phantom of {lines} x {pixels} pixels is too large")
    stated = utf8(" ".join(f"{key}={'auto' if value is None else value}" for key, value in settings.items()))
    out = np.empty((lines, pixels), np.float32)
    first = count("seed", seed, MAX_SEED)
    side = number("pixel_um", pixel_um, "state the side of a pixel in µm")
    given = (utf8(kind), stated, lines, pixels, side, first, lent(out), out.size)
    follow(None, lambda tell, user: lib.lamap_phantom_designed(*given, tell, user))
    return out


def _measure(
    sample: Sample,
    conditions: Stated,
    pixel_um: float | None,
    quantity: int,
    progress: Progress | None,
    seed: int = 0,
    one: tuple[int, Pass] | None = None,
) -> Any:  # noqa: ANN401
    """What would be measured of a sample, in its kind. `one`: number and place of one of several passes."""
    stated = conditions_of(conditions)
    named = isinstance(sample, Map | Mapping) or _xarray.is_data_array(sample)
    values = None if named else floats(sample)
    whole = as_map(sample if values is None else values, pixel_um)
    if whole.pixel_width_um is None or whole.pixel_height_um is None:
        raise ArgumentError("the pixel size of the sample is not known: state pixel_um, in µm")
    placed = scan(stated, whole.shape[1:], whole.pixel_width_um, None if one is None else one[1])
    counts = np.empty((len(whole), placed.rows, placed.columns), np.float32)
    source, made = Lent(whole), ffi.new("LamapMap *", {"struct_size": ffi.sizeof("LamapMap")})
    given = (stated._handle, source.pointer, ffi.NULL if one is None else struct(one[1], one[0]), quantity, seed)
    with shown(progress) as tell:
        follow(tell, lambda *told: lib.lamap_ablate(*given, lent(counts), counts.size, *told, made))
    if values is not None:
        return counts[0] if values.ndim == 2 else counts
    if isinstance(sample, Mapping):
        return dict(zip(whole.elements, counts, strict=True))
    unit, origin = text(made.unit), (made.origin_x_um, made.origin_y_um)
    measured = Map(counts, whole.elements, made.pixel_width_um, made.pixel_height_um, unit, origin)
    return measured if isinstance(sample, Map) else _xarray.write(measured, sample).assign_attrs(units=unit)
