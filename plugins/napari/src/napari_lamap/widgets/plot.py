# SPDX-License-Identifier: MIT OR Apache-2.0
"""The plot of a profile: measured and enhanced values along a line, and a band of the standard deviation."""

from __future__ import annotations

from typing import Any

from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_lamap.engine.profile import Profile

MISSING = "The plot needs the package matplotlib: pip install matplotlib, then start napari again."
MEASURED, ENHANCED = "#e8a33d", "#4aa8ff"
HEIGHT = 240


def canvas() -> Any:
    """A place in a widget to draw on.

    Raises
    ------
    ImportError
        If matplotlib is not installed; the sentence tells what to do.
    """
    try:
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError(MISSING) from None
    made = FigureCanvasQTAgg(Figure(layout="constrained"))
    made.setMinimumHeight(HEIGHT)
    return made


class Plot(QWidget):
    """Draws one profile at a time, in the colours of the window."""

    def __init__(self, viewer: Any) -> None:
        super().__init__()
        self._viewer, self.canvas = viewer, canvas()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)

    def draw(self, shown: Profile) -> None:
        """Draws a profile instead of the one before."""
        figure = self.canvas.figure
        figure.clear()
        axes = figure.add_subplot()
        if shown.measured is not None:
            axes.step(shown.distance, shown.measured, where="mid", color=MEASURED, linewidth=1, label="measured")
        if shown.deviation is not None:
            low, high = shown.enhanced - shown.deviation, shown.enhanced + shown.deviation
            band = {"color": ENHANCED, "alpha": 0.3, "linewidth": 0}
            axes.fill_between(shown.distance, low, high, label="± 1 standard deviation", **band)
        axes.plot(shown.distance, shown.enhanced, color=ENHANCED, linewidth=1.2, label="enhanced")
        axes.set_xlabel(f"distance, {shown.length_unit}")
        axes.set_ylabel(f"{shown.name}, {shown.unit or 'unit not stated'}")
        axes.margins(x=0)
        legend = axes.legend(fontsize="small", frameon=False)
        self._colour(figure, axes, legend)
        self.canvas.draw_idle()

    def _colour(self, figure: Any, axes: Any, legend: Any) -> None:
        """Gives everything the colours of the theme of napari."""
        from napari.utils.theme import get_theme

        theme = get_theme(self._viewer.theme)
        paper, ink = theme.background.as_hex(), theme.text.as_hex()
        figure.set_facecolor(paper)
        axes.set_facecolor(paper)
        axes.tick_params(colors=ink, labelsize="small")
        for text in (axes.xaxis.label, axes.yaxis.label, *legend.get_texts()):
            text.set_color(ink)
        for side in axes.spines.values():
            side.set_color(ink)
