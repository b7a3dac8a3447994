# SPDX-License-Identifier: MIT OR Apache-2.0
"""Files of maps."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lamap._arguments import brief, flag, wrong
from lamap._library import check, ffi, lib, optional_text, path_text, text, utf8
from lamap.errors import ArgumentError, FileError, MissingFileError, WrongTypeError, naming
from lamap.maps import Lent, Map, PixelUm, as_map, check_pixel
from lamap.progress import Progress, follow, shown
from lamap.scans import Pass
from lamap.units import known_unit

Path = str | os.PathLike[str]

ONE_BY_ONE = "state files or folders one by one, as *files"
ASKED = {
    "state the decimal mark": "decimal",
    "missing, zero or half the limit": "below_detection",
    "state that the file is an image": 'layout="image"',
    "state mm or um, or that the file is an image": 'point_unit, or layout="image"',
    "state the columns": "columns",
    "state which axis is the elements, first or last": "elements_axis",
    "import them as line scans": "lamap.read_lines",
}
"""What a sentence of the library ends with, and what does that in Python."""

RENAMED = {"points": "point_unit"}
"""Options of the library that have another name in Python."""


def read_map(
    *paths: Path,
    point_unit: str | None = None,
    columns: Sequence[int] = (),
    decimal: str | None = None,
    below_detection: str | None = None,
    layout: str | None = None,
    transpose: bool = False,
    flip_lines: bool = False,
    flip_pixels: bool = False,
    part: str | int | None = None,
    elements_axis: str | None = None,
    pixel_um: PixelUm | None = None,
    unit: str | None = None,
    progress: Progress | None = None,
) -> Map:
    """Reads files, or the files of a folder, as one map; elements are named by the files.

    Parameters
    ----------
    *paths : str or path
        Text images and workbooks, tables of points, ImageJ or OME-TIFF, PNG or pew2 npz.
    point_unit : {"um", "mm"}, optional
        Reads text files as tables of points with coordinates in this unit; what the files say if left out.
    columns : sequence of int, optional
        Columns of a table of points that become elements, counted from 1; all with values if left out.
    decimal : {"point", "comma"}, optional
        Decimal mark of text files; detected if left out.
    below_detection : {"missing", "zero", "half"}, optional
        What becomes of ``<LOD``, ``<0.5``, ``n.d.`` and the like in text files; an error if left out.
    layout : {"detect", "image"}, optional
        "image" reads text files as images, whatever their columns look like.
    transpose : bool, optional
        The scan runs along the columns of the file: they become lines.
    flip_lines, flip_pixels : bool, optional
        The last line, or the last pixel of each line, becomes the first, after `transpose`.
    part : str or int, optional
        Sheet of a workbook, image of an OME-TIFF or pass of a file of pew2, by its name or, from 1, its number; the
        first sheet or image if left out.
    elements_axis : {"first", "last"}, optional
        Which axis of a numpy array of three axes is the elements; told by the sizes, or an error, if left out.
    pixel_um : float or (float, float), optional
        Side, or width and height, of a pixel in µm; what the files tell if left out.
    unit : str, optional
        Unit of the values, such as "counts", "cps" or "ppm"; what the files tell if left out.
    progress : callable, str or True, optional
        ``progress(fraction, element, stage)`` is told how far it is, in this thread; False cancels. Or "tqdm", "rich"
        or True for a bar.

    Returns
    -------
    Map
        A pixel size that the files do not tell is None; `notes` say what was left out, replaced or chosen, such as a
        file of a folder that holds text and no numbers.

    Raises
    ------
    MissingFileError
        If a file is not there; it is a FileNotFoundError too.
    FileError
        If a file cannot be read as a map.
    ArgumentError
        If the files contradict each other.
    """
    options = {
        "points": point_unit,
        "columns": _columns(columns),
        "decimal": decimal,
        "below_detection": below_detection,
        "layout": layout,
        "transpose": "yes" if flag("transpose", transpose) else None,
        "flip_lines": "yes" if flag("flip_lines", flip_lines) else None,
        "flip_pixels": "yes" if flag("flip_pixels", flip_pixels) else None,
        "part": part,
        "elements_axis": elements_axis,
    }
    stated = option_text({key: value for key, value in options.items() if value != ""})
    stated_unit = None if unit is None else known_unit(unit)
    check_pixel(pixel_um)
    with reading(*paths), naming(ASKED, RENAMED), lent_paths(paths) as pointers:
        given = (pointers, len(paths), utf8(stated))
        read = map_of(followed(progress, lambda *told: lib.lamap_file_read_with(*given, *told)))
    return as_map(read, pixel_um, stated_unit)


def read_passes(path: Path) -> list[tuple[Map, Pass]]:
    """Reads the passes over one sample that a file of pew2 holds, its layers, as `Enhancer.enhance_passes` takes them.

    Parameters
    ----------
    path : str or path
        File of a super-resolution reconstruction (``SRRLaser``), npz.

    Returns
    -------
    list of (Map, Pass)
        Each map as it lies on the sample, with where it starts and whether it is turned.

    Raises
    ------
    MissingFileError
        If the file is not there.
    FileError
        If the file holds one map, or does not tell where its layers lie.
    """
    lies, count = ffi.new("LamapPass *", {"struct_size": ffi.sizeof("LamapPass")}), ffi.new("size_t *", 1)
    found: list[tuple[Map, Pass]] = []
    while len(found) < count[0]:
        given = (utf8(os.fspath(path)), len(found), lies, count)
        with reading(path):
            file = followed(None, partial(lib.lamap_file_read_pass, *given))
        found.append((map_of(file), Pass(lies.offset_along, lies.offset_across, bool(lies.orthogonal))))
    return found


def followed(progress: Progress | None, call: Callable[..., int]) -> Any:  # noqa: ANN401
    """The file that a call reads, which is handed its callback, its user pointer and where to store the file."""
    file = ffi.new("LamapFile **")
    with shown(progress) as tell:
        follow(tell, lambda *told: call(*told, file))
    return ffi.gc(file[0], lib.lamap_file_free)


def _columns(columns: Sequence[int]) -> str:
    """Numbers of columns as the library takes them."""
    if isinstance(columns, str) or not isinstance(columns, Iterable):
        raise wrong("columns", columns, "state whole numbers in a list, such as [3]")
    stated = list(columns)
    if any(isinstance(column, str) for column in stated):
        raise WrongTypeError(
            f"columns = {brief(stated)} are names: state the numbers of the columns, from 1 on, such as [3]"
        )
    return ",".join(map(str, stated))


def option_text(options: Mapping[str, object]) -> str:
    """The options that were stated, each in a line of its own."""
    stated = {key: str(value) for key, value in options.items() if value is not None}
    for key, value in stated.items():
        if "\n" in value:
            raise ArgumentError(f"{key} = {value!r} goes over several lines, which no option may")
    return "\n".join(f"{key}={value}" for key, value in stated.items())


@contextmanager
def reading(*paths: Path) -> Iterator[None]:
    """Tells files that are not there from those that cannot be read."""
    try:
        yield
    except FileError as error:
        if all(os.path.exists(path) for path in paths):
            raise
        raise MissingFileError(str(error)) from None


@contextmanager
def lent_paths(paths: Sequence[Path]) -> Iterator[Any]:
    """The paths as C takes them, as long as the block lasts."""
    names = [ffi.new("char[]", utf8(path_text(path, ONE_BY_ONE))) for path in paths]
    yield ffi.new("char *[]", names or 1)


def map_of(file: Any) -> Map:  # noqa: ANN401
    """The map that the library read, with a copy of its values."""
    lent = ffi.new("LamapMap *")
    check(lib.lamap_map_init(lent, ffi.sizeof("LamapMap")))
    check(lib.lamap_file_map(file, lent))
    shape = (lent.elements, lent.lines, lent.pixels)
    values = np.frombuffer(ffi.buffer(lent.values, 4 * math.prod(shape)), np.float32).reshape(shape)
    width, height = (None if math.isnan(side) else side for side in (lent.pixel_width_um, lent.pixel_height_um))
    return Map(
        values.copy(),
        [text(lent.names[index]) for index in range(lent.elements)],
        width,
        height,
        unit=text(lent.unit),
        origin_um=(lent.origin_x_um, lent.origin_y_um),
        info=text(lib.lamap_file_info(file)),
        notes=tuple(text(lib.lamap_file_notes(file)).splitlines()),
    )


def write_map(
    path: Path,
    map: Map | Mapping[str, ArrayLike] | ArrayLike,
    info: str | Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> None:
    """Writes a map; the file appears whole or not at all, and replaces one of its name without asking.

    Parameters
    ----------
    path : str or path
        The extension tells the kind: tif, tiff, csv, txt, tsv or png. In text and PNG each of several elements gets a
        file of its own, named like the element (``map_Ba.csv``); so does a single one whose file is called a matrix and
        names none (``RM03_ppm matrix.csv``).
    map : Map, mapping, array_like or xarray.DataArray
        What `Enhancer.enhance` takes. TIFF keeps names, pixel size, origin and unit.
    info : str or mapping, optional
        Free text, or a record that becomes JSON, kept in a TIFF file; the map's own if left out.
    progress : callable, str or True, optional
        ``progress(fraction, element, stage)`` is told how far it is, in this thread; False cancels. Or "tqdm", "rich"
        or True for a bar.

    Raises
    ------
    FileError
        If the file cannot be written.
    ArgumentError
        If the extension is unknown or the map cannot be kept in such a file.
    """
    written = as_map(map)
    note = written.info if info is None else info if isinstance(info, str) else json.dumps(info, indent=2)
    lent = Lent(written)
    given = (utf8(path_text(path)), lent.pointer, optional_text(note or None))
    with shown(progress) as tell:
        follow(tell, lambda *told: lib.lamap_file_write(*given, *told))
