# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Enhance LA map"."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import lamap
import numpy as np
from qtpy.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from napari_lamap._preferences import preferred
from napari_lamap.engine import enhancement, record, words
from napari_lamap.engine.frame import PixelSize, state_pixel_size
from napari_lamap.engine.outcome import sentence_of
from napari_lamap.engine.source import Source, Unusable, conditions_of, take, view
from napari_lamap.engine.verdict import doubts
from napari_lamap.widgets.conditions import ConditionsBox
from napari_lamap.widgets.fields import NotANumber
from napari_lamap.widgets.fold import Fold
from napari_lamap.widgets.form import Form
from napari_lamap.widgets.layers import LayerChoice, shown_plane
from napari_lamap.widgets.models import ModelChoice
from napari_lamap.widgets.page import Note, Page, heading, narrow
from napari_lamap.widgets.pixel import PixelSizeRow
from napari_lamap.widgets.results import add_enhanced, add_spikes
from napari_lamap.widgets.run_bar import RunBar

if TYPE_CHECKING:
    import napari

FIRST = ("magnification", "square_pixels", "method", "missing", "spike_threshold")
PREFERRED = ("method", "device", "tile")
UNITS = ("as the layer says", "counts", "cps", "ug/g")
PREVIEW_PIXELS = 128
NO_MAP = "Open a map first: File > Open, or File > Open Sample > LA maps."
PROBLEMS = (lamap.LamapError, NotANumber, Unusable)


