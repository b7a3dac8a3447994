# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the imports of maps and of line scans share: options, what a run made, sentences in words of a widget."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import lamap
from lamap import Param

from napari_lamap.engine.frame import PixelSize
from napari_lamap.engine.layers import LayerData, of_map

FOLD = "Advanced"
"""Title of the options that are folded away."""


@dataclass(frozen=True)
class ImportTask:
    """What is asked for: files, or folders of them, and the options that are stated, by name."""

    paths: tuple[str, ...]
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Imported:
    """What a run made: a layer for each element, the size of the map in words, what is to be known of it.

    `missing` are the options without which the map has no pixel size.
    """

    layers: list[LayerData]
    size: str
    notes: tuple[str, ...]
    missing: tuple[str, ...]


def option(
    key: str, about: str, default: str | bool | None = None, unit: str = "", choices: tuple[str, ...] = ()
) -> Param:
    """An option of reading; one without a default may be left open."""
    return Param(key, unit, about, default, -math.inf, math.inf, False, default is None, choices)


def imported(read: lamap.Map, sides: Sequence[str], conditions: lamap.Conditions | None = None) -> Imported:
    """What a map becomes; `sides` are the options that state the width and the height of its pixels."""
    known = zip(sides, (read.pixel_width_um, read.pixel_height_um), strict=True)
    missing = tuple(key for key, side in known if side is None)
    return Imported(list(of_map(read, conditions=conditions)), _size(read), read.notes, missing)


def in_words(sentence: str, endings: Mapping[str, str], fields: Mapping[str, str]) -> str:
    """An error of the library in words of a widget.

    Parameters
    ----------
    sentence : str
        What the library says.
    endings : mapping
        How its sentences may end, and how they do in the widget.
    fields : mapping
        Where the widget asks for each option; a sentence that begins with an option begins with its field.
    """
    for ending, words in endings.items():
        if sentence.endswith(ending):
            return sentence.removesuffix(ending) + words
    for key, name in fields.items():
        if sentence.startswith(f"{key} = "):
            return name + sentence.removeprefix(key)
    return sentence


@contextmanager
def telling(endings: Mapping[str, str], fields: Mapping[str, str]) -> Iterator[None]:
    """Errors of the library within the block come in words of a widget, as `in_words` puts them."""
    try:
        yield
    except lamap.LamapError as error:
        error.args = (in_words(str(error), endings, fields),)
        raise


def asked(sentence: str, fields: Mapping[str, str]) -> str | None:
    """The option whose field an error names."""
    return next((key for key, name in fields.items() if f"({name}" in sentence or sentence.startswith(name)), None)


def to_state(missing: Sequence[str], fields: Mapping[str, str]) -> str:
    """What is to be done about options without which the map has no pixel size."""
    return f"The pixel size is not known: state {' and '.join(fields[key] for key in missing)}, then press Import."


def _size(read: lamap.Map) -> str:
    elements, lines, pixels = read.shape
    width, height = read.pixel_width_um, read.pixel_height_um
    size = "" if width is None or height is None else f" of {PixelSize(width, height)}"
    return f"{elements} element{'s' * (elements != 1)}, {lines} lines of {pixels} pixels{size}"
