# SPDX-License-Identifier: MIT OR Apache-2.0
"""Conditions of a measurement: a preset, a file, or field by field."""

from __future__ import annotations

import copy
from pathlib import Path

import lamap
from lamap import instrument
from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from napari_lamap.engine import record
from napari_lamap.engine.outcome import sentence_of
from napari_lamap.widgets.fields import NotANumber
from napari_lamap.widgets.form import Form
from napari_lamap.widgets.instrument import InstrumentDialog
from napari_lamap.widgets.page import Note, narrow

NOT_STATED = "not stated"
FILES = "Conditions (*.toml *.json)"
FIRST = (
    "beam_size_um",
    "beam_shape",
    "repetition_rate_hz",
    "scan_speed_um_s",
    "line_spacing_um",
    "acquisition_time_s",
    "pulse_response",
    "response_scale_s",
    "flicker_rsd",
    "sensitivity_counts",
    "mean_concentration",
)


class ConditionsBox(QWidget):
    """Form of the conditions with presets and files."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.preset = narrow(QComboBox(toolTip="Your instruments, and presets of published ones"))
        self.open_button = QPushButton("Open…", toolTip="Takes conditions from a file (TOML or JSON)")
        self.save_button = QPushButton("Save…", toolTip="Writes these conditions into a file (TOML)")
        self.instrument_button = QPushButton("My instrument…", toolTip="Saves an instrument, which is then listed here")
        self.map_button = QPushButton("Of the map", toolTip="Takes the conditions that came with the map")
        self.map_button.hide()
        self.form = Form(lamap.Conditions.params(), FIRST, "More conditions")
        self.problem = Note()
        self._opened = lamap.Conditions()  # what the form has no fields for: channels, a crater, a response table
        self._brought: lamap.Conditions | None = None
        self._is_own = False
        top = QHBoxLayout()
        top.addWidget(QLabel("Instrument"))
        top.addWidget(self.preset, 1)
        files = QHBoxLayout()
        files.addWidget(self.open_button)
        files.addWidget(self.save_button)
        files.addWidget(self.instrument_button)
        files.addWidget(self.map_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addLayout(files)
        column.addWidget(self.form)
        column.addWidget(self.problem)
        self.list_instruments()
        self.preset.activated.connect(self._take_preset)
        self.instrument_button.clicked.connect(self.ask_instrument)
        self.open_button.clicked.connect(self._ask_open)
        self.save_button.clicked.connect(self._ask_save)
        self.map_button.clicked.connect(self._take_brought)
        self.form.changed.connect(self._own)

    def conditions(self) -> lamap.Conditions:
        """The conditions as they stand.

        Raises
        ------
        lamap.ArgumentError, NotANumber
            With a sentence that names setting, value and range.
        """
        conditions, stated = copy.copy(self._opened), self.form.stated()
        for key, row in lamap.Conditions.params().items():
            if key in stated or getattr(conditions, key) != row.default:
                setattr(conditions, key, stated.get(key, row.default))
        return conditions

    def summary(self) -> str:
        """How much is stated, in a few words."""
        stated = sum(field.stated() for field in self.form.fields.values())
        preset, channels = self.preset.currentText(), len(self._opened.channels)
        words = ["of the map"] if self._brought is not None and not self._is_own else []
        words += [f"{stated} stated"] * (stated > 0) + [f"{channels} channels"] * (channels > 0)
        return preset if preset != NOT_STATED else ", ".join(words) or NOT_STATED

    def list_instruments(self) -> None:
        """Lists instruments and presets as they are now, and tells of files that cannot be used."""
        chosen, saved = self.preset.currentText() or NOT_STATED, lamap.instruments()
        self.preset.clear()
        self.preset.addItem(NOT_STATED)
        for name in saved:
            self._add_entry(name, "your instrument", saved[name])
        for name, about in lamap.presets().items():
            self._add_entry(name, about, None)
        self.preset.setCurrentText(chosen)
        self._say("\n".join(saved.problems))

    def _add_entry(self, name: str, about: str, conditions: lamap.Conditions | None) -> None:
        self.preset.addItem(name, conditions)
        self.preset.setItemData(self.preset.count() - 1, about, Qt.ItemDataRole.ToolTipRole)

    def choose_last(self) -> None:
        """Starts from the instrument that was used last, if there is one; conditions that a map brings still win."""
        name = instrument.last()
        if name is not None:
            self.choose(name)
            self._is_own = False

    def ask_instrument(self) -> None:
        """Asks for an instrument, saves it and chooses it."""
        try:
            dialog = InstrumentDialog(self, self.conditions(), self._instrument())
        except (lamap.LamapError, NotANumber) as error:
            return self._say(sentence_of(error))
        if dialog.exec():
            self.list_instruments()
            self.choose(dialog.name.text().strip())
        return None

    def _instrument(self) -> str:
        """Name of the chosen instrument; empty where none is chosen."""
        return self.preset.currentText() if self.preset.currentData() is not None else ""

    def choose(self, preset: str) -> None:
        """Starts from an instrument or a preset, or from nothing."""
        self.preset.setCurrentText(preset)
        self._take_preset()

    def bring(self, conditions: lamap.Conditions | None) -> None:
        """Shows the conditions that a map brings; where the user stated others, a button offers them."""
        if conditions is self._brought or conditions == self._brought:
            return
        self._brought = conditions
        if not self._is_own or self.summary() == NOT_STATED:
            self._take_brought()
        self._offer()

    def read(self, path: str) -> None:
        """Takes the conditions of a file in TOML or JSON, or tells why not."""
        self._try(lambda: self._show(lamap.Conditions.from_text(Path(path).read_text(encoding="utf-8-sig"))))

    def write(self, path: str) -> None:
        """Writes the conditions as TOML, or tells why not."""
        self._try(lambda: record.save(path, self.conditions().to_toml()))

    def _show(self, conditions: lamap.Conditions) -> None:
        self.preset.setCurrentText(NOT_STATED)
        self._opened = conditions
        self.form.show_values(conditions.to_dict())

    def _take_brought(self) -> None:
        """Shows what the map brings; what it leaves open or has as a default stays as it is in `_opened`."""
        self._opened = self._brought or lamap.Conditions()
        values, table = self._opened.to_dict(), lamap.Conditions.params()
        self.preset.setCurrentText(NOT_STATED)
        was_blocked = self.form.blockSignals(True)
        self.form.show_values({key: value for key, value in values.items() if value != table[key].default})
        self.form.blockSignals(was_blocked)
        self._say("")
        self._is_own = False
        self._offer()
        self.changed.emit()

    def _own(self) -> None:
        """Notes that the user stated something."""
        self._is_own = True
        self._offer()
        self.changed.emit()

    def _offer(self) -> None:
        self.map_button.setVisible(self._is_own and self._brought is not None)

    def _take_preset(self) -> None:
        name, saved = self.preset.currentText(), self.preset.currentData()
        if saved is not None:
            self._opened = saved
            table = lamap.Conditions.params()
            self.form.show_values({key: value for key, value in saved.to_dict().items() if value != table[key].default})
            return self._try(lambda: instrument.remember(name))
        self._opened = lamap.Conditions()
        self.form.show_values({} if name == NOT_STATED else lamap.Conditions(name).to_dict())
        return self._say("")

    def _try(self, action: object) -> None:
        try:
            action()  # type: ignore[operator]
            self._say("")
        except lamap.LamapError as error:
            self._say(str(error))  # in a file the settings have their own names
        except (ValueError, OSError) as error:
            self._say(sentence_of(error))

    def _say(self, sentence: str) -> None:
        self.problem.say(sentence, doubtful=True)

    def _ask_open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Conditions of a measurement", "", FILES)
        if path:
            self.read(path)

    def _ask_save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Conditions of a measurement", "conditions.toml", FILES)
        if path:
            self.write(path)
