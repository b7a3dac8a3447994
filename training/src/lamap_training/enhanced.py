# SPDX-License-Identifier: MIT OR Apache-2.0
"""What `lamap enhance` makes of an example: its estimate, the error it states and the chi-square it reports."""

import functools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import lamap
import numpy as np

from lamap_training.consistency import counts_alone
from lamap_training.data import Example
from lamap_training.images import Image
from lamap_training.tables import Score

REPORTED = "reported_chi_square"
EXPLAINED = (0.9, 1.1)  # chi-square of an estimate that leaves as much as the noise


@dataclass(frozen=True)
class Stated:
    """In the unit of the map."""

    estimate: Image
    log_scale: Image  # log of the Laplace scale of its error
    chi_square: dict[str, float]  # as reported, of the methods "restored" and "enhanced"


Product = Callable[[Example], Stated]

Enhance = Callable[..., tuple[Image, Image]]
"""As `enhance`: estimate and standard deviation from a map, its conditions, its pixel size and settings."""
NONE: Mapping[str, Enhance] = {}


def enhance(
    measured: Image,
    conditions: Mapping[str, float | str] | None,
    pixel_um: float | tuple[float, float],
    *,
    model: Path | None = None,
    unit: str | None = None,
    **settings: float | str,
) -> tuple[Image, Image]:
    """What `lamap enhance` makes of one map: estimate and standard deviation, (rows, columns), in units of the map.

    All settings that are not named have the library's defaults. RuntimeError where the network was to be used, and
    physics took over.
    """
    with lamap.Enhancer(model, device="cpu", **settings) as enhancer:
        if settings.get("method") != "physics" and enhancer.method == "physics":
            raise RuntimeError(f"the network cannot run: {enhancer.note}")
        found = enhancer.enhance(measured, conditions, pixel_um=pixel_um, unit=unit)
    estimate, deviation = (np.asarray(part.values, np.float32)[0] for part in (found.estimate, found.deviation))
    return estimate, deviation


def users_methods(model: Path) -> dict[str, Enhance]:
    """The method "physics" and, as "enhanced", the default one with an ONNX model."""
    return {
        "physics": functools.partial(enhance, method="physics"),
        "enhanced": functools.partial(enhance, model=model),
    }


def enhanced_by(model: Path) -> Product:
    """The enhancement with an ONNX model, examined: only then is it known how closely a network follows the noise."""

    def product(whole: Example) -> Stated:
        restored, found = (_enhance(whole, method, model) for method in ("physics", "unet"))
        inside = (0, *(slice(0, side) for side in whole.truth.shape))
        estimate, deviation = (np.asarray(part.values)[inside] for part in (found.estimate, found.deviation))
        laplace_scale = np.maximum(deviation / np.float32(np.sqrt(2)), np.finfo(np.float32).tiny)
        return Stated(
            estimate,
            np.log(laplace_scale),
            {"restored": _reported(whole, restored), "enhanced": _reported(whole, found)},
        )

    return product


def _enhance(whole: Example, method: str, model: Path) -> lamap.Enhanced:
    measurement = whole.measurement
    chosen = {"method": method, "device": "cpu", "examine": "yes"} | ({"model": model} if method == "unet" else {})
    enhancer = lamap.Enhancer(**(measurement.settings | chosen))
    pixel_um = (measurement.pixel_width_um, measurement.pixel_height_um)
    return enhancer.enhance(whole.measured, measurement.stated, pixel_um=pixel_um)


def _reported(whole: Example, found: lamap.Enhanced) -> float:
    """NaN where more than the stated conditions shaped the map: other widths, gains of lines, an unknown gain."""
    measurement = whole.measurement
    told = counts_alone(measurement) and measurement.stated == measurement.conditions
    return found.report["elements"][0]["chi_square"] if told else math.nan


def explained(rows: Iterable[Score], key: str) -> dict[str, dict[str, Score]]:
    """The reported chi-squares by group of `key`: median and how many lie within `EXPLAINED`; none without any."""
    found: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        methods = found.setdefault(str(row[key]), {})
        value = float(row.get(REPORTED, math.nan))
        if math.isfinite(value):
            methods.setdefault(str(row["method"]), []).append(value)
    low, high = EXPLAINED
    groups: dict[str, Score] = {
        name: {"maps": max(map(len, methods.values()))} for name, methods in found.items() if methods
    }
    for name, group in groups.items():
        for method, values in found[name].items():
            group[f"{method}, median"] = round(float(np.median(values)), 3)
            group[f"{method}, within {low} to {high}"] = sum(low <= value <= high for value in values)
    return {f"chi-square by {key}": groups} if groups else {}
