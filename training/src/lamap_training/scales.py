# SPDX-License-Identifier: MIT OR Apache-2.0
"""The scale of a network's inputs, which `lamap.network_input` tells by two numbers, `scale` and `offset`.

A value v of the map lies at v / scale where there is no offset, and at offset ln(1 + v / offset) / scale where there is
one; below 0 at v / scale either way. A network estimates on this scale, and scores are of values.
"""

import numpy as np
import torch

from lamap_training.images import Image

MOST_LOG = 30.0  # of 1 + v / offset: beyond it squares leave single precision


def places_of(values: Image, scale: float, offset: float | None) -> Image:
    """Where values of the map lie on the scale."""
    if offset is None:
        return values / np.float32(scale)
    above = offset * np.log1p(np.maximum(values, 0.0, dtype=np.float64) / offset)
    return ((above + np.minimum(values, 0.0)) / scale).astype(np.float32)


def values_of(places: Image, scale: float, offset: float | None) -> Image:
    """The values of the map at places of the scale."""
    if offset is None:
        return places * np.float32(scale)
    logarithms = places.astype(np.float64) * (scale / offset)
    above = np.expm1(np.clip(logarithms, 0.0, MOST_LOG))
    return (offset * (above + np.minimum(logarithms, 0.0))).astype(np.float32)


def noise_of(inputs: Image, scale: float, offset: float | None) -> Image:
    """Standard deviation of the noise in the unit of the map: that of the inputs over the slope of the scale."""
    noise = inputs[2] * np.float32(scale)
    if offset is None:
        return noise
    return noise * (1 + np.maximum(values_of(inputs[0], scale, offset), 0) / np.float32(offset))


def values_over_scale(places: torch.Tensor, offset_over_scale: torch.Tensor) -> torch.Tensor:
    """As `values_of`, over the scale, with a gradient; the offset is above 0."""
    logarithms = places / offset_over_scale
    above = torch.expm1(logarithms.clamp(max=MOST_LOG))
    return offset_over_scale * torch.where(logarithms > 0, above, logarithms)
