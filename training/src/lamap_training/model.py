# SPDX-License-Identifier: MIT OR Apache-2.0
"""The network `unet-small` of the contract `lamap-1`: corrects a restored map and states its own error."""

import torch
from torch import Tensor, nn

from lamap_training.config import Model

MULTIPLE = 8  # height and width of an input are multiples of this
LOG_SCALE_RANGE = (-9.0, 3.0)
NOISE_FLOOR = 1e-3  # in input units: what is less noisy counts as noise-free
MISFIT_LIMIT = 8.0  # in noise standard deviations
BRANCH_GAIN = 0.1  # a residual block starts near the identity, in place of a normalisation


class Block(nn.Module):
    """Residual block: x + conv(relu(conv(x)))."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv(width, width)
        self.second = conv(width, width, BRANCH_GAIN)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, width, h, w) in and out."""
        return x + self.second(torch.relu(self.first(x)))


class UNetSmall(nn.Module):
    """Residual UNet on half the resolution, finite receptive field, no normalisation over pixels or images.

    Starts as the identity on the restored map: the layer that makes the correction begins at zero.
    """

    def __init__(self, options: Model) -> None:
        super().__init__()
        (half, quarter, eighth), counts = options.widths, options.blocks
        # a 6 x 6 convolution with stride 2 is a pixel-unshuffle by 2 followed by a 3 x 3 convolution
        self.stem = nn.Conv2d(5, half, 6, stride=2, padding=2)
        self.half_in, self.half_out = blocks(half, counts[0]), blocks(half, counts[0])
        self.quarter_in, self.quarter_out = blocks(quarter, counts[1]), blocks(quarter, counts[1])
        self.eighth = blocks(eighth, counts[2])
        self.down_quarter = nn.Conv2d(half, quarter, 2, stride=2)
        self.down_eighth = nn.Conv2d(quarter, eighth, 2, stride=2)
        self.up_quarter = up(eighth, quarter)
        self.up_half = up(quarter, half)
        self.correction = conv(half, 4, 0.0)
        self.log_scale = nn.Sequential(conv(2 * half, half), nn.ReLU(), conv(half, 4, 0.0))

    def forward(self, x: Tensor) -> Tensor:
        """Estimate and log of the Laplace scale of its error, (N, 2, H, W), from the input (N, 3, H, W)."""
        restored, noise = x[:, 0:1], x[:, 2:3]
        log_noise = torch.log(noise + NOISE_FLOOR)
        stem = self.stem(features(restored, x[:, 1:2], noise, log_noise))
        half = self.half_in(stem)
        quarter = self.quarter_in(self.down_quarter(half))
        eighth = self.eighth(self.down_eighth(quarter))
        quarter = self.quarter_out(quarter + self.up_quarter(eighth))
        half = self.half_out(half + self.up_half(quarter))
        estimate = restored + nn.functional.pixel_shuffle(self.correction(half), 2)
        # detached: learning its own error never costs the estimate anything
        log_ratio = self.log_scale(torch.cat([half, stem], 1).detach())
        log_scale = log_noise + nn.functional.pixel_shuffle(log_ratio, 2)
        return torch.cat([estimate, torch.clamp(log_scale, *LOG_SCALE_RANGE)], 1)


def receptive_radius(options: Model) -> int:
    """Farthest distance in pixels at which an input can change an output, whatever the weights."""
    # convolutions of 3 at each level, two in a block; at half resolution also the stem and the scale head's two
    half, quarter, eighth = 4 * options.blocks[0] + 3, 4 * options.blocks[1], 2 * options.blocks[2]
    return 2 * half + 4 * quarter + 8 * eighth + MULTIPLE - 1


def features(restored: Tensor, measured: Tensor, noise: Tensor, log_noise: Tensor) -> Tensor:
    """Five views of the inputs, which span orders of magnitude, all of the order of one."""
    difference = measured - restored
    misfit = torch.clamp(difference / (noise + NOISE_FLOOR), -MISFIT_LIMIT, MISFIT_LIMIT)
    return torch.cat([restored, difference, 0.25 * log_noise, 0.25 * misfit, torch.sqrt(torch.relu(restored))], 1)


def conv(inputs: int, outputs: int, gain: float = 1.0) -> nn.Conv2d:
    """A 3 x 3 convolution that keeps the size, its first weights multiplied by `gain`."""
    made = nn.Conv2d(inputs, outputs, 3, padding=1)
    nn.init.kaiming_normal_(made.weight, nonlinearity="relu")
    nn.init.zeros_(made.bias)
    with torch.no_grad():
        made.weight *= gain
    return made


def blocks(width: int, count: int) -> nn.Sequential:
    """Residual blocks, one after the other."""
    return nn.Sequential(*(Block(width) for _ in range(count)))


def up(inputs: int, outputs: int) -> nn.Sequential:
    """Doubles the resolution."""
    return nn.Sequential(nn.Conv2d(inputs, 4 * outputs, 1), nn.PixelShuffle(2))
