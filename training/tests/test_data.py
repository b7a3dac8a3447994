# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
import itertools

import numpy as np
import pytest
import torch

from lamap_training.config import Config, Draws
from lamap_training.consistency import chi_square
from lamap_training.data import batch, choose, cut, example, loader, maker
from lamap_training.scales import places_of


@pytest.mark.usefixtures("without_library")
def test_a_pair_can_be_made_again(tiny: Config) -> None:
    first, again, other = (batch(tiny, 3, number, 2) for number in (5, 5, 6))
    assert torch.equal(first[0], again[0])
    assert torch.equal(first[1], again[1])
    assert not torch.equal(first[0], other[0])
    assert first[0].shape == (2, 3, 32, 32)
    assert first[1].shape == (2, 1, 32, 32)


@pytest.mark.usefixtures("without_library")
def test_the_loader_goes_on_where_it_is_told(tiny: Config) -> None:
    for number, (inputs, truth, *_) in zip(range(4, 7), loader(maker(tiny), 4, 0), strict=False):
        expected = batch(tiny, tiny.data.seed, number, 2)
        assert torch.equal(inputs, expected[0])
        assert torch.equal(truth, expected[1])


@pytest.mark.usefixtures("without_library")
def test_truth_has_the_units_and_place_of_the_input() -> None:
    draws = dataclasses.replace(Draws(), log10_counts=(5.2, 5.3), misstated_share=0.0, line_gain_share=0.0)
    for index in range(12):
        whole = example(draws, 64, 9, index)
        height, width = (
            2 * round(side) for side in (whole.measurement.pixel_height_um, whole.measurement.pixel_width_um)
        )
        restored, truth = (
            image[: height * 4, : width * 4].reshape(4, height, 4, width).mean((1, 3))
            for image in (whole.input[0], whole.truth)
        )
        assert np.abs(restored - truth).mean() < 0.06  # pixels of a fractional size do not fill the boxes


@pytest.mark.usefixtures("without_library")
def test_half_of_the_patches_touch_a_border() -> None:
    whole = example(dataclasses.replace(Draws(), spare_um=(100.0, 128.0)), 32, 2, 0)
    place = np.stack(np.indices(whole.truth.shape).astype(np.float32))
    marked = dataclasses.replace(whole, input=np.concatenate([place, place[:1]]))
    limits = np.array(whole.truth.shape) - 32
    touching = 0
    for index in range(300):
        inputs, _ = cut(marked, choose(marked.counted, 32, 0.5, np.random.default_rng(index)))
        corner = inputs[:2, 0, 0]
        touching += bool((corner == 0).any() or (corner == limits).any())
    assert touching / 300 == pytest.approx(0.5, abs=0.1)


def test_the_library_makes_the_same_pairs_in_any_number_of_workers(tiny: Config) -> None:
    pairs = zip(loader(maker(tiny), 0, 2), loader(maker(tiny), 0, 0), strict=False)
    for (inputs, truth, *_), (expected, aim, *_) in itertools.islice(pairs, 3):
        assert torch.equal(inputs, expected)
        assert torch.equal(truth, aim)


@pytest.mark.parametrize("kind", ["mixed", "particles", "grains"])
def test_the_library_restores_what_it_ablated(kind: str) -> None:
    draws = dataclasses.replace(
        Draws(), kind=kind, log10_counts=(4.5, 5.0), misstated_share=0.0, line_gain_share=0.0, zero_edge_share=0.0
    )
    for index in range(4):
        whole = example(draws, 96, 11, index)
        assert np.isfinite(whole.input).all()
        assert whole.values(whole.input[0]).mean() == pytest.approx(whole.values(whole.truth).mean(), rel=0.05)
        assert np.corrcoef(whole.input[0].ravel(), whole.truth.ravel())[0, 1] > 0.2


def test_beside_a_sample_that_ends_the_truth_goes_on_as_blank() -> None:
    draws = dataclasses.replace(Draws(), zero_edge_share=1.0, quantised_share=0.0, line_gain_share=0.0)
    longer = 0
    for index in range(8):
        whole = example(draws, 48, 31, index)
        measurement = whole.measurement
        assert whole.truth.shape == whole.input.shape[1:]
        beyond = whole.truth[measurement.rows :], whole.truth[:, measurement.columns :]
        blank = places_of(np.float32([measurement.blank_counts]), whole.scale, whole.offset)[0]
        assert all(part == pytest.approx(blank, rel=1e-5) for part in beyond if part.size)
        longer += sum(part.size > 0 for part in beyond)
        assert np.isfinite(chi_square(whole, whole.values(whole.truth)))
    assert longer > 4
