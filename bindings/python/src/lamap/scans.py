# SPDX-License-Identifier: MIT OR Apache-2.0
"""What conditions mean on a sample: the geometry of a scan, its passes, and what will come of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lamap._arguments import count, flag, number, optional_number, pair, wrong
from lamap._library import check, ffi, lib, text
from lamap.errors import ArgumentError
from lamap.progress import follow
from lamap.settings import Stated, conditions_of


@dataclass(frozen=True)
class Pass:
    """How one of several passes lies on the sample.

    Attributes
    ----------
    along, across : float
        Where it starts along its scan and across its lines, in pixels of the map, 0 to 1.
    orthogonal : bool
        Do its lines run down the sample instead of along its rows?
    """

    along: float = 0.0
    across: float = 0.0
    orthogonal: bool = False


@dataclass(frozen=True)
class Scan:
    """The geometry of a scan.

    Attributes
    ----------
    rows, columns : int
        Of the map as it lies on the sample: its lines and pixels, or those of an orthogonal pass exchanged.
    lead : int
        Pixels of a line before the first one on the sample; 0 unless ``tail`` is "keep".
    pulses_on_a_line : int
        Laser pulses on one line.
    dosage : float
        Laser pulses in a pixel.
    pixel_um : (float, float)
        Width and height of a pixel of the map on the sample, in µm.
    origin_um : (float, float)
        Outer corner of pixel (0, 0) on the sample, from the left and from the top, in µm.
    beam_um : float
        Size of the beam along the scan, in µm.
    displacement_um : float
        Distance by which the map shows the sample too far along the scan, in µm.
    """

    rows: int
    columns: int
    lead: int
    pulses_on_a_line: int
    dosage: float
    pixel_um: tuple[float, float]
    origin_um: tuple[float, float]
    beam_um: float
    displacement_um: float


def scan(conditions: Stated, shape: tuple[int, int], pixel_um: float, one: Pass | None = None) -> Scan:
    """The geometry of the scan of a sample. Not random.

    Parameters
    ----------
    conditions : Conditions, mapping, str or None
        Conditions of the measurement, settings by name, the name of a preset, or the defaults.
    shape : (int, int)
        Rows and columns of the sample.
    pixel_um : float
        Side of a square pixel of the sample, in µm.
    one : Pass, optional
        One of several passes; the only one if left out.

    Raises
    ------
    ArgumentError
        If neither beam nor line spacing is stated or a number is out of range.

    Examples
    --------
    >>> import lamap
    >>> lamap.scan("seed-2019", (200, 300), 1.0).pixel_um
    (5.0, 5.0)
    """
    found = ffi.new("LamapScan *", {"struct_size": ffi.sizeof("LamapScan")})
    placed = ffi.NULL if one is None else struct(one, 0)
    rows, columns = pair("shape", shape, "state (rows, columns) of the sample")
    size = (count("rows", rows), count("columns", columns))
    side = number("pixel_um", pixel_um, "state the side of a pixel of the sample in µm")
    check(lib.lamap_scan(conditions_of(conditions)._handle, placed, *size, side, found))
    return Scan(
        rows=found.rows,
        columns=found.columns,
        lead=found.lead,
        pulses_on_a_line=found.pulses_on_a_line,
        dosage=found.dosage,
        pixel_um=(found.pixel_width_um, found.pixel_height_um),
        origin_um=(found.origin_x_um, found.origin_y_um),
        beam_um=found.beam_um,
        displacement_um=found.displacement_um,
    )


def staggered(passes: int | Iterable[Pass]) -> Sequence[Pass]:
    """The passes themselves, or so many that divide a pixel into equal steps along its diagonal."""
    if isinstance(passes, Iterable) and not isinstance(passes, str):
        return list(passes)
    wanted = count("passes", passes)
    if not 1 <= wanted <= 100:
        raise ArgumentError(f"passes = {wanted} is out of range 1 to 100")
    return [Pass(index / wanted, index / wanted) for index in range(wanted)]


def struct(one: Pass, place: int) -> Any:  # noqa: ANN401
    """A pass for C. `place`: its number among the passes, from 0."""
    if not isinstance(one, Pass):
        raise wrong("a pass", one, "state how it lies as lamap.Pass(along, across, orthogonal)")
    offsets = (number("along", one.along), number("across", one.across))
    turned = int(flag("orthogonal", one.orthogonal))
    return ffi.new("LamapPass *", [ffi.sizeof("LamapPass"), *offsets, turned, place])


def plan(
    conditions: Stated, width_um: float | None = None, height_um: float | None = None, concentration: float = 1.0
) -> dict[str, Any]:
    """What conditions will give, before any sample is ablated. Not random.

    Parameters
    ----------
    conditions : Conditions, mapping, str or None
        Conditions of the measurement, settings by name, the name of a preset, or the defaults.
    width_um, height_um : float, optional
        Sides of the area along and across the scan, in µm, 0.001 to 1e7; both left out: not decided.
    concentration : float
        Concentration for which counts and noise are told, >= 0.

    Returns
    -------
    dict
        ``dosage`` (pulses in a pixel), ``pixel_um``, ``map`` (``lines``, ``pixels``, ``time_s``, ``pulses``; None
        without an area), ``displacement_um``, ``smear``, ``resolution`` (for 0, 90 and 45 degrees from the scan),
        ``signal``, ``ripple``, ``changes`` (what other rates, speeds and beams would give), ``conditions``, and
        sentences: ``assumed`` and ``warnings``.

    Raises
    ------
    ArgumentError
        If neither beam nor line spacing is stated or a number is out of range.

    Examples
    --------
    >>> import lamap
    >>> lamap.plan("seed-2019", 500, 300)["map"]["time_s"]
    300.0
    """
    width, height = optional_number("width_um", width_um), optional_number("height_um", height_um)
    handle = conditions_of(conditions)._handle
    given, out = (handle, width or 0.0, height or 0.0, number("concentration", concentration)), ffi.new("LamapText **")
    follow(None, lambda tell, user: lib.lamap_plan_json(*given, tell, user, out))
    record = ffi.gc(out[0], lib.lamap_text_free)
    planned: dict[str, Any] = json.loads(text(lib.lamap_text_get(record)))
    return planned
