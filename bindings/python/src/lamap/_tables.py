# SPDX-License-Identifier: MIT OR Apache-2.0
"""Settings that the library describes: their names, units, ranges, defaults and help are asked for, never repeated."""

from __future__ import annotations

import functools
import math
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from lamap._arguments import wrong
from lamap._library import check, ffi, lib, make, text, utf8
from lamap._words import closest, meant
from lamap.errors import ArgumentError

Value = float | int | str | bool | None
"""A number, a word, yes or no as a bool; None leaves an optional setting open."""


@dataclass(frozen=True)
class Param:
    """One setting as the library describes it.

    Attributes
    ----------
    key, unit, help : str
        Name, unit (may be empty) and one line for people.
    default : float, int, str, bool or None
        Value of new settings; None where it is left open.
    minimum, maximum : float
        Range of a number.
    whole, optional : bool
        A whole number? May it be left open?
    choices : tuple of str
        The words it may be; empty for a number.
    """

    key: str
    unit: str
    help: str
    default: Value
    minimum: float
    maximum: float
    whole: bool
    optional: bool
    choices: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """What the setting may be, in words."""
        words = ", ".join(self.choices) or f"{self.minimum:g} to {self.maximum:g}"
        return f"{words}, None" if self.optional else words

    def value(self, number: float) -> Value:
        """What the library's number means."""
        if math.isnan(number):
            return None
        if self.choices == ("no", "yes"):
            return bool(number)
        if self.choices:
            return self.choices[int(number)]
        return int(number) if self.whole else number


@functools.cache
def params(table: int) -> dict[str, Param]:
    """All settings of a table of the library, by name."""
    rows = (_param(table, index) for index in range(lib.lamap_param_count(table)))
    return {row.key: row for row in rows}


def _param(table: int, index: int) -> Param:
    row = ffi.new("LamapParam *", {"struct_size": ffi.sizeof("LamapParam")})
    check(lib.lamap_param_get(table, index, row))
    described = Param(
        key=text(row.key),
        unit=text(row.unit),
        help=text(row.help),
        default=None,
        minimum=row.min,
        maximum=row.max,
        whole=row.kind == lib.LAMAP_PARAM_KIND_WHOLE,
        optional=bool(row.optional),
        choices=tuple(text(row.choices[i]) for i in range(row.choice_count)),
    )
    object.__setattr__(described, "default", described.value(row.default_value))
    return described


