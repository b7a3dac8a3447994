# SPDX-License-Identifier: MIT OR Apache-2.0
"""Scores of one image against its truth, and of many images together."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lamap_training.images import Image

WINDOW = 7  # side of the square window of the structural similarity
RING_THRESHOLD = 1 / 7  # correlation of a Fourier ring below which it is not resolved
STABILISERS = (0.01, 0.03)  # its constants K1 and K2
LEVELS = (0.5, 0.8, 0.9)  # of the intervals whose coverage is counted
RESAMPLES = 2000
CONFIDENCE = 0.95
NINE_TENTHS = 1.645  # standard deviations of a normal law either side hold 90 %
DECADES = ("below 1", "10^0..1", "10^1..2", "10^2..3", "10^3..4", "10^4..5", "from 10^5")  # of counts a pixel


def psnr(estimate: Image, truth: Image, peak: float) -> float:
    """Peak signal-to-noise ratio in dB; infinite for no error."""
    error = float(((estimate - truth).astype(np.float64) ** 2).mean())
    return 10 * math.log10(peak**2 / error) if error else math.inf


def root_mean_square(image: Image) -> float:
    """One level for all pixels."""
    return float(np.sqrt((image.astype(np.float64) ** 2).mean()))


def nrmse(estimate: Image, truth: Image) -> float:
    """Euclidean norm of the error over that of the truth."""
    return float(np.linalg.norm((estimate - truth).astype(np.float64)) / np.linalg.norm(truth.astype(np.float64)))


def psnr_log(estimate: Image, truth: Image, floor: float) -> float:
    """Peak signal-to-noise ratio of decimal logarithms in dB, the peak being the range of the truth's.

    Values below `floor` count as `floor`: one count a pixel, or the noise where there are no counts. Below it a
    logarithm would tell of noise alone. NaN where the truth is uniform.
    """
    logarithms = [np.log10(np.maximum(values.astype(np.float64), floor)) for values in (estimate, truth)]
    peak = float(np.ptp(logarithms[1]))
    return psnr(*logarithms, peak) if peak else math.nan


def correlation_log(values: Image, other: Image, floor: float) -> float:
    """Correlation of logarithms; values below `floor` count as `floor`. NaN for a uniform image."""
    logarithms = [np.log(np.maximum(image, floor)).ravel() for image in (values, other)]
    return float(np.corrcoef(*logarithms)[0, 1]) if all(map(np.ptp, logarithms)) else math.nan


def ssim(estimate: Image, truth: Image, peak: float) -> float:
    """Mean structural similarity (Wang et al. 2004, doi:10.1109/TIP.2003.819861) with a uniform window of 7 x 7.

    Variances are those of samples (n - 1); only whole windows count. NaN for an image smaller than a window.
    """
    if min(truth.shape) < WINDOW:
        return math.nan
    a, b = estimate.astype(np.float64), truth.astype(np.float64)
    count = WINDOW**2
    unbiased = count / (count - 1)
    mean_a, mean_b = _window_means(a), _window_means(b)
    variance_a = unbiased * (_window_means(a * a) - mean_a**2)
    variance_b = unbiased * (_window_means(b * b) - mean_b**2)
    covariance = unbiased * (_window_means(a * b) - mean_a * mean_b)
    c1, c2 = ((factor * peak) ** 2 for factor in STABILISERS)
    above = (2 * mean_a * mean_b + c1) * (2 * covariance + c2)
    below = (mean_a**2 + mean_b**2 + c1) * (variance_a + variance_b + c2)
    return float((above / below).mean())


def fitted(estimate: Image, truth: Image) -> Image:
    """The estimate after the affine change of intensity that brings it nearest to the truth (least squares)."""
    if np.ptp(estimate) == 0:
        return np.full_like(estimate, truth.mean())
    slope, offset = np.polyfit(estimate.ravel().astype(np.float64), truth.ravel().astype(np.float64), 1)
    return (slope * estimate + offset).astype(np.float32)


def coverage(estimate: Image, log_scale: Image, truth: Image, level: float) -> float:
    """Share of pixels whose truth lies in the central interval of the stated Laplace law that should hold `level`."""
    return float((np.abs(estimate - truth) <= -math.log(1 - level) * np.exp(log_scale)).mean())


def coverage_normal(estimate: Image, deviation: Image, truth: Image) -> float:
    """Share of pixels with |estimate - truth| <= 1.645 x the stated standard deviation; 0.9 under a normal law.

    All three in the same, linear units.
    """
    return float((np.abs(estimate - truth) <= NINE_TENTHS * deviation).mean())


def by_decade(estimate: Image, deviation: Image | None, counts: Image) -> dict[str, float]:
    """Errors and coverage of the 90 % interval in each decade of the truth `counts`, all of them in counts.

    Names are, of the decade 10^2..3: `error 10^2..3`, the root mean square error over the root mean square of the truth
    or one count, which what leaks from bright neighbours may rule; `log error 10^2..3`, the root mean square error of
    decimal logarithms, below one count those of one count; `coverage 10^2..3`. `coverage shown 10^2..3` is that of the
    places whose estimate, which is what a user sees, lies in the decade: places chosen by their truth are those where
    the estimate errs to one side. No coverage without a deviation, nothing for a decade that does not occur.
    """
    number, shown = _decades(counts), _decades(estimate)
    scores = {}
    for n in np.unique(number):
        inside = number == n
        found, true = estimate[inside], counts[inside]
        scores[f"error {DECADES[n]}"] = _rms(found - true) / max(_rms(true), 1.0)
        scores[f"log error {DECADES[n]}"] = _rms(np.log10(np.maximum(found, 1)) - np.log10(np.maximum(true, 1)))
        if deviation is not None:
            scores[f"coverage {DECADES[n]}"] = coverage_normal(found, deviation[inside], true)
    for n in np.unique(shown) if deviation is not None else ():
        inside = shown == n
        scores[f"coverage shown {DECADES[n]}"] = coverage_normal(estimate[inside], deviation[inside], counts[inside])
    return scores


def _decades(counts: Image) -> NDArray[np.int_]:
    """Number of the decade of each value."""
    return np.clip(np.floor(np.log10(np.maximum(counts, 0.1))) + 1, 0, len(DECADES) - 1).astype(int)


def _rms(values: Image) -> float:
    return float(np.sqrt((values.astype(np.float64) ** 2).mean()))


def ring_resolution(estimate: Image, truth: Image) -> float:
    """Resolution in pixels by Fourier ring correlation: period of the first ring whose correlation is below 1/7.

    Hann window, rings one frequency of the shorter side wide, linear between rings; 2 where every ring is resolved,
    the shorter side where none is. Source: van Heel and Schatz 2005, doi:10.1016/j.jsb.2005.05.009, threshold 1/7 as
    Rosenthal and Henderson 2003, doi:10.1016/j.jmb.2003.07.013.
    """
    side = min(truth.shape)
    window = np.outer(*(np.hanning(length + 2)[1:-1] for length in truth.shape))
    a, b = (np.fft.fft2((image - image.mean(dtype=np.float64)) * window) for image in (estimate, truth))
    frequency = np.hypot(np.fft.fftfreq(truth.shape[0])[:, None], np.fft.fftfreq(truth.shape[1])[None])
    ring = np.rint(frequency * side).astype(int)
    count = side // 2 + 1
    cross, power_a, power_b = (
        np.bincount(ring.ravel(), values.ravel())[1:count]
        for values in ((a * b.conj()).real, np.abs(a) ** 2, np.abs(b) ** 2)
    )
    correlation = cross / np.sqrt(np.maximum(power_a * power_b, np.finfo(float).tiny))
    lost = np.flatnonzero(correlation < RING_THRESHOLD)
    if len(lost) == 0:
        return 2.0
    last = lost[0]  # rings before this one, numbered from 1, are resolved
    if last == 0:
        return float(side)
    above, below = correlation[last - 1], correlation[last]
    return float(side / (last + (above - RING_THRESHOLD) / (above - below)))


def similarity(estimate: Image, truth: Image, peak: float) -> dict[str, float]:
    """PSNR, SSIM and NRMSE, as it is and (names with `_fit`) after the affine fit; resolution in pixels (`frc_px`)."""
    nearest = fitted(estimate, truth)
    return {
        "psnr": psnr(estimate, truth, peak),
        "ssim": ssim(estimate, truth, peak),
        "nrmse": nrmse(estimate, truth),
        "psnr_fit": psnr(nearest, truth, peak),
        "ssim_fit": ssim(nearest, truth, peak),
        "nrmse_fit": nrmse(nearest, truth),
        "frc_px": ring_resolution(estimate, truth),
    }


def mean_interval(values: Sequence[float], seed: int = 0) -> tuple[float, float, float]:
    """Mean of the finite values and its 95 % bootstrap interval (percentiles); always the same for a seed."""
    finite = np.array([value for value in values if math.isfinite(value)])
    if len(finite) == 0:
        return math.nan, math.nan, math.nan
    picks = np.random.default_rng(seed).integers(len(finite), size=(RESAMPLES, len(finite)))
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(finite[picks].mean(1), (tail, 100 - tail))
    return float(finite.mean()), float(low), float(high)


def _window_means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    views = np.lib.stride_tricks.sliding_window_view(values, (WINDOW, WINDOW))
    return views.mean((2, 3))
