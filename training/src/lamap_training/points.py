# SPDX-License-Identifier: MIT OR Apache-2.0
"""Enhanced maps against finer measurements of the same specimen, both given as tables of points.

A folder holds PAIRS.tsv with a column `specimen` and two columns named `file_100um`, `file_30um` after the steps of
their tables, and those tables: comma-separated x, y in mm, a third column, the value; one point a line.
"""

import csv
import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import lamap
import numpy as np
from numpy.typing import NDArray

from lamap_training import baselines, metrics
from lamap_training.enhanced import NONE, Enhance
from lamap_training.images import Image
from lamap_training.inference import Network
from lamap_training.scales import values_of
from lamap_training.tables import Score

Points = NDArray[np.float64]  # (points, 3): x and y in µm, value

PAIRS = "PAIRS.tsv"
CLIPPED_PERCENTILE = 98.0  # single bright points would rule every score but that of logarithms
FLOOR = 0.05  # of the median of the fine points: logarithms below it would rule their correlation
MARGIN = 3  # coarse pixels around the fine points that are restored with them


@dataclass(frozen=True)
class Pair:
    """A part of a coarse map and the finer points that lie on it."""

    measured: Image  # (lines, pixels), NaN where there is no point
    bright: float  # percentile of the whole coarse map
    origin: Points  # (x, y) of its first pixel, µm
    coarse_um: float
    fine_um: float
    places: Points  # (points, 2), µm
    fine: Points  # values there

    def clipped(self) -> "Pair":
        """Both without their brightest values."""
        measured = np.minimum(self.measured, np.float32(self.bright))
        fine = np.minimum(self.fine, np.percentile(self.fine, CLIPPED_PERCENTILE))
        return dataclasses.replace(self, measured=measured, fine=fine)


def score_points(folder: Path, network: Network, methods: Mapping[str, Enhance] = NONE) -> list[Score]:
    """Scores of each pair and method: bilinear and bicubic interpolation, restoration, network and `methods`.

    Correlation and PSNR (after an affine fit, peak: range of the fine points) of what was clipped before it was
    enhanced, and the correlation of the logarithms (`log_r`) of what was not: there the bright points may do harm.
    """
    rows: list[Score] = []
    with (folder / PAIRS).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t"), 1):
            pair = _read_pair(folder, row)
            logarithmic = _scores(pair, network, methods, _score_logarithms)
            for method, score in _scores(pair.clipped(), network, methods, _score_values).items():
                rows.append({"map": f"{number} {row['specimen']}", "method": method, **score, **logarithmic[method]})
    return rows


def read_points(path: Path) -> Points:
    """Points of a table; a header and points without a value are left out."""
    table = np.genfromtxt(path, delimiter=",", usecols=(0, 1, 3), ndmin=2)
    table = table[np.isfinite(table).all(1)]
    return table * (1000.0, 1000.0, 1.0)


def gridded(points: Points, step_um: float) -> tuple[Image, Points]:
    """Map (lines, pixels) of points, NaN where there is none, and the place (x, y) of its first pixel."""
    origin = points[:, :2].min(0)
    column, row = np.rint((points[:, :2] - origin) / step_um).astype(int).T
    values = np.full((row.max() + 1, column.max() + 1), np.nan, np.float32)
    values[row, column] = points[:, 2]
    return values, origin


def sampled(values: Image, origin: Points, step_um: float, places: Points) -> Points:
    """Bilinear values of a map at places (x, y); the border is repeated."""
    column, row = ((places - origin) / step_um).T
    left, right, to_right = _neighbours(column, values.shape[1])
    top, bottom, down = _neighbours(row, values.shape[0])
    upper = (1 - to_right) * values[top, left] + to_right * values[top, right]
    lower = (1 - to_right) * values[bottom, left] + to_right * values[bottom, right]
    return (1 - down) * upper + down * lower


def _neighbours(at: Points, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Points]:
    at = np.clip(at, 0, count - 1)
    before = np.floor(at).astype(int)
    return before, np.minimum(before + 1, count - 1), at - before


