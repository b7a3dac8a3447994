# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from lamap_training import evaluate
from lamap_training._core import Image
from lamap_training.config import Draws


def identity(inputs: Image) -> Image:
    assert inputs.shape[1] % 8 == inputs.shape[2] % 8 == 0
    return np.stack([inputs[0], np.zeros_like(inputs[0])])


def test_psnr_by_hand() -> None:
    truth = np.zeros((2, 2), np.float32)
    assert evaluate.psnr(truth + 0.1, truth, 1.0) == pytest.approx(20.0, abs=1e-5)


def test_bicubic_undoes_a_displacement_along_the_scan() -> None:
    ramp = np.tile(np.arange(20, dtype=np.float32), (6, 1))
    shown = evaluate.bicubic(ramp, (18, 60), (3.0, 3.0), 1.0, shift_um=1.5)
    columns = np.arange(12, 45)
    assert np.allclose(shown[9, columns], (columns + 0.5 + 1.5) / 3 - 0.5, atol=1e-4)


@pytest.mark.usefixtures("without_library")
def test_the_identity_gains_nothing_in_any_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "KINDS", ("grains", "mixed"))
    monkeypatch.setattr(evaluate, "SIDE", 40)
    draws = dataclasses.replace(Draws(), spare_um=(0.0, 8.0))
    found = evaluate.tables(evaluate.score_phantoms(draws, identity, 1), ("counts", "kind"))
    assert set(found) == {"all", "by counts", "by kind"}
    assert len(found["by counts"]) == 5
    assert set(found["by kind"]) == {"grains", "mixed"}
    for group in found["by kind"].values():
        assert group["gain_db"] == group["worst_gain_db"] == 0
    assert "| grains |" in evaluate.markdown(found)


@pytest.mark.usefixtures("without_library")
def test_pairs_are_scored_after_an_affine_fit(tmp_path: Path) -> None:
    truth = np.random.default_rng(0).integers(50, 200, (12, 12)).repeat(5, 0).repeat(5, 1)
    for name, image in (("high", truth[:58, :58]), ("low", truth[::5, ::5] // 2)):
        (tmp_path / name).mkdir()
        Picture.fromarray(image.astype(np.uint8)).save(tmp_path / name / "a.png")
    (score,) = evaluate.score_pairs(tmp_path / "high", tmp_path / "low", identity)
    assert score["image"] == "a"
    assert score["network"] == score["restored"] > 45
