# SPDX-License-Identifier: MIT OR Apache-2.0
from pathlib import Path

import numpy as np
import pytest

from lamap_training import isotopes
from lamap_training.images import Image

LINES, PIXELS, NOISE = 24, 30, 0.2


def smooth(inputs: Image) -> Image:
    padded = np.pad(inputs[0], 1, mode="edge")
    mean = np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).mean((2, 3))
    return np.stack([mean, np.zeros_like(mean)])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Two isotopes of a smooth map and one of another element, one line after another, the last time incomplete."""
    rng = np.random.default_rng(0)
    truth = 3 + np.sin(np.arange(LINES) / 4)[:, None] + np.cos(np.arange(PIXELS) / 5)
    maps = {name: factor * truth + NOISE * rng.normal(size=truth.shape) for name, factor in
            (("Zn:64", 1.0), ("Zn:66", 0.6), ("P:31", 1.0))}  # fmt: skip
    names = list(maps) * LINES
    rows = [["time", *(f"line {n // 3}" for n in range(len(names)))], ["", *names], ["", *names]]
    rows += [[f"{pixel}", *(f"{maps[n][k // 3, pixel]}" for k, n in enumerate(names))] for pixel in range(PIXELS)]
    rows += [["99", *["1"] * (len(names) - 1), ""]]
    path = tmp_path / "map.csv"
    path.write_text("\n".join(",".join(row) for row in rows) + "\n")
    return path


def test_maps_are_read_by_isotope(table: Path) -> None:
    maps = isotopes.read_isotopes(table)
    assert list(maps) == ["Zn:64", "Zn:66", "P:31"]
    assert {values.shape for values in maps.values()} == {(LINES, PIXELS)}
    assert np.polyfit(maps["Zn:64"].ravel(), maps["P:31"].ravel(), 1)[0] == pytest.approx(1, abs=0.1)


@pytest.mark.usefixtures("without_library")
def test_less_noise_agrees_better_with_the_other_isotope(table: Path) -> None:
    rows = isotopes.score_isotopes([table], smooth)
    assert {row["map"] for row in rows} == {"map Zn:64 against Zn:66", "map Zn:66 against Zn:64"}
    by_method = {row["method"]: row for row in rows if str(row["map"]).endswith("Zn:64")}
    assert list(by_method) == ["measured", "mean of 3 x 3", "restored", "network"]
    assert by_method["restored"]["correlation"] == pytest.approx(by_method["measured"]["correlation"], abs=1e-5)
    assert by_method["network"]["correlation"] > by_method["measured"]["correlation"]
    assert by_method["network"]["residual_over_noise"] < by_method["measured"]["residual_over_noise"]


@pytest.mark.usefixtures("without_library")
def test_methods_of_users_are_scored_beside_them(table: Path) -> None:
    def blocks(measured: Image, _conditions: object, _pixel_um: float, **settings: float | str) -> tuple[Image, Image]:
        assert settings == {"unit": "cps", "magnification": 2}
        return measured.repeat(2, 0).repeat(2, 1), measured

    rows = isotopes.score_isotopes([table], smooth, {"enhanced": blocks})
    by_method = {row["method"]: row for row in rows if str(row["map"]).endswith("Zn:64")}
    assert by_method["enhanced"]["log_r"] == pytest.approx(by_method["measured"]["log_r"], abs=1e-5)
    assert by_method["enhanced"]["shared"] == by_method["measured"]["shared"] == 0
    assert by_method["network"]["log_r"] > by_method["measured"]["log_r"]


def test_one_count_is_the_step_of_the_values() -> None:
    counts = np.random.default_rng(2).poisson(40, (60, 60))
    assert isotopes.one_count((counts / 45).astype(np.float32)) == pytest.approx(1 / 45, rel=0.3)


def test_residuals_share_what_was_erased_and_not_the_noise() -> None:
    rng = np.random.default_rng(3)
    truth = 200 + 100 * np.sin(np.arange(150) / 5)[:, None] * np.ones(150)
    one, other = (0.1 * rng.poisson(truth) for _ in range(2))
    kept = isotopes.shared_residual((one, 0.1 * truth), (other, 0.1 * truth), 0.1)
    assert kept["shared"] == pytest.approx(0, abs=0.03)
    assert kept["residual"] == pytest.approx(1, abs=0.1)
    flat = np.full_like(truth, 20.0)
    erased = isotopes.shared_residual((one, flat), (other, flat), 0.1)
    assert erased["shared"] == pytest.approx(100**2 / 2 / 200, rel=0.1)  # variance of the sine over that of counting
    assert erased["residual"] == pytest.approx(erased["shared"] + 1, rel=0.1)


def test_the_residual_of_the_noise_alone_is_1() -> None:
    rng = np.random.default_rng(1)
    truth = rng.random((80, 80))
    found = isotopes.agreement((2 * truth).astype(np.float32), (truth + NOISE * rng.normal(size=truth.shape)), NOISE)
    assert found["residual_over_noise"] == pytest.approx(1.0, abs=0.03)
