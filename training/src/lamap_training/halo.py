# SPDX-License-Identifier: MIT OR Apache-2.0
"""How far an input pixel reaches: by how much tiles must overlap."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from lamap_training.model import MULTIPLE

THRESHOLD = 1e-6  # of the largest change; a smaller one is lost in single precision anyway
STEP = 1.0  # size of the disturbance, input units


def synthetic_input(rows: int, columns: int, seed: int) -> Tensor:
    """A plausible `lamap-1` input, (1, 3, rows, columns), that needs no library: blobs, their means over 5, noise."""
    generator = torch.Generator().manual_seed(seed)
    white = torch.rand((1, 1, rows + 8, columns + 8), generator=generator)
    blobs = torch.nn.functional.avg_pool2d(white, 9, stride=1)
    restored = torch.clamp((blobs - 0.5) * 9 + 0.5, min=0.0)
    coarse = torch.nn.functional.avg_pool2d(restored, 5, ceil_mode=True)
    coarse = coarse + 0.03 * torch.randn(coarse.shape, generator=generator)
    measured = coarse.repeat_interleave(5, 2).repeat_interleave(5, 3)[:, :, :rows, :columns]
    return torch.cat([restored, measured, torch.full_like(restored, 0.03)], 1)


@torch.no_grad()
def measure_reach(function: Callable[[Tensor], Tensor], inputs: Tensor, multiple: int = MULTIPLE) -> int:
    """Largest distance, in pixels along either axis, at which a disturbed input pixel changes the output.

    `inputs`, (1, C, H, W), is disturbed in its middle, channel by channel and at eight positions relative to the
    coarsest pixels of a network, `multiple` wide. Double precision keeps rounding out of the result.
    """
    _, channels, rows, columns = inputs.shape
    before = function(inputs)
    reach = 0
    for offset in range(0, multiple, multiple // MULTIPLE):
        row, column = rows // 2 + offset, columns // 2 + offset
        away = torch.maximum(
            (torch.arange(rows) - row).abs()[:, None].expand(rows, columns),
            (torch.arange(columns) - column).abs()[None].expand(rows, columns),
        )
        for channel in range(channels):
            disturbed = inputs.clone()
            disturbed[0, channel, row, column] += STEP
            for change in (function(disturbed) - before)[0].abs():
                changed = change > THRESHOLD * change.max()
                if changed.any():
                    reach = max(reach, int(away[changed].max()))
    return reach


def halo(reach: int, multiple: int = MULTIPLE) -> int:
    """The reach rounded up to whole coarse pixels, so that tiles stay aligned with them."""
    return math.ceil(reach / multiple) * multiple
