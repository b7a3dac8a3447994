# SPDX-License-Identifier: MIT OR Apache-2.0
import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from lamap_training import baselines, evaluate
from lamap_training.config import Config, Draws, Images
from lamap_training.consistency import chi_square
from lamap_training.data import Example, example
from lamap_training.enhanced import Stated, enhanced_by, explained
from lamap_training.images import Image
from lamap_training.inference import refine
from lamap_training.sources import find_files
from lamap_training.validation import fixed

MODEL = Path(__file__).parents[2] / "models" / "unet-small.onnx"


def identity(inputs: Image) -> Image:
    return np.stack([inputs[0], np.zeros_like(inputs[0])])


def test_bicubic_undoes_a_displacement_along_the_scan() -> None:
    ramp = np.tile(np.arange(20, dtype=np.float32), (6, 1))
    shown = baselines.bicubic(ramp, (18, 60), (3.0, 3.0), 1.0, shift_um=1.5)
    columns = np.arange(12, 45)
    assert np.allclose(shown[9, columns], (columns + 0.5 + 1.5) / 3 - 0.5, atol=1e-4)


def test_a_network_sees_whole_multiples_with_mirrored_borders() -> None:
    def network(inputs: Image) -> Image:
        assert inputs.shape[1] % 8 == inputs.shape[2] % 8 == 0
        assert np.array_equal(inputs[:, 7], inputs[:, 8])
        assert np.array_equal(inputs[..., :8], inputs[..., 15:7:-1])
        return identity(inputs)

    image = np.random.default_rng(0).random((3, 21, 34), dtype=np.float32)
    assert np.array_equal(refine(network, image)[0], image[0])


@pytest.mark.usefixtures("without_library")
def test_the_identity_gains_nothing_in_any_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "KINDS", ("grains", "mixed"))
    monkeypatch.setattr(evaluate, "SIDE", 40)
    draws = dataclasses.replace(Draws(), spare_um=(0.0, 8.0))
    found = evaluate.tables(evaluate.score_phantoms(draws, identity, 1).flat(), ("counts", "kind"))
    assert set(found) == {"all", "by counts", "by kind"}
    assert len(found["by counts"]) == 5
    assert set(found["by kind"]) == {"grains", "mixed"}
    for group in found["by kind"].values():
        assert group["gain_db"] == group["worst_gain_db"] == 0
    assert "| grains |" in evaluate.markdown(found)


@pytest.mark.usefixtures("without_library")
def test_what_is_enhanced_is_scored_with_its_own_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "KINDS", ("grains",))
    monkeypatch.setattr(evaluate, "SIDE", 40)
    draws = dataclasses.replace(Draws(), spare_um=(0.0, 8.0))

    def too_certain(whole: Example) -> Stated:
        return Stated(
            whole.values(whole.input[0]), np.full_like(whole.truth, -20.0), {"restored": 0.95, "enhanced": 2.0}
        )

    found = evaluate.score_phantoms(draws, identity, 1, product=too_certain)
    enhanced = [row for row in found.rows if row["method"] == "enhanced"]
    assert len(enhanced) == 5
    assert all(row["stated_90"] < 0.1 and "coverage_90" not in row for row in enhanced)
    group = evaluate.tables(found.flat(), ("kind",))["by kind"]["grains"]
    assert group["stated_90"] < 0.1 < 0.9 < group["coverage_90"]
    assert group["enhanced"] == group["restored"]
    (counts,) = explained(found.rows, "kind").values()
    assert counts["grains"] == {
        "maps": 5,
        "restored, median": 0.95,
        "restored, within 0.9 to 1.1": 5,
        "enhanced, median": 2.0,
        "enhanced, within 0.9 to 1.1": 0,
    }


def test_the_library_states_an_error_and_reports_whether_its_estimate_explains_the_counts() -> None:
    whole = example(fixed("cells", 300.0), 64, 5, 1)
    stated = enhanced_by(MODEL)(whole)
    assert stated.estimate.shape == stated.log_scale.shape == whole.truth.shape
    truth = whole.values(whole.truth)
    assert np.abs(stated.estimate - truth).mean() < 0.5 * truth.std()
    assert 0.7 < stated.chi_square["restored"] < 1.3
    assert 0.7 < stated.chi_square["enhanced"] < 1.5  # this network learned on linear scales alone


