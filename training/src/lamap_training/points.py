# SPDX-License-Identifier: MIT OR Apache-2.0
"""Enhanced maps against finer measurements of the same specimen, both given as tables of points.

A folder holds PAIRS.tsv with a column `specimen` and two columns named `file_100um`, `file_30um` after the steps of
their tables, and those tables: comma-separated x, y in mm, a third column, the value; one point a line.
"""

import csv
import re
from pathlib import Path

import lamap
import numpy as np
from numpy.typing import NDArray

from lamap_training import baselines, metrics
from lamap_training.images import Image
from lamap_training.inference import Network
from lamap_training.tables import Score

Points = NDArray[np.float64]  # (points, 3): x and y in µm, value

PAIRS = "PAIRS.tsv"
CLIPPED_PERCENTILE = 98.0  # single bright points would rule every score
MARGIN = 3  # coarse pixels around the fine points that are restored with them


def score_points(folder: Path, network: Network) -> list[Score]:
    """Correlation and PSNR (after an affine fit, peak: range of the fine points) of each pair and method."""
    rows: list[Score] = []
    with (folder / PAIRS).open(encoding="utf-8", newline="") as file:
        for pair in csv.DictReader(file, delimiter="\t"):
            fine_um, coarse_um = sorted(step for step in map(_step_um, pair) if step)
            coarse, fine = (read_points(folder / pair[f"file_{step:g}um"]) for step in (coarse_um, fine_um))
            name = f"{len(rows) // 4 + 1} {pair['specimen']}"
            rows += [{"map": name, **score} for score in _compare(coarse, fine, coarse_um, fine_um, network)]
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


def _compare(coarse: Points, fine: Points, coarse_um: float, fine_um: float, network: Network) -> list[Score]:
    whole, origin = gridded(coarse, coarse_um)
    first, last = ((corner(fine[:, :2], 0) - origin) / coarse_um for corner in (np.min, np.max))
    start = np.maximum(np.floor(first).astype(int) - MARGIN, 0)
    stop = np.ceil(last).astype(int) + MARGIN + 1
    measured = np.minimum(whole, np.float32(np.nanpercentile(whole, CLIPPED_PERCENTILE)))
    measured = np.ascontiguousarray(measured[start[1] : stop[1], start[0] : stop[0]])
    origin = origin + start * coarse_um
    inputs, scale = lamap.network_input(
        measured, None, coarse_um, magnification=coarse_um / fine_um, noise="auto", examine="no"
    )
    geometry = (inputs.shape[1:], (coarse_um, coarse_um), fine_um, 0.0)
    first_um = origin - coarse_um / 2 + fine_um / 2  # centre of the first target pixel
    places = fine[:, :2]
    filled = _filled(measured)
    shown = {
        "bilinear": sampled(filled, origin, coarse_um, places),
        "bicubic": sampled(baselines.bicubic(filled, *geometry), first_um, fine_um, places),
        "restored": sampled(inputs[0] * np.float32(scale), first_um, fine_um, places),
        "network": sampled(network(inputs)[0] * np.float32(scale), first_um, fine_um, places),
    }
    truth = np.minimum(fine[:, 2], np.percentile(fine[:, 2], CLIPPED_PERCENTILE))
    counted = _on_a_pixel(measured, origin, coarse_um, places)
    return [
        {
            "method": method,
            "points": str(counted.sum()),
            "correlation": float(np.corrcoef(values[counted], truth[counted])[0, 1]),
            "psnr_fit": _psnr_fit(values[counted], truth[counted]),
        }
        for method, values in shown.items()
    ]


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
