# SPDX-License-Identifier: MIT OR Apache-2.0
import math

import numpy as np
import pytest

from lamap_training import metrics

TRUTH = np.random.default_rng(1).random((20, 30)).astype(np.float32)


def test_psnr_and_nrmse_by_hand() -> None:
    truth = np.array([[3.0, 4.0]], np.float32)
    assert metrics.psnr(truth + 0.1, truth, 1.0) == pytest.approx(20.0, abs=1e-4)
    assert metrics.nrmse(truth + np.float32([[0.3, 0.4]]), truth) == pytest.approx(0.1, abs=1e-6)
    assert metrics.psnr(truth, truth, 1.0) == math.inf


def test_similarity_of_flat_images_by_hand() -> None:
    flat = np.full((9, 9), 0.5, np.float32)
    c1 = 0.01**2
    expected = (2 * 0.5 * 0.6 + c1) / (0.5**2 + 0.6**2 + c1)
    assert metrics.ssim(flat + np.float32(0.1), flat, 1.0) == pytest.approx(expected, abs=1e-6)
    assert metrics.ssim(TRUTH, TRUTH, 1.0) == pytest.approx(1.0)


def test_similarity_is_that_of_scikit_image() -> None:
    other = pytest.importorskip("skimage.metrics")
    noisy = TRUTH + np.random.default_rng(2).normal(0, 0.1, TRUTH.shape).astype(np.float32)
    full = other.structural_similarity(noisy, TRUTH, data_range=1.0)
    assert metrics.ssim(noisy, TRUTH, 1.0) == pytest.approx(full, abs=1e-5)


def test_an_affine_change_is_fitted_away() -> None:
    changed = 3 * TRUTH + 7
    scores = metrics.similarity(changed, TRUTH, 1.0)
    assert scores["psnr"] < 0
    assert scores["psnr_fit"] > 100
    assert scores["ssim_fit"] == pytest.approx(1.0)
    assert scores["nrmse_fit"] < 1e-5
    assert np.allclose(metrics.fitted(np.ones_like(TRUTH), TRUTH), TRUTH.mean())


def test_the_ring_resolution_of_a_low_pass_is_its_cut() -> None:
    rng = np.random.default_rng(5)
    truth = rng.random((128, 160))
    frequency = np.hypot(np.fft.fftfreq(128)[:, None], np.fft.fftfreq(160)[None])
    kept = np.fft.ifft2(np.fft.fft2(truth) * (frequency < 0.125)).real
    other = kept + 0.02 * rng.normal(size=truth.shape)
    found = metrics.ring_resolution(other.astype(np.float32), truth.astype(np.float32))
    assert 128 / 18 <= found <= 8  # the window spreads the cut, ring 16, over two rings


def test_ring_resolution_ends_at_the_pixels_and_at_the_image() -> None:
    rng = np.random.default_rng(6)
    truth = rng.random((64, 64)).astype(np.float32)
    assert metrics.ring_resolution(3 * truth + 1, truth) == 2.0
    assert metrics.ring_resolution(-truth, truth) == 64.0
    assert metrics.ring_resolution(np.zeros_like(truth), truth) == 64.0


@pytest.mark.parametrize("level", metrics.LEVELS)
def test_a_laplace_law_covers_what_it_says(level: float) -> None:
    error = np.random.default_rng(3).laplace(0.0, 0.2, (300, 300)).astype(np.float32)
    scale = np.full_like(error, math.log(0.2))
    assert metrics.coverage(error, scale, np.zeros_like(error), level) == pytest.approx(level, abs=0.01)


def test_the_interval_of_a_mean() -> None:
    values = np.random.default_rng(4).normal(5.0, 1.0, 400)
    mean, low, high = metrics.mean_interval([*values, math.nan])
    assert mean == pytest.approx(values.mean())
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert metrics.mean_interval([*values, math.nan]) == (mean, low, high)
    assert all(math.isnan(value) for value in metrics.mean_interval([math.inf]))


def test_a_tenfold_error_costs_the_same_in_every_decade() -> None:
    truth = np.array([[1.0, 1e4]], np.float32)
    for wrong in ([[10.0, 1e4]], [[1.0, 1e5]]):
        assert metrics.psnr_log(np.array(wrong, np.float32), truth, 1.0) == pytest.approx(10 * math.log10(4**2 / 0.5))
    assert metrics.psnr_log(np.array([[-3.0, 1e4]], np.float32), truth, 1.0) == math.inf
    assert math.isnan(metrics.psnr_log(truth, np.ones_like(truth), 1.0))


def test_the_correlation_of_logarithms_is_not_ruled_by_a_bright_pixel() -> None:
    a, b = TRUTH.copy(), TRUTH[::-1].copy()  # with little in common but one pixel
    a[0, 0] = b[0, 0] = 1e3
    assert np.corrcoef(a.ravel(), b.ravel())[0, 1] > 0.99
    assert metrics.correlation_log(a, b, 0.1) < 0.5
    assert metrics.correlation_log(3 * TRUTH, TRUTH, 1e-6) == pytest.approx(1)
    assert math.isnan(metrics.correlation_log(TRUTH, np.ones_like(TRUTH), 0.1))


def test_a_normal_law_is_covered_in_nine_of_ten() -> None:
    rng = np.random.default_rng(7)
    truth = (10 ** rng.uniform(0, 4, (300, 300))).astype(np.float32)
    deviation = np.sqrt(truth)
    estimate = truth + deviation * rng.normal(size=truth.shape).astype(np.float32)
    assert metrics.coverage_normal(estimate, deviation, truth) == pytest.approx(0.9, abs=0.01)
    scores = metrics.by_decade(estimate, deviation, truth)
    by_truth = [key for key in scores if "shown" not in key]
    assert by_truth[::3] == ["error 10^0..1", "error 10^1..2", "error 10^2..3", "error 10^3..4"]
    assert scores["coverage 10^2..3"] == pytest.approx(0.9, abs=0.02)
    assert scores["coverage shown 10^2..3"] == pytest.approx(0.9, abs=0.02)
    counts = truth[(truth >= 100) & (truth < 1000)]
    assert scores["error 10^2..3"] == pytest.approx(math.sqrt(counts.mean() / (counts**2).mean()), rel=0.05)
    assert scores["log error 10^2..3"] == pytest.approx(np.sqrt((1 / counts).mean()) / math.log(10), rel=0.1)
    assert list(metrics.by_decade(estimate, None, truth)) == [key for key in scores if "coverage" not in key]


def test_decades_below_a_count_and_above_a_hundred_thousand_are_one_each() -> None:
    counts = np.array([[0.0, 0.2, 1.0, 9.9, 10.0, 1e5, 1e7]], np.float32)
    scores = metrics.by_decade(counts + 1, None, counts)
    assert list(scores)[::2] == ["error below 1", "error 10^0..1", "error 10^1..2", "error from 10^5"]
    assert scores["error below 1"] == pytest.approx(1.0)  # over one count
    assert scores["error 10^1..2"] == pytest.approx(0.1)
    assert scores["log error 10^1..2"] == pytest.approx(math.log10(1.1))
