# SPDX-License-Identifier: MIT OR Apache-2.0
"""The script that makes the pictures of the documentation works, and they show something."""

import importlib
import subprocess
import sys
from pathlib import Path

import imageio.v3
import numpy as np
import pytest
from conftest import add

from napari_lamap.widgets.compare import grid_of

SCRIPT = Path(__file__).parents[1] / "screenshots.py"
WINDOWS = ("doubt", "enhance", "first", "passes", "profile", "question", "red", "running", "simulate", "stack", "swipe")
DIALOG = "instrument"


@pytest.mark.display
def test_the_widgets_are_pictured_in_use(tmp_path):
    subprocess.run([sys.executable, SCRIPT, tmp_path], check=True, capture_output=True, timeout=600)
    pictures = sorted(tmp_path.glob("*.png"))
    assert [picture.name for picture in pictures] == [f"napari-{name}.png" for name in sorted((*WINDOWS, DIALOG))]
    for picture in (tmp_path / f"napari-{name}.png" for name in WINDOWS):
        assert picture.stat().st_size < 150_000, picture.name
        pixels = imageio.v3.imread(picture, mode="RGB")
        assert pixels.shape[1] >= 1300, picture.name
        maps = pixels[150:-200, 350:-450]  # neither the layers at the left nor the widget at the right
        colours = np.unique(maps.reshape(-1, 3), axis=0)
        assert len(colours) > 100, f"{picture.name} shows {len(colours)} colours: maps, not an empty canvas"


def test_a_picture_is_not_taken_of_the_first_drawing_of_a_grid(make_napari_viewer, counts, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    screenshots = importlib.import_module(SCRIPT.stem)
    viewer = make_napari_viewer(show=True)
    for name in ("P31", "Zn66"):
        add(viewer, counts, name=name)
    screenshots.settle()
    monkeypatch.setattr(screenshots, "settle", lambda: None)  # on a busy machine nothing was drawn after its second
    grid_of(viewer).enabled = True
    viewer.reset_view()
    screenshots.shoot(viewer, tmp_path / "grid.png", close=False)
    pixels = imageio.v3.imread(tmp_path / "grid.png", mode="RGB")
    assert len(np.unique(pixels[150:-200, 350:-50].reshape(-1, 3), axis=0)) > 30
