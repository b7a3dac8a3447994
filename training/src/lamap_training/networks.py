# SPDX-License-Identifier: MIT OR Apache-2.0
"""The architectures that a recipe can name, all of the contract `lamap-1`."""

from torch import nn

from lamap_training import fast, model, resnet
from lamap_training.config import Model

SMALL, FAST, RESNET = "unet-small", "unet-fast", "unet-resnet34"
MODULES = {SMALL: model, FAST: fast, RESNET: resnet}


def build(options: Model) -> nn.Module:
    """An untrained network; ValueError for an architecture that is not known."""
    if options.architecture == SMALL:
        return model.UNetSmall(options)
    if options.architecture == FAST:
        return fast.UNetFast(options)
    if options.architecture == RESNET:
        return resnet.UNetResNet(options)
    raise ValueError(f"model.architecture = {options.architecture!r} is none of {', '.join(MODULES)}")


def multiple(options: Model) -> int:
    """Height and width of an input are multiples of this."""
    return MODULES[options.architecture].MULTIPLE


def receptive_radius(options: Model) -> int:
    """Farthest distance in pixels at which an input can change an output, whatever the weights."""
    return MODULES[options.architecture].receptive_radius(options)
