# SPDX-License-Identifier: MIT OR Apache-2.0
"""Line scans: recordings of signals over time, made layers."""

from __future__ import annotations

import dataclasses

import lamap
from lamap import Param

from napari_lamap.engine.enhancement import going_on
from napari_lamap.engine.importing import FOLD, Imported, ImportTask, imported, option, telling
from napari_lamap.engine.outcome import Tell
from napari_lamap.engine.source import Unusable
from napari_lamap.engine.words import label

MENU = "File > IO Utilities > Import line scans"
CUTS, BLANKS = ("detect", "log", "columns", "files", "gaps"), ("keep", "subtract")
TIME_UNITS = ("s", "ms", "us", "min", "h", "d")
SIDES = ("scan_speed_um_s", "line_spacing_um")


def _of_conditions(key: str, about: str) -> Param:
    """An option with the unit and the range of a condition."""
    return dataclasses.replace(lamap.Conditions.params()[key], help=about, default=None, optional=True)


ROWS = (
    option("pattern", "which lines of the log are the map's, by number or name", ""),
    option("cut", "what divides the recordings; detect: the log, else files, else pauses", "detect", choices=CUTS),
    option("blank", "what becomes of the mean signal with the laser off", "keep", choices=BLANKS),
    option("lag_s", "time of the signal at which the first line of the log begins; auto: found", unit="s"),
    _of_conditions("scan_speed_um_s", "speed of the stage, where no log tells it"),
    _of_conditions("line_spacing_um", "distance of two lines, where no log tells it"),
    option("time_unit", "unit of a column of times that does not state it", choices=TIME_UNITS),
)
OPTIONS = {row.key: row for row in ROWS}
"""What can be stated beside recordings and log, as arguments of `lamap.read_lines`."""

FIELDS = {"log": "Laser log"} | {key: f"{FOLD} > {label(row)}" for key, row in OPTIONS.items()}
"""Where the widget asks for each argument."""

ENDINGS = {f"({key})": f"({name})" for key, name in FIELDS.items()}
"""How sentences of `lamap.read_lines` end, and how they do in the widget."""


def run(task: ImportTask, tell: Tell) -> Imported:
    """Reads recordings. Call it in a thread of the background.

    Raises
    ------
    lamap.LamapError, Unusable
        With a sentence that names the fields of the widget; `lamap.Cancelled` if `tell` returned False.
    """
    if not task.paths:
        raise Unusable("choose recordings: files, or a folder")
    going_on(tell, 0.0, "reading")
    with telling(ENDINGS, FIELDS):
        read = lamap.read_lines(*task.paths, **task.options)
    made = imported(read.map, SIDES, read.conditions)
    going_on(tell, 1.0, "done")
    return made
