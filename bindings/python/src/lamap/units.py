# SPDX-License-Identifier: MIT OR Apache-2.0
"""Units of the values of a map: which are known, and which are slips of those that decide about noise."""

from __future__ import annotations

from collections.abc import Mapping

from lamap._words import closest, kind
from lamap.errors import ArgumentError, WrongTypeError

UNITS: Mapping[str, str] = {
    "counts": "whole counts of a detector in each pixel",
    "cps": "counts per second; with dwell_time_s, or the dwell of a channel, they have the noise of counting",
    "ppm": "concentration",
    "ppb": "concentration",
    "ug/g": "concentration",
    "mg/kg": "concentration",
    "ng/g": "concentration",
    "wt%": "concentration",
    "ADU": "digital units of a camera",
}
"""Units that are known, and what each stands for."""
OF_COUNTS = {
    "counts": ("counts", "count", "cts", "ct", "cnt", "cnts", "count/pixel", "counts/pixel", "counts per pixel"),
    "cps": ("cps", "counts/s", "counts per second", "counts s-1", "1/s", "hz", "count/s", "cts/s", "c/s", "counts/sec"),
}
"""Ways to write the two units whose noise is known. Those of `ACCEPTED` the library understands."""
ACCEPTED = {"counts", "cps", "counts/s", "counts per second", "counts s-1", "1/s", "hz"}


def known_unit(unit: object) -> str:
    """A unit that the user states for a map.

    Raises
    ------
    WrongTypeError
        If it is no text.
    ArgumentError
        If it is not in `UNITS` and is no other way to write "cps"; the sentence suggests one.
    """
    stated = data_unit(unit)
    if stated in ("", *UNITS) or stated.casefold() in ACCEPTED:
        return stated
    near = closest(stated, UNITS)
    step = f"did you mean {near!r}?" if near else f"state one of {', '.join(UNITS)}"
    raise ArgumentError(f"unit = {stated!r} is not known: {step}")


def data_unit(unit: object) -> str:
    """A unit that data bring. Any text will do, unless it is a slip of a unit whose noise is known.

    Raises
    ------
    WrongTypeError
        If it is no text.
    ArgumentError
        If it means counts, but is written so that their noise would not be used.
    """
    if not isinstance(unit, str):
        raise WrongTypeError(f"unit = {unit!r} is {kind(unit)}: state it as text, such as 'counts'")
    plain = unit.strip()
    if plain.casefold() not in ACCEPTED:
        for meant, spellings in OF_COUNTS.items():
            if plain.casefold() in spellings:
                raise ArgumentError(f"unit = {plain!r} is not known: did you mean {meant!r}?")
    return plain


def is_counting(unit: str) -> bool:
    """Whether values of a unit have the noise of counting."""
    return unit.strip().casefold() in ACCEPTED
