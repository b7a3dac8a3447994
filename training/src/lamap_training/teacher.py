# SPDX-License-Identifier: MIT OR Apache-2.0
"""A trained network that a smaller one learns from: its estimates are free of the scatter of single truths."""

from collections.abc import Callable
from pathlib import Path

import onnxruntime
import torch
from torch import Tensor

from lamap_training.config import Loss

Teacher = Callable[[Tensor], Tensor]  # inputs (N, 3, H, W) -> estimates (N, 1, H, W)


def teacher_for(options: Loss, path: Path | None) -> Teacher | None:
    """The teacher of a loss that follows one, None for the others; ValueError where weight and file disagree."""
    if (path is None) == (options.teacher_weight > 0):
        raise ValueError("loss.teacher_weight and --teacher MODEL.onnx go together")
    if path is None:
        return None
    single = onnxruntime.SessionOptions()
    single.intra_op_num_threads = 1  # the trainer's threads take patches of their own
    session = onnxruntime.InferenceSession(path, single, providers=["CPUExecutionProvider"])

    def teach(inputs: Tensor) -> Tensor:
        (output,) = session.run(["y"], {"x": inputs.contiguous().numpy()})
        return torch.from_numpy(output[:, 0:1])

    return teach
