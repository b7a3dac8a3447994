# SPDX-License-Identifier: MIT OR Apache-2.0
"""A map that grows in napari while its lines arrive: live.py [FILE] [SECONDS FOR A LINE].

FILE is any map that lamap reads; without one a measurement is simulated. In a laboratory `lines` would be what the
instrument's software hands over, one array of shape (elements, pixels) for each line.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import lamap
import napari
import numpy as np
from napari.qt.threading import thread_worker


def measured_map(arguments: list[str]) -> tuple[lamap.Map, str | None]:
    """A map to play, and the conditions of its measurement, if they are known."""
    if arguments:
        return lamap.read_map(arguments[0]), None
    counts = lamap.ablate(lamap.phantom("tissue", 300, seed=4), "seed-2019", pixel_um=1.0, seed=2)
    return lamap.Map(counts, "Zn66", 5.0, 5.0, unit="counts"), "seed-2019"


def main() -> None:
    """Opens napari, plays the map and shows the enhanced one at the end."""
    map_, conditions = measured_map(sys.argv[1:2])
    line_s = float(sys.argv[2]) if len(sys.argv) > 2 else 0.2
    elements, lines, pixels = map_.shape
    sides = (map_.pixel_width_um or 1.0, map_.pixel_height_um or 1.0)
    stream = lamap.MapStream(map_.elements, lines, pixels, conditions, pixel_um=sides, unit=map_.unit or None)

    viewer = napari.Viewer(title=f"{lines} lines to come")
    grown = np.full_like(map_.values, np.nan)
    measured = viewer.add_image(grown, name="measured", scale=(1, sides[1], sides[0]), colormap="viridis")
    first = stream.latest().estimate
    scale = (1, first.pixel_height_um, first.pixel_width_um)
    known = viewer.add_image(first.values, name="known so far", scale=scale, colormap="viridis")
    viewer.grid.enabled = True

    @thread_worker
    def play() -> Iterator[lamap.Latest]:
        for number in range(lines):
            time.sleep(line_s)
            grown[:, number] = map_.values[:, number]
            stream.push(grown[:, number])
            yield stream.latest()
        return stream.finish()

    def show(latest: lamap.Latest) -> None:
        measured.data, known.data = grown, latest.estimate.values
        for layer in (measured, known):
            high = float(np.nanpercentile(layer.data, 99.5)) if np.isfinite(layer.data).any() else 0.0
            if high > 0:
                layer.contrast_limits = (0, high)
        viewer.title = f"{stream.arrived} of {lines} lines measured, {latest.lines} shown"

    def end(result: lamap.Enhanced) -> None:
        known.data, known.name = result.estimate.values, "enhanced"
        viewer.title = result.verdict.sentence

    worker = play()
    worker.yielded.connect(show)
    worker.returned.connect(end)
    worker.start()
    napari.run()


if __name__ == "__main__":
    main()
