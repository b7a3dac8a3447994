# SPDX-License-Identifier: MIT OR Apache-2.0
"""What an enhancement makes of a source: layers, and places of spikes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_lamap.engine.source import Source

Values = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Made:
    """A layer to be made.

    Attributes
    ----------
    kind : str
        "enhanced", "sd" or "chi-square"; with the name of the source it names the layer.
    ratio : (float, float)
        Height and width of a pixel in pixels of the source.
    """

    source: Source
    kind: str
    values: Values
    limits: tuple[float, float]
    unit: str
    ratio: tuple[float, float]
    record: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Spikes:
    """Where spikes of a source were replaced; `pixels` are places in its layer, shape (spikes, 2 or its axes)."""

    source: Source
    pixels: NDArray[np.intp]
