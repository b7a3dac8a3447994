# SPDX-License-Identifier: MIT OR Apache-2.0
from pathlib import Path

import numpy as np
import pytest

from lamap_training import decades, enhanced, evaluate, metrics, tables
from lamap_training.data import example
from lamap_training.images import Image
from lamap_training.sources import Phantoms
from lamap_training.validation import fixed

MODEL = Path(__file__).parents[2] / "models" / "unet-small.onnx"


def blocks(measured: Image, _conditions: object, _pixel_um: object, **settings: float | str) -> tuple[Image, Image]:
    """Each measured pixel as a block, with the deviation of its counts."""
    side = round(float(settings["magnification"]))
    estimate = measured.repeat(side, 0).repeat(side, 1)
    return estimate, np.sqrt(np.maximum(estimate, 1))


@pytest.fixture
def evaluation(without_library: None, monkeypatch: pytest.MonkeyPatch) -> tables.Evaluation:
    monkeypatch.setattr(decades, "KINDS", ("grains", "mixed"))
    monkeypatch.setattr(decades, "SIDE", 40)
    return decades.score_decades({"physics": blocks, "enhanced": blocks}, 1)


def test_every_method_is_scored_in_every_decade(evaluation: tables.Evaluation) -> None:
    assert len(evaluation.rows) == 2 * 3 * 3  # kinds, ranges, methods
    found = decades.decade_tables(evaluation)
    assert list(found["psnr_log"]) == [
        "mean", "decades 2", "decades 3", "decades 4", "hot spots no", "hot spots yes", "kind grains", "kind mixed",
    ]  # fmt: skip
    assert list(found["psnr_log"]["mean"]) == ["bicubic", "physics", "enhanced"]
    low, high = found["counts a pixel"]["10^1..2"], found["counts a pixel"]["10^4..5"]
    assert low["physics error"] > high["physics error"] > 0
    assert 0 <= low["enhanced coverage"] <= 1
    assert "bicubic coverage" not in low


def test_a_wider_range_reaches_lower_decades(evaluation: tables.Evaluation) -> None:
    lowest = {
        row["decades"]: min(metrics.DECADES.index(key[6:]) for key in row if key.startswith("error "))
        for row in evaluation.rows
    }
    assert lowest["2"] > lowest["3"] > lowest["4"]


def test_the_tables_are_written(evaluation: tables.Evaluation, tmp_path: Path) -> None:
    evaluate.report_decades(evaluation, tmp_path / "out")
    assert "| psnr_log | bicubic | physics | enhanced |" in (tmp_path / "out" / "scores.md").read_text()
    assert (tmp_path / "out" / "scores.csv").read_text().count("\n") == 19


def test_the_command_takes_a_model_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.argv", ["evaluate", str(tmp_path), "--range"])
    with pytest.raises(SystemExit):
        evaluate.main()


def test_the_library_enhances_as_users_do() -> None:
    sampler = Phantoms("grains", {"range_decades": 2.0, "hot_spot_share": 0.001, "hot_spot_factor": 10.0})
    whole = example(fixed("grains", 1e4), 64, 7, 1, sampler=sampler)
    _, scores = decades.compare(whole, enhanced.users_methods(MODEL))
    assert [score["method"] for score in scores] == ["bicubic", "physics", "enhanced"]
    assert all(np.isfinite(score["psnr_log"]) for score in scores)
    assert 0 < float(scores[1]["coverage 10^3..4"]) <= 1
