# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses

import numpy as np
import pytest
import torch

from lamap_training.config import Config, Draws, Loss
from lamap_training.data import batch, example
from lamap_training.losses import laplace_loss, total_loss
from lamap_training.missing import LEAST_SEEN, draw_missing, near
from lamap_training.seen import seen
from lamap_training.train import Trainer

LACKING = Draws(missing_share=1.0)


def test_masks_are_outlines_lines_or_pixels_and_leave_enough() -> None:
    whole_lines = single = outlines = 0
    for seed in range(200):
        missing = draw_missing((30, 40), np.random.default_rng(seed))
        assert missing.shape == (30, 40)
        assert (~missing).mean() >= LEAST_SEEN
        if not missing.any():
            continue
        lines = missing.all(1)
        if lines.any() and (missing == lines[:, None]).all():
            whole_lines += 1
        elif missing.mean() < 0.05:
            single += 1
        else:
            outlines += 1
    assert outlines > 60
    assert whole_lines > 20
    assert single > 20


def test_neighbours_of_what_is_seen_are_near() -> None:
    seen = np.zeros((5, 6), bool)
    seen[0, 0] = seen[3, 4] = True
    assert [tuple(at) for at in np.argwhere(~near(seen))] == [
        (0, 2), (0, 3), (0, 4), (0, 5), (1, 2), (1, 3), (1, 4), (1, 5), (2, 0), (2, 1), (2, 2), (3, 0), (3, 1), (3, 2),
        (4, 0), (4, 1), (4, 2),
    ]  # fmt: skip


def test_truth_counts_where_something_was_measured_nearby() -> None:
    for index in range(6):
        whole = example(LACKING, 64, 21, index)
        assert np.isfinite(whole.input).all()
        if not np.isnan(whole.measured).any():
            continue
        measurement = whole.measurement
        height, width = measurement.pixel_height_um, measurement.pixel_width_um
        for line, pixel in np.argwhere(np.isfinite(whole.measured)):
            row, column = int((line + 0.5) * height), int((pixel + 0.5) * width)
            if (
                measurement.conditions["alignment"] == "centred"
                and row < len(whole.truth)
                and column < whole.truth.shape[1]
            ):
                assert whole.counted[row, column]


def test_washout_from_what_is_missing_is_no_noise() -> None:
    smeared = dataclasses.replace(LACKING, smear=(1.0, 1.5), no_response_share=0.0)
    for index in range(12):
        whole = example(smeared, 64, 41, index)
        (patch,) = seen(whole, [tuple(slice(0, side) for side in whole.truth.shape)])
        squares = patch.residual(torch.zeros(1, 1, *whole.truth.shape)) ** 2
        assert float(squares.sum() / (patch.weight > 0).sum()) < 1.5


def test_what_does_not_count_has_no_part_in_the_loss() -> None:
    inputs, output = torch.full((1, 3, 1, 3), 0.2), torch.zeros(1, 2, 1, 3)
    truth = torch.tensor([[[[0.1, -0.1, float("nan")]]]])
    inputs[..., 2], output[..., 2] = 7.0, 5.0
    output.requires_grad_()
    options = Loss(absolute_weight=1.0, squared_weight=1.0, gradient_weight=0.0, error_floor=0.0)
    loss = total_loss(inputs, output, truth, options)
    (gradient,) = torch.autograd.grad(loss, output)
    assert torch.isfinite(loss)
    assert (gradient[..., 2] == 0).all()
    assert (gradient[..., :2] != 0).all()
    # log 2 + 0 + error over a scale of 1, of the two that count
    assert float(laplace_loss(output[:, :1], output[:, 1:], truth)) == pytest.approx(np.log(2) + 0.1)


def test_a_network_learns_from_maps_that_lack_values(tiny: Config) -> None:
    asked = dataclasses.replace(tiny, draws=dataclasses.replace(tiny.draws, missing_share=1.0))
    asked = dataclasses.replace(asked, loss=Loss(squared_weight=0.5, consistency_weight=0.1))
    trainer = Trainer(dataclasses.replace(asked, training=dataclasses.replace(tiny.training, learning_rate=1e-2)))
    pair = next(made for number in range(20) if (made := batch(asked, 1, number, 2)).truths.isnan().any())
    losses = [trainer.learn(pair, 0.0) for _ in range(40)]
    assert losses[-1] < losses[0]
