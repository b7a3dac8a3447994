# SPDX-License-Identifier: MIT OR Apache-2.0
"""What conditions hold beside single settings: a crater, a response table, a channel for each element."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lamap._arguments import number, wrong
from lamap._library import check, ffi, lib, make, text, utf8
from lamap._tables import Param, Value, params
from lamap.errors import ArgumentError

CHANNELS = 'state names in a list, or for each name its settings, such as {"Zn66": {"dwell_s": 0.03}}'
TABLE = 2  # LAMAP_TABLE_CHANNELS
ResponseTable = tuple[ArrayLike, ArrayLike]
"""Times in s after the transport delay, and the share of the signal (0 to 1) that has arrived by then."""
Channels = Sequence[str] | Mapping[str, Mapping[str, Any]]
"""Names of the channels, or for each name its settings."""


@dataclass(frozen=True, eq=False)
class Crater:
    """A measured crater: how deep one pulse ablates at each place under the beam.

    Attributes
    ----------
    depth : array_like
        Depths in any unit, >= 0, shape (rows across the lines, columns along the scan); its middle is that of the beam.
    cell_um : float
        Side of a square cell in µm; the whole crater is 0.1 to 1000 µm wide.
    """

    depth: ArrayLike
    cell_um: float


def set_crater(handle: Any, crater: Crater) -> None:  # noqa: ANN401
    """States a crater in conditions of the library."""
    if not isinstance(crater, Crater):
        raise wrong("crater", crater, "state lamap.Crater(depth, cell_um)")
    depth = _doubles("the depth of a crater", crater.depth, 2)
    check(lib.lamap_conditions_set_crater(handle, _lent(depth), *depth.shape, number("cell_um", crater.cell_um)))


def set_response_table(handle: Any, table: ResponseTable) -> None:  # noqa: ANN401
    """States a pulse response in conditions of the library."""
    times, cumulative = _columns(table)
    check(lib.lamap_conditions_set_response_table(handle, _lent(times), _lent(cumulative), len(times)))


def _columns(table: ResponseTable) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not isinstance(table, tuple | list | np.ndarray) or len(table) != 2:
        raise wrong("response_table", table, "state two columns: times in s and the share of the signal that has arrived")
    times, cumulative = (_doubles("a column of a response table", column, 1) for column in table)
    if times.shape != cumulative.shape:
        raise ArgumentError(f"a response table has as many shares as times, not {len(cumulative)} and {len(times)}")
    return times, cumulative


def add_channels(handle: Any, channels: Channels) -> None:  # noqa: ANN401
    """Adds channels to conditions of the library."""
    if isinstance(channels, str) or not isinstance(channels, Iterable):
        raise wrong("channels", channels, CHANNELS)
    for name in channels:
        check(lib.lamap_channel_add(handle, utf8(name)))
        if isinstance(channels, Mapping):
            if not isinstance(channels[name], Mapping):
                raise wrong(f"channel {name}", channels[name], CHANNELS)
            settings = {key: _plain(key, value) for key, value in channels[name].items()}
            check(lib.lamap_channel_set_text(handle, utf8(name), utf8(json.dumps(settings))))


def _plain(key: str, value: Any) -> Any:  # noqa: ANN401
    """A setting of a channel as JSON has it."""
    if key == "response_table":
        times, cumulative = _columns(value)
        return {"times_s": times.tolist(), "cumulative": cumulative.tolist()}
    if isinstance(value, str):
        return value
    return "auto" if value is None else number(key, value)


def channels_of(handle: Any) -> dict[str, dict[str, Value]]:  # noqa: ANN401
    """Names and settings of the channels of conditions of the library."""
    return {_name(handle, index): _settings(handle, index) for index in range(lib.lamap_channel_count(handle))}


def _name(handle: Any, index: int) -> str:  # noqa: ANN401
    name = make("LamapText", lib.lamap_channel_name, lib.lamap_text_free, handle, index)
    return text(lib.lamap_text_get(name))


def _settings(handle: Any, index: int) -> dict[str, Value]:  # noqa: ANN401
    return {key: _value(handle, index, row) for key, row in params(TABLE).items()}


def _value(handle: Any, index: int, row: Param) -> Value:  # noqa: ANN401
    number = ffi.new("double *")
    check(lib.lamap_channel_get(handle, index, utf8(row.key), number))
    return row.value(number[0])


def _doubles(what: str, values: ArrayLike, dimensions: int) -> NDArray[np.float64]:
    try:
        array = np.require(values, np.float64, ["C", "A"])
    except (TypeError, ValueError):
        raise wrong(what, values, "give an array of numbers") from None
    if array.ndim != dimensions:
        raise ArgumentError(f"{what} has {dimensions} dimension{'s' * (dimensions > 1)}, not {array.ndim}")
    return array


def _lent(array: NDArray[np.float64]) -> Any:  # noqa: ANN401
    return ffi.cast("double *", array.ctypes.data)
