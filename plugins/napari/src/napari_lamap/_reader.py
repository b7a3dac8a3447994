# SPDX-License-Identifier: MIT OR Apache-2.0
"""Opens files of maps: text images, ImageJ and OME-TIFF, pew2 npz, tables of points, and folders of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

TEXT = (".csv", ".txt", ".tsv")
TIFF = (".tif", ".tiff")
WORKBOOK = ".xlsx"
PEW = {"header.npy", "data.npy", "config.npy"}

NOTHING: list[Any] = [(None,)]
"""What tells napari that a file was taken care of, and that there is no layer."""

Reader = Callable[[Any], list[tuple[Any, dict[str, Any], str]]]


def get_reader(path: str | Sequence[str]) -> Reader | None:
    """A reader for one file, a folder, or several files of one sample; None for what is no map."""
    paths = [Path(one) for one in ([path] if isinstance(path, str) else path)]
    return read if paths and all(_is_map(one) for one in paths) else None


def read(path: str | Sequence[str]) -> list[tuple[Any, dict[str, Any], str]]:
    """One image layer for each element, with pixel size, unit and place as far as the files tell them.

    Of a file of several passes it is one for each element of each pass.
    Where something has to be stated first, the widget that asks for it opens in the window, and no layer is made.
    Beside the first map of a window the enhancement opens. What was left out or replaced is told there, too.

    Raises
    ------
    lamap.FileError, lamap.ArgumentError
        With a sentence on what is wrong with which file, and, where there is no window, on the widget that asks.
    """
    import lamap

    from napari_lamap._ask import ask_in_window, forget_questions, offer_enhancement, tell_notes
    from napari_lamap.engine.importing import telling
    from napari_lamap.engine.layers import of_files
    from napari_lamap.engine.maps import WIDGETS

    paths = [path] if isinstance(path, str) else list(path)
    forget_questions()
    try:
        with telling(WIDGETS, {}):
            layers = of_files(paths)
    except lamap.LamapError as error:
        if ask_in_window(str(error), paths):
            return NOTHING
        raise
    tell_notes(layers)
    offer_enhancement(layers)
    return layers


def _is_map(path: Path) -> bool:
    suffix = path.suffix.lower()
    if path.is_dir():
        return any(child.suffix.lower() in (*TEXT, *TIFF, ".npz", WORKBOOK) for child in path.iterdir())
    if suffix == ".npz":
        return zipfile.is_zipfile(path) and set(zipfile.ZipFile(path).namelist()) >= PEW
    if suffix in TEXT:
        return not _is_of_napari(path)
    return suffix in (*TIFF, WORKBOOK)


def _is_of_napari(path: Path) -> bool:
    """Points or shapes that napari wrote as a table."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return "axis-0" in file.readline(4096)
