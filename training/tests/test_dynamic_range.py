# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses

import numpy as np
import pytest

from lamap_training.conditions import draw
from lamap_training.config import Config, Draws
from lamap_training.data import example
from lamap_training.dynamic_range import DynamicRange, draw_range, spread, widen

PLAIN = DynamicRange(decades=3.0, hot_spot_area=0.0, hot_spot_factor=1.0, void_area=0.0)
SAMPLE = np.random.default_rng(0).random((90, 110), dtype=np.float32)
SAMPLE[0, 0], SAMPLE[5, 5] = 1.0, 0.0


def made(seed: int = 1, **changes: float) -> np.ndarray:
    return widen(SAMPLE, dataclasses.replace(PLAIN, **changes), np.random.default_rng(seed))


def test_equal_steps_become_equal_ratios() -> None:
    steps = spread(np.array([[0.0, 0.5, 1.0, 2.0]], np.float32), 4.0)
    assert np.allclose(steps, [[1e-4, 1e-3, 1e-2, 1.0]])
    assert np.array_equal(made(), spread(SAMPLE, 3.0))
    assert made().dtype == np.float32


@pytest.mark.parametrize("area", [0.02, 0.5])
def test_voids_have_their_area_and_hold_together(area: float) -> None:
    empty = made(void_area=area) == 0
    assert empty.mean() == pytest.approx(area, abs=2e-4)
    assert (empty[:, 1:] != empty[:, :-1]).mean() < 0.35 * 2 * area * (1 - area)  # of single pixels at random


def test_hot_spots_have_their_area_and_stand_above_the_rest() -> None:
    hot = made(hot_spot_area=0.01, hot_spot_factor=50.0)
    assert hot.max() == 1
    assert 0.008 < (hot > 1.0001 / 50).mean() < 0.025  # pixels of which a spot covers a little count too
    same = np.isclose(hot * 50, made(), rtol=1e-4)
    assert same.mean() > 0.97
    hollow = made(hot_spot_area=0.01, hot_spot_factor=50.0, void_area=0.5)
    assert (hollow == 0).mean() == pytest.approx(0.5, abs=2e-4)


def test_a_seed_gives_the_same_sample_again() -> None:
    wanted = {"hot_spot_area": 0.01, "hot_spot_factor": 9.0, "void_area": 0.2}
    assert np.array_equal(made(3, **wanted), made(3, **wanted))
    assert not np.array_equal(made(3, **wanted), made(4, **wanted))


def test_draws_stay_in_their_ranges() -> None:
    found = [draw_range(Draws(), np.random.default_rng(i)) for i in range(500)]
    assert all(1.5 <= one.decades <= 4 for one in found)
    assert np.mean([one.hot_spot_area > 0 for one in found]) == pytest.approx(0.4, abs=0.07)
    assert np.mean([one.void_area > 0 for one in found]) == pytest.approx(0.3, abs=0.07)
    assert max(one.hot_spot_area for one in found) <= 1e-2
    assert max(one.hot_spot_factor for one in found) <= 100


def test_a_share_of_the_measurements_has_it() -> None:
    draws = dataclasses.replace(Draws(), range_share=0.3)
    found = [draw(draws, 64, np.random.default_rng([1, i])) for i in range(600)]
    wide = [m for m in found if m.dynamic_range]
    assert len(wide) / 600 == pytest.approx(0.3, abs=0.06)
    assert all(m.bits in (0, 16) and 1e2 <= m.counts_per_concentration <= 1e6 * 1.001 for m in wide)
    assert all(m.blank_counts <= 30.001 for m in wide)
    assert any(m.bits == 8 for m in found)


def test_without_it_measurements_are_those_of_before() -> None:
    measurement = draw(Draws(), 64, np.random.default_rng(5))
    assert measurement.dynamic_range is None
    assert draw(dataclasses.replace(Draws(), range_decades=(1.0, 2.0)), 64, np.random.default_rng(5)) == measurement


@pytest.mark.usefixtures("without_library")
def test_an_example_spans_decades(tiny: Config) -> None:
    draws = dataclasses.replace(
        tiny.draws, range_share=1.0, range_decades=(3.0, 3.0), hot_spot_share=0.0, void_share=0.0, no_blank_share=1.0,
        quantised_share=0.0, misstated_share=0.0, zero_edge_share=0.0,
    )  # fmt: skip
    whole = example(draws, 32, 3, 1)
    assert whole.measurement.dynamic_range is not None
    assert 1e2 < whole.truth.max() / whole.truth.min() <= 1.001e3
