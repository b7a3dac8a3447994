# SPDX-License-Identifier: MIT OR Apache-2.0
"""Fixtures: the numpy stand-in, a tiny recipe, the real library."""

from pathlib import Path

import pytest
import standin

from lamap_training import _core
from lamap_training.config import Config, Data, Draws, Model, Training


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the stand-in in the place of the library."""
    for name in ("phantom", "ablate", "expected", "network_input"):
        monkeypatch.setattr(_core, name, getattr(standin, name))


@pytest.fixture
def library() -> Path:
    """Skips the test where lamap has not been built."""
    if not _core.library_path().exists():
        pytest.skip(f"no lamap library at {_core.library_path()}: build it or set LAMAP_LIBRARY")
    return _core.library_path()


@pytest.fixture
def tiny() -> Config:
    """A run of seconds."""
    return Config(
        draws=Draws(spare_um=(0.0, 16.0)),
        data=Data(patch=32, workers=0, validation_maps=4),
        model=Model(widths=(4, 4, 8), blocks=(1, 1, 1)),
        training=Training(steps=6, batch=2, threads=2, part=1, warmup_steps=2, log_steps=2),
    )
