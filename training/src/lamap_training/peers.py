# SPDX-License-Identifier: MIT OR Apache-2.0
"""Classical restorations to compare with: deconvolution with the true operator, and BM3D where it is installed.

The package `bm3d` is free for non-commercial use only: lamap never needs, installs or ships it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from lamap_training import baselines
from lamap_training.images import Image
from lamap_training.operator import Matrix, Operator

MOST_ITERATIONS = 200
TV_WEIGHT = 0.01  # of the total variation, in the units of Dey et al.
EDGE = 1e-2  # of the mean: gradients below it are not edges
LEAST = 1e-6  # of the mean: values stay positive, so that every pixel can grow again


@dataclass(frozen=True)
class Problem:
    """What a peer is given: more than a user knows, for operator and noise are the true ones."""

    measured: Image  # (lines, pixels), in the units of the estimate
    noise: float  # its standard deviation in the same units
    blank: float  # what a pixel shows without sample
    geometry: tuple  # of baselines.bicubic
    operator: Callable[[], Operator]  # made only for those that need it


def richardson_lucy(problem: Problem) -> Image:
    """Richardson-Lucy iterations (Richardson 1972, doi:10.1364/JOSA.62.000055) until the residual is the noise."""
    return _deconvolved(problem, problem.measured, 0.0)


def richardson_lucy_tv(problem: Problem) -> Image:
    """The same with total variation (Dey et al. 2006, doi:10.1002/jemt.20294)."""
    return _deconvolved(problem, problem.measured, TV_WEIGHT)


def bm3d_bicubic(problem: Problem) -> Image:
    """BM3D (Dabov et al. 2007, doi:10.1109/TIP.2007.901238) of the measured map, then bicubic interpolation."""
    return baselines.bicubic(_denoised(problem), *problem.geometry)


def bm3d_richardson_lucy(problem: Problem) -> Image:
    """BM3D of the measured map, then Richardson-Lucy iterations."""
    return _deconvolved(problem, _denoised(problem), 0.0)


PEERS: dict[str, Callable[[Problem], Image]] = {
    "rl": richardson_lucy,
    "rl_tv": richardson_lucy_tv,
    "bm3d": bm3d_bicubic,
    "bm3d_rl": bm3d_richardson_lucy,
}


def chosen_peers(names: list[str]) -> dict[str, Callable[[Problem], Image]]:
    """Peers by name; ModuleNotFoundError where one needs a package that is not there."""
    if any(name.startswith("bm3d") for name in names):
        _bm3d()
    return {name: PEERS[name] for name in names}


def _deconvolved(problem: Problem, measured: Image, tv_weight: float) -> Image:
    operator = problem.operator()
    lines, pixels = len(operator.rows), len(operator.columns)
    signal = np.maximum(measured[:lines, :pixels].astype(np.float64) - problem.blank, 0.0)
    mean = max(float(signal.mean()), LEAST)
    start = baselines.bicubic(measured, *problem.geometry).astype(np.float64) - problem.blank
    estimate = np.maximum(start, LEAST * mean)
    seen = np.maximum(operator.adjoint(np.ones_like(signal)), LEAST)
    for _ in range(MOST_ITERATIONS):
        expected = np.maximum(operator.forward(estimate), LEAST * mean)
        if ((signal - expected) ** 2).mean() <= problem.noise**2:
            break
        smooth = 1 - tv_weight * _divergence_of_directions(estimate, EDGE * mean) if tv_weight else 1.0
        estimate = np.maximum(estimate * operator.adjoint(signal / expected) / seen / smooth, LEAST * mean)
    return (estimate + problem.blank).astype(np.float32)


def _divergence_of_directions(values: Matrix, edge: float) -> Matrix:
    """Divergence of the unit gradient: the derivative of the total variation with the sign changed."""
    down, right = np.diff(values, axis=0, append=values[-1:]), np.diff(values, axis=1, append=values[:, -1:])
    length = np.sqrt(down**2 + right**2 + edge**2)
    return np.diff(down / length, axis=0, prepend=0.0) + np.diff(right / length, axis=1, prepend=0.0)


def _denoised(problem: Problem) -> Image:
    peak = float(np.abs(problem.measured).max()) or 1.0
    return np.float32(peak) * _bm3d().bm3d(problem.measured / peak, problem.noise / peak).astype(np.float32)


def _bm3d() -> ModuleType:
    try:
        import bm3d
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            "the peers bm3d and bm3d_rl need the package bm3d, which is free for non-commercial use only"
        ) from missing
    return bm3d
