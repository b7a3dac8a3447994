# SPDX-License-Identifier: MIT OR Apache-2.0
"""What training minimises and how gain is measured."""

import math

import torch
from torch import Tensor, nn

from lamap_training.config import Loss
from lamap_training.features import Features
from lamap_training.seen import Seen

COARSE_SIDES = (2, 4)  # pixels
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


def squared_loss(estimate: Tensor, restored: Tensor, truth: Tensor, options: Loss) -> Tensor:
    """Mean over the images of the squared error over that of the restoration: what a gain in dB is made of."""
    before = ((restored - truth) ** 2).mean((1, 2, 3))
    after = ((estimate - truth) ** 2).mean((1, 2, 3))
    return (after / (before + options.error_floor**2)).mean()


def gradient_loss(error: Tensor, weights: Tensor) -> Tensor:
    """Weighted mean absolute difference between the errors of neighbouring pixels, down and right; edges count more."""
    down = (weights * error.diff(dim=2).abs()).mean()
    right = (weights * error.diff(dim=3).abs()).mean()
    return 0.5 * (down + right)


def multiscale_loss(error: Tensor, weights: Tensor) -> Tensor:
    """Weighted mean absolute error of means over 2 x 2 and 4 x 4 pixels: what is wrong over a larger area."""
    coarse = [(weights * nn.functional.avg_pool2d(error, side).abs()).mean() for side in COARSE_SIDES]
    return sum(coarse) / len(coarse)


def laplace_loss(estimate: Tensor, log_scale: Tensor, truth: Tensor) -> Tensor:
    """Mean negative log-likelihood of the error under a Laplace law of the stated scale; the error is a constant."""
    counted = truth.isfinite()
    error = (estimate - truth).detach().abs()[counted]
    return (math.log(2.0) + log_scale[counted] + error * torch.exp(-log_scale[counted])).mean()


def consistency_loss(error: Tensor, seen: Seen) -> Tensor:
    """Mean over the patches of log(chi-square), where the ablated estimate leaves more than the noise; else 0.

    The gradient of the chi-square, the mean squared residual in units of the noise, reaches the estimate through the
    adjoint of the ablation. An estimate that leaves less than the noise is not pulled closer to it; the logarithm keeps
    the few patches with the most counts from ruling the rest.
    """
    squares = (seen.residual(error) ** 2).sum((1, 2, 3))
    counted = (seen.weight > 0).sum((1, 2, 3)).clamp(min=1)
    return torch.log((squares / counted).clamp(min=1)).mean()


def total_loss(
    inputs: Tensor,
    output: Tensor,
    truth: Tensor,
    options: Loss,
    features: Features | None = None,
    seen: Seen | None = None,
    taught: Tensor | None = None,
) -> Tensor:
    """The loss of a batch: inputs (N, 3, H, W), output (N, 2, H, W), truth (N, 1, H, W), NaN where it does not count.

    `features` is needed where `options` weights perceptual or style terms, `seen` where it weights consistency, and
    `taught` (N, 1, H, W), a teacher's estimate, where it weights that.
    """
    estimate, log_scale = output[:, 0:1], output[:, 1:2]
    restored = inputs[:, 0:1]
    likelihood = laplace_loss(estimate, log_scale, truth)
    counted = truth.isfinite()
    truth = torch.where(counted, truth, estimate.detach())  # no error, and none of the restoration either
    restored = torch.where(counted, restored, truth)
    loss = options.absolute_weight * estimate_loss(estimate, restored, truth, options)
    loss = loss + options.scale_weight * likelihood
    if options.squared_weight:
        loss = loss + options.squared_weight * squared_loss(estimate, restored, truth, options)
    weights = image_weights(restored, truth, options)
    if options.gradient_weight:
        loss = loss + options.gradient_weight * gradient_loss(estimate - truth, weights)
    if options.multiscale_weight:
        loss = loss + options.multiscale_weight * multiscale_loss(estimate - truth, weights)
    if seen:
        loss = loss + options.consistency_weight * consistency_loss(estimate - truth, seen)
    if taught is not None:
        loss = loss + options.teacher_weight * (weights * (estimate - taught).abs()).mean()
    if features:
        perceptual, style = features.distances(estimate, truth)
        loss = loss + options.perceptual_weight * perceptual + options.style_weight * style
    return loss


def gain_db(estimate: Tensor, restored: Tensor, truth: Tensor) -> Tensor:
    """PSNR of each estimate less that of the restoration, shape (N,)."""
    before = ((restored - truth) ** 2).mean((1, 2, 3))
    after = ((estimate - truth) ** 2).mean((1, 2, 3))
    return 10 * torch.log10((before + NEGLIGIBLE) / (after + NEGLIGIBLE))
