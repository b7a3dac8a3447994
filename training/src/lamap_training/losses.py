# SPDX-License-Identifier: MIT OR Apache-2.0
"""What training minimises and how gain is measured."""

import math

import torch
from torch import Tensor

from lamap_training.config import Loss

NEGLIGIBLE = 1e-8  # mean squared error below which a gain means nothing: a ten-thousandth of the scale


def image_weights(restored: Tensor, truth: Tensor, options: Loss) -> Tensor:
    """Weight of each image, shape (N, 1, 1, 1): 1 / (floor + mean error of the restoration) ** power.

    The aim is a gain in dB at every dose. That is a ratio of errors, so with power 1 an image with a hundredth of
    the noise counts as much as a noisy one; the floor keeps images that are right already from ruling the rest.
    """
    error = (restored - truth).abs().mean((1, 2, 3), keepdim=True)
    return (options.error_floor + error) ** -options.error_power


def estimate_loss(estimate: Tensor, restored: Tensor, truth: Tensor, options: Loss) -> Tensor:
    """Mean absolute error with every image weighted by `image_weights`."""
    return (image_weights(restored, truth, options) * (estimate - truth).abs()).mean()


def laplace_loss(estimate: Tensor, log_scale: Tensor, truth: Tensor) -> Tensor:
    """Mean negative log-likelihood of the error under a Laplace law of the stated scale; the error is a constant."""
    error = (estimate - truth).detach().abs()
    return (math.log(2.0) + log_scale + error * torch.exp(-log_scale)).mean()


def total_loss(inputs: Tensor, output: Tensor, truth: Tensor, options: Loss) -> Tensor:
    """The loss of a batch: inputs (N, 3, H, W), output (N, 2, H, W), truth (N, 1, H, W)."""
    estimate, log_scale = output[:, 0:1], output[:, 1:2]
    likelihood = laplace_loss(estimate, log_scale, truth)
    return estimate_loss(estimate, inputs[:, 0:1], truth, options) + options.scale_weight * likelihood


def gain_db(estimate: Tensor, restored: Tensor, truth: Tensor) -> Tensor:
    """PSNR of each estimate less that of the restoration, shape (N,)."""
    before = ((restored - truth) ** 2).mean((1, 2, 3))
    after = ((estimate - truth) ** 2).mean((1, 2, 3))
    return 10 * torch.log10((before + NEGLIGIBLE) / (after + NEGLIGIBLE))
