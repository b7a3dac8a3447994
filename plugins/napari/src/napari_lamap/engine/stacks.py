# SPDX-License-Identifier: MIT OR Apache-2.0
"""Stacks and time series: their planes are enhanced one after the other, and the results are stacks again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_lamap.engine.made import Made, Spikes
from napari_lamap.engine.source import Source, take

JOINED = ("elements", "notes", "warnings")
"""Lists of a report that go on with each plane."""


def outer_shape(layer: Any) -> tuple[int, ...]:
    """Sizes of the axes of a layer that have sliders; empty for a single plane."""
    data = layer.data[0] if layer.multiscale else layer.data
    return tuple(data.shape[:-2])


def planes(layer: Any) -> Iterator[Source]:
    """All planes of a layer, named after it and their place on the sliders; a layer of two dimensions is one plane."""
    for index in np.ndindex(*outer_shape(layer)):
        source = take(layer, index)
        place = ", ".join(map(str, index))
        yield dataclasses.replace(source, name=f"{source.name} plane {place}", index=index) if index else source


def joined(made: Sequence[Made]) -> list[Made]:
    """The results with those of the planes of one layer put together, each kind at the place of its last plane."""
    groups: dict[tuple[int, str], list[Made]] = {}
    for one in made:
        groups.setdefault((_group(one), one.kind), []).append(one)
    return [_stack(group) if group[0].source.index else group[0] for group in groups.values()]


def joined_spikes(spikes: Sequence[Spikes]) -> list[Spikes]:
    """The spikes with those of the planes of one layer put together, their places with that on the sliders."""
    groups: dict[int, list[Spikes]] = {}
    for one in spikes:
        groups.setdefault(_group(one), []).append(one)
    return [Spikes(group[0].source, np.concatenate([_placed(one) for one in group])) for group in groups.values()]


def _group(one: Made | Spikes) -> int:
    """What the planes of one layer have in common; anything else is alone."""
    return id(one.source.layer) if one.source.index else id(one)


def _placed(spikes: Spikes) -> NDArray[np.intp]:
    outer = np.tile(np.array(spikes.source.index, np.intp), (len(spikes.pixels), 1))
    return np.concatenate([outer, spikes.pixels], axis=1)


def _stack(group: Sequence[Made]) -> Made:
    """One result of those of all planes of a layer."""
    first = group[0]
    outer = tuple(last + 1 for last in group[-1].source.index)
    values = np.stack([one.values for one in group])
    lows, highs = zip(*(one.limits for one in group), strict=True)
    return dataclasses.replace(
        first,
        source=dataclasses.replace(first.source, name=first.source.layer.name),
        values=values.reshape(*outer, *values.shape[1:]),
        limits=(min(lows), max(highs)),
        record=_record([one.record for one in group], first.source.layer.name),
    )


def _record(records: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    """One record of those of all planes; its report has an element for each plane."""
    first, reports = records[0], [one["report"] for one in records]
    return first | {
        "source": first["source"] | {"layer": name, "planes": len(records)},
        "negatives_set_to_zero": sum(one["negatives_set_to_zero"] for one in records),
        "report": reports[0] | {key: [entry for one in reports for entry in one[key]] for key in JOINED},
    }
