# SPDX-License-Identifier: MIT OR Apache-2.0
"""The network `unet-fast` of the contract `lamap-1`: a tenth of the work of `unet-small`.

Its body works at a quarter of the resolution and below; every pixel enters and leaves it by pixel-unshuffle and
pixel-shuffle, so that no convolution runs on the full grid.
"""

import torch
from torch import Tensor, nn

from lamap_training.config import Model
from lamap_training.model import LOG_SCALE_RANGE, NOISE_FLOOR, blocks, conv, features, up

STEM = 4  # the stem's pixels a side
MULTIPLE = 16  # height and width of an input are multiples of this
FEATURES = 5  # of a pixel; see model.features


class UNetFast(nn.Module):
    """Residual UNet on a quarter of the resolution, finite receptive field, no normalisation over pixels or images.

    Starts as the identity on the restored map: the layer that makes the correction begins at zero.
    """

    def __init__(self, options: Model) -> None:
        super().__init__()
        (fine, middle, coarse), counts = options.widths, options.blocks
        self.stem = conv(FEATURES * STEM**2, fine)
        self.fine_in, self.fine_out = blocks(fine, counts[0]), blocks(fine, counts[0])
        self.middle_in, self.middle_out = blocks(middle, counts[1]), blocks(middle, counts[1])
        self.coarse = blocks(coarse, counts[2])
        self.down_middle = nn.Conv2d(fine, middle, 2, stride=2)
        self.down_coarse = nn.Conv2d(middle, coarse, 2, stride=2)
        self.up_middle = up(coarse, middle)
        self.up_fine = up(middle, fine)
        self.head = conv(fine, 2 * STEM**2, 0.0)

    def forward(self, x: Tensor) -> Tensor:
        """Estimate and log of the Laplace scale of its error, (N, 2, H, W), from the input (N, 3, H, W)."""
        restored, noise = x[:, 0:1], x[:, 2:3]
        log_noise = torch.log(noise + NOISE_FLOOR)
        views = features(restored, x[:, 1:2], noise, log_noise)
        fine = self.fine_in(self.stem(nn.functional.pixel_unshuffle(views, STEM)))
        middle = self.middle_in(self.down_middle(fine))
        coarse = self.coarse(self.down_coarse(middle))
        middle = self.middle_out(middle + self.up_middle(coarse))
        fine = self.fine_out(fine + self.up_fine(middle))
        correction, log_ratio = nn.functional.pixel_shuffle(self.head(fine), STEM).split(1, 1)
        log_scale = torch.clamp(log_noise + log_ratio, *LOG_SCALE_RANGE)
        return torch.cat([restored + correction, log_scale], 1)


def receptive_radius(options: Model) -> int:
    """Farthest distance in pixels at which an input can change an output, whatever the weights."""
    # convolutions of 3 at each level, two in a block, and the stem and the head
    fine, middle, coarse = 4 * options.blocks[0] + 2, 4 * options.blocks[1], 2 * options.blocks[2]
    return STEM * fine + 2 * STEM * middle + 4 * STEM * coarse + MULTIPLE - 1
