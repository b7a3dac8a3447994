# SPDX-License-Identifier: MIT OR Apache-2.0
"""Makes the pictures of the widgets in docs/images: `make napari-screenshots`.

With a second argument, a folder with the recording of docs/first-map.md, those of that page too.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lamap
import napari
import numpy as np
from PIL import Image, ImageQt
from qtpy.QtWidgets import QApplication

from napari_lamap._docks import show
from napari_lamap.widgets.compare import grid_of
from napari_lamap.widgets.instrument import InstrumentDialog

SIZE = (1400, 900)
SETTLE_S = 1.0
LONGEST_S = 120.0


def settle(seconds: float = SETTLE_S) -> None:
    """Lets Qt draw."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def wait(done: Callable[[], bool]) -> None:
    """Lets Qt work until something is done."""
    end = time.monotonic() + LONGEST_S
    while not done() and time.monotonic() < end:
        settle(0.05)
    settle()


def await_canvas(viewer: napari.Viewer) -> None:
    """Lets Qt draw until the canvas shows the same twice.

    After its grid was switched on, napari first draws each map as large as a single pixel of it, and only then as a
    whole: on a busy machine the first drawing may be all that a fixed time suffices for.
    """
    drawn: list[Any] = []
    end = time.monotonic() + LONGEST_S
    while len(drawn) < 2 or not np.array_equal(*drawn):
        if time.monotonic() > end:
            raise TimeoutError(f"the canvas is drawn otherwise each time, for {LONGEST_S:.0f} s")
        settle()
        drawn = [*drawn[-1:], viewer.screenshot(flash=False)]


def window() -> tuple[napari.Viewer, Callable[[str], Any]]:
    """A viewer, and what adds one of the plugin's widgets to it."""
    viewer = napari.Viewer()
    viewer.window.resize(*SIZE)
    return viewer, lambda name: show(viewer, name)


def enhance(path: Path) -> None:
    """Two elements, enhanced with the built-in network, each beside its measured map, with the verdict."""
    viewer, _ = enhanced("P31", "Zn66")
    show_scale(viewer)
    viewer.reset_view()
    shoot(viewer, path)


def swipe(path: Path) -> None:
    """One element, measured left of the border, enhanced right of it."""
    viewer, widget = enhanced("Zn66")
    widget.view.swiping.setChecked(True)
    show_scale(viewer)
    viewer.reset_view()
    shoot(viewer, path)


def profile(path: Path) -> None:
    """One element along a line, with the band of its standard deviation."""
    viewer, widget = enhanced("Zn66")
    widget.view.show_profile()
    viewer.reset_view()
    shoot(viewer, path)


def stack(path: Path) -> None:
    """A time series of which all planes are enhanced in one run."""
    viewer, add = window()
    conditions, sample = lamap.Conditions("seed-2019"), lamap.phantom("cells", (300, 450), seed=2)
    planes = [lamap.ablate(sample * share, conditions, 1.0, seed=index) for index, share in enumerate((1.0, 0.5, 0.2))]
    about = {"lamap": {"element": "Zn66", "unit": "counts", "conditions": conditions}}
    frame = {"scale": (1, 5, 5), "units": ("pixel", "um", "um"), "axis_labels": ("t", "y", "x")}
    viewer.add_image(np.stack(planes), name="Zn66", metadata=about, colormap="viridis", **frame)
    widget = add("Enhance LA map")
    widget.all_planes.setChecked(True)
    widget.run()
    wait(lambda: not widget.bar.runner.running)
    viewer.dims.set_current_step(0, 1)
    viewer.reset_view()
    shoot(viewer, path)


def passes(path: Path) -> None:
    """Two crossing passes over one sample, enhanced together."""
    viewer, add = window()
    conditions, sample = lamap.Conditions("seed-2019"), lamap.phantom("grains", (300, 450), seed=2)
    crossing = [lamap.Pass(), lamap.Pass(0.5, 0.0, orthogonal=True)]
    about = {"lamap": {"element": "Ca43", "unit": "counts", "conditions": conditions}}
    frame = {"scale": (5, 5), "units": ("um", "um"), "metadata": about, "colormap": "viridis"}
    for number, values in enumerate(lamap.ablate_passes(sample, conditions, crossing, pixel_um=1.0, seed=42), 1):
        viewer.add_image(values, name=f"Ca43 pass {number}", translate=(2.5 * number, 2.5), **frame)
    widget = add("Enhance LA map")
    widget.choice.box.choose(viewer.layers[0])
    widget.passes_fold.unfold(True)
    widget.passes.add_button.click()
    widget.passes.rows[0].turned.setChecked(True)
    widget.run()
    wait(lambda: not widget.bar.runner.running)
    viewer.reset_view()
    shoot(viewer, path)


def question(path: Path) -> None:
    """A table of points that does not tell its unit, opened like any file: the import asks for it."""
    viewer, add = window()
    viewer.open_sample("napari-lamap", "cells")
    grid_of(viewer).enabled = True
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "points.csv"
        rows = [f"{x},{y},{x * y}" for y in range(20) for x in range(30)]
        table.write_text("\n".join(["x,y,Ba137", *rows]) + "\n", encoding="utf-8")
        viewer.open(str(table), plugin="napari-lamap")
        widget = add("Import maps")
        wait(lambda: not widget.bar.runner.running)
        viewer.reset_view()
        shoot(viewer, path)


def first(path: Path) -> None:
    """A text image of counts, opened like any file: what it does not tell is asked for beside it."""
    viewer, _ = window()
    counts = lamap.ablate(lamap.phantom("cells", (300, 450), seed=2), lamap.Conditions("seed-2019"), 1.0, seed=42)
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(Path(folder) / "Zn66.csv", counts, "%d", delimiter=",")
        viewer.open(str(Path(folder) / "Zn66.csv"), plugin="napari-lamap")
    shoot(viewer, path)


