# SPDX-License-Identifier: MIT OR Apache-2.0
"""Files of maps, read as the user states, made layers."""

from __future__ import annotations

import dataclasses
import math

import lamap

from napari_lamap.engine import lines
from napari_lamap.engine.enhancement import going_on
from napari_lamap.engine.importing import FOLD, Imported, ImportTask, imported, option, telling
from napari_lamap.engine.outcome import Tell
from napari_lamap.engine.source import Unusable
from napari_lamap.engine.words import label

MENU = "File > IO Utilities > Import maps"
SIDES = {"pixel_width_um": "pixel width", "pixel_height_um": "pixel height"}
AGREE = 1e-3
"""Pixel sizes that differ by less than this share agree."""

TURNS = (
    option("transpose", "the scan runs along the columns of the file: they become lines", False),
    option("flip_lines", "the last line becomes the first, after Transpose", False),
    option("flip_pixels", "the last pixel of each line becomes its first, after Transpose", False),
)
ROWS = (
    option("pixel_width_um", "distance of two pixels along the scan, where the files do not tell it", unit="µm"),
    option("pixel_height_um", "distance of two lines, where the files do not tell it", unit="µm"),
    option("unit_of_values", "such as counts, cps or ug/g, where the files do not tell it", ""),
    option(
        "below_detection",
        "what becomes of <LOD, n.d. and the like; half: half of the number after <",
        "refuse",
        choices=("refuse", "missing", "zero", "half"),
    ),
    option("decimal", "decimal mark of text files; auto: as the values tell", choices=("point", "comma")),
    option("part", "sheet of a workbook or image of an OME-TIFF, by name or number; auto: the first", ""),
    option(
        "elements_axis",
        "which axis of a numpy array of three axes is the elements; auto: as the sizes tell",
        choices=("first", "last"),
    ),
    option(
        "layout",
        "image: text files are images, whatever their columns look like",
        "detect",
        choices=("detect", "image"),
    ),
    option("point_unit", "unit of the coordinates in a table of points; auto: as the file tells", choices=("um", "mm")),
    option("columns", "columns of a table of points that are elements, such as 4 or 4,6; auto: all with values", ""),
)
ORIENTATION = tuple(row.key for row in TURNS)
OPTIONS = {row.key: row for row in (*TURNS, *ROWS)}
"""What can be stated: arguments of `lamap.read_map`, pixel size and unit."""

FIELDS = {row.key: label(row) for row in TURNS} | {row.key: f"{FOLD} > {label(row)}" for row in ROWS}
"""Where the widget asks for each option."""

AS_IMAGE = f"{FIELDS['layout']}: image"
NAMES = {key: FIELDS[key] for key in ("decimal", "below_detection", "columns", "elements_axis")} | {
    'layout="image"': AS_IMAGE,
    'point_unit, or layout="image"': f"{FIELDS['point_unit']}, or {AS_IMAGE}",
    "lamap.read_lines": lines.MENU,
}
"""What sentences of `lamap.read_map` name in brackets at their end, and what the widget calls it."""

ENDINGS = {f"({name})": f"({words})" for name, words in NAMES.items()} | {
    "leave out the option": f"choose auto ({FIELDS['point_unit']})"
}
"""How such sentences end, and how they do in the widget."""

WIDGETS = {f"({name})": f"({lines.MENU if words == lines.MENU else MENU})" for name, words in NAMES.items()}
"""How they end where no option can be stated: with the widget that asks for it."""


def run(task: ImportTask, tell: Tell) -> Imported:
    """Reads files of maps. Call it in a thread of the background.

    Raises
    ------
    lamap.LamapError, Unusable
        With a sentence that names the fields of the widget; `lamap.Cancelled` if `tell` returned False.
    """
    if not task.paths:
        raise Unusable("choose maps: files, or a folder")
    going_on(tell, 0.0, "reading")
    stated = dict(task.options)
    sides = {key: _length(key, side) for key in SIDES if (side := stated.pop(key, None)) is not None}
    unit = str(stated.pop("unit_of_values", ""))
    if "columns" in stated:
        stated["columns"] = _columns(str(stated["columns"]))
    with telling(ENDINGS, FIELDS):
        read = lamap.read_map(*task.paths, **stated)
    made = imported(_completed(read, sides, unit), list(SIDES))
    going_on(tell, 1.0, "done")
    return made


def _completed(read: lamap.Map, sides: dict[str, float], unit: str) -> lamap.Map:
    """A map with the pixel size and unit that are stated; a note tells where its files tell others."""
    notes = list(read.notes)
    for key, side in sides.items():
        told = getattr(read, key)
        if told is not None and abs(side / told - 1) > AGREE:
            notes.append(f"the files tell a {SIDES[key]} of {told:.6g} µm; the {side:.6g} µm stated here are used")
    if unit and read.unit not in ("", unit):
        notes.append(f"the files tell values in {read.unit}; {unit}, stated here, is used")
    return dataclasses.replace(read, **sides, unit=unit or read.unit, notes=tuple(notes))


def _length(key: str, value: object) -> float:
    if isinstance(value, float) and 0 < value < math.inf:
        return value
    raise Unusable(f"{value} µm is no {SIDES[key]}: state a number above 0 ({FIELDS[key]})")


def _columns(text: str) -> list[int]:
    try:
        return [int(column) for column in text.split(",")]
    except ValueError:
        wanted = f"state whole numbers from 1 on, such as 4 or 4,6 ({FIELDS['columns']})"
        raise Unusable(f"“{text}” names no columns: {wanted}") from None