def _on_a_pixel(values: Image, origin: Points, step_um: float, places: Points) -> NDArray[np.bool_]:
    """Whether a place lies on a pixel that was measured."""
    column, row = np.rint((places - origin) / step_um).astype(int).T
    on = (column >= 0) & (column < values.shape[1]) & (row >= 0) & (row < values.shape[0])
    on[on] = np.isfinite(values[row[on], column[on]])
    return on


def _read_pair(folder: Path, row: Mapping[str, str]) -> Pair:
    fine_um, coarse_um = sorted(step for step in map(_step_um, row) if step)
    coarse, fine = (read_points(folder / row[f"file_{step:g}um"]) for step in (coarse_um, fine_um))
    whole, origin = gridded(coarse, coarse_um)
    first, last = ((corner(fine[:, :2], 0) - origin) / coarse_um for corner in (np.min, np.max))
    start = np.maximum(np.floor(first).astype(int) - MARGIN, 0)
    stop = np.ceil(last).astype(int) + MARGIN + 1
    measured = np.ascontiguousarray(whole[start[1] : stop[1], start[0] : stop[0]])
    bright = float(np.nanpercentile(whole, CLIPPED_PERCENTILE))
    return Pair(measured, bright, origin + start * coarse_um, coarse_um, fine_um, fine[:, :2], fine[:, 2])


def _scores(
    pair: Pair, network: Network, methods: Mapping[str, Enhance], score: Callable[[Points, Points], Score]
) -> dict[str, Score]:
    """The scores of each method from its values at the fine points and those of the points."""
    measured, coarse_um, fine_um = pair.measured, pair.coarse_um, pair.fine_um
    magnification = coarse_um / fine_um
    inputs, *scale = lamap.network_input(
        measured, None, coarse_um, magnification=magnification, noise="auto", examine="no"
    )
    geometry = (inputs.shape[1:], (coarse_um, coarse_um), fine_um, 0.0)
    filled = _filled(measured)
    maps = {
        "bicubic": baselines.bicubic(filled, *geometry),
        "restored": values_of(inputs[0], *scale),
        "network": values_of(network(inputs)[0], *scale),
        **{
            name: enhance(measured, None, coarse_um, magnification=magnification, missing="fill")[0]
            for name, enhance in methods.items()
        },
    }
    first_um = pair.origin - coarse_um / 2 + fine_um / 2  # centre of the first target pixel
    counted = _on_a_pixel(measured, pair.origin, coarse_um, pair.places)
    places = pair.places[counted]
    shown = {"bilinear": sampled(filled, pair.origin, coarse_um, places)}
    shown |= {method: sampled(values, first_um, fine_um, places) for method, values in maps.items()}
    return {method: score(values, pair.fine[counted]) for method, values in shown.items()}


def _score_values(values: Points, truth: Points) -> Score:
    return {
        "points": str(len(truth)),
        "correlation": float(np.corrcoef(values, truth)[0, 1]),
        "psnr_fit": _psnr_fit(values, truth),
    }


def _score_logarithms(values: Points, truth: Points) -> Score:
    return {"log_r": metrics.correlation_log(values, truth, FLOOR * float(np.median(truth)))}


def _psnr_fit(values: Points, truth: Points) -> float:
    return metrics.psnr(metrics.fitted(values, truth), truth.astype(np.float32), float(np.ptp(truth)))


def _filled(values: Image) -> Image:
    """Missing pixels take the value of the nearest one: interpolation needs all of them."""
    known = np.argwhere(np.isfinite(values))
    filled = values.copy()
    for row, column in np.argwhere(~np.isfinite(values)):
        nearest = known[((known - (row, column)) ** 2).sum(1).argmin()]
        filled[row, column] = values[tuple(nearest)]
    return filled


def _step_um(column: str) -> float | None:
    found = re.fullmatch(r"file_([0-9.]+)um", column)
    return float(found[1]) if found else None
