# SPDX-License-Identifier: MIT OR Apache-2.0
"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from lamap.errors import FileError


def write(path: str | os.PathLike[str], content: bytes) -> None:
    """Writes a file beside its place and moves it there; one of that name is replaced.

    Raises
    ------
    FileError
        If it cannot be written, e.g. because the disk is full; what was there before stays.
    """
    target = Path(path)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, target)
    except FileNotFoundError:
        raise FileError(f"{target} cannot be written: there is no folder {target.parent}: make it first") from None
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileError(f"{target} cannot be written: {error.strerror or error}") from None
