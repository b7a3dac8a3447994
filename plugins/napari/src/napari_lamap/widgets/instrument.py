# SPDX-License-Identifier: MIT OR Apache-2.0
"""The short form of an instrument: what a user knows of it, saved under a name."""

from __future__ import annotations

from typing import Any

import lamap
from lamap import instrument
from qtpy.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QMessageBox, QVBoxLayout, QWidget

from napari_lamap.engine.outcome import sentence_of
from napari_lamap.widgets.fields import Field, NotANumber
from napari_lamap.widgets.page import Note

ROWS = {
    "beam_size_um": "Spot size, µm",
    "scan_speed_um_s": "Scan speed, µm/s",
    "line_spacing_um": "Distance of lines, µm",
    "acquisition_time_s": "Time of one pixel, s",
    "repetition_rate_hz": "Laser rate, Hz",
    "washout_time_s": "Washout time, s",
}
"""What is asked for."""
WASHOUT_OF = ("exponential", "gamma")
"""Pulse responses that a washout time gives the scale of; the first is taken where none is stated."""
BUTTONS = {
    QDialogButtonBox.StandardButton.Save: "Writes it into the folder of instruments",
    QDialogButtonBox.StandardButton.Cancel: "Writes nothing",
}
NOTE = (
    "Spot size and washout are estimated where you leave them open; a washout needs the scan speed too. Washout: time until "
    "99 % of the signal of one pulse is there."
)
WIDTH = 400
"""Pixels, in which the example of a name is read."""


class InstrumentDialog(QDialog):
    """Asks for a name and for what is known of an instrument.

    Parameters
    ----------
    conditions : lamap.Conditions
        What the form starts with, and what holds everything that it does not ask for.
    name : str
        Name of the saved instrument that is changed; empty: a new one is stated.
    """

    def __init__(self, parent: QWidget, conditions: lamap.Conditions, name: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("My instrument")
        self.setMinimumWidth(WIDTH)
        self._conditions = conditions
        self._changed = name
        self.name = QLineEdit(name, placeholderText="such as: 193 nm laser, small cell")
        self.name.setToolTip("Under this name it is listed beside the presets, here and in Python")
        table = lamap.Conditions.params()
        self.fields = {key: Field(table[key]) for key in ROWS}
        self.problem = Note()
        self._lay_out()
        states_width = conditions.pixel_um()[0] is not None  # the time of a pixel was stated, even if it is the default
        for key, field in self.fields.items():
            value = getattr(conditions, key)
            if value != table[key].default or (key == "acquisition_time_s" and states_width):
                field.show_value(value)

    def _lay_out(self) -> None:
        rows = QFormLayout()
        rows.addRow("Name", self.name)
        for key, words in ROWS.items():
            rows.addRow(words, self.fields[key])
        note = Note()
        buttons = QDialogButtonBox()
        for which, tip in BUTTONS.items():
            buttons.addButton(which).setToolTip(tip)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(rows)
        for part in (note, self.problem, buttons):
            column.addWidget(part)
        note.say(NOTE)

    def accept(self) -> None:
        """Saves the instrument and closes, or tells why not; another of this name is replaced if the user agrees."""
        name = self.name.text().strip()
        try:
            conditions = self.conditions()
            if name != self._changed and instrument.is_another(name, conditions) and not self._may_replace(name):
                return None
            conditions.save_instrument(name, replace=True)
        except (lamap.LamapError, NotANumber) as error:
            return self.problem.say(sentence_of(error), doubtful=True)
        return super().accept()

    def _may_replace(self, name: str) -> bool:
        """Asks; whoever does not agree is back in the form."""
        answers = QMessageBox.StandardButton
        question = f"There is an instrument “{name}” already. Replace it?"
        answer = QMessageBox.question(self, self.windowTitle(), question, answers.Yes | answers.No, answers.No)
        return answer == answers.Yes

    def conditions(self) -> lamap.Conditions:
        """What the form states, and what else differs from the defaults."""
        stated = {key: field.value() for key, field in self.fields.items() if field.stated()}
        table = lamap.Conditions.params()
        kept = {key: value for key, value in self._conditions.to_dict().items() if value != table[key].default}
        if "washout_time_s" in stated:
            kept.pop("response_scale_s", None)
            if kept.get("pulse_response") not in WASHOUT_OF:
                kept["pulse_response"] = WASHOUT_OF[0]
        settings: dict[str, Any] = {key: value for key, value in kept.items() if key not in ROWS} | stated
        if not _has_tables(self._conditions):
            return lamap.Conditions(**settings)
        made = lamap.Conditions.from_text(self._conditions.stated_toml())
        for key, value in settings.items():
            setattr(made, key, value)
        return made


def _has_tables(conditions: lamap.Conditions) -> bool:
    """Whether conditions hold what is no setting: channels, a measured crater, a table of the pulse response."""
    return bool(conditions.channels) or conditions.beam_shape == "kernel" or conditions.pulse_response == "table"
