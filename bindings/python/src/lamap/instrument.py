# SPDX-License-Identifier: MIT OR Apache-2.0
r"""My instrument: conditions that a user saved under a name.

Each instrument is a file ``NAME.toml`` of conditions in one folder of the user, which all programs of lamap share:

| system | folder |
| --- | --- |
| Linux | ``$XDG_CONFIG_HOME/lamap/instruments``, or ``~/.config/lamap/instruments`` where that is not set |
| macOS | ``~/Library/Application Support/lamap/instruments`` |
| Windows | ``%APPDATA%\lamap\instruments`` |

The file ``last.txt`` beside them holds the name of the one that was used last, in UTF-8. Files appear whole or not at
all.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from lamap import _atomic
from lamap._arguments import flag
from lamap._words import kind, meant
from lamap.errors import ArgumentError, FileError, LamapError, WrongTypeError
from lamap.settings import Conditions, presets

FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST = 80
ENDING, LAST = ".toml", "last.txt"


class Instruments(dict[str, Conditions]):
    """Conditions of the saved instruments by name, in alphabetical order.

    Attributes
    ----------
    problems : tuple of str
        A sentence for each file of the folder that cannot be used.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: tuple[str, ...] = ()


def folder() -> Path:
    """The folder of the instruments; it need not exist yet."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        stated = Path(os.environ.get("XDG_CONFIG_HOME", ""))
        base = stated if stated.is_absolute() else Path.home() / ".config"
    return base / "lamap" / "instruments"


def instruments() -> Instruments:
    """The instruments that were saved under a name, by any program of lamap.

    Returns
    -------
    Instruments
        Name -> `Conditions`. A file that cannot be read is left out; ``problems`` tells which and why.

    Examples
    --------
    >>> import lamap
    >>> lamap.Conditions(beam_size_um=20, scan_speed_um_s=40).save_instrument("our laser")  # doctest: +SKIP
    >>> list(lamap.instruments())  # doctest: +SKIP
    ['our laser']
    """
    found, problems = Instruments(), []
    try:
        files = _files()
    except OSError as error:
        found.problems = (f"{folder()} cannot be read: {error.strerror or error}",)
        return found
    for path in files:
        try:
            _expect_no_preset(path.stem)
            found[path.stem] = _read(path)
        except LamapError as error:
            problems.append(f"{path.name} is left out: {error}")
    found.problems = tuple(problems)
    return found


def saved() -> list[str]:
    """Names of the saved instruments, in alphabetical order; none where their folder cannot be read."""
    try:
        return [path.stem for path in _files() if not _is_preset(path.stem)]
    except OSError:
        return []


def _files() -> list[Path]:
    return sorted(folder().glob(f"*{ENDING}"), key=lambda path: path.stem.casefold())


def remember(name: str) -> None:
    """Notes which instrument was used last, for all programs of lamap.

    Raises
    ------
    FileError
        If that cannot be written.
    """
    path = file_of(name).with_name(LAST)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{path.parent} cannot be made: {error.strerror or error}") from None
    _atomic.write(path, f"{name}\n".encode())


def last() -> str | None:
    """The saved instrument that was used last; None where there is none or its file is gone."""
    try:
        name = (folder() / LAST).read_text(encoding="utf-8").strip()
        return name if file_of(name).is_file() else None
    except (OSError, ValueError):  # not there, no text, or no name
        return None


def load(name: str) -> Conditions:
    """Conditions of a saved instrument.

    Raises
    ------
    ArgumentError
        If there is none of this name; the sentence suggests one.
    FileError
        If its file cannot be read.
    """
    path = file_of(name)
    if not path.is_file():
        known = list(instruments())
        otherwise = f"the saved ones are {', '.join(known)}" if known else f"save one with save_instrument({name!r})"
        raise ArgumentError(f"there is no instrument {name!r}: {meant(name, known, otherwise)}")
    return _read(path)


def save(name: str, conditions: Conditions, *, replace: bool = False) -> Path:
    """Saves conditions under a name and returns the file.

    Raises
    ------
    ArgumentError
        If the name cannot be that of a file on every system, is that of a preset, or is that of another instrument and
        `replace` is False.
    FileError
        If the file cannot be written; what was there before stays.
    """
    path = file_of(name)
    _expect_no_preset(name)
    if not flag("replace", replace) and is_another(name, conditions):
        raise ArgumentError(f"there is an instrument {name!r} already: choose another name, or state replace=True")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{path.parent} cannot be made: {error.strerror or error}") from None
    _atomic.write(path, conditions.stated_toml().encode())
    return path


def _is_preset(name: str) -> bool:
    return name.casefold() in presets()


def _expect_no_preset(name: str) -> None:
    if _is_preset(name):
        raise ArgumentError(f"{name!r} is a preset that comes with lamap: choose another name")


def is_another(name: str, conditions: Conditions) -> bool:
    """Whether an instrument of this name is saved that does not state the same.

    Raises
    ------
    ArgumentError
        If the name cannot be that of a file on every system.
    """
    path = file_of(name)
    return path.exists() and not _states(path, conditions)


def file_of(name: str) -> Path:
    """The file of an instrument.

    Raises
    ------
    ArgumentError
        If the name cannot be that of a file on every system.
    """
    if not isinstance(name, str):
        raise WrongTypeError(f"{name!r} is {kind(name)}: state the name of an instrument as text")
    if not name or len(name) > LONGEST or name != name.strip() or name.startswith(".") or name.endswith("."):
        raise ArgumentError(f"{name!r} cannot name an instrument: state 1 to {LONGEST} letters, no dot at either end")
    if FORBIDDEN.search(name) or RESERVED.fullmatch(name):
        raise ArgumentError(f'{name!r} cannot name an instrument: leave out < > : " / \\ | ? * and names of devices')
    return folder() / f"{name}{ENDING}"


def _states(path: Path, conditions: Conditions) -> bool:
    try:
        return _read(path).stated_toml() == conditions.stated_toml()
    except LamapError:  # what cannot be read is not known to be the same
        return False


def _read(path: Path) -> Conditions:
    try:
        return Conditions.from_text(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise FileError(f"{path} cannot be read: it is no text in UTF-8") from None
