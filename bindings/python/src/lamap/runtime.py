# SPDX-License-Identifier: MIT OR Apache-2.0
"""ONNX Runtime, which runs the network, and what this machine can do."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lamap._library import check, ffi, lib, make, optional_text, path_text, text
from lamap.errors import LamapError, RuntimeNotFoundError

VARIABLE = "LAMAP_ONNXRUNTIME"
"""Environment variable that names the library or its folder; it wins over the installed package."""
MISSING = "ONNX Runtime was not found"
"""What a sentence of the library begins with where it found none."""


def load_runtime(path: str | os.PathLike[str] | None = None) -> None:
    """Loads ONNX Runtime for this process; enhancers do so by themselves.

    Parameters
    ----------
    path : str or path, optional
        The library or its folder. If left out: the environment variable LAMAP_ONNXRUNTIME, else the installed package
        onnxruntime, onnxruntime-gpu or onnxruntime-directml, else the system.

    Raises
    ------
    RuntimeNotFoundError, RuntimeTooOldError
        If there is none that can be used; another try may follow.
    ArgumentError
        If another library is loaded already: the first success lasts until the process ends.
    """
    if path is not None:
        return check(lib.lamap_runtime_load(optional_text(path_text(path, "state the library or its folder"))))
    if not prepare():
        with naming_the_package():
            check(lib.lamap_runtime_load(ffi.NULL))


def prepare() -> bool:
    """Tries the installed package where nothing else was asked for; tells whether a library is loaded now."""
    if lib.lamap_runtime_version():
        return True
    folder = None if os.environ.get(VARIABLE) else package_folder()
    return folder is not None and lib.lamap_runtime_load(optional_text(folder)) == lib.LAMAP_STATUS_OK


@contextmanager
def naming_the_package() -> Iterator[None]:
    """Tells of a missing library as `in_python` does."""
    try:
        yield
    except RuntimeNotFoundError as error:
        error.args = (in_python(str(error)),)
        raise


def in_python(sentence: str) -> str:
    """What the library says of its runtime; how to install one, where no package is there and no other was named."""
    is_named = os.environ.get(VARIABLE) or package_folder() is not None
    if is_named or not sentence.startswith(MISSING):
        return sentence
    return "ONNX Runtime, which runs the network, is not installed: pip install onnxruntime"


def package_folder() -> Path | None:
    """Folder of the library in the installed package, which is not imported; one that lies in the working folder is not installed."""
    try:
        spec = importlib.util.find_spec("onnxruntime")
    except ValueError:  # a module that somebody made by hand
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    package = Path(next(iter(spec.submodule_search_locations))).resolve()
    return None if package.parent == Path.cwd() else package / "capi"


def info() -> dict[str, Any]:
    """What there is on this machine; takes seconds, since the network is tried on each device.

    Returns
    -------
    dict
        ``version`` and ``abi_version`` of the library; ``runtime``: ``version``, ``path`` and ``found_by`` of ONNX
        Runtime, or ``reason`` why there is none; ``devices``: for each ``device`` whether it ``works``, else the
        ``reason``; ``presets``.
    """
    from lamap.settings import presets

    record: dict[str, Any] = {"version": text(lib.lamap_version()), "abi_version": lib.lamap_abi_version()}
    try:
        load_runtime()
        record["runtime"] = {
            "version": text(lib.lamap_runtime_version()),
            "path": text(lib.lamap_runtime_path()),
            "found_by": text(lib.lamap_runtime_found_by()),
        }
        report = make("LamapText", lib.lamap_device_report, lib.lamap_text_free)
        record["devices"] = json.loads(text(lib.lamap_text_get(report)))
    except LamapError as error:
        record.setdefault("runtime", {"reason": str(error)})
        record["devices"] = []
    record["presets"] = presets()
    return record
