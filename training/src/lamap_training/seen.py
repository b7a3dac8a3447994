# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a measurement says of patches of its sample, for a loss that ablates an estimate again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch import Tensor

from lamap_training.conditions import TARGET_PIXEL_UM
from lamap_training.consistency import noise_variance
from lamap_training.operator import Matrix, Operator, probe
from lamap_training.scales import values_over_scale

if TYPE_CHECKING:
    from lamap_training.data import Example, Window

LEAST_SHARE = 0.5  # of what a line or a pixel sees lies in the patch; others say little of it


class Seen(NamedTuple):
    """The measured pixels of a batch of N patches; patches with fewer of them than others have some of weight 0."""

    rows: Tensor  # (N, lines, rows of the patch): what each line sees
    columns: Tensor  # (N, pixels, columns of the patch)
    noise: Tensor  # (N, 1, lines, pixels): measured less what the truth would give, over its standard deviation
    weight: Tensor  # (N, 1, lines, pixels): 1 / standard deviation; 0 if missing or what is seen lies mostly elsewhere
    truth: Tensor  # (N, 1, rows, columns), on the scale of the input
    offset: Tensor  # (N, 1, 1, 1): of a logarithmic scale, over that of the input; 0 for a linear one

    def residual(self, error: Tensor) -> Tensor:
        """Measured less ablated estimate in units of the noise, (N, 1, lines, pixels); 0 where the weight is.

        `error` is the estimate less the truth, (N, 1, rows, columns). What lies beside the patch is taken as true.
        Ablation adds up values, so on a logarithmic scale both go back to them first.
        """
        is_linear = self.offset == 0
        offset = torch.where(is_linear, 1.0, self.offset)
        of_values = values_over_scale(self.truth + error, offset) - values_over_scale(self.truth, offset)
        error = torch.where(is_linear, error, of_values)
        ablated = self.rows[:, None] @ error @ self.columns[:, None].transpose(2, 3)
        return self.noise - self.weight * ablated

    def split(self, size: int) -> list[Seen]:
        """Parts of `size` patches."""
        return [Seen(*parts) for parts in zip(*(tensor.split(size) for tensor in self), strict=True)]

    def to(self, device: torch.device) -> Seen:
        """The same on a device."""
        return Seen(*(tensor.to(device) for tensor in self))


def seen(whole: Example, windows: list[Window]) -> list[Seen]:
    """What the measurement says of each window of its sample, for one patch each."""
    operator = probe(whole.measurement.conditions, whole.truth.shape, TARGET_PIXEL_UM).within(whole.measured.shape)
    noise, deviation = _noise(whole, operator)
    return [_cut(whole, operator, noise, deviation, window) for window in windows]


def stack(patches: list[Seen]) -> Seen:
    """One batch of several."""
    lines = max(patch.rows.shape[1] for patch in patches)
    pixels = max(patch.columns.shape[1] for patch in patches)

    def padded(tensor: Tensor, *shape: int) -> Tensor:
        spare = [room - side for room, side in zip(shape, tensor.shape[-2:], strict=True)]
        return torch.nn.functional.pad(tensor, (0, spare[1], 0, spare[0]))

    return Seen(
        torch.cat([padded(patch.rows, lines, patch.rows.shape[2]) for patch in patches]),
        torch.cat([padded(patch.columns, pixels, patch.columns.shape[2]) for patch in patches]),
        torch.cat([padded(patch.noise, lines, pixels) for patch in patches]),
        torch.cat([padded(patch.weight, lines, pixels) for patch in patches]),
        torch.cat([patch.truth for patch in patches]),
        torch.cat([patch.offset for patch in patches]),
    )


def _noise(whole: Example, operator: Operator) -> tuple[Matrix, Matrix]:
    """Noise of each measured pixel and its standard deviation, both over the scale of the input."""
    measurement = whole.measurement
    counts_per_unit = whole.scale / whole.gain
    blank = measurement.blank_counts
    expected = operator.forward(whole.values(whole.truth) / whole.gain - blank) + blank
    variance = noise_variance(measurement, expected)
    measured = whole.measured.astype(np.float64)
    if measurement.bits:  # a stored value is the lower end of its step
        measured += 0.5
        variance += whole.gain**-2 / 12
    missing = np.isnan(measured)
    measured[missing], variance[missing] = 0, np.inf
    return (measured / whole.gain - expected) / counts_per_unit, np.sqrt(variance) / counts_per_unit


def _cut(whole: Example, operator: Operator, noise: Matrix, deviation: Matrix, window: Window) -> Seen:
    (lines, rows), (pixels, columns) = (
        _seeing(matrix, part) for matrix, part in zip((operator.rows, operator.columns), window, strict=True)
    )
    weight = 1 / deviation[np.ix_(lines, pixels)]
    planes = (noise[np.ix_(lines, pixels)] * weight, weight, whole.truth[window])
    rows, columns, *planes = (torch.from_numpy(values.astype(np.float32)) for values in (rows, columns, *planes))
    offset = torch.full((1, 1, 1, 1), (whole.offset or 0.0) / whole.scale)
    return Seen(rows[None], columns[None], *(plane[None, None] for plane in planes), offset)


def _seeing(matrix: Matrix, part: slice) -> tuple[Matrix, Matrix]:
    """Numbers of the lines (or pixels) that see mostly this part of their axis, and what they see of it."""
    inside = matrix[:, part]
    (numbers,) = np.nonzero(inside.sum(1) >= LEAST_SHARE)
    return numbers, inside[numbers]