def test_no_chi_square_counts_where_the_conditions_are_not_those_stated() -> None:
    whole = example(fixed("cells", 300.0), 64, 5, 1)
    stated = whole.measurement.stated | {"beam_size_um": 2 * float(whole.measurement.stated["beam_size_um"])}
    other = dataclasses.replace(whole, measurement=dataclasses.replace(whole.measurement, stated=stated))
    assert all(np.isnan(value) for value in enhanced_by(MODEL)(other).chi_square.values())


def test_without_a_reported_chi_square_there_is_no_table() -> None:
    assert explained([{"set": "a", "method": "restored", "psnr": 30.0}], "set") == {}


@pytest.mark.usefixtures("without_library")
def test_pairs_are_scored_after_an_affine_fit(tmp_path: Path) -> None:
    truth = np.random.default_rng(0).integers(50, 200, (12, 12)).repeat(5, 0).repeat(5, 1)
    for name, image in (("high", truth[:58, :58]), ("low", truth[::5, ::5] // 2)):
        (tmp_path / name).mkdir()
        Picture.fromarray(image.astype(np.uint8)).save(tmp_path / name / "a.png")
    (score,) = evaluate.score_pairs(tmp_path / "high", tmp_path / "low", identity).flat()
    assert score["image"] == "a"
    assert score["network"] == score["restored"] > 45


def test_nearest_shows_the_pixel_over_each_target_pixel() -> None:
    measured = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert np.array_equal(baselines.nearest(measured, (4, 6), (2.0, 2.0), 1.0, 0.0), measured.repeat(2, 0).repeat(2, 1))
    shifted = baselines.nearest(measured, (4, 6), (2.0, 2.0), 1.0, shift_um=2.0)
    assert shifted[0].tolist() == [1, 1, 2, 2, 2, 2]


@pytest.fixture
def held_out(tiny: Config, tmp_path: Path) -> tuple[Config, Path]:
    """A recipe with one held-out picture, and its data root."""
    for name in ("train", "test"):
        values = np.random.default_rng(len(name)).integers(0, 255, (64, 64)).repeat(5, 0).repeat(5, 1)
        Picture.fromarray(values.astype(np.uint8)).save(tmp_path / f"{name}.png")
    return dataclasses.replace(tiny, images=(Images(group="rocks", hold_out=("test*",)),)), tmp_path


@pytest.mark.usefixtures("without_library")
def test_held_out_pictures_are_scored_by_every_method(held_out: tuple[Config, Path], tmp_path: Path) -> None:
    config, root = held_out
    evaluation = evaluate.score_pictures(find_files(config, root), identity)
    assert len(evaluation.rows) == 2 * 4  # doses and methods
    by_name = {(row["set"], row["method"]): row for row in evaluation.rows}
    assert by_name["rocks_medium", "restored"]["psnr"] == by_name["rocks_medium", "network"]["psnr"]
    assert by_name["rocks_medium", "network"]["psnr"] > by_name["rocks_low", "network"]["psnr"]
    found = evaluate.report(evaluation, ("set",), tmp_path / "out")
    assert set(found["by set"]) == {"rocks_medium", "rocks_low"}
    rows = list(csv.DictReader((tmp_path / "out" / "scores.csv").open()))
    assert len(rows) == 8
    assert {row["image"] for row in rows} == {f"{root.name}/test"}
    assert "| set rocks_low | psnr |" in (tmp_path / "out" / "scores.md").read_text()
    assert (tmp_path / "out" / "gallery.png").stat().st_size > 1000


def test_chi_square_of_the_truth_is_1() -> None:
    for dose in (30.0, 3000.0):
        whole = example(fixed("mixed", dose), 200, 5, 1)
        truth = whole.values(whole.truth)
        assert chi_square(whole, truth) == pytest.approx(1.0, abs=0.12)
        assert chi_square(whole, truth * 1.3) > 1.15
        assert np.isfinite(chi_square(whole, truth - truth.mean()))


@pytest.mark.usefixtures("without_library")
def test_the_chi_square_of_a_picture_of_unknown_gain_is_not_known() -> None:
    whole = example(fixed("mixed", 3000.0), 64, 5, 1)
    for change in ({"bits": 8}, {"line_gain_rsd": 0.02}):
        other = dataclasses.replace(whole, measurement=dataclasses.replace(whole.measurement, **change))
        assert np.isnan(chi_square(other, whole.values(whole.truth)))
