# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Picture

from lamap_training import run, validation
from lamap_training.conditions import draw
from lamap_training.config import Config, Images
from lamap_training.data import Batch
from lamap_training.sources import find_files
from lamap_training.train import train


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(3):
        values = np.random.default_rng(number).integers(0, 255, (16, 16)).repeat(6, 0).repeat(6, 1)
        Picture.fromarray(values.astype(np.uint8)).save(tmp_path / f"{number}.png")
    return tmp_path


@pytest.fixture
def mixed(tiny: Config) -> Config:
    data = dataclasses.replace(tiny.data, fixed_maps=2)
    return dataclasses.replace(tiny, data=data, images=(Images(group="rocks", hold_out=("0.*",)),))


def test_fixed_conditions_do_not_depend_on_chance() -> None:
    draws = validation.fixed("mixed", 30.0)
    first, other = (draw(draws, 64, np.random.default_rng(seed)) for seed in (1, 2))
    assert first.conditions == other.conditions | {
        key: first.conditions[key] for key in ("transport_delay_s", "response_shape")
    }
    assert first.counts_per_concentration == pytest.approx(30.0)
    assert first.settings == {"magnification": 5.0, "square_pixels": "no", "noise": "counts", "examine": "no"}
    assert (first.line_gain_rsd, first.bits) == (0.0, 0)


def test_scores_of_a_set_by_hand() -> None:
    truth = torch.tensor([0.0, 1.0]).reshape(1, 1, 1, 2)
    inputs = torch.cat([truth + 0.2] * 3, 1)
    outputs = torch.cat([truth + 0.1, torch.full_like(truth, math.log(0.1 / math.log(10)) + 1e-3)], 1)
    scores = validation.set_scores(outputs, Batch(inputs, truth))
    assert scores["restored_db"] == pytest.approx(20 * math.log10(5), abs=1e-3)
    assert scores["network_db"] == pytest.approx(20.0, abs=1e-3)
    assert scores["gain_db"] == scores["worst_gain_db"] == pytest.approx(6.0206, abs=1e-3)
    assert scores["coverage_90"] == 1


@pytest.mark.usefixtures("without_library")
def test_a_run_scores_every_group_at_every_dose(mixed: Config, root: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    trainer = train(mixed, out, data=root)
    names = {f"{group}_{dose}" for group in ("phantoms", "rocks") for dose in ("medium", "low")}
    assert {f"{name}_db" for name in names} < set(trainer.validation)
    scores = json.loads((out / run.SCORES).read_text())["by set"]
    assert set(scores) == names | {"random conditions"}
    assert scores["rocks_low"]["restored_db"] < scores["rocks_medium"]["restored_db"]
    assert "rocks_low_db" in (out / run.LOG).read_text().splitlines()[0]
    assert (out / run.SAMPLES).stat().st_size > 1000
    assert "0.png" in (out / run.MANIFEST).read_text()


@pytest.mark.usefixtures("without_library")
def test_low_doses_show_the_same_places(mixed: Config, root: Path) -> None:
    sets = validation.prepare(mixed, find_files(mixed, root)).sets
    assert sets["rocks_low"][1].shape == (2, 1, 32, 32)
    again = validation.prepare(mixed, find_files(mixed, root)).sets
    assert all(torch.equal(sets[name][0], again[name][0]) for name in sets)
