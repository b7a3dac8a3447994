# SPDX-License-Identifier: MIT OR Apache-2.0
"""Fixtures: the numpy stand-in and a tiny recipe."""

import lamap
import pytest
import standin

from lamap_training.config import Config, Data, Draws, Model, Training


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the stand-in in the place of the library."""
    for name in ("phantom", "ablate", "expected", "network_input"):
        monkeypatch.setattr(lamap, name, getattr(standin, name))


@pytest.fixture
def tiny() -> Config:
    """A run of seconds."""
    return Config(
        draws=Draws(spare_um=(0.0, 16.0)),
        data=Data(patch=32, workers=0, validation_maps=4),
        model=Model(widths=(4, 4, 8), blocks=(1, 1, 1)),
        training=Training(steps=6, batch=2, threads=2, part=1, warmup_steps=2, log_steps=2),
    )
