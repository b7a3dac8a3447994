# SPDX-License-Identifier: MIT OR Apache-2.0
"""Where the pixels of a layer lie, and where those of a result made of it do.

napari puts the centre of pixel (0, 0) at `translate`; maps of lamap begin with the outer corner of their first pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UM = ("micrometer", "micrometer")
PIXEL = ("pixel", "pixel")


@dataclass(frozen=True)
class PixelSize:
    """Width (along the scan) and height of a pixel in µm; both positive."""

    width_um: float
    height_um: float

    @property
    def square(self) -> bool:
        """Whether both are the same, within rounding."""
        return abs(self.width_um / self.height_um - 1) < 1e-6

    @property
    def turned(self) -> PixelSize:
        """The size of such a pixel that is turned by a right angle."""
        return PixelSize(self.height_um, self.width_um)

    def __str__(self) -> str:
        return f"{self.width_um:.4g} × {self.height_um:.4g} µm"


def pixel_size(layer: Any) -> PixelSize | None:
    """Pixel size of a layer from its scale and units; None where the units are no lengths."""
    factors = [_um(unit) for unit in layer.units[-2:]]
    if None in factors:
        return None
    height, width = (abs(float(side)) * factor for side, factor in zip(layer.scale[-2:], factors, strict=True))
    return PixelSize(width, height)


def state_pixel_size(layer: Any, size: PixelSize) -> None:
    """Gives a layer the pixel size that its file did not tell; its first pixel stays where it was in pixels."""
    first = np.asarray(layer.translate)[-2:] / np.asarray(layer.scale)[-2:]
    scale = np.array([size.height_um, size.width_um])
    layer.units = (*layer.units[:-2], *UM)
    layer.scale = [*layer.scale[:-2], *scale]
    layer.translate = [*layer.translate[:-2], *(first * scale)]


def _um(unit: Any) -> float | None:
    """Micrometres of a unit of pint; None for one that is no length, such as pixel."""
    try:
        return float((1 * unit).to("micrometer").magnitude)
    except Exception:  # pint's errors have no common class of their own over its versions
        return None


def result_frame(layer: Any, ratio: tuple[float, float], start: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    """Arguments of a layer whose pixels lie on those of `layer`.

    Parameters
    ----------
    layer : napari.layers.Image
        The source.
    ratio : (float, float)
        Height and width of a new pixel in pixels of the source.
    start : (int, int)
        Row and column of the source at whose outer corner the new layer begins.

    Returns
    -------
    dict
        ``scale``, ``translate`` and, as far as they say something, ``rotate``, ``shear``, ``units``, ``axis_labels``
        and ``affine``, for two dimensions.
    """
    ratio_, start_ = np.asarray(ratio, float), np.asarray(start, float)
    scale = np.asarray(layer.scale, float)[-2:]
    offset = start_ + 0.5 * ratio_ - 0.5  # centre of the first new pixel, in pixels of the source
    rotate, shear = np.asarray(layer.rotate)[-2:, -2:], np.asarray(layer.shear, float)
    linear = rotate @ _shear_matrix(shear) @ np.diag(scale)
    frame: dict[str, Any] = {
        "scale": tuple(scale * ratio_),
        "translate": tuple(np.asarray(layer.translate)[-2:] + linear @ offset),
        "units": tuple(layer.units[-2:]),
        "axis_labels": tuple(layer.axis_labels[-2:]),
    }
    if not np.allclose(rotate, np.eye(2)):
        frame["rotate"] = rotate
    if np.any(shear):
        frame["shear"] = [_shear_matrix(shear)[0, 1]]
    affine = np.asarray(layer.affine.affine_matrix)
    if not np.allclose(affine, np.eye(len(affine))):
        frame["affine"] = affine[-3:, -3:]
    return frame


def stack_frame(layer: Any, ratio: tuple[float, float]) -> dict[str, Any]:
    """Arguments of a layer with all axes of `layer`: the last two as `result_frame` tells, the others as they are."""
    frame, outer = result_frame(layer, ratio), layer.ndim - 2
    for key in ("scale", "translate", "units", "axis_labels"):
        frame[key] = (*getattr(layer, key)[:outer], *frame[key])
    if "rotate" in frame:
        frame["rotate"] = _embedded(frame["rotate"], layer.ndim)
    if "shear" in frame:
        frame["shear"] = _embedded(_shear_matrix(np.asarray(frame["shear"])), layer.ndim)
    if "affine" in frame:
        frame["affine"] = _embedded(frame["affine"], layer.ndim + 1)
    return frame


def _embedded(matrix: NDArray[Any], side: int) -> NDArray[Any]:
    """A matrix that acts on the last axes only."""
    whole = np.eye(side)
    whole[-len(matrix) :, -len(matrix) :] = matrix
    return whole


def _shear_matrix(shear: NDArray[Any]) -> NDArray[Any]:
    """Shear of the last two axes, from napari's list of the entries above the diagonal, or a matrix."""
    if shear.ndim == 2:
        return shear[-2:, -2:]
    return np.array([[1.0, shear[-1] if shear.size else 0.0], [0.0, 1.0]])


def map_frame(size: PixelSize | None, origin_um: tuple[float, float]) -> dict[str, Any]:
    """Arguments of the layer of a map that was read: its outer corner lies at the origin of the map."""
    if size is None:
        return {"units": PIXEL, "axis_labels": ("y", "x")}
    scale = (size.height_um, size.width_um)
    translate = (origin_um[1] + scale[0] / 2, origin_um[0] + scale[1] / 2)
    return {"scale": scale, "translate": translate, "units": UM, "axis_labels": ("y", "x")}


def origin_um(layer: Any, size: PixelSize) -> tuple[float, float]:
    """Outer corner (x, y) of the first pixel of a layer in µm."""
    factors = [_um(unit) or 1.0 for unit in layer.units[-2:]]
    y, x = (float(place) * factor for place, factor in zip(layer.translate[-2:], factors, strict=True))
    return x - size.width_um / 2, y - size.height_um / 2
