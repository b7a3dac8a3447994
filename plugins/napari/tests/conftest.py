# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which tests need a display, and a small measured map."""

import sys
from pathlib import Path

import lamap
import numpy as np
import pytest

MODELS = Path(__file__).parents[3] / "tests" / "data"


def pytest_collection_modifyitems(items):
    for item in items:
        if {"make_napari_viewer", "viewer", "qtbot"} & set(item.fixturenames):
            item.add_marker(pytest.mark.display)


@pytest.fixture(autouse=True)
def instruments(tmp_path_factory, monkeypatch):
    """A folder of instruments of its own for each test."""
    home = tmp_path_factory.mktemp("config")
    for name in ("XDG_CONFIG_HOME", "APPDATA", "HOME") if sys.platform == "darwin" else ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(home))
    return home


@pytest.fixture(scope="session")
def counts() -> np.ndarray:
    """Counts in pixels of 5 x 5 µm."""
    measured = lamap.ablate(lamap.phantom("cells", (150, 200), seed=1), "seed-2019", 1.0, seed=42)
    measured.flags.writeable = False
    return measured


@pytest.fixture
def viewer(make_napari_viewer):
    return make_napari_viewer()


def add(viewer, values, name="P31", size=(5.0, 5.0), unit="counts", **arguments):
    """Adds a map to a viewer as the reader would."""
    scale = {"scale": size, "units": ("um", "um")} if size else {}
    about = {"lamap": {"element": name, "unit": unit}}
    return viewer.add_image(values, name=name, metadata=about, **(scale | arguments))


CROSSING = (lamap.Pass(), lamap.Pass(0.5, 0.0, orthogonal=True))
"""Two passes: along the rows, and down the columns from half a pixel below."""


@pytest.fixture(scope="session")
def crossing() -> list[np.ndarray]:
    """Counts of two crossing passes over cells in pixels of 5 x 5 µm."""
    sample = lamap.phantom("cells", (150, 200), seed=1)
    return lamap.ablate_passes(sample, "seed-2019", CROSSING, pixel_um=1.0, seed=42)


def of_pew2(path, layers, spot_um=20.0, speed_um_s=40.0, time_s=0.25):
    """A file of pew2 of layers (lines, pixels), every second one turned and half a spot to the right and down."""
    data = np.zeros((len(layers), *layers[0].shape), [("P31", float), ("Zn66", float)])
    data["P31"], data["Zn66"] = layers, 2 * np.asarray(layers)
    fields = [("spotsize", float), ("speed", float), ("scantime", float), ("subpixel_offsets", float, (2, 2))]
    scan = np.array((spot_um, speed_um_s, time_s, [(0, 2), (1, 2)]), fields)
    np.savez(path, header=np.array("0.10"), data=data, config=scan)
    return path
