# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Simulate ablation"."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QTimer
from qtpy.QtWidgets import QCheckBox, QFormLayout, QSpinBox, QWidget

from napari_lamap.engine import simulation
from napari_lamap.engine.frame import PixelSize, state_pixel_size
from napari_lamap.engine.outcome import sentence_of
from napari_lamap.engine.simulation import OUTPUTS, PHANTOMS, Phantom, SimulateTask
from napari_lamap.engine.source import Source, Unusable, take, view
from napari_lamap.engine.words import describe, in_labels, plan_lines
from napari_lamap.widgets.conditions import ConditionsBox
from napari_lamap.widgets.enhance import PROBLEMS
from napari_lamap.widgets.layers import LayerBox, shown_plane
from napari_lamap.widgets.page import Note, Page, heading
from napari_lamap.widgets.pixel import PixelSizeRow
from napari_lamap.widgets.results import add_simulated
from napari_lamap.widgets.run_bar import RunBar
from napari_lamap.widgets.runner import Runner
from napari_lamap.widgets.whole import see_whole

if TYPE_CHECKING:
    import napari

START = "tof-fast"
TIPS = {
    "ablated": "What the instrument would measure, with noise",
    "expected": "What it would measure on average",
    "variance": "How much the measurement varies, pixel by pixel",
}
PAUSE_MS = 300
"""After the last change, before plan and preview follow it."""
FIXED = tuple((f"phantom: {kind}", kind) for kind in PHANTOMS)


