# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Import maps"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_lamap.engine import maps
from napari_lamap.engine.importing import FOLD
from napari_lamap.widgets.form import Form
from napari_lamap.widgets.importing import ImportWidget, Kind
from napari_lamap.widgets.page import Note, heading

if TYPE_CHECKING:
    import napari

MAPS = Kind(
    read=maps.run,
    fields=maps.FIELDS,
    heading="Maps",
    nothing="Choose one file, a file for each element, or their folder: they are imported at once.",
    next="Next: press Enhance…",
    files="Maps of one sample",
    folder="A folder with a file for each element",
    pattern="Maps (*.csv *.txt *.tsv *.dat *.asc *.xlsx *.tif *.tiff *.png *.npz *.npy);;All files (*)",
)
TURNING = "Tick Transpose if the scan runs along the columns of the file. The flips follow it."


class ImportMapsWidget(ImportWidget):
    """Asks for files of maps and how to read them, reads them beside the window, adds a layer for each element."""

    def __init__(self, viewer: napari.viewer.Viewer) -> None:
        turns = Note()
        super().__init__(viewer, MAPS, Form(maps.OPTIONS, maps.ORIENTATION, FOLD), heading("Orientation"), turns)
        turns.say(TURNING)  # without a place in the widget it would be a window of its own
