# SPDX-License-Identifier: MIT OR Apache-2.0
"""Maps from and to `xarray.DataArray`: coordinates of the pixel centres in µm, elements along ``element``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lamap._optional import needed
from lamap.errors import ArgumentError

if TYPE_CHECKING:
    from lamap.maps import Map

ELEMENT = "element"
RECORD = "lamap_record"
"""Attribute that keeps the record of an enhancement."""
UM = {
    **dict.fromkeys(("um", "µm", "μm", "micrometre", "micrometres", "micrometer", "micrometers", "micron", "microns"), 1.0),
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeter", "millimeters"), 1e3),
    **dict.fromkeys(("nm", "nanometre", "nanometres", "nanometer", "nanometers"), 1e-3),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1e6),
}
"""Length of the units that coordinates may have, in µm."""
EVEN = 1e-3
"""Largest share of a pixel by which the distance of two coordinates may differ from the mean."""
FALLING = (
    "sort the map first, array.sortby({dim!r})",
    "state positions that rise along the scan, array.assign_coords({dim}=...)",
)
"""What to do where the positions of lines fall, and those along a line: sorting these would turn the scan round."""


def is_data_array(data: object) -> bool:
    """Is it a DataArray? Does not import xarray: who has one has done so."""
    module = sys.modules.get("xarray")
    return module is not None and isinstance(data, module.DataArray)


def read(data: Any, *, is_pixel_stated: bool) -> tuple[NDArray[Any], dict[str, Any]]:  # noqa: ANN401
    """Values (elements, lines, pixels) or (lines, pixels), and what a `Map` needs to know of them.

    `is_pixel_stated`: coordinates without a unit, such as counted pixels, are left out rather than refused.
    """
    ordered = data.transpose(ELEMENT, ...) if ELEMENT in data.dims else data
    sides = [dim for dim in ordered.dims if dim != ELEMENT]
    if len(sides) != 2:
        raise ArgumentError(f"a map has the dimensions {ELEMENT} (or not), lines and pixels, not {data.dims}")
    for dim, falling in zip(sides, FALLING, strict=True):
        _refuse_falling(data, dim, falling)
    (height, top), (width, left) = (_axis(data, dim, is_pixel_stated) for dim in sides)
    about: dict[str, Any] = {
        "pixel_width_um": width,
        "pixel_height_um": height,
        "origin_um": (left, top),
        "unit": str(data.attrs.get("units", data.attrs.get("unit", ""))),
        "info": str(data.attrs.get(RECORD, "")),
    }
    if ELEMENT in data.dims and ELEMENT in data.coords:
        about["elements"] = [str(name) for name in data.coords[ELEMENT].values]
    elif data.name is not None and ELEMENT not in data.dims:
        about["elements"] = [str(data.name)]
    return ordered.values, about


def _axis(data: Any, dim: str, is_pixel_stated: bool) -> tuple[float | None, float]:  # noqa: ANN401
    """Pixel size in µm, None where it is not known, and the outer corner."""
    if dim not in data.coords:
        return None, 0.0
    attrs = data.coords[dim].attrs
    unit = str(attrs.get("units", attrs.get("unit", "")))
    if not unit and is_pixel_stated:
        return None, 0.0
    if not unit:
        raise ArgumentError(
            f"the coordinate {dim} has no unit, so the pixel size is not known: state pixel_um, or "
            f"array[{dim!r}].attrs['units'] = 'um' (or 'mm')"
        )
    unit = unit.strip() if unit.strip() in UM else unit.strip().casefold()
    if unit not in UM:
        raise ArgumentError(f"the coordinate {dim} has the unit {unit!r}: state it in um or mm")
    centres = np.asarray(data.coords[dim].values, np.float64) * UM[unit]
    if len(centres) < 2:
        return None, 0.0
    pixel = float(centres[-1] - centres[0]) / (len(centres) - 1)
    if not pixel > 0.0 or np.abs(np.diff(centres) / pixel - 1.0).max() > EVEN:
        raise ArgumentError(f"the coordinate {dim} does not rise evenly: interpolate first, array.interp({dim}=...)")
    return pixel, float(centres[0]) - 0.5 * pixel


def _refuse_falling(data: Any, dim: str, falling: str) -> None:  # noqa: ANN401
    """Says what to do with positions of which each is smaller than the one before."""
    if dim in data.coords and len(data.coords[dim]) > 1 and (np.diff(np.asarray(data.coords[dim].values, float)) < 0).all():
        raise ArgumentError(f"the coordinate {dim} falls: {falling.format(dim=dim)}")


def write(result: Map, like: Any) -> Any:  # noqa: ANN401
    """A map as DataArray, with the dimensions, element coordinate, name and attributes of `like`, if there is one.

    The record is that of the map: what is made of an enhanced map has none.
    """
    xarray = needed("xarray", "a DataArray")
    dims = ("y", "x") if like is None else tuple(dim for dim in like.dims if dim != ELEMENT)
    sizes = (result.pixel_height_um, result.pixel_width_um)
    coords: dict[str, Any] = {}
    for dim, count, pixel, corner in zip(dims, result.shape[1:], sizes, reversed(result.origin_um), strict=True):
        if pixel is not None:
            coords[dim] = (dim, corner + (np.arange(count) + 0.5) * pixel, {"units": "um"})
    attrs = {"units": result.unit} if like is None else {k: v for k, v in like.attrs.items() if k != RECORD}
    attrs |= {RECORD: result.info} if result.info else {}
    if like is not None and ELEMENT not in like.dims:
        return xarray.DataArray(result.values[0], coords, dims, like.name, attrs)
    coords[ELEMENT] = list(result.elements) if like is None else like.coords.get(ELEMENT, list(result.elements))
    array = xarray.DataArray(result.values, coords, (ELEMENT, *dims), None if like is None else like.name, attrs)
    return array if like is None else array.transpose(*like.dims)
