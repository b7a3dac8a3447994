# SPDX-License-Identifier: MIT OR Apache-2.0
"""Maps whose lines still arrive: what is known while the laser fires, and the enhancement of all at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lamap._arguments import count, words, wrong
from lamap._docs import documented
from lamap._library import check, ffi, floats, lent, lib
from lamap.enhanced import Enhanced
from lamap.enhancement import Enhancer, measured_map
from lamap.errors import ArgumentError
from lamap.maps import Lent, Map, PixelUm
from lamap.progress import Progress
from lamap.results import filled, target_shape
from lamap.settings import Settings, Stated, Value, conditions_of


@dataclass(frozen=True, eq=False)
class Latest:
    """What is known of a map while its lines arrive.

    Attributes
    ----------
    estimate, deviation : Map
        Estimate by the restoration and standard deviation of its error, of the whole planned map; NaN where nothing is
        known yet.
    lines : int
        How many measured lines, from the first on, every element shows.
    """

    estimate: Map
    deviation: Map
    lines: int


class MapStream:
    """A map whose lines arrive one after the other, as an instrument measures them.

    A thread of the library restores what is there: `push` only hands a line over, and `latest` may lag behind. Any number of threads may use it at the same time, e.g. one that measures and one that draws.

    Parameters
    ----------
    elements : str or sequence of str
        Names of the elements.
    lines : int
        How many lines there will be at most.
    pixels : int
        Pixels of a line.
    conditions : Conditions, mapping, str or None
        Conditions of the measurement, as for `enhance`; what they leave open is estimated from the lines.
    enhancer : Enhancer, optional
        Enhances the map at the end; one of `settings` is made if left out.
    pixel_um, unit
        As for `enhance`.
    **settings : float, int, str or bool
        Settings of the enhancement by name; ``print(lamap.Settings.help())`` lists them.

    Raises
    ------
    ArgumentError, DataError
        If the plan, the conditions or the settings cannot be used, or the memory for the whole map is not there.

    Examples
    --------
    >>> import lamap
    >>> counts = lamap.ablate(lamap.phantom("cells", 100, seed=1), "seed-2019", pixel_um=1.0, seed=42)
    >>> with lamap.MapStream("Zn66", 20, 20, "seed-2019", unit="counts", method="physics") as stream:
    ...     for latest in stream.play(counts):
    ...         pass  # draw latest.estimate
    ...     result = stream.finish()
    >>> result.estimate
    <Map of Zn66: 80 lines of 80 pixels of 1.25 x 1.25 µm, unit 'counts'>
    """

    @documented(Settings)
    def __init__(
        self,
        elements: str | Sequence[str],
        lines: int,
        pixels: int,
        conditions: Stated = None,
        *,
        enhancer: Enhancer | None = None,
        pixel_um: PixelUm | None = None,
        unit: str | None = None,
        **settings: Value,
    ) -> None:
        if enhancer is not None and settings:
            raise ArgumentError(f"{', '.join(settings)}: state settings or an enhancer, which has settings of its own")
        names = words("elements", elements, "state their names, such as ['Zn66']")
        shape = (len(names), count("lines", lines), count("pixels", pixels))
        if 0 in shape:
            raise ArgumentError(f"a map of {shape[0]} elements, {lines} lines and {pixels} pixels is empty")
        self._enhancer = Enhancer(None, None, **settings) if enhancer is None else enhancer
        stated = conditions_of(conditions)
        self._measured = measured_map(Map(np.full(shape, np.nan, np.float32), names), stated, pixel_um, unit)
        self._shape = target_shape(self._enhancer._settings, self._measured)
        # a name of its own for the borrowed map: it keeps the texts alive that the pointer leads to
        plan, out = Lent(self._measured), ffi.new("LamapStream **")
        check(lib.lamap_stream_open(self._enhancer._open(), stated._handle, plan.pointer, out))
        self._arrived, self._is_finished = 0, False
        self._handle: Any = ffi.gc(out[0], lib.lamap_stream_free)

    @property
    def arrived(self) -> int:
        """How many lines have arrived."""
        return self._arrived

    def push(self, line: ArrayLike, number: int | None = None) -> None:
        """Hands a line over, which costs no more than a copy.

        Parameters
        ----------
        line : array_like
            Shape (elements, pixels), or (pixels,) for one element; NaN where missing.
        number : int, optional
            Number of the line, from 0, as the instrument counts; if stated, a line that is not the next one is refused.

        Raises
        ------
        ArgumentError, DataError
            If it is not the next line or its values cannot be used. What has arrived stays.
        """
        if self._is_finished:
            raise ArgumentError("the map is finished: open another stream for more lines")
        values = np.atleast_2d(floats(line))
        elements, _, pixels = self._measured.shape
        if values.shape != (elements, pixels):
            raise ArgumentError(f"the line has the shape {values.shape}: (elements, pixels) is {(elements, pixels)}")
        next_ = self._arrived if number is None else count("number", number)
        source = Lent(Map(values[:, np.newaxis], self._measured.elements))
        check(lib.lamap_stream_push_line(self._open(), next_, source.pointer))
        self._measured.values[:, next_] = values
        self._arrived = next_ + 1

    def latest(self) -> Latest:
        """What is known now.

        Returns
        -------
        Latest

        Raises
        ------
        LamapError
            Why the picture grows no more, if it does not: lines are still taken.
        """
        shape, lines = (len(self._measured), *self._shape), ffi.new("size_t *")
        estimate, deviation = np.empty(shape, np.float32), np.empty(shape, np.float32)
        outputs = (lent(estimate), lent(deviation), estimate.size)
        check(lib.lamap_stream_latest(self._open(), *outputs, lines))
        return Latest(self._finer(estimate), self._finer(deviation), lines[0])

    def play(self, lines: Iterable[ArrayLike] | Map) -> Iterator[Latest]:
        """Hands lines over as they come, or those of a `Map` of the same elements, and tells after each what is known."""
        if isinstance(lines, Map):
            self._expect_planned(lines)
            lines = np.moveaxis(lines.values, 1, 0)
        if isinstance(lines, str) or not isinstance(lines, Iterable):
            raise wrong("lines", lines, "give lines of values, such as an array (lines, pixels), or a map")
        for line in lines:
            self.push(line)
            yield self.latest()

    def _expect_planned(self, map: Map) -> None:
        """Refuses a map that is of other elements, or has another unit or pixel size, than the stream was planned for."""
        for key in ("elements", "unit", "pixel_width_um", "pixel_height_um"):
            own, given = getattr(self._measured, key), getattr(map, key)
            if given not in (own, None, ""):
                raise ArgumentError(f"the map has the {key} {given!r}, the stream {own!r}: open a stream for this map")

    def finish(self, progress: Progress | None = None) -> Enhanced:
        """Enhances all lines that have arrived, as `enhance` does: fewer than planned where a run was broken off.

        Parameters
        ----------
        progress : callable, str or True, optional
            As for `enhance`.

        Returns
        -------
        Enhanced

        Raises
        ------
        DataError
            If no line has arrived.
        Cancelled
            If `progress` returned False; lines may go on arriving.
        """
        whole, handle = self._measured, self._open()
        values = whole.values[:, : max(self._arrived, 1)].copy()
        sides = (whole.pixel_width_um, whole.pixel_height_um)
        measured = Map(values, whole.elements, *sides, whole.unit, whole.origin_um)
        call, settings = lib.lamap_stream_finish, self._enhancer._settings
        result = filled(measured, measured, settings, progress, lambda *outputs: call(handle, *outputs))
        self._is_finished = True
        return result

    def close(self) -> None:
        """Gives the map up, if it is not finished; the stream is of no use then."""
        self._handle = None

    def __enter__(self) -> MapStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        elements, lines, pixels = self._measured.shape
        return f"<MapStream: {self._arrived} of {lines} lines of {pixels} pixels, {elements} elements>"

    def _open(self) -> Any:  # noqa: ANN401
        if self._handle is None:
            raise ArgumentError("the stream is closed")
        return self._handle

    def _finer(self, values: Any) -> Map:  # noqa: ANN401
        measured = self._measured
        _, lines, pixels = measured.shape
        rows, columns = self._shape
        width, height = measured.pixel_width_um, measured.pixel_height_um
        assert width is not None
        assert height is not None
        sides = (width * pixels / columns, height * lines / rows)
        return Map(values, measured.elements, *sides, measured.unit, measured.origin_um)
