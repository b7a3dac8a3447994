# SPDX-License-Identifier: MIT OR Apache-2.0
"""Examples whose inputs are logarithms: their truth is too, and scores and losses are of values."""

import dataclasses

import lamap
import numpy as np
import pytest
import torch

from lamap_training.conditions import TARGET_PIXEL_UM
from lamap_training.config import Draws
from lamap_training.consistency import chi_square
from lamap_training.data import Example, example
from lamap_training.evaluate import compare
from lamap_training.images import Image
from lamap_training.operator import probe
from lamap_training.scales import noise_of, places_of, values_of, values_over_scale
from lamap_training.seen import seen

VALUES = np.float32([[-3.0, -1e-3, 0.0, 1e-3], [0.5, 2.0, 40.0, 3e5]])
PLAIN = ("zero_edge_share", "quantised_share", "line_gain_share", "displaced_share", "misstated_share")
WIDE = dataclasses.replace(
    Draws(), range_share=1.0, range_decades=(3.0, 3.5), hot_spot_share=0.0, void_share=0.0,
    log10_counts=(5.0, 5.5), auto_noise_share=0.0, **dict.fromkeys(PLAIN, 0.0),
)  # fmt: skip


@pytest.fixture(scope="module")
def wide() -> Example:
    """One whose input is logarithmic."""
    wholes = (example(WIDE, 64, 17, index) for index in range(20))
    return next(whole for whole in wholes if whole.offset)


@pytest.mark.parametrize("offset", [None, 0.02, 7.0])
def test_places_give_back_their_values(offset: float | None) -> None:
    places = places_of(VALUES, 13.0, offset)
    assert places.dtype == np.float32
    assert values_of(places, 13.0, offset) == pytest.approx(VALUES, rel=1e-4)
    assert (np.diff(places.ravel()) > 0).all()


def test_places_by_hand() -> None:
    assert places_of(VALUES, 4.0, None) == pytest.approx(VALUES / 4)
    assert places_of(np.float32([-6.0, 0.0, 2 * (np.e - 1)]), 4.0, 2.0) == pytest.approx([-1.5, 0.0, 0.5])


def test_values_have_a_gradient() -> None:
    places = torch.tensor([-0.5, 0.0, 0.3, 2.0], requires_grad=True)
    values = values_over_scale(places, torch.tensor(0.25))
    plain = values_of(places.detach().numpy(), 8.0, 2.0) / 8
    assert values.detach().numpy() == pytest.approx(plain, rel=1e-5)
    values.sum().backward()
    assert places.grad.numpy() == pytest.approx(1 + np.maximum(plain, 0) / 0.25, rel=1e-5)


def test_the_noise_has_the_unit_of_the_map() -> None:
    inputs = np.float32([[[0.0, 0.5]], [[0.0, 0.5]], [[0.1, 0.1]]])
    assert noise_of(inputs, 4.0, None) == pytest.approx(np.float32([[0.4, 0.4]]))
    assert noise_of(inputs, 4.0, 2.0) == pytest.approx(np.float32([[0.4, 0.4 * np.e]]))


def test_restored_and_truth_of_a_wide_range_are_on_one_scale(wide: Example) -> None:
    restored, truth = wide.input[0], wide.truth
    assert np.corrcoef(restored.ravel(), truth.ravel())[0, 1] > 0.8
    assert restored.mean() == pytest.approx(truth.mean(), rel=0.1)
    assert wide.input[1].mean() == pytest.approx(truth.mean(), rel=0.15)
    measurement = wide.measurement
    most = measurement.counts_per_concentration + measurement.blank_counts
    assert wide.values(truth).max() == pytest.approx(most, rel=0.5)  # pixels of 1 are the brightest that are measured


def test_on_a_linear_scale_nothing_changes() -> None:
    narrow = dataclasses.replace(WIDE, range_share=0.0)
    linear = [whole for whole in (example(narrow, 48, 12, index) for index in range(8)) if whole.offset is None]
    assert linear
    for whole in linear:
        assert np.array_equal(whole.values(whole.truth), whole.truth * np.float32(whole.scale))


def test_scores_are_of_values(wide: Example) -> None:
    def identity(inputs: Image) -> Image:
        return np.stack([inputs[0], np.zeros_like(inputs[0])])

    shown, scores = compare(wide, identity, {})
    assert np.array_equal(shown["truth"], wide.values(wide.truth))
    by_method = {score["method"]: score for score in scores}
    assert by_method["network"]["psnr"] == by_method["restored"]["psnr"]
    assert by_method["restored"]["psnr"] > by_method["nearest"]["psnr"]
    assert by_method["network"]["psnr_log"] == by_method["restored"]["psnr_log"]
    assert chi_square(wide, shown["truth"]) == pytest.approx(1.0, abs=0.3)


def test_a_loss_ablates_values(wide: Example) -> None:
    everything = tuple(slice(0, side) for side in wide.truth.shape)
    (patch,) = seen(wide, [everything])
    assert (patch.residual(torch.zeros_like(patch.truth)) ** 2).mean() == pytest.approx(1.0, abs=0.3)
    error = torch.from_numpy(wide.input[0] - wide.truth)[None, None].requires_grad_()
    residual = patch.residual(error)
    operator = probe(wide.measurement.conditions, wide.truth.shape, TARGET_PIXEL_UM).within(wide.measured.shape)
    ablated = operator.forward(wide.values(wide.input[0]) - wide.values(wide.truth)) / wide.scale
    expected = patch.noise.numpy()[0, 0] - patch.weight.numpy()[0, 0] * ablated
    assert residual.detach().numpy()[0, 0] == pytest.approx(expected, abs=2e-3 * float(np.abs(expected).max()))
    (gradient,) = torch.autograd.grad(residual.square().sum(), error)
    assert gradient.isfinite().all()


def test_the_library_tells_the_scale() -> None:
    rng = np.random.default_rng(0)
    measured = rng.poisson(100, (12, 15)).astype(np.float32)
    made = lamap.network_input(measured, None, 5.0, magnification=2, noise="counts", scale="logarithm", examine="no")
    assert made.inputs[1, ::2, ::2] == pytest.approx(places_of(measured, made.scale, made.offset), rel=1e-4)
