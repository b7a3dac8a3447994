# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Enhance LA map"."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import lamap
import numpy as np
from lamap import figures
from qtpy.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QPushButton,
    QWidget,
)

from napari_lamap._preferences import preferred
from napari_lamap.engine import enhancement, record, words
from napari_lamap.engine.family import of_one_scan
from napari_lamap.engine.frame import PixelSize, state_pixel_size
from napari_lamap.engine.model_fit import doubts
from napari_lamap.engine.outcome import Cancelled, Failed, sentence_of
from napari_lamap.engine.source import Source, Unusable, conditions_of, is_result, notes_of, take_measured, view
from napari_lamap.engine.stacks import outer_shape, planes
from napari_lamap.engine.verdict import verdict_of
from napari_lamap.widgets.compare import Pair, grid_of, has_compact_grid
from napari_lamap.widgets.conditions import ConditionsBox
from napari_lamap.widgets.fields import NotANumber
from napari_lamap.widgets.fold import Fold
from napari_lamap.widgets.form import Form
from napari_lamap.widgets.layers import LayerChoice, follow, shown_plane
from napari_lamap.widgets.models import ModelChoice
from napari_lamap.widgets.page import Note, Page, heading
from napari_lamap.widgets.passes import PassesBox
from napari_lamap.widgets.pixel import PixelSizeRow
from napari_lamap.widgets.result import ResultBox
from napari_lamap.widgets.results import add_run, add_spikes
from napari_lamap.widgets.run_bar import RunBar
from napari_lamap.widgets.runner import Runner
from napari_lamap.widgets.unit import UnitStep
from napari_lamap.widgets.view import ResultView
from napari_lamap.widgets.whole import see_whole

if TYPE_CHECKING:
    import napari

FIRST = ("magnification", "square_pixels", "method", "missing", "spike_threshold")
PREFERRED = ("method", "device", "tile")
FIGURES = "Figures (*.pdf *.png *.svg)"
DWELL = "dwell_time_s"
PREVIEW_PIXELS = 128
NOTES = 4
"""Notes of reading that are shown at once."""
NO_MAP = "Open a map first: File > Open, or File > Open Sample > LA maps."
PROBLEMS = (lamap.LamapError, NotANumber, Unusable)


