# SPDX-License-Identifier: MIT OR Apache-2.0
"""A plain numpy stand-in for what training calls of `lamap`: box pixels, Poisson counts, no washout, no restoration."""

import math
from collections.abc import Mapping

import lamap
import numpy as np

from lamap_training.images import Image

Values = Mapping[str, float | str]


def phantom(kind: str, shape: tuple[int, int], seed: int, range_decades: float = 0.0, **_: float) -> Image:
    rows, columns = shape
    rng = np.random.default_rng(seed)
    coarse = rng.random((rows // 6 + 2, columns // 6 + 2), dtype=np.float32)
    if range_decades:
        coarse = np.float32(10) ** (np.float32(range_decades) * (coarse - 1))
    return np.ascontiguousarray(coarse.repeat(6, 0).repeat(6, 1)[:rows, :columns])


def ablate(sample: Image, conditions: Values, pixel_um: float, seed: int) -> Image:
    return np.random.default_rng(seed).poisson(expected(sample, conditions, pixel_um)).astype(np.float32)


def expected(sample: Image, conditions: Values, pixel_um: float) -> Image:
    time_s = float(conditions["acquisition_time_s"])
    width = float(conditions["scan_speed_um_s"]) * time_s / pixel_um
    means = _box_means(_box_means(sample, float(conditions["line_spacing_um"]) / pixel_um).T, width).T
    shots = float(conditions["repetition_rate_hz"]) * time_s
    counts = means * float(conditions["sensitivity_counts"]) * shots + float(conditions["gas_blank_cps"]) * time_s
    return counts.astype(np.float32)


def network_input(
    measured: Image, _: Values, pixel_um: float | tuple[float, float], **settings: float | str
) -> lamap.NetworkInput:
    pixel_width_um, pixel_height_um = np.broadcast_to(pixel_um, 2)
    magnification = float(settings["magnification"])
    smaller = min(pixel_width_um, pixel_height_um)
    target = [smaller / magnification] * 2 if settings.get("square_pixels") == "yes" else [
        pixel_height_um / magnification, pixel_width_um / magnification,
    ]  # fmt: skip
    pitches = (pixel_height_um / target[0], pixel_width_um / target[1])
    picks = [
        np.minimum(((np.arange(round(count * pitch)) + 0.5) / pitch).astype(int), count - 1)
        for count, pitch in zip(measured.shape, pitches, strict=True)
    ]
    restored = measured[np.ix_(*picks)]
    noise = np.sqrt(np.maximum(restored, 1))
    scale = max(float(np.percentile(restored, 99.5)), 5 * float(noise.mean()))
    return lamap.NetworkInput(np.stack([restored, restored, noise]) / np.float32(scale), scale, None)


def _box_means(values: Image, pitch: float) -> Image:
    """Means over boxes of `pitch` rows; the rows beyond the end repeat the last one."""
    boxes = math.ceil(len(values) / pitch - 1e-9)
    integral = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(np.vstack([values, values[-1:].repeat(16, 0)]), 0)])
    edges = np.arange(boxes + 1) * pitch
    low = np.minimum(edges.astype(int), len(integral) - 2)
    at_edges = integral[low] + (edges - low)[:, None] * (integral[low + 1] - integral[low])
    return np.diff(at_edges, axis=0) / pitch
