# SPDX-License-Identifier: MIT OR Apache-2.0
import pytest
import torch

from lamap_training.config import Model
from lamap_training.halo import halo, measure_reach, synthetic_input
from lamap_training.losses import laplace_loss
from lamap_training.model import MULTIPLE, UNetSmall, receptive_radius

SMALL = Model(widths=(4, 4, 8), blocks=(1, 1, 1))


@pytest.mark.parametrize(("rows", "columns"), [(8, 8), (40, 64), (72, 16)])
def test_output_has_the_size_of_the_input(rows: int, columns: int) -> None:
    assert UNetSmall(SMALL)(synthetic_input(rows, columns, 0)).shape == (1, 2, rows, columns)


def test_an_untrained_network_returns_the_restored_map() -> None:
    inputs = synthetic_input(32, 32, 0)
    output = UNetSmall(SMALL)(inputs)
    assert torch.equal(output[:, 0], inputs[:, 0])


def test_extreme_inputs_stay_finite() -> None:
    for value in (0.0, 1e4, -5.0):
        inputs = torch.full((1, 3, 16, 16), value)
        inputs[:, 2] = 0.0
        output = UNetSmall(SMALL)(inputs)
        assert torch.isfinite(output).all()
        assert output[:, 1].min() >= -9
        assert output[:, 1].max() <= 3


def test_the_scale_head_leaves_the_trunk_alone() -> None:
    network = UNetSmall(SMALL)
    output = network(synthetic_input(16, 16, 0))
    laplace_loss(output[:, 0:1], output[:, 1:2], torch.zeros(1)).backward()
    moved = {name.split(".")[0] for name, p in network.named_parameters() if p.grad.any()}
    assert moved == {"log_scale"}


def test_the_default_network_is_small_and_reaches_at_most_96_pixels() -> None:
    assert sum(p.numel() for p in UNetSmall(Model()).parameters()) <= 1_900_000
    assert receptive_radius(Model()) <= 96


def test_reach_of_a_known_blur() -> None:
    blur = torch.nn.Conv2d(3, 1, 11, padding=5, bias=False).double()
    torch.nn.init.ones_(blur.weight)
    reach = measure_reach(blur, synthetic_input(48, 48, 0).double())
    assert reach == 5
    assert halo(reach) == 8
    assert halo(8) == 8
    assert halo(9) == 16


def test_a_network_does_not_reach_beyond_its_bound() -> None:
    network = UNetSmall(SMALL).double()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.abs_().add_(0.05)  # no cancellation, no dead units: the reach becomes as large as it can
    bound = receptive_radius(SMALL)
    side = 2 * (bound // MULTIPLE + 2) * MULTIPLE
    reach = measure_reach(network, synthetic_input(side, side, 0).double())
    assert bound - MULTIPLE <= reach <= bound
