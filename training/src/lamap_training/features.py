# SPDX-License-Identifier: MIT OR Apache-2.0
"""Distances between images as a classifier sees them (Johnson et al. 2016, doi:10.1007/978-3-319-46475-6_43).

They make textures look right rather than be right, so no recipe here uses them; the weights are not part of lamap.
"""

from pathlib import Path
from typing import Self

import torch
from torch import Tensor, nn

from lamap_training.config import Loss

# VGG-16 up to its third block: channels of each convolution, "M" halves the resolution
LAYERS = (64, 64, "M", 128, 128, "M", 256, 256, 256)
LOOKED_AT = (3, 8, 15)  # the last rectified layer of each block
MEAN, DEVIATION = 0.449, 0.226  # grey values that VGG-16 was trained on


class Features(nn.Module):
    """Frozen first layers of VGG-16."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for width in LAYERS:
            if width == "M":
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(channels, int(width), 3, padding=1), nn.ReLU()]
                channels = int(width)
        self.features = nn.Sequential(*layers)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Weights of a file as PyTorch stores VGG-16: `features.0.weight` and so on; what follows is ignored."""
        if not path.is_file():
            raise FileNotFoundError(f"no file {path} with weights of VGG-16")
        made = cls()
        stored = torch.load(path, map_location="cpu", weights_only=True)
        if missing := set(made.state_dict()) - set(stored):
            raise ValueError(f"{path} does not hold VGG-16: {min(missing)} is missing")
        made.load_state_dict({name: stored[name] for name in made.state_dict()})
        return made.requires_grad_(False).eval()

    def distances(self, estimate: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
        """Mean absolute difference of the features, and of their Gram matrices; images (N, 1, H, W), about 0 to 1."""
        pairs = list(zip(self._seen(estimate), self._seen(truth), strict=True))
        perceptual = sum((a - b).abs().mean() for a, b in pairs) / len(pairs)
        style = sum((gram(a) - gram(b)).abs().mean() for a, b in pairs) / len(pairs)
        return perceptual, style

    def _seen(self, image: Tensor) -> list[Tensor]:
        values = ((image - MEAN) / DEVIATION).expand(-1, 3, -1, -1)
        seen = []
        for number, layer in enumerate(self.features):
            values = layer(values)
            if number in LOOKED_AT:
                seen.append(values)
        return seen


def gram(values: Tensor) -> Tensor:
    """Mean products of every two channels, (N, C, C), of features (N, C, H, W), over the number of channels."""
    flat = values.flatten(2)
    return flat @ flat.transpose(1, 2) / (flat.shape[1] * flat.shape[2])


def features_for(options: Loss, path: Path | None) -> Features | None:
    """The features that a loss needs, from the file named on the command line; None if it needs none."""
    if not options.perceptual_weight and not options.style_weight:
        return None
    if path is None:
        raise ValueError("loss.perceptual_weight and loss.style_weight need a file of VGG-16 weights: give --vgg FILE")
    return Features.load(path)
