# SPDX-License-Identifier: MIT OR Apache-2.0
"""One sample, one seed, one model: Python, C and the command line give the same bytes."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import lamap

ROOT = Path(__file__).parents[3]
PROGRAM = os.environ.get("LAMAP_PROGRAM")


@pytest.fixture(params=["physics", "unet"])
def method(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def expected(method, model) -> bytes:
    counts = lamap.ablate(lamap.phantom("cells", 80, seed=1), "seed-2019", 1.0, seed=42)
    network = {"model": model} if method == "unet" else {}
    return lamap.enhance(counts, "seed-2019", unit="counts", method=method, **network).estimate.values.tobytes()


@pytest.mark.skipif(shutil.which("cc") is None or os.name != "posix", reason="needs a C compiler")
def test_a_c_program_gives_the_same_bytes(method, model, expected, tmp_path):
    program, library = tmp_path / "front_door", lamap._native.__path__[0]
    sources = ["-I", str(ROOT / "include"), str(Path(__file__).with_name("front_door.c"))]
    shared = str(next(Path(library).glob("*native.*[!y]")))
    subprocess.run(["cc", "-std=c11", "-Wall", "-Werror", *sources, shared, "-o", str(program)], check=True)
    network = [str(model), str(lamap.runtime.package_folder())] if method == "unet" else []
    path = {"LD_LIBRARY_PATH": library, "DYLD_LIBRARY_PATH": library}
    done = subprocess.run([program, method, *network], env=os.environ | path, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == expected


@pytest.mark.skipif(PROGRAM is None, reason="LAMAP_PROGRAM does not name the command line program")
def test_the_command_line_gives_the_same_bytes(method, model, expected, tmp_path):
    def lamap_(*arguments: object) -> None:
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    network = ["--model", model, "--runtime", lamap.runtime.package_folder()] if method == "unet" else []
    lamap_("phantom", "cells", "--size", "80x80", "--seed", 1, "--output", "sample.tif")
    lamap_("ablate", "sample.tif", "--preset", "seed-2019", "--seed", 42, "--output", "measured.tif")
    options = ["--preset", "seed-2019", "--method", method, *network]
    lamap_("enhance", "measured.tif", *options, "--output", "enhanced.tif")
    assert lamap.read_map(tmp_path / "enhanced.tif").values.tobytes() == expected
    assert np.isfinite(np.frombuffer(expected, np.float32)).all()
