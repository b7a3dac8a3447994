# SPDX-License-Identifier: MIT OR Apache-2.0
from pathlib import Path

import numpy as np
import pytest

from lamap_training import evaluate, points, tables
from lamap_training.images import Image


def identity(inputs: Image) -> Image:
    return np.stack([inputs[0], np.zeros_like(inputs[0])])


def value(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return 5 + np.sin(x / 400) + np.cos(y / 300)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Points of a smooth surface at 100 and 25 µm, the finer ones in its middle, as tables in mm."""
    for name, step, low, high in (("coarse", 100, 0, 3000), ("fine", 25, 1000, 2000)):
        x, y = (at.ravel() for at in np.meshgrid(np.arange(low, high, step), np.arange(low, high, step)))
        table = np.stack([x / 1000, y / 1000, np.zeros(len(x)), value(x, y)], 1)
        np.savetxt(tmp_path / f"{name}.csv", table, delimiter=",", header="x,y,z,value", comments="")
    (tmp_path / "PAIRS.tsv").write_text("specimen\tfile_100um\tfile_25um\nshell\tcoarse.csv\tfine.csv\n")
    return tmp_path


@pytest.mark.usefixtures("without_library")
def test_fine_points_are_met_by_interpolation_of_coarse_ones(folder: Path) -> None:
    rows = points.score_points(folder, identity)
    by_method = {row["method"]: row for row in rows}
    assert list(by_method) == ["bilinear", "bicubic", "restored", "network"]
    assert by_method["bilinear"]["points"] == "1600"
    assert by_method["bilinear"]["correlation"] > 0.99
    assert by_method["bicubic"]["psnr_fit"] > by_method["bilinear"]["psnr_fit"] - 0.5
    assert by_method["network"]["correlation"] == by_method["restored"]["correlation"]  # the identity
    assert by_method["bilinear"]["log_r"] > 0.99
    table = tables.by_method(rows, "correlation")["correlation"]
    assert set(table) == {"1 shell", "mean"}


@pytest.mark.usefixtures("without_library")
def test_bright_points_are_clipped_but_for_logarithms(folder: Path) -> None:
    table = np.loadtxt(folder / "coarse.csv", delimiter=",", skiprows=1)
    table[465, 3] = 1e4
    np.savetxt(folder / "coarse.csv", table, delimiter=",", header="x,y,z,value", comments="")
    shown = []

    def blocks(measured: Image, _conditions: object, _step_um: float, **settings: float) -> tuple[Image, Image]:
        shown.append(measured)
        fine = measured.repeat(4, 0).repeat(4, 1)
        assert settings["magnification"] == 4
        return fine, fine

    by_method = {row["method"]: row for row in points.score_points(folder, identity, {"enhanced": blocks})}
    assert list(by_method) == ["bilinear", "bicubic", "restored", "network", "enhanced"]
    assert sorted(np.nanmax(values) > 100 for values in shown) == [False, True]
    assert by_method["enhanced"]["log_r"] < by_method["enhanced"]["correlation"]


def test_missing_points_leave_holes_that_are_not_counted() -> None:
    values, origin = points.gridded(np.array([[10.0, 20.0, 1.0], [30.0, 20.0, 2.0], [10.0, 40.0, 3.0]]), 20.0)
    assert np.array_equal(values, [[1, 2], [3, np.nan]], equal_nan=True)
    assert origin.tolist() == [10, 20]
    assert points.sampled(points._filled(values), origin, 20.0, np.array([[20.0, 20.0], [0.0, 20.0]])).tolist() == [
        1.5,
        1.0,
    ]
    places = np.array([[10.0, 20.0], [30.0, 40.0], [60.0, 20.0]])
    assert points._on_a_pixel(values, origin, 20.0, places).tolist() == [True, False, False]


@pytest.mark.usefixtures("without_library")
def test_the_command_prints_both_tables(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evaluate, "load", lambda _path: identity)
    monkeypatch.setattr(evaluate, "users_methods", lambda _path: {})
    monkeypatch.setattr("sys.argv", ["evaluate", "model.onnx", "--points", str(folder)])
    evaluate.main()
    printed = capsys.readouterr().out
    assert "| correlation | bilinear | bicubic | restored | network |" in printed
    assert "| psnr_fit |" in printed
    assert "| log_r |" in printed
