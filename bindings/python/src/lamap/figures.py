# SPDX-License-Identifier: MIT OR Apache-2.0
"""Figures for papers: measured | enhanced | standard deviation, with scale bar and colour bars. Needs matplotlib."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lamap import _atomic
from lamap._arguments import words
from lamap._library import Floats, path_text
from lamap._optional import needed
from lamap._words import meant
from lamap.errors import ArgumentError
from lamap.maps import Map

if TYPE_CHECKING:
    from lamap.enhanced import Enhanced

WIDTH_MM, MOST_PANEL_MM, MM = 180.0, 120.0, 1 / 25.4
"""Width of a figure over two columns of a journal, and the largest height of a panel."""
MOST_COLUMN_MM, PANEL_SHARE = 90.0, 0.85
"""Room for a panel of a single map, and the share of it that the panel takes beside its colour bar."""
BAR_MM, BAR_GAP_MM, LABEL_MM = 2.0, 1.0, 24.0
"""Width of a colour bar, its distance, and the height from which on its label stands beside it."""
DPI, FONT_PT, COLOURS = 300, 7, 256
KINDS = ("png", "pdf", "svg")
PERCENTILES = (0.5, 99.5)
"""Colour limits: a spike must not turn a map black."""
TITLES = ("measured", "enhanced", "standard deviation")
MAP_COLOURS, DEVIATION_COLOURS, MISSING = "viridis", "magma", "0.8"
BAR_SHARE = 0.3
"""Largest share of the width of a map that its scale bar may take."""
STYLE = {
    "font.size": FONT_PT,
    "axes.titlesize": FONT_PT + 1,
    "axes.linewidth": 0.5,
    "pdf.fonttype": 42,  # letters that can be edited
    "svg.fonttype": "none",
}

Size = tuple[float, float]
"""Width and height in mm."""
Make = Callable[..., Any]
"""Makes a matplotlib Figure."""


def of_pyplot(**how: Any) -> Any:  # noqa: ANN401
    """A figure that pyplot shows and keeps."""
    return needed("matplotlib.pyplot", "a plot").figure(**how)


def _of_itself(**how: Any) -> Any:  # noqa: ANN401
    """A figure that nobody else knows of: it can be made in any thread and is forgotten with its last reference."""
    return needed("matplotlib.figure", "a figure").Figure(**how)


def save(results: Sequence[Enhanced], path: str | os.PathLike[str], elements: str | Sequence[str] = ()) -> None:
    """Writes one figure of several results, as `Enhanced.figure` does of one; errors as there."""
    kind = Path(path_text(path)).suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise ArgumentError(f"{path_text(path)!r} is no name of a figure: end it in .png, .pdf or .svg")
    drawn, content = draw(results, elements, _of_itself), io.BytesIO()
    with needed("matplotlib", "a figure").rc_context(STYLE):
        drawn.savefig(content, format=kind, dpi=DPI, bbox_inches="tight", pad_inches=0.02)
    _atomic.write(path, content.getvalue())


def draw(results: Sequence[Enhanced], elements: str | Sequence[str], make: Make) -> Any:  # noqa: ANN401
    """A figure with a row for each element: measured, enhanced, standard deviation."""
    rows = [(maps, name) for result in results for maps in [result.maps()] for name in maps[0].elements]
    rows = [(maps, name) for maps, name in rows if name in _chosen(elements, [name for _, name in rows])]
    sizes = [_panel_mm(maps[0], WIDTH_MM / len(TITLES)) for maps, _ in rows]
    heights = [height for _, height in sizes]
    with needed("matplotlib", "a figure").rc_context(STYLE):
        figure = make(figsize=(WIDTH_MM * MM, (sum(heights) + 6 + 3 * len(rows)) * MM), layout="compressed")
        axes = figure.subplots(len(rows), len(TITLES), squeeze=False, gridspec_kw={"height_ratios": heights})
        for (maps, name), size, panels in zip(rows, sizes, axes, strict=True):
            _draw_row(maps, name, panels, size)
        for panel, title in zip(axes[0], TITLES, strict=True):
            panel.set_title(title)
    return figure


def draw_map(drawn: Map, elements: Sequence[str], make: Make) -> Any:  # noqa: ANN401
    """A figure with a panel for each element of a map, at most three beside each other."""
    names = _chosen(elements, drawn.elements)
    columns = min(len(names), 3)
    lines = -(-len(names) // columns)
    width = min(WIDTH_MM, columns * MOST_COLUMN_MM)
    size = _panel_mm(drawn, width / columns)
    with needed("matplotlib", "a plot").rc_context(STYLE):
        figure = make(figsize=(width * MM, lines * (size[1] + 6) * MM), layout="compressed")
        panels = figure.subplots(lines, columns, squeeze=False).ravel()
        for panel, name in zip(panels, names, strict=False):
            values = drawn[name]
            image = _show(panel, values, drawn, limits(values), MAP_COLOURS)
            panel.set_title(name, parse_math=False)
            _colour_bar(panel, image, size, _unit(drawn))
            _scale_bar(panel, drawn)
        for panel in panels[len(names) :]:
            panel.set_axis_off()
    return figure


def limits(*maps: Floats) -> tuple[float, float]:
    """Colour limits that maps share: percentiles of all their finite values."""
    found = [np.percentile(seen, PERCENTILES) for values in maps if (seen := values[np.isfinite(values)]).size]
    if not found:
        return 0.0, 1.0
    low, high = float(min(pair[0] for pair in found)), float(max(pair[1] for pair in found))
    return (low, high) if high > low else (low, low + 1.0)


def _chosen(elements: str | Sequence[str], known: Sequence[str]) -> Sequence[str]:
    """The names that are drawn: those that are stated, alone or in a list, or all."""
    stated = list(elements) if isinstance(elements, tuple) else elements
    if isinstance(stated, list) and len(stated) == 1:
        stated = stated[0]  # plot(["Ba", "Zn"])
    names = words("elements", stated, "state their names, such as 'Zn66'")
    for name in names:
        if name not in known:
            step = meant(name, known, f"state one of {', '.join(known)}")
            raise ArgumentError(f"there is no element {name!r}: {step}")
    return names or known


def _draw_row(maps: tuple[Map, Map, Map], name: str, panels: Any, size: Size) -> None:  # noqa: ANN401
    measured, estimate, deviation = maps
    shared = limits(measured[name], estimate[name])
    _show(panels[0], measured[name], measured, shared, MAP_COLOURS)
    image = _show(panels[1], estimate[name], estimate, shared, MAP_COLOURS)
    spread = _show(panels[2], deviation[name], deviation, (0.0, limits(deviation[name])[1]), DEVIATION_COLOURS)
    panels[0].set_ylabel(name, fontweight="bold", fontsize=FONT_PT + 1, parse_math=False)
    _colour_bar(panels[1], image, size, f"{name}, {_unit(measured)}")
    _colour_bar(panels[2], spread, size, f"sd, {_unit(measured)}")
    _scale_bar(panels[0], measured)


def _unit(shown: Map) -> str:
    return shown.unit or "unit not stated"


def _show(panel: Any, values: Floats, of: Map, shown: tuple[float, float], colours: str) -> Any:  # noqa: ANN401
    """Draws one element in µm, or in pixels where their size is not known, without axes."""
    width, height = of.pixel_width_um or 1.0, of.pixel_height_um or 1.0
    palette = needed("matplotlib", "a figure").colormaps[colours].with_extremes(bad=MISSING)
    extent = (0.0, values.shape[1] * width, values.shape[0] * height, 0.0)
    panel.set_xticks([])
    panel.set_yticks([])
    return panel.imshow(values, cmap=palette, vmin=shown[0], vmax=shown[1], extent=extent, interpolation="nearest")


def _panel_mm(of: Map, room: float) -> Size:
    """Width and height of a panel that has so much room beside others, in mm."""
    _, lines, pixels = of.shape
    shape = lines * (of.pixel_height_um or 1.0) / (pixels * (of.pixel_width_um or 1.0))
    width = min(PANEL_SHARE * room, MOST_PANEL_MM / shape)
    return width, width * shape


def _colour_bar(panel: Any, image: Any, size: Size, label: str) -> None:  # noqa: ANN401
    """Draws a bar of the height of the panel; its label stands above it where the panel is too low for it."""
    width, height = size
    bar = panel.inset_axes((1 + BAR_GAP_MM / width, 0, BAR_MM / width, 1))
    low, high = image.get_clim()
    # as a picture: each bar of matplotlib's own would be a raster of the whole page in a PDF
    steps = np.linspace(low, high, COLOURS)[:, np.newaxis]
    bar.imshow(steps, cmap=image.get_cmap(), aspect="auto", origin="lower", extent=(0, 1, low, high))
    bar.set_xticks([])
    bar.yaxis.tick_right()
    bar.yaxis.set_label_position("right")
    if height < LABEL_MM:
        bar.set_title(label, fontsize=FONT_PT, loc="left", parse_math=False)
    else:
        bar.set_ylabel(label, parse_math=False)


def _scale_bar(panel: Any, of: Map) -> None:  # noqa: ANN401
    """Draws a bar of a round length; none where the pixel size is not known."""
    if of.pixel_width_um is None or of.pixel_height_um is None:
        return
    effects = needed("matplotlib.patheffects", "a figure")
    outline = [effects.withStroke(linewidth=2.2, foreground="black")]
    width, height = of.shape[2] * of.pixel_width_um, of.shape[1] * of.pixel_height_um
    length = round_length(BAR_SHARE * width)
    left, bottom = 0.04 * width, height - 0.05 * max(height, 0.3 * width)
    panel.plot([left, left + length], [bottom, bottom], color="white", linewidth=1.5, path_effects=outline)
    words = f"{length / 1000:g} mm" if length >= 1000 else f"{length:g} µm"
    above = panel.annotate(words, (left + length / 2, bottom), (0, 2.5), textcoords="offset points", ha="center")
    above.set(color="white", path_effects=outline)


def round_length(most: float) -> float:
    """The longest of 1, 2, 5, 10, 20, ... that is not above `most`, which is above 0."""
    power = 10.0 ** np.floor(np.log10(most))
    return float(next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most * (1 + 1e-9)))
