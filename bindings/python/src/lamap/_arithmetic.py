# SPDX-License-Identifier: MIT OR Apache-2.0
"""Arithmetic with maps: what numpy's functions and operators make of them, and what stays true of the result."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lamap._arguments import wrong
from lamap.errors import ArgumentError
from lamap.maps import Map
from lamap.units import is_counting

SUMS = (np.add,)
OF_EQUALS = (np.subtract, np.maximum, np.minimum, np.fmax, np.fmin)
"""Functions whose result has the unit of its maps where that is the same; of counts only sums are counts again."""
OF_ONE = (np.negative, np.absolute)
MASKS = (np.isnan, np.isfinite, np.isinf, np.signbit)
"""Functions that give plain arrays of True and False: they pick values of an array, and are no values of an element."""
AGREE = 1e-6
"""Pixel sizes that differ by less than this share agree, and places by less than this share of a pixel."""
LOGICAL = {
    np.bitwise_and: np.logical_and,
    np.bitwise_or: np.logical_or,
    np.bitwise_xor: np.logical_xor,
    np.invert: np.logical_not,
}
"""What the signs & | ^ ~ mean between comparisons, which are maps of 0 and 1."""
IN_PLACE = "a map is not changed in place: write map = map + 1 rather than map += 1"


def apply(ufunc: np.ufunc, method: str, inputs: Sequence[Any], options: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """What a function of numpy makes of maps: maps, or plain arrays where it reduces, masks or multiplies matrices.

    Raises
    ------
    ArgumentError
        If maps or arrays do not fit each other, or a map is to be changed in place.
    """
    if any(_is_foreign(value) for value in inputs):
        return NotImplemented
    if options.get("out") is not None:
        raise ArgumentError(IN_PLACE)
    for value in inputs:
        _refuse_kind(ufunc, value)
    if ufunc in LOGICAL:
        ufunc = _logical(ufunc, inputs)
    plain = {key: value.values.astype(bool) if isinstance(value, Map) else value for key, value in options.items()}
    values = [value.values if isinstance(value, Map) else value for value in inputs]
    if method != "__call__" or ufunc in MASKS or ufunc.signature is not None:
        return getattr(ufunc, method)(*values, **plain)
    if "where" in options:
        raise ArgumentError("values where a condition does not hold would be undefined: write numpy.where(condition, ...)")
    maps = [value for value in inputs if isinstance(value, Map)]
    about = _common(maps)
    for value in values:
        _refuse_array(np.shape(value), maps[0].shape)
    about["unit"] = _unit(ufunc, inputs, maps)
    made = ufunc(*values, **plain)
    return tuple(Map(one, **about) for one in made) if isinstance(made, tuple) else Map(made, **about)


def _is_foreign(value: object) -> bool:
    """Whether an operand has rules of its own, as that of another package."""
    own = getattr(type(value), "__array_ufunc__", None)
    return own not in (None, np.ndarray.__array_ufunc__, Map.__array_ufunc__)


def _refuse_kind(ufunc: np.ufunc, value: object) -> None:
    """Refuses an operand that is no number, array of numbers or map."""
    if not isinstance(value, Map) and np.asarray(value).dtype.kind not in "biufc":
        raise wrong(f"an operand of {ufunc.__name__}", value, "give a number, an array or a map")


def _logical(ufunc: np.ufunc, inputs: Sequence[Any]) -> np.ufunc:
    """The function of truth values that a sign stands for; refuses values that are none."""
    for value in inputs:
        if not np.isin(value.values if isinstance(value, Map) else value, (0, 1)).all():
            raise ArgumentError("the signs & | ^ ~ take comparisons: write (map > 3) & (map < 5)")
    return LOGICAL[ufunc]


def _common(maps: Sequence[Map]) -> dict[str, Any]:
    """Names, pixel size and place of maps that lie on each other; what only one of them knows is taken from it."""
    first = maps[0]
    for other in maps[1:]:
        if other.shape != first.shape:
            raise ArgumentError(
                f"the maps have {_size(first)} and {_size(other)}: only maps of the same size are calculated with"
            )
        if list(other.elements) != list(first.elements):
            raise ArgumentError(
                f"the maps are of {', '.join(first.elements)} and of {', '.join(other.elements)}: "
                "take the plain values of one, map.values, if that is meant"
            )
    width = _agreed("pixel width", [one.pixel_width_um for one in maps])
    height = _agreed("pixel height", [one.pixel_height_um for one in maps])
    return {
        "elements": list(first.elements),
        "pixel_width_um": width,
        "pixel_height_um": height,
        "origin_um": _origin(maps, width or 1.0, height or 1.0),
    }


def _agreed(side: str, known: Sequence[float | None]) -> float | None:
    """The length that all maps have which know it."""
    told = [length for length in known if length is not None]
    for other in told[1:]:
        if not math.isclose(other, told[0], rel_tol=AGREE):
            raise ArgumentError(f"the maps have a {side} of {told[0]:g} and {other:g} µm: bring them to one grid first")
    return told[0] if told else None


def _origin(maps: Sequence[Map], width: float, height: float) -> tuple[float, float]:
    """The place that all maps have which know it; those at (0, 0) need not."""
    told = [one.origin_um for one in maps if tuple(one.origin_um) != (0.0, 0.0)] or [(0.0, 0.0)]
    for other in told[1:]:
        if max(abs(other[0] - told[0][0]) / width, abs(other[1] - told[0][1]) / height) > AGREE:
            raise ArgumentError(f"the maps begin at {told[0]} and {other} µm: cut them to one area first")
    return told[0]


def _refuse_array(shape: tuple[int, ...], wanted: tuple[int, int, int]) -> None:
    """Refuses an array that would change the shape of a map."""
    try:
        fits = np.broadcast_shapes(shape, wanted) == wanted
    except ValueError:
        fits = False
    if not fits:
        raise ArgumentError(
            f"the array has the shape {shape}, the map {wanted}: give (lines, pixels) or (elements, lines, pixels)"
        )


def _unit(ufunc: np.ufunc, inputs: Sequence[Any], maps: Sequence[Map]) -> str:
    """The unit of a result, empty where it is not that of the maps."""
    unit = maps[0].unit
    are_maps, are_alike = len(maps) == len(inputs), all(one.unit == unit for one in maps)
    if ufunc is np.positive or (ufunc in SUMS and are_maps and are_alike):
        return unit
    if is_counting(unit):
        return ""  # such values would be taken for counts, whose noise they no longer have
    if ufunc in OF_EQUALS:
        return unit if are_maps and are_alike else ""
    is_scaled = ufunc is np.multiply or (ufunc is np.true_divide and isinstance(inputs[0], Map))
    by_number = len(maps) == 1 and all(isinstance(value, Map) or np.ndim(value) == 0 for value in inputs)
    return unit if ufunc in OF_ONE or (is_scaled and by_number) else ""


def _size(of: Map) -> str:
    elements, lines, pixels = of.shape
    return f"{elements} element{'s' * (elements != 1)}, {lines} lines of {pixels} pixels"
