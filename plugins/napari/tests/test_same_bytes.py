# SPDX-License-Identifier: MIT OR Apache-2.0
"""One sample, one seed, one model: the widgets give the bytes of the Python package and of the command line."""

import os
import subprocess

import lamap
import pytest
from conftest import MODELS

MODEL = MODELS / "identity-lamap1.onnx"
PROGRAM = os.environ.get("LAMAP_PROGRAM")
LONG_MS = 60_000


@pytest.fixture(params=["physics", "unet"])
def method(request):
    return request.param


@pytest.fixture
def from_the_widgets(viewer, qtbot, method) -> tuple[bytes, bytes]:
    """What both widgets make of a phantom: the measured map and its enhancement."""
    _, simulate = viewer.window.add_plugin_dock_widget("napari-lamap", "Simulate ablation")
    simulate.sample_box.choose("cells")
    simulate.conditions.choose("seed-2019")
    simulate.side.setValue(80)
    simulate.phantom_seed.setValue(1)
    simulate.seed.setValue(42)
    simulate.bar.button.click()
    qtbot.waitUntil(lambda: not simulate.bar.runner.running, timeout=LONG_MS)
    _, enhance = viewer.window.add_plugin_dock_widget("napari-lamap", "Enhance LA map")
    enhance.choice.box.choose(viewer.layers["phantom of cells ablated"])
    enhance.conditions.choose("seed-2019")
    enhance.settings.fields["method"].show_value(method)
    if method == "unet":
        enhance.model.choose(str(MODEL))
    enhance.bar.button.click()
    qtbot.waitUntil(lambda: not enhance.bar.runner.running, timeout=LONG_MS)
    names = ("phantom of cells ablated", "phantom of cells ablated enhanced")
    measured, enhanced = (viewer.layers[name].data.tobytes() for name in names)
    return measured, enhanced


def test_the_python_package_gives_the_same_bytes(method, from_the_widgets):
    counts = lamap.ablate(lamap.phantom("cells", 80, seed=1), "seed-2019", 1.0, seed=42)
    network = {"model": MODEL} if method == "unet" else {}
    result = lamap.enhance(counts, "seed-2019", unit="counts", method=method, **network)
    assert from_the_widgets == (counts.tobytes(), result.estimate.values.tobytes())


@pytest.mark.skipif(PROGRAM is None, reason="LAMAP_PROGRAM does not name the command line program")
def test_the_command_line_gives_the_same_bytes(method, from_the_widgets, tmp_path):
    def run(*arguments: object) -> None:
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    network = ["--model", MODEL, "--runtime", lamap.runtime.package_folder()] if method == "unet" else []
    run("phantom", "cells", "--size", "80x80", "--seed", 1, "--output", "sample.tif")
    run("ablate", "sample.tif", "--preset", "seed-2019", "--seed", 42, "--output", "measured.tif")
    run("enhance", "measured.tif", "--preset", "seed-2019", "--method", method, *network, "--output", "enhanced.tif")
    files = (lamap.read_map(tmp_path / name).values.tobytes() for name in ("measured.tif", "enhanced.tif"))
    assert from_the_widgets == tuple(files)
