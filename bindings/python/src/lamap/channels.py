# SPDX-License-Identifier: MIT OR Apache-2.0
"""What conditions hold beside single settings: a crater, a response table, a channel for each element."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lamap._library import check, ffi, lib, make, text, utf8
from lamap._tables import Param, Value, params
from lamap.errors import ArgumentError

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
    depth = _doubles("the depth of a crater", crater.depth, 2)
    check(lib.lamap_conditions_set_crater(handle, _lent(depth), *depth.shape, float(crater.cell_um)))


def set_response_table(handle: Any, table: ResponseTable) -> None:  # noqa: ANN401
    """States a pulse response in conditions of the library."""
    if len(table) != 2:
        raise ArgumentError("a response table has two columns: times in s and the share of the signal that has arrived")
    times, cumulative = (_doubles("a column of a response table", column, 1) for column in table)
    if times.shape != cumulative.shape:
        raise ArgumentError(f"a response table has as many shares as times, not {len(cumulative)} and {len(times)}")
    check(lib.lamap_conditions_set_response_table(handle, _lent(times), _lent(cumulative), len(times)))


def add_channels(handle: Any, channels: Channels, respond: Callable[..., Any]) -> None:  # noqa: ANN401
    """Adds channels to conditions of the library. `respond`: makes the conditions that state a response of one."""
    if isinstance(channels, str):
        raise ArgumentError(f"channels = {channels!r} is neither a list of names nor a mapping from names to settings")
    first = lib.lamap_channel_count(handle)
    for index, name in enumerate(channels, first):
        check(lib.lamap_channel_add(handle, utf8(name)))
        settings = dict(channels[name]) if isinstance(channels, Mapping) else {}
        for key in settings.keys() & params(TABLE).keys():
            value = settings.pop(key)
            check(lib.lamap_channel_set(handle, index, utf8(key), float("nan") if value is None else float(value)))
        if settings:  # the others are those of its own pulse response
            check(lib.lamap_channel_set_response(handle, index, respond(**_response(name, settings))._handle))


def _response(name: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Settings of a channel that are not in its own table: they must be those of a pulse response."""
    stray = [key for key in settings if not key.startswith(("pulse_response", "response_", "transport_delay_"))]
    if stray:
        known = ", ".join([*params(TABLE), "pulse_response", "response_scale_s", "..."])
        raise ArgumentError(f"a channel has no setting {stray[0]!r} (channel {name!r}); it has {known}")
    if "pulse_response" not in settings and "response_table" not in settings:
        raise ArgumentError(f"channel {name!r} states {', '.join(settings)} but no pulse_response of its own")
    return settings


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
    array = np.require(values, np.float64, ["C", "A"])
    if array.ndim != dimensions:
        raise ArgumentError(f"{what} has {dimensions} dimension{'s' * (dimensions > 1)}, not {array.ndim}")
    return array


def _lent(array: NDArray[np.float64]) -> Any:  # noqa: ANN401
    return ffi.cast("double *", array.ctypes.data)
