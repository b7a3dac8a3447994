# SPDX-License-Identifier: MIT OR Apache-2.0
"""Line scans: recordings of signals over time, made layers."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import lamap
from lamap import Param

from napari_lamap.engine.enhancement import going_on
from napari_lamap.engine.frame import PixelSize
from napari_lamap.engine.layers import LayerData, of_map
from napari_lamap.engine.outcome import Tell
from napari_lamap.engine.source import Unusable
from napari_lamap.engine.words import label

MENU = "File > IO Utilities > Import line scans"
CUTS, BLANKS, TIME_UNITS = ("detect", "log", "columns", "files", "gaps"), ("keep", "subtract"), ("s", "ms", "min", "d")


def _option(key: str, about: str, default: str | None = None, unit: str = "", choices: tuple[str, ...] = ()) -> Param:
    return Param(key, unit, about, default, -math.inf, math.inf, False, default is None, choices)


def _of_conditions(key: str, about: str) -> Param:
    """An option with the unit and the range of a condition."""
    return dataclasses.replace(lamap.Conditions.params()[key], help=about, default=None, optional=True)


ROWS = (
    _option("pattern", "which lines of the log are the map's, by number or name", ""),
    _option("cut", "what divides the recordings; detect: the log, else files, else pauses", "detect", choices=CUTS),
    _option("blank", "what becomes of the mean signal with the laser off", "keep", choices=BLANKS),
    _option("lag_s", "time of the signal at which the first line of the log begins; auto: found", unit="s"),
    _of_conditions("scan_speed_um_s", "speed of the stage, where no log tells it"),
    _of_conditions("line_spacing_um", "distance of two lines, where no log tells it"),
    _option("time_unit", "unit of a column of times that does not state it", choices=TIME_UNITS),
)
OPTIONS = {row.key: row for row in ROWS}
"""What can be stated beside recordings and log, as arguments of `lamap.read_lines`."""

FIELDS = {"log": "Laser log"} | {key: f"Advanced > {label(row)}" for key, row in OPTIONS.items()}
"""Where the widget asks for each argument."""


@dataclass(frozen=True)
class ImportTask:
    """What is asked for: recordings or folders of them, the log if it is stated, and `OPTIONS` by name."""

    paths: tuple[str, ...]
    log: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class LineScans:
    """What a run made: a layer for each element, the size of the map in words, what is to be known of it.

    `missing` are the options without which the map has no pixel size.
    """

    layers: list[LayerData]
    size: str
    notes: tuple[str, ...]
    missing: tuple[str, ...]


def run(task: ImportTask, tell: Tell) -> LineScans:
    """Reads recordings. Call it in a thread of the background.

    Raises
    ------
    lamap.LamapError, Unusable
        With a sentence that names the fields of the widget; `lamap.Cancelled` if `tell` returned False.
    """
    if not task.paths:
        raise Unusable("choose recordings: files, or a folder")
    going_on(tell, 0.0, "reading")
    try:
        read = lamap.read_lines(*task.paths, log=task.log, **task.options)
    except lamap.LamapError as error:
        error.args = (in_fields(str(error)),)
        raise
    layers = list(of_map(read.map, conditions=read.conditions))
    going_on(tell, 1.0, "done")
    sides = {"scan_speed_um_s": read.map.pixel_width_um, "line_spacing_um": read.map.pixel_height_um}
    return LineScans(layers, _size(read.map), read.map.notes, tuple(key for key, side in sides.items() if side is None))


def in_fields(sentence: str) -> str:
    """An error of `lamap.read_lines` with the field of the widget in place of the argument that it asks for."""
    for key, name in FIELDS.items():
        sentence = sentence.replace(f"({key})", f"({name})")
    return sentence


def asked(sentence: str) -> str | None:
    """The argument whose field an error asks for."""
    return next((key for key, name in FIELDS.items() if sentence.endswith(f"({name})")), None)


def to_state(missing: Sequence[str]) -> str:
    """What is to be done about options without which the map has no pixel size."""
    return f"The pixel size is not known: state {' and '.join(FIELDS[key] for key in missing)}, then press Import."


def _size(read: lamap.Map) -> str:
    elements, lines, pixels = read.shape
    width, height = read.pixel_width_um, read.pixel_height_um
    size = "" if width is None or height is None else f" of {PixelSize(width, height)}"
    return f"{elements} element{'s' * (elements != 1)}, {lines} lines of {pixels} pixels{size}"
