# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import onnx
import pytest
import torch

import lamap_training
from lamap_training import optimiser, run
from lamap_training.config import Config, Data, Model, Training
from lamap_training.export import export
from lamap_training.halo import synthetic_input
from lamap_training.networks import build, multiple, receptive_radius
from lamap_training.resnet import Encoder, UNetResNet
from lamap_training.train import Trainer, train

SMALL = Model(architecture="unet-resnet34", encoder_widths=(4, 4, 8, 8), encoder_blocks=(1, 1, 1, 1))


@pytest.fixture
def tiny_resnet(tiny: Config) -> Config:
    data = dataclasses.replace(tiny.data, patch=64, first_patch=32, first_patch_batches=3)
    return dataclasses.replace(tiny, model=SMALL, data=data)


def test_the_encoder_has_the_layout_of_resnet34() -> None:
    encoder = Encoder(Model())
    parameters = dict(encoder.named_parameters())
    assert sum(p.numel() for p in parameters.values()) == 21_797_672 - (512 * 1000 + 1000)  # less its classifier
    assert parameters["conv1.weight"].shape == (64, 3, 7, 7)
    assert parameters["layer2.0.downsample.0.weight"].shape == (128, 64, 1, 1)
    assert parameters["layer4.2.conv2.weight"].shape == (512, 512, 3, 3)
    assert "layer3.5.bn2.running_var" in encoder.state_dict()


def test_it_keeps_the_contract() -> None:
    network = build(SMALL)
    inputs = synthetic_input(64, 96, 0)
    output = network(inputs)
    assert output.shape == (1, 2, 64, 96)
    assert torch.equal(output[:, 0], inputs[:, 0])
    assert multiple(SMALL) == 32
    assert receptive_radius(SMALL) < receptive_radius(dataclasses.replace(SMALL, encoder_blocks=(3, 4, 6, 3)))


def test_no_pixel_reaches_beyond_the_bound() -> None:
    network = build(SMALL).double()
    bound = receptive_radius(SMALL)
    side = (bound // 32 + 2) * 32
    inputs = synthetic_input(32, 2 * side, 0).double()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.abs_().add_(0.05)
        changed = inputs.clone()
        changed[..., side] += 1
        difference = (network(changed) - network(inputs)).abs().amax((0, 1, 2))
    reached = difference.nonzero().flatten() - side
    assert int(reached.abs().max()) <= bound


def test_weights_come_from_a_file(tmp_path: Path) -> None:
    stored = Encoder(SMALL).state_dict() | {"fc.weight": torch.zeros(1), "bn1.num_batches_tracked": torch.tensor(1)}
    torch.save(stored, tmp_path / "weights.pth")
    encoder = Encoder(SMALL)
    encoder.load(tmp_path / "weights.pth")
    assert all(torch.equal(value, stored[name]) for name, value in encoder.state_dict().items())
    with pytest.raises(FileNotFoundError, match="ResNet-34"):
        encoder.load(tmp_path / "none.pth")
    with pytest.raises(ValueError, match="another shape"):
        Encoder(Model()).load(tmp_path / "weights.pth")


def test_only_an_encoder_takes_weights_of_one(tiny: Config, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unet-small has none"):
        Trainer(tiny, encoder=tmp_path / "weights.pth")
    with pytest.raises(ValueError, match="none of unet-small"):
        build(Model(architecture="unet"))
    with pytest.raises(ValueError, match="multiple of 32"):
        Config(model=SMALL, data=Data(patch=40))


def test_the_encoder_is_frozen_first_and_slower_then() -> None:
    network = UNetResNet(SMALL)
    options = Training(frozen_steps=2, encoder_rate=0.1, warmup_steps=1)
    adam = optimiser.make(network, options)
    assert sum(len(group["params"]) for group in adam.param_groups) == len(list(network.parameters()))
    for step, factor in ((0, 0.0), (1, 0.0), (2, 0.1)):
        optimiser.set_rates(adam, options, step, 0.0)
        others, encoder = (group["lr"] for group in adam.param_groups)
        assert encoder == pytest.approx(factor * others)


@pytest.mark.usefixtures("without_library")
def test_a_tiny_run_learns_and_is_exported(tiny_resnet: Config, tmp_path: Path) -> None:
    training = dataclasses.replace(tiny_resnet.training, frozen_steps=6, mixed_precision=True)
    first = Trainer(tiny_resnet).state()["network"]
    trainer = train(dataclasses.replace(tiny_resnet, training=training), tmp_path)
    assert trainer.step == 6
    for name, value in trainer.state()["network"].items():
        assert torch.equal(value, first[name]) or not name.startswith("encoder"), name
    assert not torch.equal(trainer.network.correction.weight, first["correction.weight"])
    export(tmp_path, tmp_path / "model.onnx", "unet-resnet34", "0.0.0")
    model = onnx.load(tmp_path / "model.onnx")
    assert [(o.domain, o.version) for o in model.opset_import] == [("", 17)]
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert metadata["lamap.multiple"] == "32"
    assert int(metadata["lamap.halo"]) % 32 == 0


@pytest.mark.usefixtures("without_library")
def test_first_patches_are_smaller(tiny_resnet: Config) -> None:
    from lamap_training.data import batch

    assert [batch(tiny_resnet, 1, number, 2)[1].shape[-1] for number in (2, 3)] == [32, 64]


PROCESS = """
import sys
from pathlib import Path
sys.path[:0] = {paths}
import lamap
import standin
from lamap_training.config import Config
from lamap_training.train import train
for name in ("phantom", "ablate", "expected", "network_input"):
    setattr(lamap, name, getattr(standin, name))
trainer = train(Config.load(Path({recipe!r})), Path({out!r}))
import torch, os
torch.save(trainer.network.state_dict(), Path({out!r}) / ("rank" + os.environ["RANK"]))
"""


def test_two_processes_take_the_same_steps(tiny: Config, tmp_path: Path) -> None:
    recipe, out = tmp_path / "recipe.toml", tmp_path / "run"
    recipe.write_text(tiny.to_toml())
    tests, source = Path(__file__).parent, Path(lamap_training.__file__).parents[1]
    script = tmp_path / "process.py"
    script.write_text(PROCESS.format(paths=[str(tests), str(source)], recipe=str(recipe), out=str(out)))
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", str(script)]
    subprocess.run(command, check=True, timeout=300, env=os.environ | {"OMP_NUM_THREADS": "1"}, capture_output=True)
    first, second = (torch.load(out / f"rank{rank}", weights_only=True) for rank in (0, 1))
    assert all(torch.equal(value, second[name]) for name, value in first.items())
    assert run.load_checkpoint(out)["step"] == tiny.training.steps
