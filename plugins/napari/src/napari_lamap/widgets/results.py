# SPDX-License-Identifier: MIT OR Apache-2.0
"""Adds what a run made to the viewer, in the physical frame of its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from napari.layers import Image, Points

from napari_lamap.engine.frame import map_frame, result_frame, stack_frame
from napari_lamap.engine.made import Made, Spikes
from napari_lamap.engine.simulation import Ablated, Phantom, Simulated
from napari_lamap.engine.source import KEY

RING, RING_COLOR = 4, "#ff5fd2"
"""Rings around replaced spikes: diameter in measured pixels, and a colour that no map has."""

COLORMAPS = {"sd": "magma", "chi-square": "magma", "variance": "magma"}


def add_run(viewer: Any, run: Sequence[Made], *, preview: bool, linked: bool) -> list[Any]:
    """Adds the results of a run on top of all layers, each source right below those made of it; returns their layers.

    A preview leaves the source where it is and takes the place of the preview before it. `linked`: an enhanced map
    shares the contrast limits with its source from now on.
    """
    added, moved = [], set()
    for made in run:
        source = made.source.layer
        if not preview and source in viewer.layers and id(source) not in moved:
            viewer.layers.move(viewer.layers.index(source), len(viewer.layers))
        moved.add(id(source))
        added.append(_add_enhanced(viewer, made, preview, linked))
    return added


def _add_enhanced(viewer: Any, made: Made, preview: bool, linked: bool) -> Any:
    """Adds one result; only the enhanced map is shown at first."""
    source, before = made.source.layer, made.source.as_was
    about = {"element": made.source.name, "unit": made.unit, "record": made.record}
    layer = Image(
        made.values,
        name=f"{made.source.name} {'preview' if preview else made.kind}",
        colormap=COLORMAPS.get(made.kind, before.colormap),
        contrast_limits=made.limits,
        blending=before.blending,
        visible=made.kind == "enhanced",
        metadata={**before.metadata, KEY: about},
        **_frame(made),
    )
    _replace(viewer, layer, preview)
    if linked and made.kind == "enhanced":
        source.contrast_limits = made.limits
        viewer.layers.link_layers([source, layer], ("contrast_limits",))
    return layer


def _frame(made: Made) -> dict[str, Any]:
    """Where a result lies: that of a whole stack has the axes of its source."""
    if made.source.index:
        return stack_frame(made.source.as_was, made.ratio)
    return result_frame(made.source.as_was, made.ratio, made.source.start)


def add_spikes(viewer: Any, spikes: Spikes) -> Any:
    """Adds rings around the values that were replaced, as a layer of points, and returns it."""
    layer = Points(
        spikes.pixels,
        name=f"{spikes.source.layer.name} spikes",
        size=RING,
        face_color="transparent",
        border_color=RING_COLOR,
        border_width=0.15,
        metadata={KEY: {"spikes": len(spikes.pixels)}},
        **(stack_frame if spikes.source.index else result_frame)(spikes.source.as_was, (1.0, 1.0)),
    )
    viewer.add_layer(layer)
    return layer


def add_simulated(viewer: Any, result: Simulated, *, preview: bool) -> list[Any]:
    """Adds the simulated layers above the sample and returns them; a phantom is added too."""
    sample = result.sample
    if isinstance(sample, Phantom):
        source = next((layer for layer in viewer.layers if layer.metadata.get(KEY, {}).get("phantom") == sample), None)
        if source is None:
            source = Image(
                result.truth,
                name=sample.name,
                colormap="gray",
                metadata={KEY: {"element": sample.name, "phantom": sample}},
                **map_frame(result.size, (0.0, 0.0)),
            )
            viewer.add_layer(source)
    else:
        source = sample.as_was
    return [_add_ablated(viewer, source, result, layer, preview) for layer in result.made]


def _add_ablated(viewer: Any, source: Any, result: Simulated, made: Ablated, preview: bool) -> Any:
    about = {"element": result.sample.name, "unit": made.unit, "simulation": made.record}
    layer = Image(
        made.values,
        name=f"{result.sample.name} {'preview' if preview else made.kind}",
        colormap=COLORMAPS.get(made.kind, "viridis"),
        contrast_limits=made.limits,
        metadata={KEY: {**about, "conditions": result.conditions}},
        **result_frame(source, made.ratio, result.start),
    )
    _replace(viewer, layer, preview)
    return layer


def _replace(viewer: Any, layer: Any, preview: bool) -> None:
    """Adds a layer; a preview first takes away the one before it."""
    name = layer.name
    if preview and name in viewer.layers:
        viewer.layers.remove(name)
    viewer.add_layer(layer)
