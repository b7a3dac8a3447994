# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a caller handed over, as the library takes it; whatever is of another type is refused with the next step."""

from __future__ import annotations

import math
import operator
import reprlib
from collections.abc import Iterable, Sequence
from typing import SupportsFloat

import numpy as np

from lamap._words import kind
from lamap.errors import ArgumentError, WrongTypeError

LONGEST = 60
"""Letters of a value that a sentence repeats whole."""


def brief(value: object) -> str:
    """A value as a sentence repeats it, on one line; of what is long, such as an array, only what it is."""
    if isinstance(value, str | list | tuple | dict | set | bytes):
        return reprlib.repr(value)
    text = repr(value)
    return text if len(text) <= LONGEST and "\n" not in text else f"<{type(value).__name__}>"


def wrong(key: str, value: object, wanted: str) -> WrongTypeError:
    """The error for a value of another type; `wanted` is the next step."""
    said = "" if value is None or brief(value).startswith("<") else f" = {brief(value)}"
    return WrongTypeError(f"{key}{said} is {kind(value)}: {wanted}")


def flag(key: str, value: object) -> bool:
    """Yes or no. A text is refused, even "no": it would count as yes."""
    if not isinstance(value, bool | np.bool_):
        raise wrong(key, value, "state True or False")
    return bool(value)


def number(key: str, value: object, wanted: str = "state a number") -> float:
    """A finite number."""
    is_array = bool(getattr(value, "shape", None))  # one of numpy, xarray or a table
    if not isinstance(value, SupportsFloat) or isinstance(value, bool | np.bool_) or is_array:
        raise wrong(key, value, wanted)
    stated = float(value)
    if not math.isfinite(stated):
        raise ArgumentError(f"{key} = {stated:g} is no finite number: {wanted}")
    return stated


def optional_number(key: str, value: object, wanted: str = "state a number") -> float | None:
    """A finite number, or None."""
    return None if value is None else number(key, value, wanted)


def count(key: str, value: object, largest: int = 2**63 - 1) -> int:
    """A whole number that is not negative."""
    try:
        whole = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise wrong(key, value, "state a whole number") from None
    if isinstance(value, bool):
        raise wrong(key, value, "state a whole number")
    if not 0 <= whole <= largest:
        raise ArgumentError(f"{key} = {whole} is out of range 0 to {largest}")
    return whole


def words(key: str, value: object, wanted: str) -> Sequence[str]:
    """A text, or several in a list, an array or the like."""
    if isinstance(value, str):
        return [value]
    stated = list(value) if isinstance(value, Iterable) else [value]
    found = [word for word in stated if isinstance(word, str)]
    if len(found) < len(stated):
        raise wrong(key, value, wanted)
    return found


def pair(key: str, value: object, wanted: str) -> tuple[object, object]:
    """Two things in a tuple, a list or an array."""
    if not isinstance(value, tuple | list | np.ndarray) or len(value) != 2:
        raise wrong(key, value, wanted)
    return value[0], value[1]
