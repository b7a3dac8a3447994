# SPDX-License-Identifier: MIT OR Apache-2.0
import math
from pathlib import Path

import pytest
import torch

from lamap_training.config import Loss
from lamap_training.features import Features, features_for, gram
from lamap_training.losses import (
    estimate_loss,
    gain_db,
    gradient_loss,
    image_weights,
    laplace_loss,
    multiscale_loss,
    squared_loss,
    total_loss,
)

TRUTH = torch.zeros(2, 1, 1, 2)
RESTORED = torch.tensor([[[[0.1, -0.3]]], [[[0.0, 0.04]]]])  # mean errors 0.2 and 0.02
ESTIMATE = torch.tensor([[[[0.1, 0.1]]], [[[0.01, 0.03]]]])  # mean errors 0.1 and 0.02


def test_weights_by_hand() -> None:
    weights = image_weights(RESTORED, TRUTH, Loss(error_power=1.0, error_floor=0.02))
    assert weights.ravel().tolist() == pytest.approx([1 / 0.22, 1 / 0.04])


def test_estimate_loss_by_hand() -> None:
    loss = estimate_loss(ESTIMATE, RESTORED, TRUTH, Loss(error_power=1.0, error_floor=0.02))
    assert float(loss) == pytest.approx((0.1 / 0.22 + 0.02 / 0.04) / 2)


def test_squared_loss_by_hand() -> None:
    loss = squared_loss(ESTIMATE, RESTORED, TRUTH, Loss(error_floor=0.02))
    # mean squares 0.01 over 0.05, and 0.0005 over 0.0008, each with the floor of 0.0004
    assert float(loss) == pytest.approx((0.01 / 0.0504 + 0.0005 / 0.0012) / 2)


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


def test_gradient_loss_by_hand() -> None:
    error = torch.tensor([[1.0, 3.0], [0.0, 0.0]]).reshape(1, 1, 2, 2)
    # down: 1, 3; right: 2, 0
    assert float(gradient_loss(error, torch.full((1, 1, 1, 1), 2.0))) == pytest.approx(2 * 0.5 * (2.0 + 1.0))


def test_multiscale_loss_by_hand() -> None:
    error = torch.zeros(1, 1, 4, 4)
    error[0, 0, 0, 0], error[0, 0, 3, 3] = 4.0, -8.0
    # means over 2 x 2: 1, 0, 0, -2; over 4 x 4: -0.25
    assert float(multiscale_loss(error, torch.ones(1, 1, 1, 1))) == pytest.approx(0.5 * (0.75 + 0.25))


def test_every_term_counts_by_its_weight() -> None:
    generator = torch.Generator().manual_seed(0)
    inputs, truth = torch.rand(2, 3, 8, 8, generator=generator), torch.rand(2, 1, 8, 8, generator=generator)
    output = torch.rand(2, 2, 8, 8, generator=generator)
    plain = total_loss(inputs, output, truth, Loss())
    weights = image_weights(inputs[:, 0:1], truth, Loss())
    error = output[:, 0:1] - truth
    got = total_loss(inputs, output, truth, Loss(gradient_weight=0.5, multiscale_weight=2.0, squared_weight=3.0))
    squared = squared_loss(output[:, 0:1], inputs[:, 0:1], truth, Loss())
    terms = 0.5 * gradient_loss(error, weights) + 2 * multiscale_loss(error, weights) + 3 * squared
    assert float(got) == pytest.approx(float(plain + terms), rel=1e-5)


def test_gram_matrix_by_hand() -> None:
    values = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 1, 2)
    assert gram(values)[0].tolist() == [[5 / 4, 11 / 4], [11 / 4, 25 / 4]]


@pytest.fixture
def vgg(tmp_path: Path) -> Path:
    """Weights that are random, but of the right shape, and more than are needed."""
    torch.manual_seed(1)
    path = tmp_path / "vgg.pt"
    torch.save(Features().state_dict() | {"classifier.0.bias": torch.zeros(3)}, path)
    return path


def test_features_tell_a_checkerboard_from_a_flat_image(vgg: Path) -> None:
    features = features_for(Loss(perceptual_weight=1.0), vgg)
    flat = torch.full((1, 1, 16, 16), 0.5)
    board = flat + 0.5 * (-1.0) ** torch.arange(16).add(torch.arange(16)[:, None])
    perceptual, style = features.distances(board, flat)
    assert float(perceptual) > 0
    assert float(style) > 0
    assert features.distances(flat, flat) == (0, 0)
    inputs, output = flat.expand(-1, 3, -1, -1), torch.cat([board, board], 1).requires_grad_()
    options = Loss(perceptual_weight=2.0, style_weight=3.0)
    added = total_loss(inputs, output, flat, options, features) - total_loss(inputs, output, flat, Loss())
    assert float(added) == pytest.approx(float(2 * perceptual + 3 * style), rel=1e-3)
    assert torch.isfinite(torch.autograd.grad(added, output)[0]).all()


def test_weights_of_vgg_must_be_given_and_complete(tmp_path: Path) -> None:
    assert features_for(Loss(), None) is None
    with pytest.raises(ValueError, match="--vgg"):
        features_for(Loss(style_weight=1.0), None)
    with pytest.raises(FileNotFoundError, match=r"nothing\.pt"):
        features_for(Loss(style_weight=1.0), tmp_path / "nothing.pt")
    torch.save({"features.0.weight": torch.zeros(1)}, tmp_path / "other.pt")
    with pytest.raises(ValueError, match="does not hold VGG-16"):
        features_for(Loss(perceptual_weight=1.0), tmp_path / "other.pt")
