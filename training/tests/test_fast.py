# SPDX-License-Identifier: MIT OR Apache-2.0
from pathlib import Path

import onnx
import pytest
import torch

from lamap_training.config import Config, Data, Model
from lamap_training.export import export
from lamap_training.fast import MULTIPLE, UNetFast
from lamap_training.halo import measure_reach, synthetic_input
from lamap_training.losses import laplace_loss
from lamap_training.networks import build, multiple, receptive_radius
from lamap_training.train import train

SMALL = Model(architecture="unet-fast", widths=(4, 4, 8), blocks=(1, 1, 1))


def test_it_keeps_the_contract() -> None:
    network = build(SMALL)
    inputs = synthetic_input(48, 64, 0)
    output = network(inputs)
    assert output.shape == (1, 2, 48, 64)
    assert torch.equal(output[:, 0], inputs[:, 0]), "untrained, it returns the restored map"
    assert multiple(SMALL) == MULTIPLE == 16
    with pytest.raises(ValueError, match="multiple of 16"):
        Config(model=SMALL, data=Data(patch=40))


def test_it_takes_a_tenth_of_the_work() -> None:
    work = 0

    def count(layer: torch.nn.Conv2d, _inputs: object, output: torch.Tensor) -> None:
        nonlocal work
        work += 2 * layer.weight.numel() * output[0, 0].numel()

    network = UNetFast(Model(architecture="unet-fast", widths=(32, 64, 80), blocks=(1, 1, 1)))
    for layer in network.modules():
        if isinstance(layer, torch.nn.Conv2d):
            layer.register_forward_hook(count)
    with torch.no_grad():
        network(synthetic_input(512, 512, 0))
    assert work <= 4e9


def test_extreme_inputs_stay_finite() -> None:
    for value in (0.0, 1e4, -5.0):
        inputs = torch.full((1, 3, 16, 16), value)
        inputs[:, 2] = 0.0
        assert torch.isfinite(build(SMALL)(inputs)).all()


def test_its_error_is_learnt_by_all_of_it() -> None:
    network = build(SMALL)
    with torch.no_grad():
        network.head.weight.add_(0.1)
    output = network(synthetic_input(16, 16, 0))
    laplace_loss(output[:, 0:1], output[:, 1:2], torch.zeros(1)).backward()
    assert all(parameter.grad.any() for name, parameter in network.named_parameters() if "first.bias" not in name)


def test_it_does_not_reach_beyond_its_bound() -> None:
    network = build(SMALL).double()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.abs_().add_(0.05)  # no cancellation, no dead units: the reach becomes as large as it can
    bound = receptive_radius(SMALL)
    side = 2 * (bound // MULTIPLE + 2) * MULTIPLE
    reach = measure_reach(network, synthetic_input(side, side, 0).double(), MULTIPLE)
    assert bound - MULTIPLE <= reach <= bound


@pytest.mark.usefixtures("without_library")
def test_a_tiny_run_is_exported(tiny: Config, tmp_path: Path) -> None:
    train(Config(draws=tiny.draws, data=tiny.data, model=SMALL, training=tiny.training), tmp_path)
    export(tmp_path, tmp_path / "model.onnx", "unet-fast", "0.0.0")
    metadata = {entry.key: entry.value for entry in onnx.load(tmp_path / "model.onnx").metadata_props}
    assert metadata["lamap.multiple"] == "16"
    assert int(metadata["lamap.halo"]) % 16 == 0
