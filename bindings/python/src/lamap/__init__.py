# SPDX-License-Identifier: MIT OR Apache-2.0
"""Virtual laser ablation and enhancement of LA-ICP-MS and LIBS elemental maps.

`ablate` simulates what an instrument would measure of a known sample; `enhance` estimates from a measured map what the
sample looks like on a finer grid, with its uncertainty and a check. All numerics are those of the lamap library.
"""

from lamap._library import lib as _lib
from lamap._library import text as _text
from lamap.ablation import ablate, ablate_passes, expected, phantom, variance
from lamap.channels import Crater
from lamap.enhanced import Enhanced
from lamap.enhancement import Enhancer, enhance
from lamap.errors import (
    ArgumentError,
    Cancelled,
    DataError,
    DeviceUnavailableError,
    FileError,
    InferenceError,
    LamapError,
    MissingFileError,
    ModelError,
    RuntimeNotFoundError,
    RuntimeTooOldError,
    WrongTypeError,
)
from lamap.files import read_map, read_passes, write_map
from lamap.instrument import Instruments, instruments
from lamap.lines import Imported, read_lines
from lamap.maps import Map
from lamap.networks import NetworkInput, model_card, network_input
from lamap.records import report_of
from lamap.runtime import info, load_runtime
from lamap.scans import Pass, Scan, plan, scan
from lamap.settings import Conditions, Param, Settings, presets
from lamap.streams import Latest, MapStream
from lamap.verdicts import Verdict, verdict

__all__ = [
    "ArgumentError",
    "Cancelled",
    "Conditions",
    "Crater",
    "DataError",
    "DeviceUnavailableError",
    "Enhanced",
    "Enhancer",
    "FileError",
    "Imported",
    "InferenceError",
    "Instruments",
    "LamapError",
    "Latest",
    "Map",
    "MapStream",
    "MissingFileError",
    "ModelError",
    "NetworkInput",
    "Param",
    "Pass",
    "RuntimeNotFoundError",
    "RuntimeTooOldError",
    "Scan",
    "Settings",
    "Verdict",
    "WrongTypeError",
    "ablate",
    "ablate_passes",
    "enhance",
    "expected",
    "info",
    "instruments",
    "load_runtime",
    "model_card",
    "network_input",
    "phantom",
    "plan",
    "presets",
    "read_lines",
    "read_map",
    "read_passes",
    "report_of",
    "scan",
    "variance",
    "verdict",
    "write_map",
]
__version__ = _text(_lib.lamap_version())
