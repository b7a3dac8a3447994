# SPDX-License-Identifier: MIT OR Apache-2.0
"""The shared library, and how statuses, texts and arrays cross to it."""

from __future__ import annotations

import os
import reprlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lamap._native import ffi, lib
from lamap._words import kind
from lamap.errors import WrongTypeError, error_of

__all__ = [
    "Floats",
    "check",
    "ffi",
    "floats",
    "lent",
    "lib",
    "make",
    "optional_text",
    "path_text",
    "text",
    "utf8",
]

Floats = NDArray[np.float32]

ABI_VERSION = 2
"""Version of the binary interface that this package was written for."""

if lib.lamap_abi_version() != ABI_VERSION:
    raise ImportError(f"lamap needs a library of interface {ABI_VERSION}, not {lib.lamap_abi_version()}")


def check(status: int) -> None:
    """Raises the exception of a status that is not success."""
    if status:
        raise error_of(int(status), text(lib.lamap_last_error()))


def text(pointer: Any) -> str:  # noqa: ANN401, a C string has no type in Python
    """Copy of a C string; empty for NULL."""
    return ffi.string(pointer).decode() if pointer else ""


def utf8(value: object) -> bytes:
    """A text for C."""
    encoded = str(value).encode()
    if b"\0" in encoded:
        raise error_of(1, f"{value!r} holds a NUL character, which no text may")
    return encoded


def optional_text(value: object) -> Any:  # noqa: ANN401
    """A text for C, or NULL."""
    return ffi.NULL if value is None else utf8(value)


def path_text(path: object, wanted: str = "state the name of a file") -> str:
    """The name of a file; `wanted` is the next step where it is something else."""
    if isinstance(path, str | os.PathLike) and isinstance(name := os.fspath(path), str):
        return name
    raise WrongTypeError(f"{reprlib.repr(path)} is {kind(path)}: {wanted}")


def make(kind: str, create: Callable[..., int], free: Callable[..., None], *arguments: object) -> Any:  # noqa: ANN401
    """Handle of a new object of the library, which is freed with its last reference.

    `create` is called with the arguments and, last, where to store the handle.
    """
    out = ffi.new(f"{kind} **")
    check(create(*arguments, out))
    return ffi.gc(out[0], free)


def floats(values: object) -> Floats:
    """The values as C wants them: float32, row by row; a copy only where they are not so. Masked values become NaN."""
    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(np.float32), np.nan)
    if isinstance(values, str | os.PathLike):
        path = os.fspath(values)
        raise WrongTypeError(f"{path!r} is the name of a file, not a map: read it first, lamap.read_map({path!r})")
    if hasattr(values, "iloc") and getattr(values, "ndim", 0) > 1:  # a table of pandas
        raise WrongTypeError(
            "the values are a table, which may hold an index or coordinates: read its file, lamap.read_map(path), or "
            "give the values alone, table.to_numpy()"
        )
    try:
        array = np.asarray(values)
    except ValueError:  # rows of unequal length
        raise error_of(1, f"the values are {kind(values)} that is no array: give rows of equal length") from None
    if array.dtype.kind == "U" and array.ndim:
        raise WrongTypeError(
            f"values of the type {array.dtype} are texts: if they name files, read them first, lamap.read_map(*paths)"
        )
    if array.dtype.kind == "O" and array.ndim:
        raise WrongTypeError("the values are objects, not numbers: give array.astype(float), with nan where one is missing")
    if array.dtype.kind not in "fiub":
        given = f"values of the type {array.dtype}" if array.ndim else kind(values)
        raise WrongTypeError(f"{given} cannot be a map: give real numbers, as an array (lines, pixels)")
    with np.errstate(over="ignore"):  # what becomes infinite is refused by the library, with its place
        return np.require(array, np.float32, ["C", "A"])


def lent(array: Floats) -> Any:  # noqa: ANN401
    """Pointer to the values of an array, without a copy; the array must outlive it."""
    return ffi.cast("float *", array.ctypes.data)

