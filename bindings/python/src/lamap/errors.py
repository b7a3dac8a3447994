# SPDX-License-Identifier: MIT OR Apache-2.0
"""The exceptions of lamap: one for each status of the library, with the library's sentence as message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class LamapError(Exception):
    """The library refused a call; the message says what, with values, units and allowed ranges.

    Attributes
    ----------
    status : int
        Status code of the library (``LAMAP_STATUS_*`` in ``lamap.h``).
    """

    status: int = 99


class ArgumentError(LamapError, ValueError):
    """An argument or a setting is out of range, of the wrong size or contradicts another one."""

    status = 1


class WrongTypeError(ArgumentError, TypeError):
    """An argument is of a type that cannot be used; the message says what was given."""


class DataError(LamapError, ValueError):
    """The values of a map cannot be used: empty, infinite, all missing, negative concentrations."""

    status = 2


class Cancelled(LamapError):
    """The progress callback asked to stop."""

    status = 3


class RuntimeNotFoundError(LamapError, FileNotFoundError):
    """No usable ONNX Runtime library was found."""

    status = 4


class RuntimeTooOldError(LamapError):
    """The ONNX Runtime library found is too old."""

    status = 5


class ModelError(LamapError, ValueError):
    """The model cannot be loaded or breaks its contract."""

    status = 6


class DeviceUnavailableError(LamapError):
    """The device asked for is not usable here."""

    status = 7


class InferenceError(LamapError):
    """ONNX Runtime failed while it ran the model."""

    status = 8


class FileError(LamapError, OSError):
    """A file cannot be read or written."""

    status = 9


class MissingFileError(FileError, FileNotFoundError):
    """A file to be read is not there."""


KINDS = {
    kind.status: kind
    for kind in (
        ArgumentError,
        DataError,
        Cancelled,
        RuntimeNotFoundError,
        RuntimeTooOldError,
        ModelError,
        DeviceUnavailableError,
        InferenceError,
        FileError,
    )
}


def error_of(status: int, message: str) -> LamapError:
    """Exception of a status; one that this package does not know, or a fault inside lamap, is a plain `LamapError`."""
    error = KINDS.get(status, LamapError)(message)
    error.status = status
    return error


@contextmanager
def naming(asked: Mapping[str, str], renamed: Mapping[str, str]) -> Iterator[None]:
    """Tells errors with the names that arguments have in Python.

    `asked`: what sentences end with, and the name that is added. `renamed`: arguments that the library names otherwise.
    """
    try:
        yield
    except LamapError as error:
        name = next((name for words, name in asked.items() if str(error).endswith(words)), None)
        if name is not None:
            error.args = (f"{error} ({name})",)
        key, equals, rest = str(error).partition(" = ")
        if key in renamed:
            error.args = (f"{renamed[key]}{equals}{rest}",)
        raise
