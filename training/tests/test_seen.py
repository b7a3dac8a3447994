# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
import math

import lamap
import numpy as np
import pytest
import torch

from lamap_training.conditions import TARGET_PIXEL_UM
from lamap_training.config import Config, Draws, Loss
from lamap_training.data import batch, example
from lamap_training.losses import consistency_loss, total_loss
from lamap_training.scales import places_of
from lamap_training.seen import Seen, seen, stack
from lamap_training.train import Trainer

# one line that sees two rows alike, two pixels of which the second sees nothing of the patch
BY_HAND = Seen(
    rows=torch.tensor([[[0.5, 0.5]]]),
    columns=torch.tensor([[[0.25, 0.75], [0.0, 0.0]]]),
    noise=torch.tensor([[[[2.05, 0.0]]]]),
    weight=torch.tensor([[[[2.0, 0.0]]]]),
    truth=torch.tensor([[[[0.0, 1.0], [0.5, 2.0]]]]),
    offset=torch.zeros(1, 1, 1, 1),
)
ERROR = torch.tensor([[[[0.1, 0.2], [0.3, 0.4]]]])


def test_consistency_loss_by_hand() -> None:
    # ablated error: 0.5 (0.025 + 0.15) + 0.5 (0.075 + 0.3) = 0.275, so z = 2.05 - 2 x 0.275 = 1.5, one pixel counts
    assert BY_HAND.residual(ERROR).ravel().tolist() == pytest.approx([1.5, 0.0])
    assert float(consistency_loss(ERROR, BY_HAND)) == pytest.approx(math.log(2.25))


def test_less_than_the_noise_costs_nothing() -> None:
    within = BY_HAND._replace(noise=torch.tensor([[[[1.3, 0.0]]]]))  # z = 0.75
    error = ERROR.clone().requires_grad_()
    loss = consistency_loss(error, within)
    assert float(loss.detach()) == 0.0
    (gradient,) = torch.autograd.grad(loss, error)
    assert (gradient == 0).all()


def test_its_gradient_is_the_adjoint_of_the_ablation() -> None:
    error = ERROR.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(consistency_loss(error, BY_HAND), error)
    # -2 z / 2.25 x weight x what line and pixel see
    assert gradient.ravel().tolist() == pytest.approx([-8 / 3 * share for share in (0.125, 0.375, 0.125, 0.375)])


def test_it_is_part_of_the_loss_where_it_has_a_weight() -> None:
    inputs = torch.zeros(1, 3, 2, 2)
    output = torch.cat([ERROR, torch.zeros_like(ERROR)], 1)
    plain, more = (
        total_loss(inputs, output, torch.zeros_like(ERROR), Loss(consistency_weight=weight), seen=given)
        for weight, given in ((0.0, None), (0.2, BY_HAND))
    )
    assert float(more - plain) == pytest.approx(0.2 * math.log(2.25), abs=1e-6)


def test_patches_of_a_batch_keep_their_pixels() -> None:
    noise, weight = torch.full((1, 1, 3, 1), 5.0), torch.ones(1, 1, 3, 1)
    wide = Seen(torch.ones(1, 3, 2), torch.ones(1, 1, 2), noise, weight, torch.ones(1, 1, 2, 2), torch.ones(1, 1, 1, 1))
    both = stack([BY_HAND, wide])
    assert both.noise.shape == (2, 1, 3, 2)
    errors = torch.cat([ERROR, ERROR])
    alone = [float(consistency_loss(ERROR, one)) for one in (BY_HAND, wide)]
    assert float(consistency_loss(errors, both)) == pytest.approx(sum(alone) / 2)
    first, second = both.split(1)
    assert [float(consistency_loss(ERROR, one)) for one in (first, second)] == pytest.approx(alone)


def test_an_estimate_is_ablated_as_the_library_does_it() -> None:
    plain = ("zero_edge_share", "quantised_share", "line_gain_share", "displaced_share")
    draws = dataclasses.replace(Draws(), **dict.fromkeys(plain, 0.0))
    for index in range(6):
        whole = example(draws, 48, 12, index)
        estimate = np.maximum(whole.input[0], 0)
        everything = tuple(slice(0, side) for side in whole.truth.shape)
        (patch,) = seen(whole, [everything])
        measurement = whole.measurement
        blank = np.float32(measurement.blank_counts)
        counts = np.maximum(whole.values(estimate) - blank, 0)
        expected = lamap.expected(
            counts / np.float32(measurement.counts_per_concentration), measurement.conditions, TARGET_PIXEL_UM
        )
        places = places_of(counts + blank, whole.scale, whole.offset)
        error = torch.from_numpy((places - whole.truth)[None, None])
        residual = whole.scale * patch.residual(error).numpy()[0, 0] / patch.weight.numpy()[0, 0]
        assert residual == pytest.approx(whole.measured - expected, abs=1e-4 * float(whole.measured.max()))


def test_the_truth_leaves_the_noise(tiny: Config) -> None:
    asked = dataclasses.replace(tiny, loss=Loss(consistency_weight=0.1))
    squares = []
    for number in range(40):
        made = batch(asked, 4, number, 2)
        z = made.seen.residual(torch.zeros_like(made.truths))
        squares += [float(z[n][made.seen.weight[n] > 0].square().mean()) for n in range(2)]
        plain = batch(tiny, 4, number, 2)
        assert plain.seen is None
        assert torch.equal(made.inputs, plain.inputs)
    assert np.median(squares) == pytest.approx(1.0, abs=0.15)
    assert max(squares) < 5


def test_a_network_learns_with_it(tiny: Config) -> None:
    asked = dataclasses.replace(tiny, loss=Loss(consistency_weight=0.1))
    trainer = Trainer(dataclasses.replace(asked, training=dataclasses.replace(tiny.training, learning_rate=1e-2)))
    pair = batch(asked, 1, 0, 2)
    losses = [trainer.learn(pair, 0.0) for _ in range(40)]
    assert losses[-1] < losses[0]
