# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which unit the values of a map have: what the user states, and what the values look like."""

from __future__ import annotations

import numpy as np
from lamap.units import UNITS, known_unit

from napari_lamap.engine.source import Source
from napari_lamap.engine.words import COUNTED

__all__ = ["UNITS", "known_unit", "looks_like_counts"]

SAMPLE = 100_000
"""Values, about, that are looked at."""
LEAST_VALUES = 3
"""Different values from which on whole numbers look like counts rather than a mask."""


def looks_like_counts(source: Source) -> bool:
    """Whether all values are whole, none is below 0 and they are more than a few; False for what is large or lazy."""
    plane = source.plane
    if not isinstance(plane, np.ndarray) or plane.size > COUNTED or plane.dtype.kind not in "fiu":
        return False
    step = max(1, int((plane.size / SAMPLE) ** 0.5))  # the window waits for this
    seen = plane[..., ::step, ::step]
    seen = seen[np.isfinite(seen)]
    if not seen.size or seen.min() < 0 or (seen != np.floor(seen)).any():
        return False
    return np.unique(seen).size > LEAST_VALUES
