# SPDX-License-Identifier: MIT OR Apache-2.0
"""AdamW with learning rates of its own for a pretrained encoder, which can stay frozen at first."""

import torch
from torch import nn

from lamap_training.config import Training
from lamap_training.schedule import learning_rate


def make(network: nn.Module, options: Training) -> torch.optim.AdamW:
    """One group of all parameters, or, where the network has an encoder, one of the others and one of its own."""
    encoder = {id(parameter) for parameter in getattr(network, "encoder", nn.Module()).parameters()}
    parts = [[p for p in network.parameters() if (id(p) in encoder) == inside] for inside in (False, True)]
    groups = [{"params": part} for part in parts if part]
    return torch.optim.AdamW(groups, lr=options.learning_rate, weight_decay=options.weight_decay)


def set_rates(optimiser: torch.optim.AdamW, options: Training, step: int, done: float) -> None:
    """Rates of a step: the encoder's is that of the rest times `encoder_rate`, and 0 while it is frozen."""
    rate = learning_rate(options, step, done)
    factors = [1.0, options.encoder_rate if step >= options.frozen_steps else 0.0]
    for group, factor in zip(optimiser.param_groups, factors, strict=False):
        group["lr"] = rate * factor
