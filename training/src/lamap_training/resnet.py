# SPDX-License-Identifier: MIT OR Apache-2.0
"""The network `unet-resnet34` of the contract `lamap-1`: a UNet whose encoder has the layout of ResNet-34.

He et al. 2016, doi:10.1109/CVPR.2016.90. Names and shapes of the encoder are those of torchvision, so that its
ImageNet weights fit.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

from lamap_training.config import Model
from lamap_training.model import (
    BRANCH_GAIN,
    LOG_SCALE_RANGE,
    NOISE_FLOOR,
    conv,
    up,
)

MULTIPLE = 32
GREY_MEAN, GREY_DEVIATION = 0.449, 0.226  # of the pictures of ImageNet
LOG_NOISE_GAIN = 0.25  # brings the logarithm of the noise to the order of one
NORM_FLOOR = 1e-5


class FixedNorm(nn.Module):
    """Batch normalisation whose statistics stay as they are: tiles and batches never change each other's output."""

    def __init__(self, width: int, gain: float = 1.0) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.full((width,), gain)), nn.Parameter(torch.zeros(width))
        self.register_buffer("running_mean", torch.zeros(width))
        self.register_buffer("running_var", torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, width, h, w) in and out."""
        scale = self.weight * torch.rsqrt(self.running_var + NORM_FLOOR)
        return x * scale[:, None, None] + (self.bias - self.running_mean * scale)[:, None, None]


class BasicBlock(nn.Module):
    """Two convolutions beside the identity, or beside a strided 1 x 1 convolution where the shape changes."""

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = _bare(inputs, width, 3, stride), FixedNorm(width)
        self.conv2, self.bn2 = _bare(width, width, 3), FixedNorm(width, BRANCH_GAIN)
        changed = stride > 1 or inputs != width
        self.downsample = nn.Sequential(_bare(inputs, width, 1, stride), FixedNorm(width)) if changed else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Shape (N, inputs, h, w) to (N, width, h / stride, w / stride)."""
        inside = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(inside + self.downsample(x))


class Encoder(nn.Module):
    """ResNet without its classifier; features at 1/2, 1/4, 1/8, 1/16 and 1/32 of the resolution."""

    def __init__(self, options: Model) -> None:
        super().__init__()
        widths, counts = options.encoder_widths, options.encoder_blocks
        self.conv1, self.bn1 = _bare(3, widths[0], 7, 2), FixedNorm(widths[0])
        self.layer1 = _layer(widths[0], widths[0], counts[0], 1)
        self.layer2 = _layer(widths[0], widths[1], counts[1], 2)
        self.layer3 = _layer(widths[1], widths[2], counts[2], 2)
        self.layer4 = _layer(widths[2], widths[3], counts[3], 2)

    def forward(self, x: Tensor) -> list[Tensor]:
        """Features of an image (N, 3, H, W), finest first."""
        features = [torch.relu(self.bn1(self.conv1(x)))]
        features.append(self.layer1(nn.functional.max_pool2d(features[0], 3, 2, 1)))
        for layer in (self.layer2, self.layer3, self.layer4):
            features.append(layer(features[-1]))
        return features

    def load(self, path: Path) -> None:
        """Takes ImageNet weights of a file as torchvision stores ResNet-34; its classifier is ignored."""
        if not path.is_file():
            raise FileNotFoundError(f"no file {path} with weights of ResNet-34")
        stored = torch.load(path, map_location="cpu", weights_only=True)
        own = self.state_dict()
        if wrong := [name for name, value in own.items() if name not in stored or stored[name].shape != value.shape]:
            raise ValueError(f"{path} does not hold this encoder: {wrong[0]} is missing or has another shape")
        self.load_state_dict({name: stored[name] for name in own})


class Merge(nn.Module):
    """Brings coarse features to the resolution of finer ones and joins them."""

    def __init__(self, coarse: int, fine: int) -> None:
        super().__init__()
        self.up = up(coarse, fine)
        self.first, self.second = conv(2 * fine, fine), conv(fine, fine)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        """Shapes (N, coarse, h / 2, w / 2) and (N, fine, h, w) to (N, fine, h, w)."""
        joined = torch.cat([self.up(coarse), fine], 1)
        return torch.relu(self.second(torch.relu(self.first(joined))))


class UNetResNet(nn.Module):
    """Starts as the identity on the restored map, whatever the weights of its encoder."""

    def __init__(self, options: Model) -> None:
        super().__init__()
        self.encoder = Encoder(options)
        half, *coarser = options.encoder_widths[0], *options.encoder_widths
        self.merges = nn.ModuleList(
            Merge(coarse, fine) for fine, coarse in zip([half, *coarser[:-1]], coarser, strict=True)
        )
        self.correction = conv(half, 4, 0.0)
        self.log_scale = nn.Sequential(conv(half, half), nn.ReLU(), conv(half, 4, 0.0))

    def forward(self, x: Tensor) -> Tensor:
        """Estimate and log of the Laplace scale of its error, (N, 2, H, W), from the input (N, 3, H, W)."""
        restored, log_noise = x[:, 0:1], torch.log(x[:, 2:3] + NOISE_FLOOR)
        pictures = (x[:, 0:2] - GREY_MEAN) / GREY_DEVIATION
        *finer, merged = self.encoder(torch.cat([pictures, LOG_NOISE_GAIN * log_noise], 1))
        for merge, features in zip(reversed(self.merges), reversed(finer), strict=True):
            merged = merge(merged, features)
        estimate = restored + nn.functional.pixel_shuffle(self.correction(merged), 2)
        # detached: learning its own error never costs the estimate anything
        log_scale = log_noise + nn.functional.pixel_shuffle(self.log_scale(merged.detach()), 2)
        return torch.cat([estimate, torch.clamp(log_scale, *LOG_SCALE_RANGE)], 1)


def receptive_radius(options: Model) -> int:
    """Farthest distance in pixels at which an input can change an output, whatever the weights."""
    first, *strided = options.encoder_blocks
    encoder = (
        3
        + 2
        + 4 * 2 * first
        + sum(stride + 2 * stride * (2 * count - 1) for stride, count in zip((4, 8, 16), strided, strict=True))
    )
    decoder = sum(2 * stride for stride in (16, 8, 4, 2))
    return encoder + decoder + 2 * 2 + MULTIPLE - 1


def _layer(inputs: int, width: int, count: int, stride: int) -> nn.Sequential:
    return nn.Sequential(BasicBlock(inputs, width, stride), *(BasicBlock(width, width, 1) for _ in range(count - 1)))


def _bare(inputs: int, outputs: int, side: int, stride: int = 1) -> nn.Conv2d:
    made = nn.Conv2d(inputs, outputs, side, stride, side // 2, bias=False)
    nn.init.kaiming_normal_(made.weight, mode="fan_out", nonlinearity="relu")
    return made
