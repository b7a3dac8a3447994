# SPDX-License-Identifier: MIT OR Apache-2.0
import math

import pytest
import torch

from lamap_training.config import Loss
from lamap_training.losses import estimate_loss, gain_db, image_weights, laplace_loss, total_loss

TRUTH = torch.zeros(2, 1, 1, 2)
RESTORED = torch.tensor([[[[0.1, -0.3]]], [[[0.0, 0.04]]]])  # mean errors 0.2 and 0.02
ESTIMATE = torch.tensor([[[[0.1, 0.1]]], [[[0.01, 0.03]]]])  # mean errors 0.1 and 0.02


def test_weights_by_hand() -> None:
    weights = image_weights(RESTORED, TRUTH, Loss(error_power=1.0, error_floor=0.02))
    assert weights.ravel().tolist() == pytest.approx([1 / 0.22, 1 / 0.04])


def test_estimate_loss_by_hand() -> None:
    loss = estimate_loss(ESTIMATE, RESTORED, TRUTH, Loss(error_power=1.0, error_floor=0.02))
    assert float(loss) == pytest.approx((0.1 / 0.22 + 0.02 / 0.04) / 2)


def test_laplace_loss_by_hand() -> None:
    log_scale = torch.full((2, 1, 1, 2), math.log(0.5))
    # log(2 b) is 0; errors 0.1, 0.1, 0.01, 0.03 over 0.5
    assert float(laplace_loss(ESTIMATE, log_scale, TRUTH)) == pytest.approx(0.24 / 0.5 / 4, abs=1e-6)


def test_laplace_loss_is_least_at_the_mean_error() -> None:
    error = torch.tensor([0.1, 0.3]).reshape(1, 1, 1, 2)
    at = {s: float(laplace_loss(error, torch.full_like(error, math.log(s)), torch.zeros(1))) for s in (0.15, 0.2, 0.25)}
    assert min(at, key=at.__getitem__) == 0.2


def test_the_scale_head_does_not_pull_on_the_estimate() -> None:
    output = torch.cat([ESTIMATE, torch.zeros_like(ESTIMATE)], 1).requires_grad_()
    inputs = torch.cat([RESTORED] * 3, 1)
    gradients = []
    for weight in (0.0, 1.0):
        (gradient,) = torch.autograd.grad(total_loss(inputs, output, TRUTH, Loss(scale_weight=weight)), output)
        gradients.append(gradient)
    assert torch.equal(gradients[0][:, 0], gradients[1][:, 0])
    assert gradients[1][:, 1].abs().min() > 0


def test_half_the_error_is_a_gain_of_6_db() -> None:
    assert float(gain_db(RESTORED[:1] / 2, RESTORED[:1], TRUTH[:1])) == pytest.approx(6.0206, abs=1e-3)
