# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the widgets say in words."""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Mapping
from typing import Any

import lamap
import numpy as np
from lamap import Param
from lamap.verdicts import noise_left

from napari_lamap.engine.source import Source

SUFFIXES = ("_um_s", "_um", "_hz", "_cps", "_counts", "_mib", "_s")
LONGEST = 36
"""Letters of a name of a file that are shown."""
COUNTED = 4_000_000
"""Values up to which missing ones are counted at once; larger maps and lazy ones are described without."""


def label(row: Param) -> str:
    """Name of a setting for people: "Line spacing, µm"."""
    name = row.key
    for suffix in SUFFIXES:
        if row.unit and name.endswith(suffix):
            name = name.removesuffix(suffix)
            break
    words = name.replace("_", " ").replace("rsd", "RSD")
    return words[:1].upper() + words[1:] + (f", {row.unit}" if row.unit else "")


PHRASES = {
    r"\bpixel_width_um and pixel_height_um\b": "the pixel size",
    r"\bpixel_um\b": "the pixel size",
    r" \(LAMAP_MEMORY_MIB states another number\)": "",
    r"\bfill in Conditions::response_table\b": "open conditions that have a response table",
    r"\bfill in Conditions::channels\b": "open conditions that have channels",
    r"the field `crater` of the conditions, which only a program can set: give it, or": "a measured crater:",
    r"\b1 (element|line|pixel|row|column)s\b": r"1 \1",
}
"""What the library says to programs, as patterns, and what the widgets say instead."""


def in_labels(sentence: str) -> str:
    """A sentence of the library with the names of its settings as the widgets show them: “Line spacing”."""
    for said, shown_instead in PHRASES.items():
        sentence = re.sub(said, shown_instead, sentence)
    pattern, names = _names()

    def shown(found: re.Match[str]) -> str:
        key, value = found["key"], found["value"]
        is_stated = value is not None or found.string.startswith(" = ", found.end())
        is_word = "_" not in key and not is_stated  # a word of the language too
        return found[0] if is_word else f"“{names[key]}”" + ("" if value is None else f" = {value}")

    return pattern.sub(shown, sentence)


def with_memory(sentence: str) -> str:
    """A sentence on an enhancement that needs too much memory, with the field that allows more."""
    return sentence.replace("LAMAP_MEMORY_MIB states", "“Memory” below “Advanced” states")


@functools.cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds settings in a sentence, perhaps with a value as in scale="linear", and what each is called."""
    rows = [*lamap.Conditions.params().values(), *lamap.Settings.params().values()]
    names = {row.key: label(row).rsplit(", ", 1)[0] if row.unit else label(row) for row in rows}
    keys = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(rf"\b(?P<key>{keys})\b(?:=\"(?P<value>[^\"]*)\")?"), names


def short(name: str) -> str:
    """A name that may be long, without its middle."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST // 2]}…{name[-LONGEST // 2 :]}"


def describe(source: Source) -> str:
    """One line on a map: size, pixels, missing values."""
    lines, pixels = source.shape
    parts = [f"{pixels} × {lines} px"]
    if source.size is not None:
        parts[0] += f", {source.size}" + ("" if source.size.square else " (not square)")
    if isinstance(source.plane, np.ndarray) and source.plane.size <= COUNTED and source.plane.dtype.kind == "f":
        missing = int(np.count_nonzero(np.isnan(source.plane)))
        parts += [f"{missing} missing"] if missing else []
    parts += [source.unit] if source.unit else []
    return " · ".join(parts)


def numbers_line(name: str, unit: str, report: Mapping[str, Any], below: int) -> str:
    """One line on how well the enhancement of one element went; `below`: how many values were set to 0."""
    element, looked = report["elements"][0], float(report["settings"]["spike_threshold"]) > 0
    noise = f"{element['noise_sd']:.3g} {unit}".strip()
    parts = [
        element["method"],
        f"mean {element['mean_change'] * 100:+.2g} %",
        _explained(element),
        f"noise {noise}" + (" (counting)" if element["counting_statistics"] else " (estimated)"),
    ]
    for number, what in (
        (element["spikes"], "replaced spike" + "s" * (element["spikes"] != 1)),
        (element["missing_values"], "missing"),
        (below, "set to 0"),
    ):
        parts += [f"{number} {what}"] if number else []
    parts += ["no spikes found"] if looked and not element["spikes"] else []
    return f"{name}: " + ", ".join(parts)


def _explained(element: Mapping[str, Any]) -> str:
    """How well the measurement is explained: by what is left, as the verdict judges it, and by chi-square."""
    left, chi_square = noise_left(element), element["chi_square"]
    if left is None:
        return "not compared with the measurement"
    return f"leaves {left:.2f} × the noise (chi-square {chi_square:.2f})"


def duration(seconds: float) -> str:
    """A time for people: 40 s, 3 min, 2.5 h."""
    if seconds < 1:
        return "less than 1 s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def plan_lines(plan: Mapping[str, Any]) -> list[str]:
    """The plan of a measurement in a few lines."""
    along, across, _ = plan["resolution"]
    width, height = plan["pixel_um"]
    signal = plan["signal"]
    lines = [
        f"pixel {width:.4g} × {height:.4g} µm, {plan['dosage']:.3g} pulse{'s' * (plan['dosage'] != 1)} each",
        f"resolved: {along['tenth_um']:.3g} µm along, {across['tenth_um']:.3g} µm across the scan",
        f"signal {signal['counts']:.4g} counts, noise {signal['noise'] * 100:.2g} %",
    ]
    size = plan["map"]
    if size is not None:
        lines.insert(0, f"{size['lines']} lines of {size['pixels']} pixels in {duration(size['time_s'])}")
    if abs(plan["displacement_um"]) > 0.01 * width:
        lines.append(f"shown {plan['displacement_um']:.3g} µm too far along the scan")
    return lines


def card_text(card: Mapping[str, Any]) -> str:
    """A model card to read."""
    training = card["training"] if isinstance(card["training"], dict) else {"": card["training"]}
    draws = training.get("draws", {})
    ranges = [f"  {key}: {_range(value)}" for key, value in draws.items()]
    head = [
        f"{card['name']} {card['version']}",
        f"licence: {card['licence'] or 'not stated'}",
        f"sees {card['halo']} px around a pixel",
        *textwrap.wrap(f"trained on: {training.get('data', 'not stated')}", 70),
    ]
    return "\n".join([*head, *(["ranges and shares of the training:", *ranges] if ranges else [])])


def _range(value: Any) -> str:
    return " to ".join(f"{side:g}" for side in value) if isinstance(value, list) else str(value)
