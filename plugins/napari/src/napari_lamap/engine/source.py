# SPDX-License-Identifier: MIT OR Apache-2.0
"""What is taken out of a layer: one element, its unit, its pixel size; without computing anything yet."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import lamap
import numpy as np
from numpy.typing import NDArray

from napari_lamap.engine.frame import PixelSize, pixel_size

KEY = "lamap"
"""Where the plugin keeps what it knows of a layer, in the layer's metadata."""
COVER = "covers"
"""What it knows of a layer that only covers another one while two are compared."""

KEPT = (
    *("scale", "translate", "rotate", "shear", "affine", "units", "axis_labels", "ndim"),
    *("colormap", "blending", "metadata"),
)
"""What a layer says of its place and its look."""
STACK, LEAST_SIDE, NARROWER = 3, 8, 4
"""Dimensions of a stack; the shorter of its first axes, from which on a last axis so many times narrower seems to be
colours or elements. Stacks of many planes of narrow maps are left in peace where the library is stricter."""

Window = tuple[slice, slice]
"""Rows and columns of a layer."""


class Unusable(ValueError):
    """A layer that is no elemental map; the message says why."""


@dataclass(frozen=True, eq=False)
class Source:
    """One element of a layer, as it was when asked for.

    Attributes
    ----------
    layer : napari.layers.Image
        Where it comes from; used in the thread of the window only.
    plane : array
        Two dimensions: numpy, dask or whatever the layer holds; not computed yet.
    size : PixelSize or None
        Size of a pixel where the layer tells it.
    window : Window
        What to take of the plane.
    index : tuple of int
        Place of the plane on the sliders where all planes of a layer are taken; else empty.
    as_was : object
        Place and look of the layer when it was asked for: results have them even if the layer is changed meanwhile.
    """

    layer: Any
    name: str
    plane: Any
    size: PixelSize | None
    unit: str
    window: Window = (slice(None), slice(None))
    index: tuple[int, ...] = ()
    as_was: Any = None

    @property
    def start(self) -> tuple[int, int]:
        """First row and column."""
        rows, columns = self.window
        return rows.start or 0, columns.start or 0

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the window."""
        sides = (range(side)[part] for side, part in zip(self.plane.shape, self.window, strict=True))
        rows, columns = (len(side) for side in sides)
        return rows, columns

    def values(self) -> NDArray[np.float32]:
        """The values, float32; computes what is lazy, so ask for them in a thread of the background."""
        values = np.asarray(self.plane[self.window])
        if values.dtype.kind not in "fiub":
            raise Unusable(f"{self.name}: values of the type {values.dtype} are no measured values")
        return np.ascontiguousarray(values, np.float32)


def take(layer: Any, step: Sequence[int] = ()) -> Source:
    """One element of a layer.

    Parameters
    ----------
    layer : napari.layers.Image
        With more than two dimensions: the plane that the sliders show.
    step : sequence of int
        Index of the shown plane along each axis of the layer.

    Raises
    ------
    Unusable
        If the layer is a picture in colours or has less than two dimensions.
    """
    if layer.rgb:
        raise Unusable(f"{layer.name}: an RGB picture is not a map of one element")
    plane = layer.data[0] if layer.multiscale else layer.data
    if len(plane.shape) < 2:
        raise Unusable(f"{layer.name}: a map has lines and pixels, this layer has one dimension")
    if _are_colours_last(plane.shape):
        few = plane.shape[-1]
        raise Unusable(
            f"{layer.name}: its last axis, of {few}, seems to be colours or elements: add each as a map of its own, "
            "viewer.add_image(values, channel_axis=-1)"
        )
    for axis in range(len(plane.shape) - 2):
        index = step[axis] if axis < len(step) else 0
        plane = plane[min(max(int(index), 0), plane.shape[0] - 1)]
    return Source(layer, layer.name, plane, pixel_size(layer), value_unit(layer), as_was=_as_is(layer))


def take_measured(layer: Any, step: Sequence[int] = ()) -> Source:
    """One element of a layer, as `take` does, that is to be enhanced.

    Raises
    ------
    Unusable
        Also if its values are True and False.
    """
    source = take(layer, step)
    if source.plane.dtype == bool:
        raise Unusable(f"{layer.name}: True and False are no measured values: choose the map that they were made of")
    return source


def _as_is(layer: Any) -> SimpleNamespace:
    """Copies of what a layer says of its place and its look."""
    return SimpleNamespace(**{key: copy.copy(getattr(layer, key)) for key in KEPT if hasattr(layer, key)})


def _are_colours_last(shape: Sequence[int]) -> bool:
    """Whether the planes of a stack would be far narrower than they are high and than the stack is deep."""
    if len(shape) < STACK:
        return False
    shorter = min(shape[-3:-1])
    return shorter >= LEAST_SIDE and NARROWER * shape[-1] <= shorter


def value_unit(layer: Any) -> str:
    """Unit of the values of a layer, e.g. "counts"; empty where it is not known."""
    return str(layer.metadata.get(KEY, {}).get("unit", ""))


def notes_of(layers: Iterable[Any]) -> list[str]:
    """What was noted when the files of layers were read, each note once."""
    return list(dict.fromkeys(note for layer in layers for note in layer.metadata.get(KEY, {}).get("notes", ())))


def conditions_of(layers: Sequence[Any]) -> lamap.Conditions | None:
    """Conditions that layers bring from their line scans or their simulation; None where they bring different ones."""
    brought = [layer.metadata.get(KEY, {}).get("conditions") for layer in layers]
    same = all(one is brought[0] or one == brought[0] for one in brought)
    return brought[0] if brought and same else None


def is_measured(layer: Any) -> bool:
    """Whether a layer came as a map, rather than from an enhancement or a drawing."""
    about = layer.metadata.get(KEY, {})
    return "element" in about and "phantom" not in about and not layer.rgb and not is_result(layer)


def is_cover(layer: Any) -> bool:
    """Whether a layer is there only to compare two others."""
    return COVER in layer.metadata.get(KEY, {})


def is_result(layer: Any) -> bool:
    """Whether a layer came from an enhancement, in this window or from the file of one."""
    about = layer.metadata.get(KEY, {})
    return "record" in about or ("info" in about and lamap.report_of(about["info"]) is not None)


def view(layer: Any, source: Source, largest: int) -> Window:
    """What the window shows of a layer, at most `largest` x `largest` pixels around its middle."""
    corners = np.asarray(layer.corner_pixels, float)[:, -2:]
    if layer.multiscale:
        level = layer.data[layer.data_level].shape[-2:]
        corners = corners * (np.asarray(source.plane.shape) / np.asarray(level))
    sides = []
    for axis, length in enumerate(source.plane.shape):
        first, last = corners[0, axis], corners[1, axis]
        middle = (first + last + 1) / 2 if last > first else length / 2
        side = min(largest, length, max(int(last - first) + 1, 8) if last > first else length)
        begin = int(np.clip(round(middle - side / 2), 0, length - side))
        sides.append(slice(begin, begin + side))
    return sides[0], sides[1]
