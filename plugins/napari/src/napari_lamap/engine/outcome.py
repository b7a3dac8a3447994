# SPDX-License-Identifier: MIT OR Apache-2.0
"""How a run ended, and how it tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from napari_lamap.engine.words import in_labels

Tell = Callable[[float, str], bool]
"""Told the fraction done (0 to 1) and what is at work; False asks to stop."""


@dataclass(frozen=True)
class Cancelled:
    """It was asked to stop; nothing was made."""


@dataclass(frozen=True)
class Failed:
    """It could not be done; the sentence says why."""

    sentence: str


def sentence_of(error: BaseException) -> str:
    """An error in words of the widgets. Those of lamap are sentences already; of others the kind is told too."""
    text = str(error).strip()
    known = type(error).__module__.split(".")[0] in ("lamap", "napari_lamap")
    if isinstance(error, MemoryError):
        return "there is not enough memory: enhance a part of the map, or with a smaller magnification"
    return in_labels(text) if known and text else f"{type(error).__name__}: {text}" if text else type(error).__name__
