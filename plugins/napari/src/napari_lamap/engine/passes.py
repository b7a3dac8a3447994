# SPDX-License-Identifier: MIT OR Apache-2.0
"""Further passes over the sample of a map: where they lie, how all are enhanced together, what was found of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lamap
import numpy as np

from napari_lamap.engine.frame import PixelSize, origin_um, pixel_size
from napari_lamap.engine.made import Values
from napari_lamap.engine.source import KEY, Source, Unusable, is_result
from napari_lamap.engine.words import in_labels

PASS = "pass"
"""What a layer tells of itself if it is one of several passes of a file: which file, and whether it is turned."""
ALIKE = 1e-3
"""Sides of pixels that differ by less than this share are the same."""
ROUNDING = 1e-9
"""Places that lie this share of a pixel before a whole number are that number."""


@dataclass(frozen=True, eq=False)
class LaidPass:
    """A map as it lies on the sample that another one, the first, shows too.

    Attributes
    ----------
    right_um, down_um : float
        How far it begins to the right of and below the first map.
    turned : bool
        Do its lines run down the sample? Its map lies as the sample does all the same.
    """

    source: Source
    right_um: float = 0.0
    down_um: float = 0.0
    turned: bool = False

    def record(self) -> dict[str, Any]:
        """What is asked for, in records."""
        return {
            "layer": self.source.name,
            "right_um": self.right_um,
            "down_um": self.down_um,
            "turned": self.turned,
        }


def known_passes(first: Any, layers: Sequence[Any]) -> list[Any]:
    """The layers that are known to be further passes of the file of a layer; none where that is turned itself."""
    of = first.metadata.get(KEY, {}).get(PASS)
    if of is None or of["turned"]:
        return []
    return [layer for layer in layers if layer is not first and _belong(layer, first, of["file"])]


def _belong(layer: Any, first: Any, file: str) -> bool:
    of = layer.metadata.get(KEY, {}).get(PASS)
    return of is not None and of["file"] == file and element_of(layer) == element_of(first)


def element_of(layer: Any) -> str:
    """The element that a layer shows; empty where it does not tell."""
    return str(layer.metadata.get(KEY, {}).get("element", ""))


def looks_turned(layer: Any, first: Any) -> bool:
    """Whether a layer says that it is turned, or has the oblong pixels of the first one turned by a right angle."""
    said = _said_turned(layer.metadata.get(KEY, {}))
    if said is not None:
        return said
    own, other = pixel_size(layer), pixel_size(first)
    if own is None or other is None or other.square:
        return False
    return bool(np.allclose((own.width_um, own.height_um), (other.height_um, other.width_um), rtol=ALIKE))


def _said_turned(about: Mapping[str, Any]) -> bool | None:
    """What the file of a layer says, also the record that a simulated pass keeps in its TIFF; None: nothing."""
    if PASS in about:
        return bool(about[PASS]["turned"])
    try:
        return bool(json.loads(about.get("info", ""))["pass"]["orthogonal"])
    except (ValueError, TypeError, KeyError):
        return None


def beside_um(layer: Any, first: Any) -> tuple[float, float]:
    """How far a layer begins to the right of and below the first one; (0, 0) where that cannot be told."""
    own, other = pixel_size(layer), pixel_size(first)
    if own is None or other is None:
        return 0.0, 0.0
    (x, y), (first_x, first_y) = origin_um(layer, own), origin_um(first, other)
    return x - first_x, y - first_y


def refuse_strange(first: Any, layers: Sequence[Any]) -> None:
    """Raises `Unusable` for layers that cannot be further passes of a map."""
    of = first.metadata.get(KEY, {}).get(PASS)
    if layers and of is not None and of["turned"]:
        raise Unusable(f"{first.name} is a turned pass: choose one that is not turned as the map, which gives the grid")
    for layer in layers:
        if layer is first:
            raise Unusable(f"{layer.name} is the map itself: choose another layer as a further pass")
        if is_result(layer):
            raise Unusable(f"{layer.name} is a result already: choose the measured map of the pass")
        own, other = element_of(layer), element_of(first)
        if own and other and own != other:
            raise Unusable(f"{layer.name} is a map of {own}: choose a pass that measured {other}")
    twice = next((layer for layer in layers if sum(one is layer for one in layers) > 1), None)
    if twice is not None:
        raise Unusable(f"{twice.name} is chosen twice: choose each pass once")


def enhance(
    enhancer: lamap.Enhancer,
    passes: Sequence[LaidPass],
    measured: lamap.Map,
    unit: str | None,
    conditions: lamap.Conditions,
    told: Any,
) -> lamap.Enhanced:
    """Enhances passes over one sample together.

    Parameters
    ----------
    passes : sequence of LaidPass
        The first of them is the one whose map was measured, and not turned.
    unit : str, optional
        Unit of all values where the user states it; None: that of each layer.

    Raises
    ------
    lamap.LamapError, Unusable
        With a sentence that names settings as the widgets do; `lamap.Cancelled` if `told` returned False.
    """
    maps = [measured, *(_map_of(one, measured, unit) for one in passes[1:])]
    try:
        return enhancer.enhance_passes(list(_for_library(passes, maps)), conditions, told)
    except lamap.LamapError as error:
        if not isinstance(error, lamap.Cancelled):
            error.args = (in_labels(str(error)),)
        raise


def _map_of(one: LaidPass, measured: lamap.Map, unit: str | None) -> lamap.Map:
    source, its_unit = one.source, one.source.unit if unit is None else unit
    size = source.size or (_size(measured).turned if one.turned else _size(measured))
    if its_unit != measured.unit:
        raise Unusable(f"{source.name} has another unit than the map: state the unit of both")
    return lamap.Map(source.values(), measured.elements, size.width_um, size.height_um, its_unit)


def _size(map_: lamap.Map) -> PixelSize:
    """Pixel size of a map that is to be enhanced, which has one."""
    return PixelSize(map_.pixel_width_um or 1.0, map_.pixel_height_um or 1.0)


def _for_library(passes: Sequence[LaidPass], maps: Sequence[lamap.Map]) -> Iterator[tuple[lamap.Map, lamap.Pass]]:
    """The passes as the library takes them: each begins less than a pixel behind the foremost of all.

    The first map stays whole, since its grid is that of the result; of the others whole pixels that lie before it are
    left out, and those that a pass lacks before its own first one are missing values.
    """
    first = _size(maps[0])
    before_right = -min(one.right_um for one in passes) % first.width_um
    before_down = -min(one.down_um for one in passes) % first.height_um
    for one, map_ in zip(passes, maps, strict=True):
        size = _size(map_)
        columns, right = _pixels((one.right_um + before_right) / size.width_um)
        rows, down = _pixels((one.down_um + before_down) / size.height_um)
        if not _overlap(map_, maps[0], rows, columns):
            raise Unusable(f"{one.source.name}: at {one.right_um:g}, {one.down_um:g} µm it lies beside the map")
        values = _moved(_moved(map_.values, rows, 1), columns, 2)
        along, across = (down, right) if one.turned else (right, down)
        laid = lamap.Map(values, map_.elements, size.width_um, size.height_um, map_.unit)
        yield laid, lamap.Pass(along, across, one.turned)


def _pixels(place: float) -> tuple[int, float]:
    """Whole pixels, and the part of a pixel that remains."""
    whole = int(np.floor(place + ROUNDING))
    return whole, max(place - whole, 0.0)


def _overlap(map_: lamap.Map, first: lamap.Map, rows: int, columns: int) -> bool:
    """Whether a pass that begins so many of its pixels behind the first map shows a part of it."""
    (_, lines, pixels), (_, first_lines, first_pixels) = map_.shape, first.shape
    size, first_size = _size(map_), _size(first)
    is_beside = columns <= -pixels or columns * size.width_um >= first_pixels * first_size.width_um
    is_below = rows <= -lines or rows * size.height_um >= first_lines * first_size.height_um
    return not (is_beside or is_below)


def _moved(values: Values, count: int, axis: int) -> Values:
    """Values behind so many missing ones along an axis; a negative count leaves out the first ones."""
    if count <= 0:
        return values[(slice(None),) * axis + (slice(-count, None),)]
    ahead = [(0, 0)] * values.ndim
    ahead[axis] = (count, 0)
    return np.pad(values, ahead, constant_values=np.nan)


def found_lines(passes: Sequence[LaidPass], report: Mapping[str, Any]) -> list[str]:
    """One line on each further pass: where it was stated and found, and how well it is explained."""
    return [_found_line(one, found) for one, found in zip(passes, report["passes"][1:], strict=True)]


def _found_line(further: LaidPass, found: Mapping[str, Any]) -> str:
    right, down = found["displaced_um"]
    place = "found there" if right == down == 0 else f"found {_signed(right)}, {_signed(down)} µm beside that"
    turned = ", turned" if further.turned else ""
    stated = f"stated {further.right_um:.4g}, {further.down_um:.4g} µm beside the map"
    return f"pass {further.source.name}{turned}: {stated}, {place}; chi-square {found['chi_square'][0]:.2f}"


def _signed(um: float) -> str:
    """In hundredths; nothing has no sign of its own."""
    return f"{round(um, 2) + 0.0:+.2f}"
