# SPDX-License-Identifier: MIT OR Apache-2.0
"""Saves maps with all that is known of them: napari's own types of files, which may come first, keep values alone."""

from __future__ import annotations

from pathlib import Path

from napari.layers import Image
from napari.utils.notifications import show_info, show_warning
from napari.viewer import Viewer
from qtpy.QtWidgets import QFileDialog

from napari_lamap._writer import write_layers

KINDS = "ImageJ TIFF with pixel size, names and record (*.tif *.tiff);;Text images (*.csv *.txt *.tsv)"


def save_maps(viewer: Viewer) -> None:
    """Asks for a file and writes the selected image layers to it as one map, in the order in which they are listed."""
    chosen = [layer for layer in viewer.layers if isinstance(layer, Image) and layer in viewer.layers.selection]
    if not chosen:
        return show_warning("No map is selected: select maps in the list of layers, then save them.")
    suggested = (chosen[0].name.replace("/", "-") if len(chosen) == 1 else "maps") + ".tif"
    path, kind = QFileDialog.getSaveFileName(viewer.window._qt_window, "Save maps", suggested, KINDS)
    if not path:
        return None
    if not Path(path).suffix:
        path += ".csv" if kind.startswith("Text") else ".tif"
    written = write_layers(path, [layer.as_layer_data_tuple() for layer in chosen])
    return show_info(f"Saved: {', '.join(Path(file).name for file in written)}")
