# SPDX-License-Identifier: MIT OR Apache-2.0
"""A virtual ablation of a layer or of a phantom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import lamap
import numpy as np
from numpy.typing import NDArray

from napari_lamap.engine.enhancement import going_on
from napari_lamap.engine.frame import PixelSize
from napari_lamap.engine.layers import contrast_limits
from napari_lamap.engine.outcome import Tell
from napari_lamap.engine.source import Source, Unusable, Window

PHANTOMS = ("cells", "grains", "zoning", "veins", "tissue", "particles", "fibres", "siemens-star", "line-pairs")
"""Kinds that are offered."""
Told = Callable[[float, str, str], bool]
"""Told the fraction done of one measurement, its element and stage; False cancels."""
OUTPUTS = {"ablated": "measured", "expected": "without noise", "variance": "variance of the noise"}


@dataclass(frozen=True)
class Phantom:
    """A sample to be drawn: kind, side in pixels, side of a pixel, seed."""

    kind: str
    side: int
    pixel_um: float
    seed: int = 0

    @property
    def name(self) -> str:
        """What its layer is called."""
        return f"phantom of {self.kind}"

    def values(self) -> NDArray[np.float32]:
        """Concentrations, 0 to 1, shape (side, side)."""
        return lamap.phantom(self.kind, self.side, self.seed)


@dataclass(frozen=True)
class SimulateTask:
    """What is asked for.

    Attributes
    ----------
    sample : Source or Phantom
        The layer, or what is to be drawn and shown beside the measurement.
    outputs : tuple of str
        Of `OUTPUTS`.
    crop : int, optional
        Only the middle of a phantom, this many pixels a side.
    """

    sample: Source | Phantom
    conditions: lamap.Conditions
    seed: int = 0
    outputs: tuple[str, ...] = ("ablated",)
    crop: int | None = None


@dataclass(frozen=True, eq=False)
class Ablated:
    """A simulated layer; `ratio` is height and width of a pixel in pixels of the sample, `start` its first one."""

    kind: str
    values: NDArray[np.float32]
    limits: tuple[float, float]
    unit: str
    ratio: tuple[float, float]
    record: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Simulated:
    """What a run made; `truth` is the sample that was drawn."""

    sample: Source | Phantom
    conditions: lamap.Conditions
    size: PixelSize
    start: tuple[int, int]
    made: list[Ablated]
    truth: NDArray[np.float32] | None
    plan: dict[str, Any]


def sample_size(sample: Source | Phantom) -> PixelSize:
    """Size of a pixel of the sample.

    Raises
    ------
    Unusable
        If it is not known.
    """
    if isinstance(sample, Phantom):
        return PixelSize(sample.pixel_um, sample.pixel_um)
    if sample.size is None:
        raise Unusable(f"{sample.name}: the pixel size is not known; state it in µm")
    return sample.size


def plan_of(sample: Source | Phantom, conditions: lamap.Conditions) -> dict[str, Any]:
    """Plan of measuring the whole sample."""
    size = sample_size(sample)
    rows, columns = (sample.side, sample.side) if isinstance(sample, Phantom) else sample.plane.shape
    return lamap.plan(conditions, columns * size.width_um, rows * size.height_um)


def preview_side(conditions: lamap.Conditions, size: PixelSize, lines: int = 40, most: int = 600) -> int:
    """Pixels of the sample that a preview takes: enough for some lines, few enough to be quick."""
    pixel = max(lamap.plan(conditions)["pixel_um"])
    return int(np.clip(np.ceil(lines * pixel / size.width_um), 32, most))


def run(task: SimulateTask, tell: Tell) -> Simulated:
    """Simulates the measurement. Call it in a thread of the background.

    Raises
    ------
    lamap.LamapError, Unusable
        With a sentence; `lamap.Cancelled` if `tell` returned False.
    """
    size, planned = sample_size(task.sample), plan_of(task.sample, task.conditions)
    going_on(tell, 0.0, f"{task.sample.name}: drawing" if isinstance(task.sample, Phantom) else task.sample.name)
    values, start = task.sample.values(), (0, 0)
    truth = values if isinstance(task.sample, Phantom) else None
    if isinstance(task.sample, Source):
        start = task.sample.start
    elif task.crop is not None:
        start, values = _middle(values, task.crop)
    sample = lamap.Map(values, task.sample.name, size.width_um, size.height_um)
    made = []
    for index, kind in enumerate(task.outputs):

        def told(fraction: float, _element: str, _stage: str, index: int = index, kind: str = kind) -> bool:
            return tell((index + fraction) / len(task.outputs), f"{task.sample.name}: {OUTPUTS[kind]}")

        made.append(_ablate(task, sample, kind, size, planned, told))
    going_on(tell, 1.0, "done")
    return Simulated(task.sample, task.conditions, size, start, made, truth, planned)


def _ablate(
    task: SimulateTask, sample: lamap.Map, kind: str, size: PixelSize, planned: dict[str, Any], told: Told
) -> Ablated:
    if kind == "ablated":
        measured = lamap.ablate(sample, task.conditions, seed=task.seed, progress=told)
    else:
        simulate = {"expected": lamap.expected, "variance": lamap.variance}[kind]
        measured = simulate(sample, task.conditions, progress=told)
    width, height = planned["pixel_um"]
    record = {
        "tool": f"lamap {lamap.__version__}",
        "virtual_ablation": kind,
        "conditions": task.conditions.to_dict(),
        "seed": task.seed,
        "sample": task.sample.name,
    }
    values = measured.values[0]
    ratio = (height / size.height_um, width / size.width_um)
    return Ablated(kind, values, contrast_limits(values), measured.unit, ratio, record)


def _middle(values: NDArray[np.float32], side: int) -> tuple[tuple[int, int], NDArray[np.float32]]:
    window: Window = tuple(  # type: ignore[assignment]
        slice(max(0, (length - side) // 2), max(0, (length - side) // 2) + min(side, length)) for length in values.shape
    )
    return (window[0].start, window[1].start), np.ascontiguousarray(values[window])
