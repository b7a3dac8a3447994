# SPDX-License-Identifier: MIT OR Apache-2.0
"""Samples cut from grey pictures: read, turned, zoomed and recoloured before they are ablated."""

import functools
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture

from lamap_training.config import Crops, Images
from lamap_training.images import Image, block_sums

SUFFIXES = {".png", ".tif", ".tiff", ".jpg", ".jpeg"}
PLAIN = Crops(
    zoom=(1.0, 1.0), gamma_share=0.0, sparse_share=0.0, dense_share=0.0, turned=False
)  # a crop as it is, for validation
MAX_CROPS = 20  # tried in one picture
EMPTY = 0.02  # of the range of a picture: darker pixels are background
BRIGHTEST = 2.0  # of the range: one hot pixel must not leave all else in the dark
COARSE = 4  # side in pixels of the blocks whose means tell structure from noise
KEPT_PICTURES = 512


@dataclass(frozen=True)
class Sheet:
    """One picture without its black border."""

    values: NDArray[np.generic]  # (rows, columns)
    zero: float  # value that counts as no signal
    range: float  # from there to the brightest, hot pixels aside


@functools.lru_cache(KEPT_PICTURES)
def sheet(path: Path, options: Images) -> Sheet:
    """The picture of a file, binned.

    Raises ValueError for a picture that shows nothing.
    """
    values = read(path)
    if options.labels:
        return Sheet(values, 0.0, 1.0)
    values = binned(values, options.bin)
    zero, brightest = (float(value) for value in np.percentile(values, (0.1, 99.8)))
    if brightest <= zero:
        raise ValueError(f"{path} is empty: all of it has the value {zero:g}")
    seen = values > zero + EMPTY * (brightest - zero)
    return Sheet(_inside(values, seen), zero, brightest - zero)


def read(path: Path) -> NDArray[np.generic]:
    """Values of a grey picture of 8, 16 or 32 bit, shape (rows, columns); colours become their luminance."""
    with Picture.open(path) as picture:
        values = np.asarray(picture if picture.mode[0] in "IF" else picture.convert("L"))
    return values.astype(values.dtype.newbyteorder("="), copy=False)


def crop(chosen: Sheet, options: Images, how: Crops, rows: int, columns: int, rng: np.random.Generator) -> Image | None:
    """Random piece of a picture as a sample, (rows, columns), values 0 to about 1; None where all tried are empty."""
    for _ in range(MAX_CROPS):
        piece = _piece(chosen, options, how, rows, columns, rng)
        if piece is not None:
            return np.ascontiguousarray(_recoloured(piece, how, rng), np.float32)
    return None


def _piece(
    chosen: Sheet, options: Images, how: Crops, rows: int, columns: int, rng: np.random.Generator
) -> Image | None:
    turns, mirrored = (int(rng.integers(4)), bool(rng.integers(2))) if how.turned else (0, False)
    shape = np.array((rows, columns) if turns % 2 == 0 else (columns, rows))
    limits = np.array(chosen.values.shape)
    zoom = math.exp(rng.uniform(*np.log(how.zoom)))
    if how.native_share and rng.random() < how.native_share:  # no draw where it is 0: crops of before stay the same
        zoom = 1.0
    zoom = min(max(zoom, *(shape / limits)), 1.0)  # a small picture shrinks less, alike in both directions
    window = np.ceil(shape / zoom - 1e-9).astype(int)
    corner = rng.integers(np.maximum(limits - window, 0) + 1)
    values = chosen.values[tuple(slice(start, start + side) for start, side in zip(corner, window, strict=True))]
    if options.labels:
        values = _concentrations(values, rng)
    else:
        values = (values.astype(np.float32) - np.float32(chosen.zero)) / np.float32(chosen.range)
        values = np.clip(values, 0.0, BRIGHTEST)
        if rng.random() < options.invert_share:
            values = np.maximum(1.0 - values, 0.0)
        if (values < EMPTY).mean() > how.most_empty:
            return None
    if _contrast(values) < how.least_contrast:
        return None
    values = np.pad(values, [(0, int(side)) for side in window - values.shape], mode="symmetric")
    values = np.rot90(values[:, ::-1] if mirrored else values, turns)
    return _resized(values, rows, columns)


def _recoloured(values: Image, how: Crops, rng: np.random.Generator) -> Image:
    """Other brightnesses for the same structures: bent, thinned out or on a background."""
    if rng.random() < how.gamma_share:
        values = values ** math.exp(rng.uniform(*np.log(how.gamma)))
    choice = rng.random()
    if choice < how.sparse_share:
        thinned = np.maximum(values - np.quantile(values, rng.uniform(*how.sparse_quantile)), 0.0)
        values = thinned if thinned.any() else values
    elif choice < how.sparse_share + how.dense_share:
        values = values + rng.uniform(*how.pedestal) * values.max()
    return values


def _concentrations(labels: NDArray[np.generic], rng: np.random.Generator) -> Image:
    """A random concentration for each label, many of them low; the brightest is 1."""
    _, places = np.unique(labels, return_inverse=True)
    levels = rng.random(int(places.max()) + 1, dtype=np.float32) ** 2 + np.float32(1e-6)
    return (levels / levels.max())[places].reshape(labels.shape)


def binned(values: NDArray[np.generic], side: int) -> NDArray[np.generic]:
    """Means over `side` x `side` pixels."""
    if side == 1:
        return values
    return (block_sums(values, side, side) / (side * side)).astype(np.float32)


def _inside(values: NDArray[np.generic], seen: NDArray[np.bool_]) -> NDArray[np.generic]:
    rows, columns = (np.flatnonzero(seen.mean(axis) > EMPTY) for axis in (1, 0))
    if len(rows) == 0 or len(columns) == 0:
        return values
    return np.ascontiguousarray(values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _contrast(values: Image) -> float:
    """Standard deviation of the means of small blocks: what noise alone cannot give."""
    return float(binned(values, COARSE).std())


def _resized(values: Image, rows: int, columns: int) -> Image:
    if values.shape == (rows, columns):
        return values
    picture = Picture.fromarray(np.ascontiguousarray(values, np.float32))
    # Hamming: the sharpest of Pillow's filters that neither rings nor skips pixels
    return np.array(picture.resize((columns, rows), Picture.Resampling.HAMMING))
