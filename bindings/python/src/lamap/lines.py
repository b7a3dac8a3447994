# SPDX-License-Identifier: MIT OR Apache-2.0
"""From line scans to a map."""

from __future__ import annotations

from dataclasses import dataclass

from lamap._library import ffi, lib, path_text, utf8
from lamap.errors import naming
from lamap.files import Path, followed, lent_paths, map_of, option_text, reading
from lamap.maps import Map
from lamap.progress import Progress
from lamap.settings import Conditions

ASKED = {
    "state the laser log": "log",
    "state the pattern by its number or name": "pattern",
    "state the lag": "lag_s",
    "state the speed of the stage": "scan_speed_um_s",
    "state the unit of time": "time_unit",
}
"""What a sentence of the library ends with, and the argument that states it."""


@dataclass(frozen=True, eq=False)
class Imported:
    """A map made of line scans.

    Attributes
    ----------
    map : Map
        A pixel is a reading, a line a line of the scan in the order of time. NaN where lines are shorter or a recording
        lacks readings. Its ``notes`` say what was found, chosen or left out, such as the lag.
    conditions : Conditions
        What is known of the scan and nothing else, for `enhance`. State the washout, which no log tells, before that.
    """

    map: Map
    conditions: Conditions


def read_lines(
    *paths: Path,
    log: Path | None = None,
    pattern: int | str | None = None,
    cut: str | None = None,
    blank: str | None = None,
    lag_s: float | None = None,
    scan_speed_um_s: float | None = None,
    line_spacing_um: float | None = None,
    time_unit: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Reads recordings of signals over time and makes a map of them.

    Parameters
    ----------
    *paths : str or path
        One file with all lines, a file for each line, or folders of such files: csv and text with a column of times,
        and exports of Agilent, Thermo, PerkinElmer, Nu and TOFWERK. A laser log among them is taken for the log.
    log : str or path, optional
        The log of the laser, in Iolite's format.
    pattern : int or str, optional
        Which lines of the log are the map's, by number (from 1) or name, where it holds several patterns.
    cut : {"detect", "log", "columns", "files", "gaps"}, optional
        What divides the recordings into lines. "detect", the default, takes the log for one recording, the files for
        several, and the pauses of the signal where there is no log.
    blank : {"keep", "subtract"}, optional
        What becomes of the mean signal with the laser off; "keep" leaves the values as they were counted.
    lag_s : float, optional
        Time of the signal at which the first line of the log begins, in s; found by correlation if left out.
    scan_speed_um_s : float, optional
        Speed of the stage in µm/s, above 0, where no log tells it.
    line_spacing_um : float, optional
        Distance of two lines in µm, above 0, where no log tells it.
    time_unit : {"s", "ms", "us", "min", "h", "d"}, optional
        Unit of a column of times that does not state it.
    progress : callable, str or True, optional
        ``progress(fraction, element, stage)`` is told how far it is, in this thread; False cancels. Or "tqdm", "rich"
        or True for a bar.

    Returns
    -------
    Imported
        The map and its conditions. A pixel size that neither files nor arguments tell is None.

    Raises
    ------
    MissingFileError
        If a recording or the log is not there; it is a FileNotFoundError too.
    FileError
        If a file cannot be read as a recording or a log.
    ArgumentError
        If something cannot be told and must be stated, the sentence then ends with the argument in brackets; if
        recordings and log contradict each other; if an argument is none of its choices.
    DataError
        If the recordings or the log make no map.

    Examples
    --------
    >>> import lamap
    >>> scan = lamap.read_lines("signal.csv", log="laser.Iolite.csv")  # doctest: +SKIP
    >>> scan.conditions.response_scale_s = 0.2  # doctest: +SKIP
    >>> result = lamap.enhance(scan.map, scan.conditions)  # doctest: +SKIP
    """
    options = {
        "log": None if log is None else path_text(log),
        "pattern": pattern,
        "cut": cut,
        "blank": blank,
        "lag_s": lag_s,
        "scan_speed_um_s": scan_speed_um_s,
        "line_spacing_um": line_spacing_um,
        "time_unit": time_unit,
    }
    logs, stated = () if log is None else (log,), utf8(option_text(options))
    conditions = ffi.new("LamapConditions **")
    with reading(*paths, *logs), naming(ASKED, {}), lent_paths(paths) as pointers:
        given = (pointers, len(paths), stated)
        file = followed(progress, lambda *told: lib.lamap_lines_read(*given, *told, conditions))
    return Imported(map_of(file), Conditions._of(ffi.gc(conditions[0], lib.lamap_conditions_free)))
