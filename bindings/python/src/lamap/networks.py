# SPDX-License-Identifier: MIT OR Apache-2.0
"""What networks state about themselves, and what they are given: for those who train one."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lamap._docs import documented
from lamap._library import Floats, ffi, lent, lib, make, text
from lamap.enhancement import Model, content_of, with_pixel
from lamap.errors import ArgumentError
from lamap.maps import PixelUm, as_map
from lamap.progress import follow
from lamap.results import size_of, target_shape
from lamap.settings import Settings, Stated, Value, conditions_of


def model_card(model: Model = None) -> dict[str, Any]:
    """What a model states about itself; ONNX Runtime is not needed.

    Parameters
    ----------
    model : str, path or bytes, optional
        File or bytes of an ONNX model of contract lamap-1; the embedded one if left out.

    Returns
    -------
    dict
        ``name``, ``version``, ``licence``, ``multiple`` and ``halo`` in pixels, ``training`` (what it was trained on:
        ``training["draws"]`` has the ranges), ``scores``, ``recipe_sha256``.

    Raises
    ------
    ModelError
        If it is no such model.
    """
    content = content_of(model)
    data = ffi.NULL if content is None else ffi.from_buffer("uint8_t[]", content)
    card = make("LamapText", lib.lamap_model_card, lib.lamap_text_free, data, len(content or b""))
    stated: dict[str, Any] = json.loads(text(lib.lamap_text_get(card)))
    return stated


class NetworkInput(NamedTuple):
    """The inputs of a network of contract lamap-1 for one map.

    Attributes
    ----------
    inputs : numpy.ndarray
        Shape (3, rows, columns), float32: restored map, measured map, standard deviation of the noise, on one scale
        without a unit.
    scale : float
        What they were divided by, in the map's unit.
    offset : float or None
        Before that, a value v above 0 became ``offset * log(1 + v / offset)``, and the standard deviation was
        multiplied by the slope of that; in the map's unit. None: values were only divided, v = inputs * scale.
    """

    inputs: Floats
    scale: float
    offset: float | None


@documented(Settings)
def network_input(
    map: ArrayLike, conditions: Stated = None, pixel_um: PixelUm | None = None, **settings: Value
) -> NetworkInput:
    """The inputs of a network of contract lamap-1 for one map, for those who train one.

    Parameters
    ----------
    map : array_like
        Shape (lines, pixels), NaN where missing: there the restored map stands for the measured one. The setting
        ``noise`` decides whether the values are counts.
    conditions, pixel_um
        As for `enhance`.
    **settings : float, int, str or bool
        As for `enhance`.

    Returns
    -------
    NetworkInput
        Restored map, measured map and noise, and the scale that they are on: a logarithmic one where that is likelier,
        as for maps that span decades; the setting ``scale="linear"`` keeps values as they are.
    """
    stated, chosen = conditions_of(conditions), Settings(**settings)
    measured = with_pixel(as_map(map, pixel_um), stated)
    if len(measured) != 1:
        raise ArgumentError(f"the inputs of a network are those of one element, not of {len(measured)}")
    out = np.empty((3, *target_shape(chosen, measured)), np.float32)
    scale, offset = ffi.new("double *"), ffi.new("double *")
    given = (stated._handle, chosen._handle, lent(measured.values), *size_of(measured))
    outputs = (lent(out), out.size, scale, offset)
    follow(None, lambda *told: lib.lamap_network_input(*given, *outputs, *told))
    return NetworkInput(out, scale[0], offset[0] or None)
