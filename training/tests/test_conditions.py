# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
import math

import numpy as np
import pytest

from lamap_training.conditions import Measurement, displacement_um, draw
from lamap_training.config import Draws

PATCH = 64
DRAWS = 2000


@pytest.fixture(scope="module")
def measurements() -> list[Measurement]:
    return [draw(Draws(), PATCH, np.random.default_rng([1, i])) for i in range(DRAWS)]


def values(measurements: list[Measurement], key: str) -> np.ndarray:
    return np.array([m.conditions[key] for m in measurements])


def share(flags: np.ndarray) -> float:
    return float(np.mean(flags))


def test_a_seed_gives_the_same_draw_again() -> None:
    first, again, other = (draw(Draws(), PATCH, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert first == again != other


def test_geometry_stays_in_its_ranges(measurements: list[Measurement]) -> None:
    heights = values(measurements, "line_spacing_um")
    widths = np.array([m.pixel_width_um for m in measurements])
    assert heights.min() >= 2
    assert heights.max() <= 8
    assert widths.min() >= 1 - 1e-9
    assert (widths / heights).max() <= 1.5 + 1e-9
    beams = values(measurements, "beam_size_um") / heights
    assert beams.min() >= 0.5
    assert beams.max() <= 2
    assert share(beams == 1.0) == pytest.approx(0.5, abs=0.05)
    assert share(np.isclose(widths, heights)) == pytest.approx(0.7, abs=0.05)


def test_the_target_pixel_is_always_1_um(measurements: list[Measurement]) -> None:
    for m in measurements:
        smaller = min(m.pixel_width_um, m.pixel_height_um)
        assert smaller / m.settings["magnification"] == pytest.approx(1.0)
        assert m.settings["square_pixels"] == "yes" or m.pixel_width_um == pytest.approx(m.pixel_height_um)
        assert min(m.rows, m.columns) >= PATCH


def test_signal_stays_in_its_ranges(measurements: list[Measurement]) -> None:
    counts = np.log10([m.counts_per_concentration for m in measurements])
    assert counts.min() >= 0.7
    assert counts.max() <= 5.3
    blanks = np.array([m.blank_counts / m.counts_per_concentration for m in measurements])
    assert blanks.max() <= 0.05 + 1e-9
    assert share(blanks == 0) == pytest.approx(0.6, abs=0.05)
    flicker = values(measurements, "flicker_rsd")
    assert flicker.max() <= 0.08
    assert share(flicker == 0) == pytest.approx(0.2, abs=0.05)
    dosage = values(measurements, "acquisition_time_s") * 100
    assert np.allclose(dosage, np.round(dosage))
    assert dosage.min() >= 1 - 1e-9
    assert dosage.max() <= 20 + 1e-9


def test_smear_stays_in_its_range(measurements: list[Measurement]) -> None:
    kinds = values(measurements, "pulse_response")
    assert share(kinds == "none") == pytest.approx(0.3, abs=0.05)
    assert share(kinds == "gamma") == pytest.approx(0.35, abs=0.05)
    for m in measurements:
        c = m.conditions
        smear = c["scan_speed_um_s"] * c["response_scale_s"] * math.sqrt(c["response_shape"]) / m.pixel_width_um
        assert 0.05 - 1e-9 <= smear <= 1.5 + 1e-9
        assert 0 <= c["transport_delay_s"] <= c["acquisition_time_s"]


def test_some_conditions_are_stated_wrongly_within_15_percent(measurements: list[Measurement]) -> None:
    ratios = np.array([m.stated["beam_size_um"] / m.conditions["beam_size_um"] for m in measurements])
    assert share(ratios != 1) == pytest.approx(0.25, abs=0.05)
    assert abs(ratios - 1).max() <= 0.15


def test_the_gain_of_a_picture_is_never_stated(measurements: list[Measurement]) -> None:
    pictures = [m for m in measurements if m.bits]
    assert len(pictures) / DRAWS == pytest.approx(0.3, abs=0.05)
    for m in pictures:
        assert "sensitivity_counts" not in m.stated
        assert m.settings["noise"] == "auto"


def test_a_slow_drift_is_simulated_and_not_stated() -> None:
    draws = dataclasses.replace(Draws(), drift_share=1.0)
    plain, drifting = (draw(options, 64, np.random.default_rng(3)) for options in (Draws(), draws))
    assert 0.01 <= drifting.conditions["drift_rsd"] <= 0.1
    line_s = drifting.columns / drifting.conditions["scan_speed_um_s"]
    assert 2 <= drifting.conditions["drift_time_s"] / line_s <= 50
    assert drifting.stated == plain.stated
    assert "drift_rsd" not in plain.conditions | drifting.stated


def test_displacement_of_the_2019_simulations() -> None:
    seed = {
        "scan_speed_um_s": 100.0, "beam_size_um": 5.0, "repetition_rate_hz": 100.0, "pulse_response": "gamma",
        "response_scale_s": 8.464e-3, "response_shape": 2.542, "transport_delay_s": 7.01e-3, "alignment": "seed",
    }  # fmt: skip
    assert displacement_um(seed) == pytest.approx(4.353, abs=0.005)
    assert displacement_um(seed | {"alignment": "centred"}) == 0
