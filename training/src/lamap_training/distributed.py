# SPDX-License-Identifier: MIT OR Apache-2.0
"""Several processes that train one network, as `torchrun` starts them; a process alone is the first of one.

Each learns from batches of its own and all take the same step with the mean gradient. Only the first one validates,
logs and saves.
"""

import os
from collections.abc import Iterable

import torch
from torch import distributed, nn


def start(device: str) -> None:
    """Joins the other processes where `torchrun` has started this one (it sets WORLD_SIZE); each takes a GPU."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1 and not distributed.is_initialized():
        if device == "cuda":
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        distributed.init_process_group("nccl" if device == "cuda" else "gloo")


def rank() -> int:
    """Number of this process, from 0."""
    return distributed.get_rank() if distributed.is_initialized() else 0


def size() -> int:
    """Number of processes."""
    return distributed.get_world_size() if distributed.is_initialized() else 1


def average_gradients(parameters: Iterable[nn.Parameter]) -> None:
    """Replaces every gradient by its mean over the processes."""
    if size() > 1:
        for parameter in parameters:
            distributed.all_reduce(parameter.grad)
            parameter.grad /= size()


def as_the_first(value: float, device: torch.device) -> float:
    """The value that the first process has: clocks and signals differ, steps must not."""
    if size() == 1:
        return value
    agreed = torch.tensor(value, dtype=torch.float64, device=device)
    distributed.broadcast(agreed, 0)
    return float(agreed)
