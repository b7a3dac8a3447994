# SPDX-License-Identifier: MIT OR Apache-2.0
"""A small measured map, and the models of the library's own tests."""

import signal
from pathlib import Path

import numpy as np
import pytest

import lamap

MODELS = Path(__file__).parents[3] / "tests" / "data"


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Ctrl-C interrupts also where a shell runs the tests in the background, which ignores it from the start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def conditions() -> lamap.Conditions:
    """Pixels that are boxes of 5 x 5 µm: the map lies on the sample."""
    scan = {"beam_size_um": 5, "line_spacing_um": 5, "scan_speed_um_s": 100, "acquisition_time_s": 0.05}
    return lamap.Conditions(**scan, pulse_response="none")


@pytest.fixture(scope="session")
def measured(conditions: lamap.Conditions) -> np.ndarray:
    counts = lamap.ablate(lamap.phantom("cells", (120, 160), seed=1), conditions, 1.0, seed=42)
    counts.flags.writeable = False  # no call may change what it is given
    return counts


@pytest.fixture(scope="session")
def physics() -> lamap.Enhancer:
    return lamap.Enhancer(method="physics", magnification=2)


@pytest.fixture
def model() -> Path:
    """A network that gives back the restoration."""
    return MODELS / "identity-lamap1.onnx"


@pytest.fixture(scope="session")
def client():
    """A cluster of two worker processes."""
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        yield client
