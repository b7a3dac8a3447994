# SPDX-License-Identifier: MIT OR Apache-2.0
"""Does an estimate explain its measurement? It is ablated again without noise and compared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import lamap
import numpy as np

from lamap_training.conditions import REPETITION_RATE_HZ, TARGET_PIXEL_UM, Measurement
from lamap_training.images import Image

if TYPE_CHECKING:
    from lamap_training.data import Example

LEAST_VARIANCE = 1.0  # counts: a pixel that expects none may still receive one


def chi_square(whole: Example, estimate: Image) -> float:
    """Mean squared residual over the variance of counting and flicker, under the true conditions.

    About 1 where the estimate and the noise explain the measurement; below it where the estimate follows the noise.
    `estimate` has the unit of the map. NaN where the map is a picture of unknown gain, lines have gains or the yield
    drifts.
    """
    measurement = whole.measurement
    if not counts_alone(measurement):
        return math.nan
    lines, pixels = whole.measured.shape  # a grid that is rounded up may reach into further ones
    expected, true = (_expected(measurement, image)[:lines, :pixels] for image in (estimate, whole.values(whole.truth)))
    inside = tuple(slice(0, side - 1) for side in true.shape)  # the last ones may lie partly beside the sample
    variance = noise_variance(measurement, true)
    residual = whole.measured[: true.shape[0], : true.shape[1]] - expected
    return float((residual**2 / variance)[inside].mean())


def counts_alone(measurement: Measurement) -> bool:
    """Whether nothing but counting and flicker disturbs the map: no unknown gain of a picture, of lines, by drift."""
    return not (measurement.bits or measurement.line_gain_rsd or "drift_rsd" in measurement.conditions)


def noise_variance(measurement: Measurement, expected: np.ndarray) -> np.ndarray:
    """Variance of the counts of pixels that expect these: counting, flicker of the shots, gains of the lines, drift."""
    dosage = REPETITION_RATE_HZ * float(measurement.conditions["acquisition_time_s"])
    drift_rsd = float(measurement.conditions.get("drift_rsd", 0.0))
    relative = float(measurement.conditions["flicker_rsd"]) ** 2 / dosage + measurement.line_gain_rsd**2 + drift_rsd**2
    return np.maximum(expected, LEAST_VARIANCE) + relative * expected**2


def _expected(measurement: Measurement, counts: Image) -> np.ndarray:
    """Counts that a sample, given as counts on the target grid, would give; (lines, pixels)."""
    concentration = (counts - np.float32(measurement.blank_counts)) / np.float32(measurement.counts_per_concentration)
    # ablation is linear but takes no negative concentration: what is negative is ablated on its own
    parts = [np.ascontiguousarray(np.maximum(sign * concentration, 0.0), np.float32) for sign in (1, -1)]
    high, low = (
        lamap.expected(part, measurement.conditions, TARGET_PIXEL_UM).astype(np.float64) if part.any() else None
        for part in parts
    )
    if high is None:
        high = lamap.expected(parts[0], measurement.conditions, TARGET_PIXEL_UM).astype(np.float64)
    return high if low is None else high - (low - measurement.blank_counts)
