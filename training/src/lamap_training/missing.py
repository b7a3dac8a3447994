# SPDX-License-Identifier: MIT OR Apache-2.0
"""Values that a map lacks: what lies beside the outline of a specimen, lost lines, rejected pixels."""

import math

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

OUTLINE_SHARE, LINES_SHARE = 0.6, 0.2  # of the masks; the rest are single pixels
LEAST_SEEN = 0.2  # of the map
MOST_LINES = 3
MOST_PIXELS = 0.03  # of the map
WAVES = 3  # that make an outline uneven


def draw_missing(shape: tuple[int, int], rng: np.random.Generator) -> Mask:
    """Which values of a map (lines, pixels) are missing; at least a fifth is seen."""
    choice = rng.random()
    if choice < OUTLINE_SHARE:
        missing = _beside_outline(shape, rng)
    elif choice < OUTLINE_SHARE + LINES_SHARE:
        missing = np.zeros(shape, bool)
        missing[rng.integers(shape[0], size=rng.integers(1, MOST_LINES + 1))] = True
    else:
        missing = rng.random(shape) < rng.uniform(0, MOST_PIXELS)
    return missing if (~missing).mean() >= LEAST_SEEN else np.zeros(shape, bool)


def near(seen: Mask) -> Mask:
    """The pixels of a map that are seen or have a neighbour that is."""
    rows, columns = seen.shape
    padded = np.pad(seen, 1)
    shifted = (padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3))
    return np.logical_or.reduce(list(shifted))


def _beside_outline(shape: tuple[int, int], rng: np.random.Generator) -> Mask:
    """Beside an uneven strip or ellipse in any direction."""
    lines, pixels = shape
    angle, side = rng.uniform(0, math.pi), min(shape)
    line, pixel = np.indices(shape) - np.array([lines, pixels]).reshape(2, 1, 1) * rng.uniform(0.3, 0.7, (2, 1, 1))
    along = pixel * math.cos(angle) + line * math.sin(angle)
    across = line * math.cos(angle) - pixel * math.sin(angle)
    for _ in range(WAVES):
        wave = 2 * math.pi / rng.uniform(0.1 * side + 4, 2 * side + 4)
        across += rng.uniform(0, 0.06) * side * np.sin(wave * along + rng.uniform(0, 2 * math.pi))
    half_width = rng.uniform(0.12, 0.5) * side
    if rng.random() < 0.5:
        return np.abs(across) > half_width
    half_length = rng.uniform(0.5, 1.2) * side
    return (across / half_width) ** 2 + (along / half_length) ** 2 > 1
