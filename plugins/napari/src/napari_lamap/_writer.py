# SPDX-License-Identifier: MIT OR Apache-2.0
"""Saves layers as maps: ImageJ TIFF with pixel size, names and record, or text images."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def write_layers(path: str, layers: list[tuple[Any, dict[str, Any], str]]) -> list[str]:
    """Writes image layers of one size as the elements of a map, and tells the files; a stack gives one for each plane.

    In text files every element of several has a file of its own. Pixel sizes that are no lengths are not written.

    Raises
    ------
    OSError
        If the layers do not lie on each other or a file cannot be written, e.g. because the disk is full; none is left
        half written. It is no ValueError: of such a one napari says that the plugin is no writer.
    """
    import lamap

    target = Path(path)
    before = {file: file.stat().st_mtime_ns for file in target.parent.glob(f"*{target.suffix}")}
    try:
        lamap.write_map(target, _map(layers))
    except ValueError as error:
        raise OSError(str(error)) from None
    after = sorted(target.parent.glob(f"*{target.suffix}"))
    written = [str(file) for file in after if before.get(file) != file.stat().st_mtime_ns]
    return written or [str(target)]


def _map(layers: list[tuple[Any, dict[str, Any], str]]) -> Any:
    import lamap
    import numpy as np

    from napari_lamap.engine.frame import PixelSize, origin_um, pixel_size
    from napari_lamap.engine.source import KEY, Unusable

    first = _layer(layers[0])
    size = pixel_size(first)
    values, names, units, infos = [], [], [], []
    for layer in map(_layer, layers):
        if layer.rgb or layer.data.ndim < 2:
            raise Unusable(f"{layer.name}: only maps of lines and pixels can be saved so")
        if layer.data.shape[-2:] != first.data.shape[-2:] or pixel_size(layer) != size:
            raise Unusable(f"{first.name} and {layer.name} have not the same pixels: save them one by one")
        for index in np.ndindex(*layer.data.shape[:-2]):
            values.append(np.asarray(layer.data[index], np.float32))
            names.append(" ".join(map(str, (layer.name, *index))))
        units.append(layer.metadata.get(KEY, {}).get("unit", ""))
        infos.append(layer.metadata.get(KEY, {}).get("record") or layer.metadata.get(KEY, {}).get("info"))
    known = size or PixelSize(1.0, 1.0)
    sides = (None, None) if size is None else (known.width_um, known.height_um)
    unit = units[0] if len(set(units)) == 1 else ""
    origin = (0.0, 0.0) if size is None else origin_um(first, known)
    told = [info for info in infos if info]
    info = "" if not told else told[0] if isinstance(told[0], str) else json.dumps(told if told[1:] else told[0])
    return lamap.Map(np.stack(values), names, *sides, unit, origin, info)


def _layer(data: tuple[Any, dict[str, Any], str]) -> SimpleNamespace:
    """Layer data as something with the attributes of a layer."""
    import numpy as np

    values, about, _ = data
    array = values[0] if about.get("multiscale") else values
    ndim = len(array.shape)
    return SimpleNamespace(
        data=np.asarray(array),
        name=about.get("name", "map"),
        rgb=about.get("rgb", False),
        scale=about.get("scale", (1.0,) * ndim),
        translate=about.get("translate", (0.0,) * ndim),
        units=_units(about.get("units"), ndim),
        metadata=about.get("metadata", {}),
    )


def _units(units: Any, ndim: int) -> tuple[Any, ...]:
    """Units as those of pint, whether napari hands over texts or units."""
    import pint

    registry = pint.get_application_registry()
    given = ("pixel",) * ndim if units is None else (units,) * ndim if isinstance(units, str) else tuple(units)
    return tuple(registry.Unit(str(unit)) for unit in given)