class Table:
    """Settings of one table of the library, read and written as attributes.

    A change makes a new object inside the library, so a call that is running in another thread keeps what it had.
    """

    _table: ClassVar[int]
    _noun: ClassVar[str]
    _handle: Any

    def _start(self, handle: Any, settings: Mapping[str, Value]) -> None:  # noqa: ANN401
        for key, value in settings.items():
            self._write(handle, key, value)
        object.__setattr__(self, "_handle", handle)

    @classmethod
    def params(cls) -> dict[str, Param]:
        """Every setting by name: unit, range, default and help."""
        return dict(params(cls._table))

    @classmethod
    def help(cls) -> str:
        """Every setting with its unit, default, range and meaning, as a table to print."""
        head = ("setting", "unit", "default", "allowed", "meaning")
        rows = [head, *((p.key, p.unit, str(p.default), p.allowed, p.help) for p in params(cls._table).values())]
        widths = [max(len(row[column]) for row in rows) for column in range(4)] + [0]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Value]:
        """Every setting by name; None where it is open. All values can be written as JSON."""
        return {key: getattr(self, key) for key in params(self._table)}

    @classmethod
    def from_dict(cls, settings: Mapping[str, Value]) -> Any:  # noqa: ANN401, Self is not in Python 3.10
        """Settings from what `to_dict` gave, or from a part of it; what is left out has its default."""
        for key in settings:
            if not isinstance(key, str):
                raise wrong("the name of a setting", key, f"print(lamap.{cls.__name__}.help()) lists them")
        return cls(**dict(settings))

    def __getattr__(self, key: str) -> Value:
        row = params(self._table).get(key)
        if row is None:
            step = meant(key, params(self._table), f"{type(self).__name__}.help() lists them")
            raise AttributeError(f"{type(self).__name__} has no setting {key!r}: {step}")
        number = ffi.new("double *")
        check(self._function("get")(self._handle, utf8(key), number))
        return row.value(number[0])

    def __setattr__(self, key: str, value: Value) -> None:
        handle = self._copied()
        self._write(handle, key, value)
        object.__setattr__(self, "_handle", handle)

    def _copied(self) -> Any:  # noqa: ANN401
        """A new object inside the library with the same settings."""
        return type(self)(**self.to_dict())._handle

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *params(self._table)]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment] # it can be changed

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[dict[str, Value]]]:
        return type(self).from_dict, (self.to_dict(),)

    def __repr__(self) -> str:
        changed = ((key, getattr(self, key)) for key, row in params(self._table).items())
        differing = (f"{k}={value!r}" for k, value in changed if value != params(self._table)[k].default)
        return f"{type(self).__name__}({', '.join(differing)})"

    @classmethod
    def _function(cls, verb: str) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(lib, f"lamap_{cls._noun}_{verb}")
        return function

    @classmethod
    def _new(cls) -> Any:  # noqa: ANN401
        return make(f"Lamap{cls._noun.capitalize()}", cls._function("new"), cls._function("free"))

    @classmethod
    def _write(cls, handle: Any, key: str, value: Value) -> None:  # noqa: ANN401
        row = params(cls._table).get(key)
        if row is None:
            raise ArgumentError(_unknown(key, value, cls._table, cls.__name__))
        if isinstance(value, bool) or type(value).__name__ == "bool_":
            value = "yes" if value else "no"
        if value is None and not row.optional and "auto" not in row.choices:
            raise ArgumentError(f"{key} = None is not allowed: state {_wanted(row)}")
        if value is None or isinstance(value, str):
            check(cls._function("set_text")(handle, utf8(key), utf8("auto" if value is None else value)))
        else:
            check(cls._function("set")(handle, utf8(key), _number(row, value)))


CONDITIONS, SETTINGS = 0, 1  # LAMAP_TABLE_CONDITIONS and so on


PIXEL = "pixel_um"
SPOKEN = {
    "spot": "beam_size_um",
    "spot_size": "beam_size_um",
    "spot_diameter": "beam_size_um",
    "beam_diameter": "beam_size_um",
    "speed": "scan_speed_um_s",
    "acq_time": "acquisition_time_s",
    "integration_time": "acquisition_time_s",
    "pixel": PIXEL,
    "pixel_size": PIXEL,
    "pixel_width": PIXEL,
    "pixel_height": PIXEL,
}
"""Other names of conditions and of the pixel size, without their unit."""


def _unknown(key: str, value: object, table: int, name: str) -> str:
    """What to say of a setting that a table has not: where it belongs, or what was probably meant."""
    if key == "unit":
        return f"unit is an argument of the enhancement: state enhance(map, conditions, unit={reprlib.repr(value)})"
    own, other = params(table), params(SETTINGS if table == CONDITIONS else CONDITIONS)
    near = key if key in other else SPOKEN.get(key.removesuffix("_um")) or closest(key, [*own, *other])
    if near is None:
        return f"there is no setting {key!r}: print(lamap.{name}.help()) lists them"
    if near in own:
        return f"there is no setting {key!r}: did you mean {near!r}?"
    stated = reprlib.repr(value)
    if near == PIXEL:
        return f"{key} is the argument pixel_um: state enhance(map, conditions, pixel_um={stated})"
    if table == CONDITIONS:
        return f"{key} is a setting of the enhancement, no condition: state enhance(map, conditions, {near}={stated})"
    return f'{key} belongs in the conditions of the measurement: state conditions={{"{near}": {stated}}}'


def _number(row: Param, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    is_word = row.choices not in ((), ("no", "yes"))
    if math.isnan(number) or is_word:  # a word has a number in the library, which no user knows
        raise wrong(row.key, value, f"state {_wanted(row)}")
    return number


def _wanted(row: Param) -> str:
    """What a setting may be, as a next step."""
    unit = f" in {row.unit}" if row.unit else ""
    return (
        "one of " + ", ".join(row.choices)
        if row.choices
        else f"one number{unit} from {row.minimum:g} to {row.maximum:g}"
    )