class SimulateWidget(Page):
    """Asks for a sample and conditions, tells the plan, shows a live preview, ablates virtually."""

    def __init__(self, viewer: napari.viewer.Viewer) -> None:
        super().__init__()
        self.viewer = viewer
        self.sample_box, self.pixel, self.conditions = LayerBox(viewer, FIXED), PixelSizeRow(), ConditionsBox()
        self.side = _spin(16, 8192, 400, "Side of the square phantom in pixels")
        self.phantom_seed = _spin(0, 10**9, 1, "Another number draws another sample of the same kind")
        self.seed = _spin(0, 10**9, 42, "Another number draws other noise; equal numbers give equal counts")
        self.pixel_um = _spin(1, 1000, 1, "Side of a pixel of the phantom")
        self.pixel_um.setSuffix(" µm")
        self.outputs = {
            kind: QCheckBox(words, checked=kind == "ablated", toolTip=TIPS[kind]) for kind, words in OUTPUTS.items()
        }
        self.live = QCheckBox("live preview of the view", toolTip="Ablates the middle of the view after each change")
        self.sample_box.setToolTip("An image layer, or a phantom that is drawn")
        self.about, self.plan, self.warnings = Note(), Note(), Note()
        self.bar, self.previewer = RunBar("Simulate"), Runner(self)
        self.timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._again = False
        self._lay_out()
        self._connect()
        self.conditions.choose(START)

    def _lay_out(self) -> None:
        sample, self.phantom = QWidget(), QWidget()
        rows = QFormLayout(sample)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addRow("Sample", self.sample_box)
        drawn = QFormLayout(self.phantom)
        drawn.setContentsMargins(0, 0, 0, 0)
        drawn.addRow("Side, pixels", self.side)
        drawn.addRow("Pixel", self.pixel_um)
        drawn.addRow("Drawn with seed", self.phantom_seed)
        noise = QWidget()
        rows = QFormLayout(noise)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addRow("Seed of the noise", self.seed)
        self.add(sample, self.about, self.phantom, self.pixel, heading("Conditions"), self.conditions, noise)
        self.add(heading("Layers"), *self.outputs.values())
        self.pin(heading("Plan"))
        self.pin(self.plan)
        self.pin(self.warnings)
        self.pin(self.live)
        self.pin(self.bar)

    def _connect(self) -> None:
        self.sample_box.chosen.connect(self._changed)
        self.conditions.changed.connect(self._changed)
        self.pixel.changed.connect(self._changed)
        for spin in (self.side, self.phantom_seed, self.seed, self.pixel_um):
            spin.valueChanged.connect(self._changed)
        self.live.toggled.connect(self._changed)
        self.timer.timeout.connect(self.refresh)
        self.bar.asked.connect(self.run)
        self.bar.made.connect(functools.partial(self._add, preview=False))
        self.previewer.ended.connect(self._add_preview)

    def sample(self) -> Source | Phantom:
        """The chosen sample.

        Raises
        ------
        Unusable
            If the layer is no map, or there is none.
        """
        entry = self.sample_box.entry()
        if isinstance(entry, str):
            return Phantom(entry, self.side.value(), float(self.pixel_um.value()), self.phantom_seed.value())
        if entry is None:
            raise Unusable("choose a sample")
        return take(entry, shown_plane(self.viewer, entry))

    def task(self, *, preview: bool = False) -> SimulateTask:
        """What is asked for as the widget stands.

        Raises
        ------
        lamap.LamapError, NotANumber, Unusable
            With a sentence for people.
        """
        sample, conditions = self.sample(), self.conditions.conditions()
        kinds = tuple(kind for kind, box in self.outputs.items() if box.isChecked())
        if not preview:
            if not kinds:
                raise Unusable("check at least one layer to be made")
            return SimulateTask(sample, conditions, self.seed.value(), kinds)
        side = simulation.preview_side(conditions, simulation.sample_size(sample))
        if isinstance(sample, Phantom):
            return SimulateTask(sample, conditions, self.seed.value(), crop=side)
        seen = replace(sample, window=view(sample.layer, sample, side))
        return SimulateTask(seen, conditions, self.seed.value())

    def run(self) -> None:
        """Starts the simulation, or tells why it cannot be."""
        try:
            self._state_pixel_size()
            task = self.task()
        except PROBLEMS as error:
            return self.bar.say(sentence_of(error), problem=True)
        self.bar.start(functools.partial(simulation.run, task))
        return None

    def refresh(self) -> None:
        """Says what is chosen, renews the plan and, if it is wanted, the preview."""
        try:
            sample = self.sample()
            self._describe(sample)
            size = self._size(sample)
            if size is None:
                raise Unusable("State the pixel size.")
            self._show_plan(sample, size)
        except PROBLEMS as error:
            self.plan.say("")
            self.warnings.say(sentence_of(error), doubtful=True)
            return self.bar.allow(False)
        self.bar.allow(True)
        if self.live.isChecked() and (isinstance(sample, Phantom) or sample.size is not None):
            self._preview()
        return None

    def _describe(self, sample: Source | Phantom) -> None:
        is_phantom = isinstance(sample, Phantom)
        self.phantom.setVisible(is_phantom)
        self.pixel.setVisible(not is_phantom)
        if isinstance(sample, Source):
            self.pixel.show_size(sample.size, id(sample.layer))
        self.about.say(describe(sample) if isinstance(sample, Source) else "")

    def _size(self, sample: Source | Phantom) -> PixelSize | None:
        return self.pixel.size() if isinstance(sample, Source) else simulation.sample_size(sample)

    def _show_plan(self, sample: Source | Phantom, size: PixelSize) -> None:
        if isinstance(sample, Source):
            sample = replace(sample, size=size)
        plan = simulation.plan_of(sample, self.conditions.conditions())
        self.plan.say("\n".join(plan_lines(plan)))
        doubts = [*plan["assumed"], *plan["warnings"]]
        self.warnings.say("\n".join(f"⚠ {in_labels(sentence)}" for sentence in doubts), doubtful=True)

    def _state_pixel_size(self) -> None:
        sample = self.sample()
        stated = self.pixel.stated() if isinstance(sample, Source) else None
        if isinstance(sample, Source) and stated is not None:
            state_pixel_size(sample.layer, stated)
            see_whole(self.viewer, self)

    def _changed(self, *_: object) -> None:
        self.bar.forget()
        self.timer.start()

    def _preview(self) -> None:
        if self.previewer.running:
            self._again = True
            return
        try:
            task = self.task(preview=True)
        except PROBLEMS as error:
            return self.bar.say(sentence_of(error), problem=True)
        self.previewer.start(functools.partial(simulation.run, task), "preview of an ablation")

    def _add_preview(self, outcome: Any) -> None:
        if isinstance(outcome, simulation.Simulated):
            self._add(outcome, preview=True)
        elif hasattr(outcome, "sentence"):
            self.bar.say(outcome.sentence, problem=True)
        if self._again:
            self._again = False
            self._changed()

    def _add(self, result: simulation.Simulated, *, preview: bool) -> None:
        was_blocked = self.sample_box.blockSignals(True)  # the new layers are no other choice
        add_simulated(self.viewer, result, preview=preview)
        self.sample_box.blockSignals(was_blocked)


def _spin(least: int, most: int, value: int, tip: str) -> QSpinBox:
    return QSpinBox(minimum=least, maximum=most, value=value, toolTip=tip)
