# SPDX-License-Identifier: MIT OR Apache-2.0
"""Enhancement without a truth: two isotopes of one element are two noisy pictures of one distribution.

One isotope is enhanced from itself alone and compared with the measured other one, whose noise is its own.
"""

import csv
import itertools
from pathlib import Path

import lamap
import numpy as np

from lamap_training import baselines
from lamap_training.images import Image
from lamap_training.inference import Network
from lamap_training.tables import Score

MAGNIFICATION = 2  # the least that networks are trained on; estimates are averaged back to measured pixels
PIXEL_UM = 10.0  # any length will do: the beam is stated as wide as a pixel, the response as none


def score_isotopes(tables: list[Path], network: Network) -> list[Score]:
    """Agreement of each isotope, as measured and enhanced, with the measured other ones of its element."""
    rows: list[Score] = []
    for path in tables:
        maps = read_isotopes(path)
        prepared = {name: _input(values) for name, values in maps.items()}
        for one, other in itertools.permutations(maps, 2):
            if one.split(":")[0] == other.split(":")[0]:
                name = f"{path.stem} {one} against {other}"
                noise = float(np.sqrt((prepared[other][0][2].astype(np.float64) ** 2).mean())) * prepared[other][1]
                for method, values in _estimates(maps[one], *prepared[one], network).items():
                    rows.append({"map": name, "method": method, **agreement(values, maps[other], noise)})
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


def _input(measured: Image) -> tuple[Image, float]:
    conditions = {"beam_size_um": PIXEL_UM, "pulse_response": "none"}
    settings = {"magnification": MAGNIFICATION, "noise": "auto", "examine": "no"}
    return lamap.network_input(measured, conditions, PIXEL_UM, **settings)


def _estimates(measured: Image, inputs: Image, scale: float, network: Network) -> dict[str, Image]:
    estimates = {"restored": inputs[0], "network": network(inputs)[0]}
    return {
        "measured": measured,
        "mean of 3 x 3": baselines.box_mean(measured, 3),
        **{method: _block_means(values, measured.shape) * np.float32(scale) for method, values in estimates.items()},
    }


def _block_means(values: Image, shape: tuple[int, int]) -> Image:
    return values.reshape(shape[0], MAGNIFICATION, shape[1], MAGNIFICATION).mean((1, 3))


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return np.nan
