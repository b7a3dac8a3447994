# SPDX-License-Identifier: MIT OR Apache-2.0
"""Elemental maps: values with names, pixel size, unit and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, overload

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import ArrayLike, NDArray

from lamap import _xarray
from lamap._arguments import brief, number, pair, wrong
from lamap._library import Floats, check, ffi, floats, lent, lib, utf8
from lamap._words import meant
from lamap.errors import ArgumentError, WrongTypeError

PixelUm = float | tuple[float, float]
"""Side of a square pixel, or its width and height, in µm."""

Elements = list[str] | list[int] | tuple[str, ...] | tuple[int, ...] | slice | NDArray[Any]
"""Names or numbers of some elements."""
SIDE = "state the side of a pixel in µm as a number, or (width, height)"
ORIGIN = "state the outer corner of the first pixel, (x, y) in µm"
SHORTER, LEAST_SIDE = 2, 8
"""An array whose last axis is so many times shorter than both others, which are at least so long, seems to have its
elements last, as a picture has its colours."""


@dataclass(eq=False)
class Map(NDArrayOperatorsMixin):
    """One or more elemental maps of the same area.

    Operators and functions of numpy give maps: ``2 * map``, ``map / other``, ``numpy.log10(map)``. Names, pixel size
    and place stay. The unit stays where it is still true: in the sum of maps of one unit and, but for counts and cps,
    whose noise would not be that of counting any more, in their difference and times a number. Else it is empty. Record
    and notes are not carried over. A comparison is 1 where it holds, else 0, also where a value is missing;
    ``numpy.isnan`` and its like, and ``numpy.sum`` and what else reduces an array, give plain arrays and numbers.

    Attributes
    ----------
    values : numpy.ndarray
        float32, shape (elements, lines, pixels); NaN where missing. A 2-D array becomes one element; float32 values
        row by row are kept without a copy. A DataArray or another map brings all else that is not stated.
    elements : sequence of str
        One name for each element; "1", "2" and so on if left out.
    pixel_width_um, pixel_height_um : float, optional
        Width of a pixel along the scan and distance of two lines, in µm; None where it is not known.
    unit : str
        Unit of the values, e.g. "counts", "cps", "ug/g"; empty where it is not known. Values in "counts" have the
        noise of counting.
    origin_um : tuple of float
        Outer corner (x, y) of the first pixel on the sample, in µm.
    info : str
        Free text that a TIFF file keeps, e.g. the record of an enhancement.
    notes : tuple of str
        Sentences on what was left out, replaced or chosen when the map was read.

    Raises
    ------
    ArgumentError
        If the values have not two or three dimensions or seem to have the elements last, the number of names differs,
        two names are equal, or a side of a pixel is not above 0.
    """

    values: Floats
    elements: Sequence[str] = ()
    pixel_width_um: float | None = None
    pixel_height_um: float | None = None
    unit: str = ""
    origin_um: tuple[float, float] = (0.0, 0.0)
    info: str = field(default="", repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        self._take_over()
        values = floats(self.values)
        if values.ndim not in (2, 3):
            raise ArgumentError(f"a map has 2 or 3 dimensions (elements, lines, pixels), not {values.ndim}")
        if not isinstance(self.unit, str):
            raise wrong("unit", self.unit, "state it as text, such as 'counts'")
        _check_side("pixel_width_um", self.pixel_width_um)
        _check_side("pixel_height_um", self.pixel_height_um)
        _refuse_elements_last(values.shape, self.elements)
        self.values = values if values.ndim == 3 else values[np.newaxis]
        self.elements = _names(self.elements) or [str(n + 1) for n in range(len(self.values))]
        if len(self.elements) != len(self.values):
            raise ArgumentError(f"there are {len(self.values)} elements, but {len(self.elements)} names")
        x, y = pair("origin_um", self.origin_um, ORIGIN)
        self.origin_um = (number("origin_um", x, ORIGIN), number("origin_um", y, ORIGIN))

    def _take_over(self) -> None:
        """Takes from values that are a DataArray or a map what they know and is not stated."""
        _refuse_result(self.values)
        if _xarray.is_data_array(self.values):
            is_stated = self.pixel_width_um is not None and self.pixel_height_um is not None
            self.values, about = _xarray.read(self.values, is_pixel_stated=is_stated)
        elif isinstance(self.values, Map):
            other = self.values
            about = {field.name: getattr(other, field.name) for field in fields(Map)}
            self.values = about.pop("values")
        else:
            return
        for key, value in about.items():
            stated, default = getattr(self, key), getattr(Map, key, ())
            if isinstance(stated, type(default)) and stated == default:
                setattr(self, key, value)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Elements, lines and pixels."""
        elements, lines, pixels = self.values.shape
        return elements, lines, pixels

    def __len__(self) -> int:
        return len(self.values)

    def __contains__(self, element: object) -> bool:
        return element in self.elements

    @overload
    def __getitem__(self, element: str | int) -> Floats: ...

    @overload
    def __getitem__(self, element: Elements) -> Map: ...

    def __getitem__(self, element: str | int | Elements) -> Floats | Map:
        """Values of one element by name or index, shape (lines, pixels); those of several, or of a slice, make a map."""
        if isinstance(element, slice):
            element = list(range(len(self))[element])
        if isinstance(element, list | tuple | np.ndarray) and len(element):
            chosen = [self._index(one) for one in element]
            return replace(self, values=self.values[chosen], elements=[self.elements[index] for index in chosen])
        layer: Floats = self.values[self._index(element)]
        return layer

    def _index(self, element: object) -> int:
        """The place of an element among all."""
        if isinstance(element, str):
            if element in self.elements:
                return list(self.elements).index(element)
            step = meant(element, self.elements, f"the elements are {', '.join(self.elements)}")
            raise KeyError(f"there is no element {element!r}: {step}")
        if isinstance(element, bool) or not isinstance(element, int | np.integer):
            raise wrong("element", element, "state the name of an element; for a part of a map take map.values[...]")
        if not -len(self) <= element < len(self):
            raise IndexError(f"there is no element {element}: they are numbered 0 to {len(self) - 1}")
        return int(element)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise ArgumentError("a map is neither true nor false: ask numpy.all(map) or numpy.any(map)")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: object, **options: Any) -> Any:  # noqa: ANN401
        from lamap._arithmetic import apply

        return apply(ufunc, method, inputs, options)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:  # noqa: ANN401
        array = self.values if dtype is None else self.values.astype(dtype, copy=False)
        return array.copy() if copy else array

    def __repr__(self) -> str:
        elements, lines, pixels = self.shape
        size = [f"{side:g}" if side is not None else "?" for side in (self.pixel_width_um, self.pixel_height_um)]
        names = ", ".join(self.elements[:6]) + (", ..." if elements > 6 else "")
        return f"<Map of {names}: {lines} lines of {pixels} pixels of {size[0]} x {size[1]} µm, unit {self.unit!r}>"

    def _repr_html_(self) -> str:
        from lamap._html import of_map

        return of_map(self)

    def plot(self, *elements: str) -> Any:  # noqa: ANN401
        """Draws the map with matplotlib: one panel for each element, with colour bar and scale bar.

        Parameters
        ----------
        *elements : str
            Names of those that are drawn; all if left out.

        Returns
        -------
        matplotlib.figure.Figure
            Made by pyplot: a notebook shows it by itself, `matplotlib.pyplot.show` elsewhere.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        from lamap.figures import draw_map, of_pyplot

        return draw_map(self, elements, of_pyplot)

    def to_xarray(self) -> Any:  # noqa: ANN401
        """The map as an `xarray.DataArray` with dimensions element, y, x and coordinates of the pixel centres in µm."""
        return _xarray.write(self, None)


def as_map(
    data: Map | Mapping[str, ArrayLike] | ArrayLike, pixel_um: PixelUm | None = None, unit: str | None = None
) -> Map:
    """A map from what a user may hand over; a pixel size or unit that is stated wins over that of the data."""
    if isinstance(data, Map):
        found = data
    elif _xarray.is_data_array(data):
        values, about = _xarray.read(data, is_pixel_stated=pixel_um is not None)
        found = Map(values, **about)
    elif isinstance(data, Mapping):
        found = _of_mapping(data)
    else:
        found = Map(data)  # type: ignore[arg-type]
    width, height = _sides(pixel_um)
    return replace(
        found,
        pixel_width_um=found.pixel_width_um if width is None else width,
        pixel_height_um=found.pixel_height_um if height is None else height,
        unit=found.unit if unit is None else unit,
    )


def _refuse_result(values: object) -> None:
    """Refuses a whole result of an enhancement."""
    if hasattr(values, "estimate") and hasattr(values, "deviation"):
        raise WrongTypeError("this is a whole result: give its map, result.estimate, or result.deviation")


def _sides(pixel_um: PixelUm | None) -> tuple[float | None, float | None]:
    """Width and height of a pixel that was stated."""
    if pixel_um is None:
        return None, None
    sides = list(pixel_um) if isinstance(pixel_um, tuple | list | np.ndarray) and np.ndim(pixel_um) else [pixel_um] * 2
    if len(sides) != 2:
        raise ArgumentError(f"pixel_um = {brief(pixel_um)} is neither a number nor a width and a height")
    width, height = (number("pixel_um", side, SIDE) for side in sides)
    _check_side("pixel_um", width)
    _check_side("pixel_um", height)
    return width, height


def check_pixel(pixel_um: PixelUm | None) -> None:
    """Refuses what is no size of a pixel."""
    _sides(pixel_um)


def _check_side(key: str, side: object) -> None:
    """Refuses what is no side of a pixel; None is one that is not known."""
    if side is None:
        return
    stated = number(key, side, "state a number of µm above 0")
    if not stated > 0.0:
        raise ArgumentError(f"{key} = {stated:g} µm is out of range: state a number above 0")


def _refuse_elements_last(shape: tuple[int, ...], names: Sequence[str]) -> None:
    """Refuses an array (lines, pixels, few): as (elements, lines, pixels) it would be many elements of narrow maps."""
    looks_so = len(shape) == 3 and SHORTER * shape[2] <= min(shape[:2]) and min(shape[:2]) >= LEAST_SIDE
    if looks_so and len(names) != shape[0]:
        raise ArgumentError(
            f"the array has the shape {shape}, and its last axis seems to be the elements: a map is (elements, lines, "
            f"pixels), so give numpy.moveaxis(array, -1, 0), or lamap.Map(array, names) with {shape[0]} names if the "
            "first axis is the elements"
        )


def _of_mapping(data: Mapping[str, Any]) -> Map:
    """A map of several, each of one element: arrays, or maps and DataArrays whose unit, pixel size and place agree."""
    if not data:
        raise ArgumentError("the mapping holds no element: give name -> array (lines, pixels)")
    parts = {str(name): _part(str(name), values) for name, values in data.items()}
    first, begin = next(iter(parts.items()))
    for name, part in parts.items():
        if part.shape != begin.shape:
            shapes = f"{begin.shape[1:]} and {part.shape[1:]}"
            raise ArgumentError(f"the maps of {first} and {name} have the shapes {shapes}: cut them to one area first")
        for key in ("unit", "pixel_width_um", "pixel_height_um", "origin_um"):
            own, other = getattr(begin, key), getattr(part, key)
            if own != other:
                raise ArgumentError(f"the maps of {first} and {name} have the {key} {own!r} and {other!r}: bring them to one")
    info = next((part.info for part in parts.values() if part.info), "")
    return replace(begin, values=np.concatenate([part.values for part in parts.values()]), elements=list(parts), info=info)


def _part(name: str, values: Any) -> Map:  # noqa: ANN401
    """One element of a mapping."""
    if getattr(values, "dtype", None) == np.bool_:
        raise wrong(name, values, "give the measured values, not what a comparison tells")
    is_whole = isinstance(values, Map) or _xarray.is_data_array(values)
    found = Map(values if is_whole else floats(values))
    if len(found) != 1 or (not is_whole and np.ndim(values) != 2):
        raise ArgumentError(f"the map of {name} has the shape {np.shape(values)}: give (lines, pixels), one element for each name")
    return found


def _names(stated: object) -> list[str]:
    """Names of elements, which are all different; none where nothing is stated."""
    if isinstance(stated, str):
        return [stated]
    if isinstance(stated, int | float) or not hasattr(stated, "__iter__"):
        raise wrong("elements", stated, "state the names of the elements in a list, such as ['Zn66']")
    names = [str(name) for name in stated]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ArgumentError(f"two elements are called {twice!r}: give each a name of its own")
    return names


class Lent:
    """A map as the library borrows it; keeps alive what `pointer` leads to."""

    def __init__(self, source: Map) -> None:
        self.pointer = ffi.new("LamapMap *")
        check(lib.lamap_map_init(self.pointer, ffi.sizeof("LamapMap")))
        names = [ffi.new("char[]", utf8(name)) for name in source.elements]
        unit, pointers = ffi.new("char[]", utf8(source.unit)), ffi.new("char *[]", names)
        self._kept = (source.values, names, unit, pointers)
        lamap_map = self.pointer
        lamap_map.values, lamap_map.names, lamap_map.unit = lent(source.values), pointers, unit
        lamap_map.elements, lamap_map.lines, lamap_map.pixels = source.shape
        lamap_map.pixel_width_um, lamap_map.pixel_height_um = (
            known(source.pixel_width_um),
            known(source.pixel_height_um),
        )
        lamap_map.origin_x_um, lamap_map.origin_y_um = source.origin_um


def known(value: float | None) -> float:
    """A number for the library, which takes NaN for one that is not known."""
    return float("nan") if value is None else value
