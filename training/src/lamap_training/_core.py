# SPDX-License-Identifier: MIT OR Apache-2.0
"""The functions of the lamap library that training needs, called through its C interface.

The library is the file named by the environment variable LAMAP_LIBRARY, else the release build of this repository.
Conditions and settings are mappings of key to number or text; the key "preset" starts from conditions with a name.
"""

import ctypes
import functools
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_double, c_size_t, c_uint64, c_void_p
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Values = Mapping[str, float | str]
Image = NDArray[np.float32]

_FLOATS = np.ctypeslib.ndpointer(dtype=np.float32, flags="C_CONTIGUOUS")
_SIZES = [c_size_t, c_size_t]
_SIGNATURES = {
    "lamap_conditions_new": [POINTER(c_void_p)],
    "lamap_conditions_preset": [c_char_p, POINTER(c_void_p)],
    "lamap_conditions_set": [c_void_p, c_char_p, c_double],
    "lamap_conditions_set_text": [c_void_p, c_char_p, c_char_p],
    "lamap_settings_new": [POINTER(c_void_p)],
    "lamap_settings_set": [c_void_p, c_char_p, c_double],
    "lamap_settings_set_text": [c_void_p, c_char_p, c_char_p],
    "lamap_phantom": [c_char_p, *_SIZES, c_uint64, _FLOATS, c_size_t],
    "lamap_ablate_shape": [c_void_p, *_SIZES, c_double, POINTER(c_size_t), POINTER(c_size_t)],
    "lamap_ablate": [c_void_p, _FLOATS, *_SIZES, c_double, c_uint64, _FLOATS, c_size_t],
    "lamap_expected": [c_void_p, _FLOATS, *_SIZES, c_double, _FLOATS, c_size_t],
    "lamap_output_shape": [c_void_p, *_SIZES, c_double, c_double, POINTER(c_size_t), POINTER(c_size_t)],
    "lamap_network_input": [
        c_void_p, c_void_p, _FLOATS, *_SIZES, c_double, c_double, _FLOATS, c_size_t, POINTER(c_double),
    ],
}  # fmt: skip


class LamapError(RuntimeError):
    """The library refused a call; the text is its own."""


def library_path() -> Path:
    """File that is loaded."""
    if named := os.environ.get("LAMAP_LIBRARY"):
        return Path(named)
    name = {"win32": "lamap.dll", "darwin": "liblamap.dylib"}.get(sys.platform, "liblamap.so")
    return Path(__file__).parents[3] / "target" / "release" / name


@functools.cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(str(library_path()))
    library.lamap_last_error.restype = c_char_p
    for name, arguments in _SIGNATURES.items():
        getattr(library, name).argtypes = arguments
        getattr(library, name).restype = ctypes.c_int32
    for name in ("lamap_conditions_free", "lamap_settings_free"):
        getattr(library, name).argtypes = [c_void_p]
        getattr(library, name).restype = None
    return library


def _call(name: str, *arguments: object) -> None:
    if getattr(_library(), name)(*arguments):
        raise LamapError(f"{name}: {_library().lamap_last_error().decode()}")


@contextmanager
def _handle(noun: str, values: Values) -> Iterator[c_void_p]:
    handle = c_void_p()
    remaining = dict(values)
    preset = remaining.pop("preset", None)
    if preset is None:
        _call(f"lamap_{noun}_new", byref(handle))
    else:
        _call(f"lamap_{noun}_preset", str(preset).encode(), byref(handle))
    try:
        for key, value in remaining.items():
            if isinstance(value, str):
                _call(f"lamap_{noun}_set_text", handle, key.encode(), value.encode())
            else:
                _call(f"lamap_{noun}_set", handle, key.encode(), value)
        yield handle
    finally:
        getattr(_library(), f"lamap_{noun}_free")(handle)


def phantom(kind: str, rows: int, columns: int, seed: int) -> Image:
    """Synthetic sample, shape (rows, columns), values 0 to 1."""
    out = np.empty((rows, columns), np.float32)
    _call("lamap_phantom", kind.encode(), rows, columns, seed, out, out.size)
    return out


def ablate(conditions: Values, truth: Image, pixel_um: float, seed: int) -> Image:
    """Counts, shape (lines, pixels), that a measurement of `truth`, shape (rows, columns), would give."""
    with _handle("conditions", conditions) as handle:
        counts = _map_of(handle, truth, pixel_um)
        _call("lamap_ablate", handle, truth, *truth.shape, pixel_um, seed, counts, counts.size)
    return counts


def expected(conditions: Values, truth: Image, pixel_um: float) -> Image:
    """The counts of `ablate` without noise."""
    with _handle("conditions", conditions) as handle:
        counts = _map_of(handle, truth, pixel_um)
        _call("lamap_expected", handle, truth, *truth.shape, pixel_um, counts, counts.size)
    return counts


def _map_of(handle: c_void_p, truth: Image, pixel_um: float) -> Image:
    lines, pixels = c_size_t(), c_size_t()
    _call("lamap_ablate_shape", handle, *truth.shape, pixel_um, byref(lines), byref(pixels))
    return np.empty((lines.value, pixels.value), np.float32)


def network_input(
    conditions: Values, settings: Values, measured: Image, pixel_width_um: float, pixel_height_um: float
) -> tuple[Image, float]:
    """Input of a `lamap-1` network, shape (3, rows, columns) on the target grid, and the scale it was divided by."""
    rows, columns, scale = c_size_t(), c_size_t(), c_double()
    size = (*measured.shape, pixel_width_um, pixel_height_um)
    with _handle("conditions", conditions) as stated, _handle("settings", settings) as chosen:
        _call("lamap_output_shape", chosen, *size, byref(rows), byref(columns))
        out = np.empty((3, rows.value, columns.value), np.float32)
        _call("lamap_network_input", stated, chosen, measured, *size, out, out.size, byref(scale))
    return out, scale.value
