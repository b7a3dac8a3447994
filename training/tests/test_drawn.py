# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from lamap_training import inference
from lamap_training.config import Config, Loss
from lamap_training.drawn import Drawn, draw
from lamap_training.images import Image
from lamap_training.losses import total_loss
from lamap_training.sources import Phantoms
from lamap_training.train import train

PHANTOMS = Phantoms("mixed")
TAUGHT = 0.25


@pytest.fixture
def teacher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model that says the same of everything."""

    def says(inputs: Image) -> Image:
        return np.full((2, *inputs.shape[1:]), TAUGHT, np.float32)

    monkeypatch.setattr(inference, "load", lambda _: says)
    path = tmp_path / "teacher.onnx"
    path.write_bytes(b"a model")
    return path


@pytest.mark.usefixtures("without_library")
def test_maps_are_kept_and_added_to(tiny: Config, tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    draw(tiny, PHANTOMS, folder, 2, None)
    first = {path: path.read_bytes() for path in Drawn.of(folder).paths}
    draw(tiny, PHANTOMS, folder, 3, None)
    assert len(first) == 2
    assert len(Drawn.of(folder).paths) == 3
    assert all(path.read_bytes() == content for path, content in first.items())
    with pytest.raises(ValueError, match="another recipe"):
        draw(dataclasses.replace(tiny, data=dataclasses.replace(tiny.data, seed=2)), PHANTOMS, folder, 4, None)
    with pytest.raises(ValueError, match="no maps"):
        Drawn.of(tmp_path / "none")


@pytest.mark.usefixtures("without_library")
def test_a_batch_can_be_made_again_and_carries_what_the_teacher_says(
    tiny: Config, tmp_path: Path, teacher: Path
) -> None:
    draw(tiny, PHANTOMS, tmp_path / "maps", 3, teacher)
    drawn = Drawn.of(tmp_path / "maps")
    first, again, other = (drawn.batch(tiny, number) for number in (4, 4, 5))
    assert torch.equal(first.inputs, again.inputs)
    assert not torch.equal(first.inputs, other.inputs)
    assert first.inputs.shape == (2, 3, 32, 32)
    assert first.truths.shape == (2, 1, 32, 32)
    assert (first.taught == TAUGHT).all()
    assert all((part.taught == TAUGHT).all() for part in first.split(1))


def test_the_loss_pulls_towards_the_teacher() -> None:
    inputs, truth = torch.zeros(1, 3, 8, 8), torch.zeros(1, 1, 8, 8)
    output = torch.zeros(1, 2, 8, 8, requires_grad=True)
    options = Loss(absolute_weight=0.0, scale_weight=0.0, teacher_weight=1.0)
    total_loss(inputs, output, truth, options, taught=torch.full_like(truth, TAUGHT)).backward()
    assert (output.grad[:, 0] < 0).all()
    assert not output.grad[:, 1].any()


@pytest.mark.usefixtures("without_library")
def test_a_run_learns_from_kept_maps(tiny: Config, tmp_path: Path, teacher: Path) -> None:
    folder = tmp_path / "maps"
    draw(tiny, PHANTOMS, folder, 3, teacher)
    taught = dataclasses.replace(tiny, loss=Loss(teacher_weight=1.0))
    assert train(taught, tmp_path / "run", drawn=folder).step == tiny.training.steps
    with pytest.raises(ValueError, match="--drawn"):
        train(taught, tmp_path / "other")
    consistent = dataclasses.replace(tiny, loss=Loss(consistency_weight=0.1))
    with pytest.raises(ValueError, match="consistency_weight"):
        train(consistent, tmp_path / "other", drawn=folder)
