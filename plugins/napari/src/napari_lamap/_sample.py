# SPDX-License-Identifier: MIT OR Apache-2.0
"""Sample data: phantoms, virtually ablated, so that an enhancement can be compared with the truth."""

from __future__ import annotations

from typing import Any


def cells() -> list[tuple[Any, dict[str, Any], str]]:
    """Three elements of a tissue of cells, measured with a beam of 5 µm."""
    return _ablated(
        "cells", {"P31": 1, "Zn66": 2, "Cu63": 3}, (300, 450), {"beam_size_um": 5.0, "line_spacing_um": 5.0}
    )


def grains() -> list[tuple[Any, dict[str, Any], str]]:
    """Two elements of a rock, measured in pixels of 4 x 10 µm."""
    conditions = {"beam_size_um": 10.0, "line_spacing_um": 10.0, "scan_speed_um_s": 80.0}
    return _ablated("grains", {"Ca43": 4, "Mg24": 5}, (400, 480), conditions)


def _ablated(
    kind: str, elements: dict[str, int], shape: tuple[int, int], changed: dict[str, float]
) -> list[tuple[Any, dict[str, Any], str]]:
    import lamap
    import numpy as np

    from napari_lamap._ask import offer_enhancement
    from napari_lamap.engine.layers import of_map
    from napari_lamap.engine.source import KEY

    conditions = lamap.Conditions("seed-2019")
    for key, value in changed.items():
        setattr(conditions, key, value)
    values = np.stack([lamap.phantom(kind, shape, seed) for seed in elements.values()])
    truth = lamap.Map(values, [f"{element} truth" for element in elements], 1.0, 1.0)
    measured = lamap.ablate(lamap.Map(values, list(elements), 1.0, 1.0), conditions, seed=42)
    hidden = [(data, {**about, "visible": False}, kind) for data, about, kind in of_map(truth, "gray")]
    for _, about, _ in hidden:
        about["metadata"][KEY]["phantom"] = kind
    layers = [*hidden, *of_map(measured)]
    offer_enhancement(layers)
    return layers