class EnhanceWidget(Page):
    """Asks what is to be enhanced and how, runs it beside the window, adds the results as layers."""

    def __init__(self, viewer: napari.viewer.Viewer) -> None:
        super().__init__()
        self.viewer = viewer
        self.choice, self.pixel, self.model = LayerChoice(viewer), PixelSizeRow(), ModelChoice()
        self.about, self.numbers, self.warnings = Note(), Note(), Note()
        self.settings = Form(lamap.Settings.params(), FIRST, "Advanced")
        self.settings.show_values({key: value for key in PREFERRED if (value := preferred(key))})
        self.unit = narrow(QComboBox(editable=True))
        self.unit.addItems(UNITS)
        self.negatives = QComboBox()
        self.negatives.addItems(["keep", "set to 0"])
        self.conditions = ConditionsBox()
        self.folded = Fold("", self.conditions)
        self.deviation = QCheckBox("standard deviation", checked=True)
        self.chi_square, self.linked = QCheckBox("chi-square of each pixel"), QCheckBox("same contrast as the map")
        self.bar = RunBar("Enhance")
        self.preview = QPushButton("Preview this view")
        self.copy_button, self.save_button = QPushButton("Copy parameters"), QPushButton("Save record…")
        self.records: list[dict[str, Any]] = []
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        values = QWidget()
        rows = QFormLayout(values)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addRow("Values are", self.unit)
        rows.addRow("Negative", self.negatives)
        self.add(self.choice, self.about, self.pixel, values)
        self.add(self.folded, heading("Model"), self.model, heading("Enhancement"), self.settings)
        self.add(heading("Layers beside the estimate"), self.deviation, self.chi_square, self.linked)
        self.bar.left.addWidget(self.preview)
        self.pin(self.bar)
        self.pin(self.numbers)
        self.pin(self.warnings)
        below = QWidget()
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.copy_button)
        row.addWidget(self.save_button)
        self.pin(below)

    def _connect(self) -> None:
        for part in (self.choice, self.pixel, self.model, self.settings, self.conditions):
            part.changed.connect(self._refresh)
        self.unit.currentTextChanged.connect(self._refresh)
        self.bar.asked.connect(self.run)
        self.bar.made.connect(self._add)
        self.preview.clicked.connect(functools.partial(self.run, preview=True))
        self.copy_button.clicked.connect(self.copy_parameters)
        self.save_button.clicked.connect(self._ask_save)
        self._is_preview = False

    def sources(self) -> list[Source]:
        """The chosen maps.

        Raises
        ------
        Unusable
            If a layer is no map.
        """
        return [take(layer, shown_plane(self.viewer, layer)) for layer in self.choice.layers()]

    def task(self, *, preview: bool = False) -> enhancement.EnhanceTask:
        """What is asked for as the widget stands.

        Raises
        ------
        lamap.LamapError, NotANumber, Unusable
            With a sentence for people.
        """
        sources = self.sources()
        if preview:
            sources = [replace(source, window=view(source.layer, source, PREVIEW_PIXELS)) for source in sources]
        unit = self.unit.currentText().strip()
        return enhancement.EnhanceTask(
            tuple(sources),
            self.conditions.conditions(),
            lamap.Settings(**self.settings.stated()).to_dict(),
            self.model.file(),
            None if unit == UNITS[0] else unit,
            self.negatives.currentIndex() == 1,
            deviation=self.deviation.isChecked() and not preview,
            chi_square=self.chi_square.isChecked() and not preview,
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
        self.numbers.say("")
        self.warnings.say("")
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

    def _ask_save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Record of the last run", "lamap.json", "Records (*.json)")
        if path:
            self.save_record(path)

    def _state_pixel_size(self) -> None:
        """Gives the layers without a pixel size the one that the user states."""
        stated = self.pixel.size() if self.pixel.isVisibleTo(self) else None
        if stated is not None:
            for source in self.sources():
                if source.size is None:
                    state_pixel_size(source.layer, stated)
            self.viewer.reset_view()
            self._refresh()

    def _refresh(self, *_: object) -> None:
        """Says what is chosen and whether it can be enhanced."""
        self.save_button.setEnabled(bool(self.records))
        self.conditions.bring(conditions_of(self.choice.layers()))
        self.folded.rename(f"Conditions: {self.conditions.summary()}")
        try:
            sources = self.sources()
        except Unusable as error:
            return self._cannot(str(error))
        if not sources:
            return self._cannot(NO_MAP if not self.viewer.layers else "Choose or check a map.")
        self.about.say("\n".join(words.describe(source) for source in sources[:4]) + ("\n…" if sources[4:] else ""))
        unknown = any(source.size is None for source in sources)
        self.pixel.setVisible(unknown)
        try:
            stated = self.pixel.size() if unknown else None
            self._judge(sources[0], sources[0].size or stated)
            problem = "" if stated or not unknown else "State the pixel size."
        except PROBLEMS as error:
            problem = sentence_of(error)
        self._allow(not problem)
        if not self.bar.runner.running:
            self.bar.say(problem, problem=True)
        return None

    def _judge(self, source: Source, size: PixelSize | None) -> None:
        """Asks the card of the model whether it knows such maps; raises what is wrong with the settings."""
        conditions, settings = self.conditions.conditions(), lamap.Settings(**self.settings.stated())
        if settings.method == "physics":
            return self.model.say_unused()
        try:
            card = self.model.card()
        except lamap.LamapError as error:
            self.model.refuse(error)
            raise
        unit, plane = self.unit.currentText(), source.plane
        counts = (source.unit if unit == UNITS[0] else unit) == "counts"
        seen = counts and isinstance(plane, np.ndarray) and plane.size <= words.COUNTED and np.isfinite(plane).any()
        most = float(np.nanmax(plane)) if seen else None
        self.model.judge(doubts(card, conditions, float(settings.magnification), size, most))  # type: ignore[arg-type]
        return None

    def _cannot(self, why: str) -> None:
        self.about.say(why)
        self.pixel.hide()
        self.bar.say("")
        self._allow(False)

    def _allow(self, allowed: bool) -> None:
        self.bar.allow(allowed)
        self.preview.setEnabled(allowed and not self.bar.runner.running)

    def _add(self, done: enhancement.Enhanced) -> None:
        """Adds the results as layers."""
        if not self._is_preview:
            self.records = done.records
        linked = self.linked.isChecked() and not self._is_preview
        added = [add_enhanced(self.viewer, made, preview=self._is_preview, linked=linked) for made in done.made]
        for spikes in () if self._is_preview else done.spikes:
            add_spikes(self.viewer, spikes)
        self.viewer.layers.selection.active = added[0]
        self.numbers.say("\n".join([*done.lines, *done.notes, f"({done.place})"]))
        self.warnings.say("\n".join(f"⚠ {sentence}" for sentence in done.warnings), doubtful=True)
        self._refresh()
