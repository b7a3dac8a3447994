# SPDX-License-Identifier: MIT OR Apache-2.0
"""Numbers as people type them: with a comma, and with a unit behind them."""

from __future__ import annotations

import re

MICRO = "µμu"
"""Letters that stand for a millionth: the sign, the Greek letter, and what most keyboards have."""
TYPED = re.compile(rf"\s*(?P<number>[^\s{MICRO}a-zA-Z%°/]+(?:[eE][-+]?\d+)?)\s*(?P<unit>\D.*?)?\s*")
FACTORS = {
    "um": {"um": 1.0, "nm": 1e-3, "mm": 1e3},
    "um/s": {"um/s": 1.0, "mm/s": 1e3},
    "s": {"s": 1.0, "ms": 1e-3, "us": 1e-6, "min": 60.0},
    "Hz": {"Hz": 1.0, "kHz": 1e3},
}
"""What units that are typed are worth in the one that is asked for."""


def number_in(text: str, unit: str = "") -> float:
    """The number of a text in a unit; a text without a unit is in that one.

    Raises
    ------
    ValueError
        If it is no number, or in another unit.
    """
    typed = TYPED.fullmatch(text)
    if typed is None:
        raise ValueError(text)
    number, own, wanted = float(typed["number"].replace(",", ".")), _plain(typed["unit"] or ""), _plain(unit)
    if own in ("", wanted):
        return number
    factors = FACTORS.get(wanted, {})
    if own not in factors:
        raise ValueError(text)
    return number * factors[own]


def _plain(unit: str) -> str:
    """A unit with one letter for a millionth."""
    return re.sub(rf"^[{MICRO}](?=m|s)", "u", unit)
