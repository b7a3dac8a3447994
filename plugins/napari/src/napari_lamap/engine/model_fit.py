# SPDX-License-Identifier: MIT OR Apache-2.0
"""Does a model know maps like this one? Its card states the ranges that it was trained on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import lamap

from napari_lamap.engine.frame import PixelSize


def doubts(
    card: Mapping[str, Any],
    conditions: lamap.Conditions,
    magnification: float,
    size: PixelSize | None,
    most_counts: float | None = None,
) -> list[str]:
    """Sentences on what lies outside the ranges of the training; none: the model fits as far as can be told.

    Parameters
    ----------
    card : mapping
        As `lamap.model_card` gives it.
    most_counts : float, optional
        Largest value of the map where its values are counts.
    """
    training = card["training"]
    ranges = training.get("draws", {}) if isinstance(training, dict) else {}
    known = _values(conditions, magnification, size, most_counts)
    found = []
    for key, (value, words) in known.items():
        allowed = ranges.get(key)
        if value is None or not isinstance(allowed, list):
            continue
        low, high = allowed
        if not low * (1 - 1e-6) <= value <= high * (1 + 1e-6) and value != 0:
            shown, low, high = (10**n if key == "log10_counts" else n for n in (value, low, high))
            found.append(f"{words} {shown:.3g}, trained on {low:.3g} to {high:.3g}")
    return found


def _values(
    conditions: lamap.Conditions, magnification: float, size: PixelSize | None, most_counts: float | None
) -> dict[str, tuple[float | None, str]]:
    """What is known of a map and its conditions, by the names of the card."""
    stated, beam = conditions.pixel_um()[0] is not None, conditions.beam_size_um
    height = None if size is None else size.height_um
    return {
        "magnification": (magnification, "magnification"),
        "width_ratio": (size and size.width_um / size.height_um, "width of a pixel over its height"),
        "beam_ratio": (beam and height and beam / height, "beam over line spacing"),
        "dosage": (_dosage(conditions) if stated else None, "pulses in a pixel"),
        "flicker_rsd": (conditions.flicker_rsd, "Flicker noise"),
        "line_gain_rsd": (conditions.line_gain_rsd, "gain of lines"),
        "log10_counts": (math.log10(most_counts) if most_counts and most_counts > 0 else None, "counts up to"),
    }


def _dosage(conditions: lamap.Conditions) -> float:
    return float(conditions.repetition_rate_hz * conditions.acquisition_time_s)
