# SPDX-License-Identifier: MIT OR Apache-2.0
"""Enhancement without a truth: two isotopes of one element are two noisy pictures of one distribution.

One isotope is enhanced from itself alone and compared with the measured other one, whose noise is its own.
"""

import csv
import itertools
from collections.abc import Mapping
from pathlib import Path

import lamap
import numpy as np

from lamap_training import baselines, metrics
from lamap_training.enhanced import NONE, Enhance
from lamap_training.images import Image
from lamap_training.inference import Network
from lamap_training.scales import noise_of, values_of
from lamap_training.tables import Score

MAGNIFICATION = 2  # the least that networks are trained on; estimates are averaged back to measured pixels
PIXEL_UM = 10.0  # any length will do: the beam is stated as wide as a pixel, the response as none
CONDITIONS = {"beam_size_um": PIXEL_UM, "pulse_response": "none"}
DARKEST = 97.0  # percent of the pixels, in which residuals are compared: the bright ones hold most of the variance
LEAST_COUNTS = 4.0  # that a variance is computed from, and that is added before a logarithm is taken
FLOOR_COUNTS = 2.0  # of a logarithm


def score_isotopes(tables: list[Path], network: Network, methods: Mapping[str, Enhance] = NONE) -> list[Score]:
    """Agreement of each isotope, as measured and enhanced, with the measured other ones of its element."""
    rows: list[Score] = []
    for path in tables:
        maps = read_isotopes(path)
        prepared = {name: _input(values) for name, values in maps.items()}
        found = {name: _estimates(maps[name], prepared[name], network, methods) for name in maps}
        for one, other in itertools.permutations(maps, 2):
            if one.split(":")[0] == other.split(":")[0]:
                name = f"{path.stem} {one} against {other}"
                noise = metrics.root_mean_square(noise_of(*prepared[other]))
                count = min(one_count(maps[one]), one_count(maps[other]))
                residuals = [(maps[isotope], found[isotope]) for isotope in (one, other)]
                for method, values in found[one].items():
                    scores = agreement(values, maps[other], noise) | {
                        "log_r": log_agreement(values, maps[other], count)
                    }
                    both = [(measured, estimates[method]) for measured, estimates in residuals]
                    rows.append({"map": name, "method": method, **scores, **shared_residual(*both, count)})
    return rows


def read_isotopes(path: Path) -> dict[str, Image]:
    """Maps (lines, pixels) by isotope ("Zn:64") of a table whose columns are the isotopes of one line after another.

    Rows are names of the lines, dates, isotopes, then times; times that some line lacks are left out.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        _, _, isotopes, *times = csv.reader(file)
    names = [name.strip() for name in isotopes[1:]]
    values = np.array([[_number(cell) for cell in row[1 : len(names) + 1]] for row in times if len(row) > len(names)])
    values = values[np.isfinite(values).all(1)].astype(np.float32)
    return {
        name: np.ascontiguousarray(values[:, [n for n, other in enumerate(names) if other == name]].T)
        for name in dict.fromkeys(name for name in names if name)
    }


def agreement(values: Image, other: Image, noise: float) -> Score:
    """Correlation, and root mean square residual after an affine fit over the noise of the other map.

    A residual of 1 leaves nothing but that noise to explain; the noise is the level that the restoration found.
    """
    slope, offset = np.polyfit(values.ravel().astype(np.float64), other.ravel().astype(np.float64), 1)
    residual = float(np.sqrt(((slope * values + offset - other) ** 2).mean()))
    return {
        "correlation": float(np.corrcoef(values.ravel(), other.ravel())[0, 1]),
        "residual_over_noise": residual / noise,
    }


def one_count(values: Image) -> float:
    """What one count is worth in a map of counts over time: the mean step between the values of its darker half."""
    steps = np.unique(values[values <= np.median(values)])
    return float((steps[-1] - steps[0]) / max(len(steps) - 1, 1))


def log_agreement(values: Image, other: Image, count: float) -> float:
    """Correlation of logarithms with another isotope: a few hot pixels hold nearly all variance of the plain values."""
    added = np.float32(LEAST_COUNTS * count)
    floor = np.float32(FLOOR_COUNTS * count)
    return metrics.correlation_log(np.maximum(values, floor) + added, np.maximum(other, floor) + added, floor)


def shared_residual(one: tuple[Image, Image], other: tuple[Image, Image], count: float) -> Score:
    """Covariance of two isotopes' residuals, and variance of the first one's, both over the variance of counting.

    `one` and `other` are what was measured and its estimate. Noise of counting is independent between isotopes: what
    residuals share was structure that the enhancement erased (3 % Flicker adds about 0.4 at 400 counts). Only darker
    pixels are compared. Both are 0 for a map as measured, which has no residual.
    """
    first, second = (
        (measured - estimate) / np.sqrt(np.maximum(estimate, LEAST_COUNTS * count) * count)
        for measured, estimate in (one, other)
    )
    dark = one[0] < np.percentile(one[0], DARKEST)
    covariance = np.cov(first[dark], second[dark])
    return {"shared": float(covariance[0, 1]), "residual": float(covariance[0, 0])}


def _input(measured: Image) -> lamap.NetworkInput:
    settings = {"magnification": MAGNIFICATION, "noise": "auto", "examine": "no"}
    return lamap.network_input(measured, CONDITIONS, PIXEL_UM, **settings)


def _estimates(
    measured: Image, prepared: lamap.NetworkInput, network: Network, methods: Mapping[str, Enhance]
) -> dict[str, Image]:
    inputs, *scale = prepared
    fine = {"restored": values_of(inputs[0], *scale), "network": values_of(network(inputs)[0], *scale)}
    for method, enhance in methods.items():
        fine[method], _ = enhance(measured, CONDITIONS, PIXEL_UM, unit="cps", magnification=MAGNIFICATION)
    return {
        "measured": measured,
        "mean of 3 x 3": baselines.box_mean(measured, 3),
        **{method: _block_means(values, measured.shape) for method, values in fine.items()},
    }


def _block_means(values: Image, shape: tuple[int, int]) -> Image:
    return values.reshape(shape[0], MAGNIFICATION, shape[1], MAGNIFICATION).mean((1, 3))


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return np.nan
