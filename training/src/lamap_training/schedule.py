# SPDX-License-Identifier: MIT OR Apache-2.0
"""How far a run is and which learning rate that calls for."""

import math

from lamap_training.config import Training


def progress(step: int, steps: int, elapsed_s: float, budget_s: float | None) -> float:
    """Share of the run that is done, by steps or by time, whichever is further; 1: the run is over."""
    by_time = elapsed_s / budget_s if budget_s else 0.0
    return min(max(step / steps, by_time), 1.0)


def learning_rate(options: Training, step: int, done: float) -> float:
    """Linear warm-up over the first steps, times a cosine from the full to the final rate over the run."""
    warm = min(1.0, (step + 1) / options.warmup_steps)
    cosine = 0.5 * (1 + math.cos(math.pi * done))
    return warm * (options.final_learning_rate + (options.learning_rate - options.final_learning_rate) * cosine)


def ema_decay(options: Training, step: int) -> float:
    """Decay of the averaged weights; shorter at first, so that the average forgets the start."""
    return min(options.ema_decay, (1 + step) / (10 + step))
