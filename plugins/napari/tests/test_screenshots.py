# SPDX-License-Identifier: MIT OR Apache-2.0
"""The script that makes the pictures of the documentation works, and they show something."""

import subprocess
import sys
from pathlib import Path

import imageio.v3
import numpy as np
import pytest

SCRIPT = Path(__file__).parents[1] / "screenshots.py"
WINDOWS = ("doubt", "enhance", "first", "passes", "profile", "question", "red", "running", "simulate", "stack", "swipe")
DIALOG = "instrument"


@pytest.mark.display
def test_the_widgets_are_pictured_in_use(tmp_path):
    subprocess.run([sys.executable, SCRIPT, tmp_path], check=True, capture_output=True, timeout=300)
    pictures = sorted(tmp_path.glob("*.png"))
    assert [picture.name for picture in pictures] == [f"napari-{name}.png" for name in sorted((*WINDOWS, DIALOG))]
    for picture in (tmp_path / f"napari-{name}.png" for name in WINDOWS):
        assert picture.stat().st_size < 150_000
        pixels = imageio.v3.imread(picture, mode="RGB")
        assert pixels.shape[1] >= 1300
        maps = pixels[150:-200, 350:-450]  # neither the layers at the left nor the widget at the right
        colours = np.unique(maps.reshape(-1, 3), axis=0)
        assert len(colours) > 100, "maps, not an empty canvas"
