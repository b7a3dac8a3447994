# SPDX-License-Identifier: MIT OR Apache-2.0
"""Virtual ablation: what an instrument would measure of a known sample, and samples to start from."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lamap import _xarray
from lamap._library import Floats, check, ffi, floats, lent, lib, make, text, utf8
from lamap.errors import ArgumentError
from lamap.maps import Map, as_map
from lamap.settings import Conditions, Value, conditions_of

Sample = ArrayLike | Map
Stated = Conditions | Mapping[str, Value] | str | None
"""Conditions, settings by name, the name of a preset, or nothing."""

MAX_SEED = 2**64 - 1


def ablate(sample: Sample, conditions: Stated, pixel_um: float | None = None, seed: int = 0) -> Any:  # noqa: ANN401
    """Simulates a measurement: sampling by the beam, Flicker, washout, integration, counting.

    Parameters
    ----------
    sample : array_like, Map or xarray.DataArray
        Concentrations, shape (rows, columns) or (elements, rows, columns), finite and not negative. Where the setting
        ``mean_concentration`` is not 0, as in the preset "seed-2019", any picture: its minimum is subtracted and it
        is scaled to that mean first.
    conditions : Conditions, mapping, str or None
        Conditions of the measurement, settings by name, the name of a preset, or the defaults.
    pixel_um : float, optional
        Side of the square pixels of the sample in µm; may be left out where the sample tells it.
    seed : int
        Equal seeds give equal counts, whatever the number of threads. Element i has seed + i.

    Returns
    -------
    numpy.ndarray, Map or xarray.DataArray
        Counts, float32, shape (lines, pixels) or (elements, lines, pixels), in the kind of `sample`. A Map has the
        pixel size as far as the conditions state it.

    Raises
    ------
    ArgumentError, DataError
        If a setting, size or concentration is out of range.

    Examples
    --------
    >>> import lamap
    >>> lamap.ablate(lamap.phantom("cells", (200, 300), seed=1), "seed-2019", pixel_um=1.0, seed=42).shape
    (40, 60)
    """
    first = _seed(seed)
    return _measure(sample, conditions, pixel_um, lib.lamap_ablate, lambda index: ((first + index) & MAX_SEED,))


def expected(sample: Sample, conditions: Stated, pixel_um: float | None = None) -> Any:  # noqa: ANN401
    """Counts that `ablate` gives on average: the measurement without noise.

    Parameters, returned kinds and errors are those of `ablate`.
    """
    return _measure(sample, conditions, pixel_um, lib.lamap_expected, lambda _: ())


def variance(sample: Sample, conditions: Stated, pixel_um: float | None = None) -> Any:  # noqa: ANN401
    """Variance of the counts that `ablate` gives: counting, Flicker noise, drift and gains of lines by their laws.

    Parameters, returned kinds and errors are those of `ablate`; the unit is that of the counts, squared.
    """
    result = _measure(sample, conditions, pixel_um, lib.lamap_variance, lambda _: ())
    if isinstance(result, Map):
        result.unit += "²"
    return result.assign_attrs(units=result.units + "²") if _xarray.is_data_array(result) else result


def plan(
    conditions: Stated, width_um: float | None = None, height_um: float | None = None, concentration: float = 1.0
) -> dict[str, Any]:
    """What conditions will give, before any sample is ablated. Not random.

    Parameters
    ----------
    conditions : Conditions, mapping, str or None
        Conditions of the measurement, settings by name, the name of a preset, or the defaults.
    width_um, height_um : float, optional
        Sides of the area along and across the scan, in µm, 0.001 to 1e7; both left out: not decided.
    concentration : float
        Concentration for which counts and noise are told, >= 0.

    Returns
    -------
    dict
        ``dosage`` (pulses in a pixel), ``pixel_um``, ``map`` (``lines``, ``pixels``, ``time_s``, ``pulses``; None
        without an area), ``displacement_um``, ``smear``, ``resolution`` (for 0, 90 and 45 degrees from the scan),
        ``signal``, ``ripple``, ``changes`` (what other rates, speeds and beams would give), ``conditions``, and
        sentences: ``assumed`` and ``warnings``.

    Raises
    ------
    ArgumentError
        If neither beam nor line spacing is stated or a number is out of range.

    Examples
    --------
    >>> import lamap
    >>> lamap.plan("seed-2019", 500, 300)["map"]["time_s"]
    300.0
    """
    sides = [0.0 if side is None else float(side) for side in (width_um, height_um)]
    handle = conditions_of(conditions)._handle
    record = make("LamapText", lib.lamap_plan_json, lib.lamap_text_free, handle, *sides, float(concentration))
    planned: dict[str, Any] = json.loads(text(lib.lamap_text_get(record)))
    return planned


def phantom(kind: str, shape: int | tuple[int, int], seed: int = 0) -> Floats:
    """Draws a synthetic sample.

    Parameters
    ----------
    kind : str
        What to draw, e.g. "grains" or "cells"; the error for another word lists all.
    shape : int or (int, int)
        Lines and pixels.
    seed : int
        Equal seeds give equal phantoms.

    Returns
    -------
    numpy.ndarray
        float32, shape (lines, pixels), values 0 to 1.

    Raises
    ------
    ArgumentError
        If there is no such kind or a side is 0 or too large.
    """
    lines, pixels = (shape, shape) if not isinstance(shape, tuple | list) else shape
    lines, pixels = count("lines", lines), count("pixels", pixels)
    if lines * pixels > np.iinfo(np.int32).max:
        raise ArgumentError(f"a phantom of {lines} x {pixels} pixels is too large")
    out = np.empty((lines, pixels), np.float32)
    check(lib.lamap_phantom(utf8(kind), lines, pixels, _seed(seed), lent(out), out.size))
    return out


def _measure(
    sample: Sample,
    conditions: Stated,
    pixel_um: float | None,
    function: Callable[..., int],
    seeds: Callable[[int], tuple[int, ...]],
) -> Any:  # noqa: ANN401
    stated = conditions_of(conditions)
    known = isinstance(sample, Map) or _xarray.is_data_array(sample)
    values = None if known else floats(sample)
    whole = as_map(sample if values is None else values)
    side = _side(whole, pixel_um)
    layers = [_layer(layer, stated, side, function, seeds(index)) for index, layer in enumerate(whole.values)]
    if values is not None:
        return layers[0] if values.ndim == 2 else np.stack(layers)
    width, height = stated.pixel_um()
    unit = str(stated.output_unit)
    measured = Map(np.stack(layers), whole.elements, width, height, unit, whole.origin_um)
    if isinstance(sample, Map):
        return measured
    return _xarray.write(measured, sample).assign_attrs(units=unit)


def _layer(
    sample: Floats, conditions: Conditions, side: float, function: Callable[..., int], seed: tuple[int, ...]
) -> Floats:
    size = (*sample.shape, side)
    lines, pixels = ffi.new("size_t *"), ffi.new("size_t *")
    check(lib.lamap_ablate_shape(conditions._handle, *size, lines, pixels))
    counts = np.empty((lines[0], pixels[0]), np.float32)
    check(function(conditions._handle, lent(sample), *size, *seed, lent(counts), counts.size))
    return counts


def _side(sample: Map, pixel_um: float | None) -> float:
    """Side of a pixel of the sample, stated or its own."""
    width, height = sample.pixel_width_um, sample.pixel_height_um
    if pixel_um is not None:
        return float(pixel_um)
    if width is None or height is None:
        raise ArgumentError("the pixel size of the sample is not known: state pixel_um, in µm")
    if abs(width / height - 1.0) > 1e-6:
        raise ArgumentError(f"the pixels of the sample are {width} x {height} µm: the simulation needs square ones")
    return width


def _seed(seed: int) -> int:
    return count("seed", seed, MAX_SEED)


def count(key: str, value: int, largest: int = 2**63 - 1) -> int:
    """A whole number that is not negative."""
    try:
        number = operator.index(value)
    except TypeError:
        raise ArgumentError(f"{key} = {value!r} is not a whole number") from None
    if not 0 <= number <= largest:
        raise ArgumentError(f"{key} = {number} is out of range 0 to {largest}")
    return number
