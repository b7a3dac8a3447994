# SPDX-License-Identifier: MIT OR Apache-2.0
"""Units of the values of a map: which are offered, and which are slips of those that decide about noise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lamap._words import is_one_letter_off, kind
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
"""Units that are offered, and what each stands for. Any other text is the name of a unit without known noise."""
COUNTS = {"counts", "count", "cts", "ct", "cnt", "cnts", "ions", "ion"}
SECONDS = {"s", "sec", "secs", "second", "seconds", "s-1", "sec-1"}
BESIDE = {"per", "1", "-1", "pixel", "px", "point", "pt", "raw", "net", "mean", "median", "average", "avg", "signal"}
"""Words of the two units whose noise is known, and those that may stand beside them."""
ACCEPTED = {"counts", "cps", "counts/s", "counts per second", "counts s-1", "1/s", "hz"}
"""Those that the library understands."""
MULTIPLES = {
    "kcps": "multiply the values by 1000 and state 'cps'",
    "kcts/s": "multiply the values by 1000 and state 'cps'",
    "kcounts/s": "multiply the values by 1000 and state 'cps'",
    "mcps": "multiply the values by 1000000 and state 'cps'",
    "cpm": "divide the values by 60 and state 'cps'",
    "kcts": "multiply the values by 1000 and state 'counts'",
    "kcounts": "multiply the values by 1000 and state 'counts'",
}
"""Units that would have the noise of counting if they were of another size, and the way there."""
MISTYPED = ("counts", "cps", "ppm", "ppb", "wt%")
"""Units of which a text one letter off is asked about; beside others, such as ug/g, lie units of another size."""
OTHERS = {"wt %", "ppt", "ppq", "pph", "ppmw", "ppmv", "ppma", "ppbw", "ppbv", "ppba"}
"""Units that are one letter off from one of those."""


def known_unit(unit: object) -> str:
    """A unit that the user states for a map. Any text will do, unless it is a slip.

    Raises
    ------
    WrongTypeError
        If it is no text.
    ArgumentError
        If it means counts, but is written so that their noise would not be used, or is one letter off from one of
        `MISTYPED`; the sentence tells what to state.
    """
    stated = data_unit(unit)
    plain = stated.casefold()
    if plain not in {*MISTYPED, *OTHERS, *ACCEPTED}:
        near = [word for word in MISTYPED if plain[:1] == word[0] and is_one_letter_off(plain, word)]
        _ask(stated, near)
    return stated


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
    written = plain.casefold()
    if written in MULTIPLES:
        raise ArgumentError(f"unit = {plain!r} is not known: {MULTIPLES[written]}")
    if written not in ACCEPTED:
        meant = _of_counts(written)
        _ask(plain, [] if meant is None else [meant])
    return plain


def _of_counts(unit: str) -> str | None:
    """Which of the two units whose noise is known some words mean, in lower case; None for others."""
    words = {word for word in re.split(r"[^a-z0-9-]+", unit.replace("c.p.s", "cps")) if word}
    is_rate, has_counts = "cps" in words or not words.isdisjoint(SECONDS), not words.isdisjoint(COUNTS)
    rates = {"cps", "c"} if is_rate else set()
    if not words <= COUNTS | SECONDS | BESIDE | rates or not (has_counts or words & rates):
        return None
    return "cps" if is_rate else "counts"


def _ask(unit: str, meant: Sequence[str]) -> None:
    """Refuses a unit that may mean another one."""
    if meant:
        raise ArgumentError(f"unit = {unit!r} is not known: did you mean {' or '.join(map(repr, meant))}?")


def is_counting(unit: str) -> bool:
    """Whether values of a unit have the noise of counting."""
    return unit.strip().casefold() in ACCEPTED
