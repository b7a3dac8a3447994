# SPDX-License-Identifier: MIT OR Apache-2.0
"""A measured map on the target grid without any restoration, its displacement along the scan undone."""

import numpy as np
from numpy.typing import NDArray

from lamap_training.images import Image

Size = tuple[float, float]  # height and width of a measured pixel, µm
Places = tuple[NDArray[np.float64], NDArray[np.float64]]


def nearest(measured: Image, shape: tuple[int, int], pixel_um: Size, target_um: float, shift_um: float) -> Image:
    """The measured pixel that lies over the centre of each target pixel."""
    rows, columns = _places(shape, pixel_um, target_um, shift_um)
    picks = (
        np.clip(np.rint(at).astype(int), 0, count - 1)
        for at, count in zip((rows, columns), measured.shape, strict=True)
    )
    return measured[np.ix_(*picks)]


def bicubic(measured: Image, shape: tuple[int, int], pixel_um: Size, target_um: float, shift_um: float) -> Image:
    """Keys' cubic convolution (a = -1/2, exact on ramps) of the measured pixels; the border is repeated."""
    rows, columns = _places(shape, pixel_um, target_um, shift_um)
    lines, pixels = measured.shape
    return (_cubic_weights(rows, lines) @ measured @ _cubic_weights(columns, pixels).T).astype(np.float32)


def box_mean(measured: Image, side: int) -> Image:
    """Means over `side` x `side` pixels, `side` odd; the border is repeated."""
    padded = np.pad(measured, side // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    return windows.mean((2, 3), dtype=np.float64).astype(np.float32)


def _places(shape: tuple[int, int], pixel_um: Size, target_um: float, shift_um: float) -> Places:
    """Centres of the target pixels in measured pixels."""
    rows = (np.arange(shape[0]) + 0.5) * target_um / pixel_um[0] - 0.5
    columns = ((np.arange(shape[1]) + 0.5) * target_um + shift_um) / pixel_um[1] - 0.5
    return rows, columns


def _cubic_weights(places: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Weights of `count` samples at each place, (places, count)."""
    weights = np.zeros((len(places), count))
    for tap in range(-1, 3):
        sample = np.floor(places).astype(int) + tap
        d = np.abs(places - sample)
        weight = np.where(d <= 1, (1.5 * d - 2.5) * d * d + 1, ((-0.5 * d + 2.5) * d - 4) * d + 2)
        np.add.at(weights, (np.arange(len(places)), np.clip(sample, 0, count - 1)), weight)
    return weights