def doubt(path: Path) -> None:
    """A map whose spot is stated too large: the verdict, and the warnings behind it."""
    viewer, widget = enhanced("Zn66", run=False)
    widget.conditions.form.fields["beam_size_um"].show_value(8.0)
    widget.run()
    wait(lambda: not widget.bar.runner.running)
    widget.result.fold.unfold(True)
    viewer.reset_view()
    shoot(viewer, path)


def instrument(path: Path) -> None:
    """The short form of an instrument, over the widget."""
    viewer, widget = enhanced("Zn66", run=False)
    scan = {"scan_speed_um_s": 40, "acquisition_time_s": 0.5, "line_spacing_um": 20, "repetition_rate_hz": 20}
    ours = lamap.Conditions(beam_size_um=20, pulse_response="exponential", washout_time_s=0.5, **scan)
    dialog = InstrumentDialog(widget, ours, "")
    dialog.name.setText("193 nm, small cell")
    dialog.show()
    settle()
    save(ImageQt.fromqpixmap(dialog.grab()).convert("RGB"), path)
    dialog.close()
    viewer.close()


def running(path: Path) -> None:
    """A run that is under way: how far it is, what is at work, and the button that cancels."""
    viewer, widget = enhanced("P31", "Cu63", "Zn66", run=False)
    widget.settings.fields["magnification"].show_value(8.0)
    widget.run()
    wait(lambda: widget.bar.bar.value() > 0)
    viewer.reset_view()
    shoot(viewer, path, close=False)
    widget.bar.cancel()
    wait(lambda: not widget.bar.runner.running)
    viewer.close()


def contradiction(path: Path) -> None:
    """A map whose spot is stated far too large: the verdict is red."""
    viewer, widget = enhanced("Zn66", run=False)
    widget.conditions.form.fields["beam_size_um"].show_value(60.0)
    widget.run()
    wait(lambda: not widget.bar.runner.running)
    viewer.reset_view()
    shoot(viewer, path)


def garnet(recordings: Path, folder: Path) -> None:
    """A measured garnet, from its recording and the log of the laser to a figure: see docs/first-map.md."""
    viewer, _ = window()
    viewer.open(sorted(map(str, recordings.glob("*.csv"))), plugin="napari-lamap")
    settle()
    lines = show(viewer, "Import line scans")
    wait(lambda: not lines.bar.runner.running)
    shoot(viewer, folder / "napari-garnet-import.png", close=False)
    lines.next_button.click()
    widget = show(viewer, "Enhance LA map")
    widget.choice.box.choose(viewer.layers["Mn55"])
    widget.unit.box.setCurrentText("cps")
    widget.settings.fields["dwell_time_s"].show_value(0.01)
    widget.run()
    wait(lambda: not widget.bar.runner.running)
    viewer.reset_view()
    shoot(viewer, folder / "napari-garnet.png", close=False)
    widget.save_figure(str(folder / "garnet-figure.png"))
    wait(lambda: not widget.drawing.running)
    viewer.close()


def enhanced(*names: str, run: bool = True) -> tuple[napari.Viewer, Any]:
    """A viewer with elements of the sample that are enhanced, and the widget that did it, or is ready to."""
    viewer, add = window()
    viewer.open_sample("napari-lamap", "cells")
    for layer in [layer for layer in viewer.layers if "truth" in layer.name]:
        viewer.layers.remove(layer)
    widget = add("Enhance LA map")
    widget.conditions.choose("seed-2019")
    widget.choice.checked.setChecked(True)
    for layer in list(viewer.layers):
        widget.choice.check(layer, layer.name in names)
    if run:
        widget.run()
        wait(lambda: not widget.bar.runner.running)
    return viewer, widget


def simulate(path: Path) -> None:
    """A phantom, its virtual ablation and the plan."""
    viewer, add = window()
    widget = add("Simulate ablation")
    widget.sample_box.choose("cells")
    widget.conditions.choose("quad-classic")
    widget.side.setValue(800)
    widget.refresh()
    widget.run()
    wait(lambda: not widget.bar.runner.running)
    grid_of(viewer).enabled = True
    show_scale(viewer)
    viewer.reset_view()
    shoot(viewer, path)


def show_scale(viewer: napari.Viewer) -> None:
    """Shows a scale bar, wherever this version of napari keeps it."""
    canvas = getattr(viewer, "canvas", None)
    bar = canvas.overlays.scale_bar if hasattr(canvas, "overlays") else viewer.scale_bar
    bar.visible = True


def shoot(viewer: napari.Viewer, path: Path, *, close: bool = True) -> None:
    """Takes the picture of the whole window, and closes it."""
    await_canvas(viewer)
    save(Image.fromarray(viewer.screenshot(canvas_only=False, flash=False)[..., :3]), path)
    if close:
        viewer.close()
        settle(0.2)


def save(picture: Image.Image, path: Path) -> None:
    """Writes a picture in the 256 colours that suit it best."""
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    enhance(folder / "napari-enhance.png")
    swipe(folder / "napari-swipe.png")
    profile(folder / "napari-profile.png")
    stack(folder / "napari-stack.png")
    passes(folder / "napari-passes.png")
    question(folder / "napari-question.png")
    simulate(folder / "napari-simulate.png")
    first(folder / "napari-first.png")
    doubt(folder / "napari-doubt.png")
    contradiction(folder / "napari-red.png")
    running(folder / "napari-running.png")
    instrument(folder / "napari-instrument.png")
    if sys.argv[2:]:
        garnet(Path(sys.argv[2]), folder)
