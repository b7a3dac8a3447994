# SPDX-License-Identifier: MIT OR Apache-2.0
"""An enhancement of one or more layers: what is asked for, how it is run, what comes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import lamap
import numpy as np
from numpy.typing import NDArray

from napari_lamap.engine import passes
from napari_lamap.engine.frame import PixelSize
from napari_lamap.engine.layers import contrast_limits, shared_limits
from napari_lamap.engine.made import Made, Spikes, Values
from napari_lamap.engine.outcome import Tell
from napari_lamap.engine.record import record_of
from napari_lamap.engine.source import Source, Unusable
from napari_lamap.engine.stacks import joined, joined_spikes
from napari_lamap.engine.words import numbers_line, with_memory


@dataclass(frozen=True)
class EnhanceTask:
    """What is asked for.

    Attributes
    ----------
    settings : mapping
        Settings of `lamap.Enhancer` by name.
    model : str, optional
        File of a model; the embedded one if None.
    unit : str, optional
        Unit of the values where the user states it; None: that of each layer.
    negatives_to_zero : bool
        Are negative estimates set to 0?
    deviation, chi_square : bool
        Are the standard deviation and the chi-square of each measured pixel wanted as layers?
    same_contrast : bool
        Do the contrast limits of an estimate suit the measured map too?
    passes : tuple of LaidPass
        What is enhanced together with the one source.
    """

    sources: tuple[Source, ...]
    conditions: lamap.Conditions = field(default_factory=lamap.Conditions)
    settings: Mapping[str, Any] = field(default_factory=dict)
    model: str | None = None
    unit: str | None = None
    negatives_to_zero: bool = False
    deviation: bool = True
    chi_square: bool = False
    same_contrast: bool = True
    passes: tuple[passes.LaidPass, ...] = ()

    def settings_in_use(self) -> dict[str, Any]:
        """The settings; several passes are enhanced by the restoration, for which no network need be loaded."""
        together = {"method": "physics"} if self.passes and self.settings.get("method", "auto") == "auto" else {}
        return {**self.settings, **together}


@dataclass(frozen=True, eq=False)
class Enhanced:
    """What a run made."""

    made: list[Made]
    results: list[lamap.Enhanced]
    spikes: list[Spikes]
    records: list[dict[str, Any]]
    lines: list[str]
    notes: list[str]
    warnings: list[str]
    place: str


def run(task: EnhanceTask, tell: Tell) -> Enhanced:
    """Enhances one source after the other; planes of a stack become a stack. Call it in a thread of the background.

    Raises
    ------
    lamap.LamapError
        With a sentence that begins with the name of the layer; `lamap.Cancelled` if `tell` returned False.
    """
    if not task.sources:
        raise Unusable("no map is chosen")
    done = Enhanced([], [], [], [], [], [], [], "")

    def loading(_fraction: float, _element: str, _stage: str) -> bool:
        return tell(0.0, "loading")

    with lamap.Enhancer(task.model, loading, **task.settings_in_use()) as enhancer:
        place = f"{enhancer.method} on {enhancer.device}" if enhancer.device else enhancer.method
        for index, source in enumerate(task.sources):

            def told(fraction: float, _element: str, stage: str, index: int = index, name: str = source.name) -> bool:
                return tell((index + fraction) / len(task.sources), f"{name}: {stage}, {place}")

            _one(task, source, enhancer, told, done)
    made, spikes = joined(done.made), joined_spikes(done.spikes)
    return dataclasses.replace(done, made=made, spikes=spikes, warnings=list(dict.fromkeys(done.warnings)), place=place)


def going_on(tell: Tell, fraction: float, text: str) -> None:
    """Tells how far it is; raises `lamap.Cancelled` if that asks to stop."""
    if not tell(fraction, text):
        raise lamap.Cancelled("the run was cancelled")


def _one(task: EnhanceTask, source: Source, enhancer: lamap.Enhancer, told: Any, done: Enhanced) -> None:
    size, unit = source.size, source.unit if task.unit is None else task.unit
    if size is None:
        raise Unusable(f"{source.name}: the pixel size is not known; state it in µm")
    measured = lamap.Map(source.values(), source.name, size.width_um, size.height_um, unit)
    try:
        result = _enhanced(task, source, measured, enhancer, told)
    except lamap.LamapError as error:
        if not isinstance(error, lamap.Cancelled) and not str(error).startswith(source.name):
            error.args = (f"{source.name}: {with_memory(str(error))}",)
        raise
    below = _to_zero(result.estimate.values) if task.negatives_to_zero else 0
    record = record_of(task, source, unit, result.report, below)
    done.records.append(record)
    done.results.append(result)
    done.lines.append(numbers_line(source.name, unit, result.report, below))
    done.lines.extend(passes.found_lines(task.passes, result.report) if task.passes else [])
    done.notes.extend(result.report["notes"])
    done.warnings.extend(result.warnings)
    if record["report"]["elements"][0]["spikes"]:
        done.spikes.append(Spikes(source, _replaced(measured.values[0], result.chi_square.values[0]) + source.start))
    wanted = [("chi-square", result.chi_square, "")] if task.chi_square else []
    wanted += [("sd", result.deviation, unit)] if task.deviation else []
    wanted += [("enhanced", result.estimate, unit)]  # the last one is seen
    for kind, layer, its_unit in wanted:
        values = layer.values[0]
        limits = contrast_limits(values)
        if kind == "enhanced" and task.same_contrast:
            limits = shared_limits(measured.values[0], values)
        done.made.append(Made(source, kind, values, limits, its_unit, _ratio(layer, size), record))


def _enhanced(
    task: EnhanceTask, source: Source, measured: lamap.Map, enhancer: lamap.Enhancer, told: Any
) -> lamap.Enhanced:
    if task.passes:
        all_passes = (passes.LaidPass(source), *task.passes)
        return passes.enhance(enhancer, all_passes, measured, task.unit, task.conditions, told)
    return enhancer.enhance(measured, task.conditions, told)


def _ratio(layer: lamap.Map, size: PixelSize) -> tuple[float, float]:
    """Height and width of a pixel of the result in pixels of the source."""
    height, width = layer.pixel_height_um or size.height_um, layer.pixel_width_um or size.width_um
    return height / size.height_um, width / size.width_um


def _replaced(measured: Values, chi_square: Values) -> NDArray[np.intp]:
    """Rows and columns of values that were there and were not used."""
    return np.argwhere(np.isnan(chi_square) & ~np.isnan(measured))


def _to_zero(values: Values) -> int:
    """Sets negative values to 0 and tells how many there were."""
    below = values < 0
    values[below] = 0
    return int(np.count_nonzero(below))
