# SPDX-License-Identifier: MIT OR Apache-2.0
"""The dynamic range of real samples, given to any sample: concentrations over decades, hot spots, voids.

The same as `range_decades`, `hot_spot_share`, `hot_spot_factor` and `void_share` of the phantoms of lamap, for pictures
too; hot spots and voids lie elsewhere.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture

from lamap_training.config import Draws, Range
from lamap_training.images import Image

Mask = NDArray[np.bool_]

SPOT_PX: Range = (1.0, 4.0)  # smallest and largest diameter of a hot spot
VOID_PX: Range = (8.0, 80.0)  # smallest and largest spacing of voids
ROUGHNESS = 0.25  # of the outline of voids: a finer field beside the coarse one


@dataclass(frozen=True)
class DynamicRange:
    """What one sample is given."""

    decades: float
    hot_spot_area: float  # over that of the sample; 0: none
    hot_spot_factor: float  # the brightest one over the brightest of the rest
    void_area: float  # over that of the sample; 0: none


def draw_range(draws: Draws, rng: np.random.Generator) -> DynamicRange:
    """A random one."""
    hot, hollow = rng.random() < draws.hot_spot_share, rng.random() < draws.void_share
    return DynamicRange(
        decades=rng.uniform(*draws.range_decades),
        hot_spot_area=log_uniform(rng, draws.hot_spot_area) if hot else 0.0,
        hot_spot_factor=log_uniform(rng, draws.hot_spot_factor) if hot else 1.0,
        void_area=log_uniform(rng, draws.void_area) if hollow else 0.0,
    )


def widen(sample: Image, wanted: DynamicRange, rng: np.random.Generator) -> Image:
    """The sample, (rows, columns), with this range; its maximum is 1 unless nothing is there."""
    solid = _solid(sample.shape, wanted.void_area, rng)
    wide = _to_peak(spread(sample, wanted.decades) * solid)
    _add_hot_spots(wide, solid, wanted, rng)
    return _to_peak(wide * solid)


def spread(sample: Image, decades: float) -> Image:
    """Concentrations c, 0 to 1, as 10 ** (decades (c - 1)): equal steps become equal ratios.

    What was 0 becomes the least concentration; only voids hold nothing.
    """
    return np.float32(10) ** (np.float32(decades) * (_to_peak(sample) - 1))


def log_uniform(rng: np.random.Generator, bounds: Range) -> float:
    """Between two positive numbers; every factor of two is equally likely."""
    return math.exp(rng.uniform(math.log(bounds[0]), math.log(bounds[1])))


def _solid(shape: tuple[int, ...], void_area: float, rng: np.random.Generator) -> Mask:
    """False in voids, the lowest parts of a random field, so that their share is exact."""
    if not void_area:
        return np.ones(shape, bool)
    field = _field(shape, rng)
    below = round(void_area * field.size)
    return field >= np.partition(field.ravel(), below)[below]


def _add_hot_spots(wide: Image, solid: Mask, wanted: DynamicRange, rng: np.random.Generator) -> None:
    """Discs on what is solid until they have their area: the first of full brightness, others down to that of 1."""
    places = np.argwhere(solid)
    level, missing = wanted.hot_spot_factor, wanted.hot_spot_area * wide.size
    while missing > 0:
        radius = log_uniform(rng, SPOT_PX) / 2
        missing -= _add_disc(wide, places[rng.integers(len(places))], radius, level)
        level = log_uniform(rng, (1.0, wanted.hot_spot_factor))


def _add_disc(wide: Image, centre: NDArray[np.int64], radius: float, level: float) -> float:
    """Brings a disc up to a level and returns its area; what is brighter already stays."""
    reach = math.ceil(radius)
    row, column = centre
    top, left = max(row - reach, 0), max(column - reach, 0)
    part = wide[top : row + reach + 1, left : column + reach + 1]  # a view
    down, right = (np.arange(side) for side in part.shape)
    cover = np.clip(radius - np.hypot(down[:, None] + top - row, right + left - column) + 0.5, 0.0, 1.0)
    part += (np.maximum(level - part, 0.0) * cover).astype(np.float32)
    return float(cover.sum())


def _field(shape: tuple[int, ...], rng: np.random.Generator) -> Image:
    """A smooth random field with something finer on it."""
    spacing = log_uniform(rng, VOID_PX)
    return _smooth(shape, spacing, rng) + np.float32(ROUGHNESS) * _smooth(shape, max(spacing / 4, 2.0), rng)


def _smooth(shape: tuple[int, ...], spacing: float, rng: np.random.Generator) -> Image:
    knots = rng.normal(size=[math.ceil(side / spacing) + 3 for side in shape]).astype(np.float32)
    picture = Picture.fromarray(knots)
    size = [round(side * spacing) for side in reversed(knots.shape)]
    return np.array(picture.resize(size, Picture.Resampling.BICUBIC))[: shape[0], : shape[1]]


def _to_peak(sample: Image) -> Image:
    peak = sample.max()
    return sample / peak if peak > 0 else sample.copy()
