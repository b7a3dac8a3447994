# SPDX-License-Identifier: MIT OR Apache-2.0
"""Scores on samples whose concentrations span decades, as real ones do: what `lamap enhance` makes of maps of counts.

Scores on samples of little range are ruled by their brightest parts; these tell how faint structures fare beside them.
"""

import itertools
from collections.abc import Mapping

import numpy as np

from lamap_training import baselines, metrics
from lamap_training.conditions import TARGET_PIXEL_UM, displacement_um
from lamap_training.data import Example, example
from lamap_training.enhanced import Enhance
from lamap_training.sources import Phantoms
from lamap_training.tables import Evaluation, Score, Shown, by_method
from lamap_training.validation import fixed

KINDS = ("cells", "tissue", "grains", "veins", "texture", "mixed")
RANGES = (2.0, 3.0, 4.0)  # decades
HOT_SPOTS = {"hot_spot_share": 0.001, "hot_spot_factor": 30.0}  # of every second sample
COUNTS = 1e5  # of the brightest pixel
SEED = 2_000_029  # never trained or tuned on
SIDE = 240  # smallest side of a map, target pixels
ONE_COUNT = 1.0  # logarithms of fewer counts a pixel tell of noise alone


def score_decades(methods: Mapping[str, Enhance], images: int) -> Evaluation:
    """Held-out phantoms at the fixed conditions of validation, `images` for each kind and range."""
    found = Evaluation("psnr_log")
    for (k, kind), (r, decades), i in itertools.product(enumerate(KINDS), enumerate(RANGES), range(images)):
        hot = (k + r + i) % 2 == 1
        sampler = Phantoms(kind, {"range_decades": decades} | (HOT_SPOTS if hot else {}))
        name = {
            "decades": f"{decades:g}", "hot spots": "yes" if hot else "no", "kind": kind, "image": f"{k}/{r}/{i}",
        }  # fmt: skip
        found.add(name, *compare(example(fixed(kind, COUNTS), SIDE, SEED, k, r, i, sampler=sampler), methods))
    return found


def compare(whole: Example, methods: Mapping[str, Enhance]) -> tuple[Shown, list[Score]]:
    """Registered bicubic interpolation and each method on one map of counts: estimates in counts, and their scores."""
    measurement = whole.measurement
    truth = whole.values(whole.truth)
    pixel_um = (measurement.pixel_width_um, measurement.pixel_height_um)
    geometry = (truth.shape, pixel_um[::-1], TARGET_PIXEL_UM, displacement_um(measurement.conditions))
    grid = {key: measurement.settings[key] for key in ("magnification", "square_pixels")}
    inside = tuple(slice(0, side) for side in truth.shape)
    found = {"bicubic": (baselines.bicubic(whole.measured, *geometry), None)}
    for method, enhance in methods.items():
        parts = enhance(whole.measured, measurement.stated, pixel_um, unit="counts", **grid)
        found[method] = tuple(part[inside] for part in parts)
    scores: list[Score] = [
        {
            "method": method,
            "psnr_log": metrics.psnr_log(estimate, truth, ONE_COUNT),
            **metrics.by_decade(estimate, deviation, truth),
        }
        for method, (estimate, deviation) in found.items()
    ]
    return {"truth": truth} | {method: estimate for method, (estimate, _) in found.items()}, scores


def decade_tables(evaluation: Evaluation) -> dict[str, dict[str, Score]]:
    """Log PSNR of each method by group; by decade of counts a pixel, errors and coverage.

    Decades are those of the truth, and for the coverage shown those of the estimate.
    """
    rows = evaluation.rows
    groups: dict[str, Score] = {}
    for key in ("decades", "hot spots", "kind"):
        found = by_method(rows, "psnr_log", key)["psnr_log"]
        groups["mean"] = found.pop("mean")
        groups |= {f"{key} {name}": scores for name, scores in found.items()}
    return {"psnr_log": groups, "counts a pixel": _by_decade(rows)}


def _by_decade(rows: list[Score]) -> dict[str, Score]:
    methods = dict.fromkeys(str(row["method"]) for row in rows)
    found: dict[str, Score] = {}
    names = ("log error", "error", "coverage", "coverage shown")
    for decade, score, method in itertools.product(metrics.DECADES, names, methods):
        key = f"{score} {decade}"
        values = [float(row[key]) for row in rows if row["method"] == method and key in row]
        if values:
            found.setdefault(decade, {})[f"{method} {score}"] = round(float(np.mean(values)), 3)
    return found