class EnhanceWidget(Page):
    """Asks what is to be enhanced and how, runs it beside the window, adds the results as layers."""

    def __init__(self, viewer: napari.viewer.Viewer) -> None:
        super().__init__()
        self.viewer = viewer
        self.choice, self.pixel, self.model = LayerChoice(viewer), PixelSizeRow(), ModelChoice()
        self.about, self.notes, self.result = Note(), Note(), ResultBox()
        self.all_planes = QCheckBox("all planes", toolTip="All planes in one run, not only the one that is shown")
        self.passes = PassesBox(viewer)
        self.passes_fold = Fold("", self.passes)
        self.settings = Form(lamap.Settings.params(), FIRST, "Advanced", elsewhere=(DWELL,))
        self.settings.show_values({key: value for key in PREFERRED if (value := preferred(key))})
        self.unit = UnitStep(self.settings.fields[DWELL])
        self.negatives = QComboBox(toolTip="What becomes of negative estimates, which noise makes")
        self.negatives.addItems(["keep", "set to 0"])
        self.conditions = ConditionsBox()
        self.folded = Fold("", self.conditions)
        self.deviation = QCheckBox("standard deviation", checked=True, toolTip="How far each pixel may be wrong")
        self.chi_square = QCheckBox(
            "chi-square of each pixel", toolTip="Where the estimate does not fit the measurement"
        )
        self.view = ResultView(viewer, compact_grid=has_compact_grid(viewer))
        self.side_by_side, self.linked = self.view.side_by_side, self.view.linked
        self.bar, self.drawing = RunBar("Enhance"), Runner(self)
        self.preview = QPushButton("Preview this view", toolTip="Enhances a part of what you see, in a few seconds")
        self.records: list[dict[str, Any]] = []
        self._results: list[lamap.Enhanced] = []
        self._pairs: list[Pair] = []
        self._lay_out()
        self.conditions.choose_last()  # before a map brings its own
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        negative = QWidget()
        rows = QFormLayout(negative)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addRow("Negative", self.negatives)
        self.add(heading("1  Map"), self.choice, self.about, self.notes, self.all_planes, self.pixel)
        self.add(self.passes_fold)
        self.add(heading("2  Unit of the values"), self.unit, heading("3  Instrument"), self.folded)
        self.add(heading("Model"), self.model, heading("Enhancement"), self.settings, negative)
        self.add(heading("Layers beside the estimate"), self.deviation, self.chi_square)
        self.bar.left.addWidget(self.preview)
        for part in (self.bar, self.view, self.result):
            self.pin(part)

    def _connect(self) -> None:
        for part in (self.choice, self.pixel, self.passes, self.unit, self.model, self.settings, self.conditions):
            part.changed.connect(self._refresh)
        self.bar.asked.connect(self.run)
        self.bar.made.connect(self._add)
        self.bar.runner.ended.connect(lambda _: self._allow_preview(self.bar.button.isEnabled()))
        self.preview.clicked.connect(functools.partial(self.run, preview=True))
        self.result.copy_button.clicked.connect(self.copy_parameters)
        self.result.save_button.clicked.connect(self._ask_save)
        self.result.figure_button.clicked.connect(self._ask_figure)
        self.drawing.ended.connect(self._end_figure)
        follow(self.viewer, self, self._forget)
        self._is_preview = False

    def offer(self, layer: Any) -> None:
        """Chooses a layer; where its pixel size is not known, the field for it is ready to be typed into."""
        self.choice.box.choose(layer)
        if self.pixel.isVisibleTo(self) and self.pixel.is_asked:
            self.bring_to_sight(self.pixel.width_um)

    def sources(self) -> list[Source]:
        """The chosen maps.

        Raises
        ------
        Unusable
            If a layer is no map, or a result already.
        """
        layers = self.choice.layers()
        for layer in layers:
            if is_result(layer):
                raise Unusable(f"{layer.name} is a result already: choose the measured map that it was made of")
        return [take_measured(layer, shown_plane(self.viewer, layer)) for layer in layers]

    def task(self, *, preview: bool = False) -> enhancement.EnhanceTask:
        """What is asked for as the widget stands.

        Raises
        ------
        lamap.LamapError, NotANumber, Unusable
            With a sentence for people.
        """
        sources, passes = self.sources(), self.passes.passes()
        if self.all_planes.isChecked() and not (preview or passes):
            sources = [plane for source in sources for plane in planes(source.layer)]
        if preview:
            sources = [replace(source, window=view(source.layer, source, PREVIEW_PIXELS)) for source in sources]
        return enhancement.EnhanceTask(
            tuple(sources),
            self.conditions.conditions(),
            lamap.Settings(**self.settings.stated()).to_dict(),
            self.model.file(),
            self.unit.stated(),
            self.negatives.currentIndex() == 1,
            deviation=self.deviation.isChecked() and not preview,
            chi_square=self.chi_square.isChecked() and not preview,
            same_contrast=self.linked.isChecked() and not preview,
            passes=passes,
        )

    def run(self, *_: object, preview: bool = False) -> None:
        """Starts the enhancement, or tells why it cannot be."""
        try:
            self._state_pixel_size()
            task = self.task(preview=preview)
            if not task.sources:
                raise Unusable("check at least one map")
        except PROBLEMS as error:
            return self.bar.say(sentence_of(error), problem=True)
        self.result.clear()
        self._is_preview = preview
        self.preview.setEnabled(False)
        self.bar.start(functools.partial(enhancement.run, task))
        return None

    def copy_parameters(self) -> None:
        """Puts what is asked for into the clipboard, as JSON."""
        try:
            QApplication.clipboard().setText(record.to_json(record.parameters(self.task())))
        except PROBLEMS as error:
            self.bar.say(sentence_of(error), problem=True)

    def save_record(self, path: str) -> None:
        """Writes the records of the last run as JSON, or tells why not."""
        try:
            record.save(path, record.to_json(self.records))
            self.bar.say(f"saved {path}")
        except OSError as error:
            self.bar.say(f"the record was not saved: {error.strerror or error}: {path}", problem=True)

    def save_figure(self, path: str) -> None:
        """Writes a figure of the last run beside the window, and tells when it is there, or why not."""
        results = list(self._results)
        self.bar.say("drawing the figure…")
        self.drawing.start(lambda _tell: figures.save(results, path) or path, "Save figure")
        self._allow_figure()

    def _end_figure(self, outcome: Any) -> None:
        if isinstance(outcome, Failed):
            self.bar.say(f"the figure was not saved: {outcome.sentence}", problem=True)
        else:
            self.bar.say("" if isinstance(outcome, Cancelled) else f"saved {outcome}")
        self._allow_figure()

    def _allow_figure(self) -> None:
        self.result.figure_button.setEnabled(bool(self._results) and not self.drawing.running)

    def _ask_figure(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Figure of the last run", "figure.pdf", FIGURES)
        if path:
            self.save_figure(path)

    def _ask_save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Record of the last run", "lamap.json", "Records (*.json)")
        if path:
            self.save_record(path)

    def _state_pixel_size(self) -> None:
        """Gives chosen layers and those of their scan the size that is stated; of different ones those without."""
        stated = self.pixel.stated() if self.pixel.isVisibleTo(self) else None
        if stated is not None:
            sources = self.sources()
            alike = len({source.size for source in sources}) == 1
            for source in sources:
                if alike or source.size is None:
                    for layer in of_one_scan(source.layer, self.viewer.layers):
                        state_pixel_size(layer, stated)
            see_whole(self.viewer, self)
            self._refresh()

    def _refresh(self, *_: object) -> None:
        """Says what is chosen and whether it can be enhanced."""
        self.bar.forget()
        self.result.save_button.setEnabled(bool(self.records))
        self._allow_figure()
        self._offer_passes()
        self.conditions.bring(conditions_of(self.choice.layers()))
        self.folded.rename(f"Conditions: {self.conditions.summary()}")
        try:
            sources = self.sources()
        except Unusable as error:
            return self._cannot(str(error))
        if not sources:
            return self._cannot(NO_MAP if not self.viewer.layers else "Choose or check a map.")
        facts = dict.fromkeys(map(words.describe, sources[:4]))  # maps of one sample are alike
        self.about.say("\n".join(facts) + ("\n…" if sources[4:] else ""))
        self._show_notes(sources)
        self._offer_planes(sources)
        sizes = {source.size for source in sources}
        self.pixel.setVisible(len(sizes) == 1 or None in sizes)
        size = next(iter(sizes)) if len(sizes) == 1 else None
        self.pixel.show_size(size, tuple(id(source.layer) for source in sources))
        self.unit.show_sources(sources)
        try:
            self.unit.stated()
            self.passes.passes()
            size = self.pixel.size() if self.pixel.isVisibleTo(self) else sources[0].size
            self._judge(sources[0], size)
            problem = "State the pixel size." if size is None else ""
        except PROBLEMS as error:
            problem = sentence_of(error)
        self._allow(not problem)
        if not self.bar.runner.running:
            self.bar.say(problem, problem=True)
        return None

    def _show_notes(self, sources: Sequence[Source]) -> None:
        """Says what was left out or replaced when the files were read."""
        notes = [words.in_labels(note) for note in notes_of(source.layer for source in sources)]
        self.notes.say("\n".join(f"• {note}" for note in notes[:NOTES]) + ("\n…" if notes[NOTES:] else ""))
        self.notes.setToolTip("\n".join(notes))

    def _offer_passes(self) -> None:
        """Shows further passes of a single map, and those that are known of it without being asked."""
        first = self.choice.box.entry() if self.choice.this.isChecked() else None
        if self.passes.show_first(first):
            self.passes_fold.unfold(True)
        self.passes_fold.setVisible(first is not None)
        self.passes_fold.rename(f"Further passes: {len(self.passes.rows) or 'none'}")

    def _offer_planes(self, sources: Sequence[Source]) -> None:
        """Offers all planes where there are more than the one that is shown."""
        count = max(math.prod(outer_shape(source.layer)) for source in sources)
        self.all_planes.setText(f"all {count} planes")
        self.all_planes.setVisible(count > 1 and not self.passes.rows)

    def _judge(self, source: Source, size: PixelSize | None) -> None:
        """Asks the card of the model whether it knows such maps; raises what is wrong with the settings."""
        conditions, settings = self.conditions.conditions(), lamap.Settings(**self.settings.stated())
        if settings.method == "physics" or self.passes.rows:
            return self.model.say_unused()
        try:
            card = self.model.card()
        except lamap.LamapError as error:
            self.model.refuse(error)
            raise
        counts, plane = self.unit.unit(source) == "counts", source.plane
        seen = counts and isinstance(plane, np.ndarray) and plane.size <= words.COUNTED and np.isfinite(plane).any()
        most = float(np.nanmax(plane)) if seen else None
        self.model.judge(doubts(card, conditions, float(settings.magnification), size, most))  # type: ignore[arg-type]
        return None

    def _cannot(self, why: str) -> None:
        self.about.say(why)
        self.notes.say("")
        self.all_planes.hide()
        self.pixel.hide()
        self.unit.show_sources(())
        self.bar.say("")
        self._allow(False)

    def _allow(self, allowed: bool) -> None:
        self.bar.allow(allowed)
        self._allow_preview(allowed)

    def _allow_preview(self, allowed: bool) -> None:
        """Parts of several passes are not previewed."""
        self.preview.setEnabled(allowed and not (self.bar.runner.running or self.passes.rows))

    def _add(self, done: enhancement.Enhanced) -> None:
        """Adds the results as layers, on top of the others."""
        linked = self.linked.isChecked() and not self._is_preview
        grid_of(self.viewer).enabled = False  # it would be laid out anew with each layer
        layers = add_run(self.viewer, done.made, preview=self._is_preview, linked=linked)
        shown = [
            (made.source.layer, layer) for made, layer in zip(done.made, layers, strict=True) if made.kind == "enhanced"
        ]
        if not self._is_preview:
            self.records, self._results = done.records, done.results
            self._pairs = shown
            self.viewer.layers.selection.active = shown[-1][1]  # rather than what was selected before
            self.view.show_pairs(shown)
            for spikes in done.spikes:
                add_spikes(self.viewer, spikes).visible = not self.side_by_side.isChecked()
        self.viewer.layers.selection.active = shown[-1][1]
        notes, warnings = ([words.in_labels(one) for one in told] for told in (done.notes, done.warnings))
        numbers = [*done.lines, *notes, f"({done.place})"]
        self.result.show_result(verdict_of(done.records), numbers, warnings)
        self._refresh()

    def _forget(self) -> None:
        """Forgets a run whose results are all gone."""
        if self._pairs and not any(result in self.viewer.layers for _, result in self._pairs):
            self.records, self._results, self._pairs = [], [], []
            self.result.clear()
            self._refresh()
