# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Line profile"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from napari.layers import Shapes
from qtpy.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from napari_lamap.engine.family import ENHANCED, deviation_of, kind_of, measured_of
from napari_lamap.engine.profile import profile
from napari_lamap.engine.source import KEY
from napari_lamap.widgets.compare import grid_of
from napari_lamap.widgets.layers import LayerBox, images, while_kept
from napari_lamap.widgets.page import Note, heading
from napari_lamap.widgets.plot import Plot

if TYPE_CHECKING:
    import napari

LAYER, COLOUR = "profile line", "#ff5fd2"
WIDTH_SHARE = 0.006
"""Width of the line as a share of the height of the map."""
NO_MAP = "Enhance a map first: Layers > Filter > Enhance LA map."
HOW = "Drag the ends of the line, or draw another one: what was drawn or moved last counts."
NO_LINE = "Draw a line on the map."


class ProfileWidget(QWidget):
    """Plots what the maps say along a line that the user draws in a layer of shapes."""

    def __init__(self, viewer: napari.viewer.Viewer) -> None:
        super().__init__()
        self.viewer = viewer
        none = (("none", None),)
        self.enhanced, self.measured, self.deviation = LayerBox(viewer), LayerBox(viewer, none), LayerBox(viewer, none)
        self.enhanced.setToolTip("The enhanced map")
        self.measured.setToolTip("The measured map; found by itself where it was enhanced in this window")
        self.deviation.setToolTip("The standard deviation of the enhanced map, drawn as a band around it")
        self.draw_button = QPushButton("Draw a line", toolTip="Makes a layer for the line, ready to be drawn on")
        self.note, self.plot = Note(), self._plot()
        self._lines: Any = None
        self._found_for: Any = None
        self._lay_out()
        self.enhanced.chosen.connect(self._find_others)
        for box in (self.measured, self.deviation):
            box.chosen.connect(self.refresh)
        self.draw_button.clicked.connect(self.draw)
        viewer.dims.events.current_step.connect(while_kept(self, self.refresh))
        self._choose_newest()

    def _plot(self) -> Plot | Note:
        """The plot, or a sentence on why there is none."""
        try:
            return Plot(self.viewer)
        except ImportError as error:
            note = Note()
            note.say(str(error), doubtful=True)
            return note

    def _lay_out(self) -> None:
        rows = QFormLayout()
        rows.addRow("Enhanced", self.enhanced)
        rows.addRow("Measured", self.measured)
        rows.addRow("Deviation", self.deviation)
        column = QVBoxLayout(self)
        column.addWidget(heading("Values along a line"))
        column.addLayout(rows)
        for part in (self.draw_button, self.note):
            column.addWidget(part)
        column.addWidget(self.plot, 1)

    def show_map(self, enhanced: Any) -> None:
        """Takes a map and lays a line through its middle, where there is none yet."""
        self.enhanced.choose(enhanced)
        self._find_others()
        if self._lines is None or self._lines not in self.viewer.layers:
            self.draw()

    def draw(self) -> None:
        """Adds a line through the middle of the map if there is none, and makes the layer ready to be drawn on."""
        map_ = self.enhanced.entry()
        if map_ is None:
            return self.note.say(NO_MAP)
        grid_of(self.viewer).enabled = False  # there a line would have a place of its own
        map_.visible = True
        if self._lines is None or self._lines not in self.viewer.layers:
            self._lines = self._add_line(map_)
            self._lines.events.data.connect(while_kept(self, self.refresh))
            self._lines.mode = "direct"
        else:
            self._lines.mode = "add_line"
        self.viewer.layers.selection.active = self._lines
        self.refresh()
        return None

    def line(self) -> np.ndarray | None:
        """Corners of the line in the world, shape (corners, dimensions); None without one."""
        if self._lines is None or self._lines not in self.viewer.layers or not self._lines.data:
            return None
        chosen = max(self._lines.selected_data, default=len(self._lines.data) - 1)
        drawn = self._lines.data[min(chosen, len(self._lines.data) - 1)]
        world = np.tile(np.asarray(self.viewer.dims.point, float), (len(drawn), 1))
        world[:, -drawn.shape[1] :] = [self._lines.data_to_world(corner) for corner in drawn]
        return world

    def refresh(self, *_: object) -> None:
        """Draws the profile anew."""
        line, enhanced = self.line(), self.enhanced.entry()
        self.note.say(NO_MAP if enhanced is None else NO_LINE if line is None else HOW)
        if enhanced is None or line is None or not isinstance(self.plot, Plot):
            return
        self.plot.draw(profile(line, enhanced, self.measured.entry(), self.deviation.entry()))

    def _choose_newest(self) -> None:
        results = [layer for layer in images(self.viewer) if kind_of(layer) == ENHANCED]
        if results:
            self.enhanced.choose(results[0])
        self._find_others()

    def _find_others(self) -> None:
        """Chooses the maps that belong to the enhanced one."""
        enhanced, layers = self.enhanced.entry(), images(self.viewer)
        if enhanced is not None and enhanced is not self._found_for:  # what was chosen by hand stays
            self._found_for = enhanced
            self.measured.choose(measured_of(enhanced, layers))
            self.deviation.choose(deviation_of(enhanced, layers))
        self.refresh()

    def _add_line(self, map_: Any) -> Shapes:
        """A layer with a line through the middle of a map, along the scan."""
        data = map_.data[0] if map_.multiscale else map_.data
        rows, columns = data.shape[-2:]
        middle = rows // 2
        ends = [[middle, 0.0], [middle, columns - 1.0]]
        outer = (0.0,) * (map_.ndim - 2)
        world = np.array([map_.data_to_world((*outer, *end)) for end in ends])[:, -2:]
        height = abs(map_.scale[-2]) * rows
        layer = Shapes(
            [world],
            shape_type="line",
            name=LAYER,
            edge_color=COLOUR,
            edge_width=WIDTH_SHARE * height,
            units=map_.units[-2:],
            axis_labels=map_.axis_labels[-2:],
            metadata={KEY: {"profile": map_.name}},
        )
        self.viewer.add_layer(layer)
        return layer
