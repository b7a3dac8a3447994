# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Import line scans"."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qtpy.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from napari_lamap.engine import lines
from napari_lamap.engine.lines import ImportTask, LineScans
from napari_lamap.engine.outcome import Failed, sentence_of
from napari_lamap.engine.words import short
from napari_lamap.widgets.enhance import PROBLEMS
from napari_lamap.widgets.form import Form
from napari_lamap.widgets.page import Note, Page, heading
from napari_lamap.widgets.run_bar import RunBar

if TYPE_CHECKING:
    import napari

RECORDINGS = "Recordings (*.csv *.txt *.tsv *.asc *.dat *.xl *.FIN2 *.fin2 *.rep);;All files (*)"
LOGS = "Laser logs (*.csv *.txt);;All files (*)"
NOTHING = "Choose the recordings, a laser log among them or not: they are imported at once."
NEXT = "Next: Layers > Filter > Enhance LA map, which takes over the conditions."
TOLD = 4
"""Recordings that are told by name."""


class ImportLinesWidget(Page):
    """Asks for recordings and their laser log, reads them beside the window, adds a layer for each element."""

    def __init__(self, viewer: napari.viewer.Viewer) -> None:
        super().__init__()
        self.viewer = viewer
        self.paths: tuple[str, ...] = ()
        self.files_button, self.folder_button = QPushButton("Files…"), QPushButton("Folder…")
        self.chosen, self.result, self.notes = Note(), Note(), Note()
        self.log, self.log_button = QLineEdit(placeholderText="optional"), QPushButton("File…")
        self.options = Form(lines.OPTIONS, (), "Advanced")
        self.bar = RunBar("Import")
        self._layers: list[Any] = []
        self._imported: tuple[str, ...] = ()
        self._lay_out()
        self._connect()
        self.choose((), at_once=False)

    def _lay_out(self) -> None:
        buttons, log, logged = QWidget(), QWidget(), QHBoxLayout()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.files_button)
        row.addWidget(self.folder_button)
        logged.addWidget(self.log, 1)
        logged.addWidget(self.log_button)
        rows = QFormLayout(log)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addRow(lines.FIELDS["log"], logged)
        self.add(heading("Recordings"), buttons, self.chosen, log, self.options, self.result, self.notes)
        self.pin(self.bar)

    def _connect(self) -> None:
        self.files_button.clicked.connect(self._ask_files)
        self.folder_button.clicked.connect(self._ask_folder)
        self.log_button.clicked.connect(self._ask_log)
        self.bar.asked.connect(self.run)
        self.bar.made.connect(self._add)
        self.bar.runner.ended.connect(self._show_asked)

    def choose(self, paths: Sequence[str], *, at_once: bool = True) -> None:
        """Takes recordings, or folders of them, and imports them at once."""
        self.paths = tuple(paths)
        names = [short(Path(path).name) for path in self.paths[:TOLD]] + ["…"] * (len(self.paths) > TOLD)
        self.chosen.say("\n".join(names) or NOTHING)
        self.chosen.setToolTip("\n".join(self.paths))
        self.bar.allow(bool(self.paths))
        if at_once and self.paths:
            self.run()

    def task(self) -> ImportTask:
        """What is asked for as the widget stands.

        Raises
        ------
        NotANumber
            If a field should hold a number.
        """
        return ImportTask(self.paths, self.log.text().strip() or None, self.options.stated())

    def run(self) -> None:
        """Starts the import, or tells why it cannot be."""
        try:
            task = self.task()
        except PROBLEMS as error:
            return self.bar.say(sentence_of(error), problem=True)
        self.result.say("")
        self.notes.say("")
        self.bar.start(functools.partial(lines.run, task))
        return None

    def _add(self, made: LineScans) -> None:
        """Adds the layers; those of another import of the same recordings make room for them."""
        if self._imported == self.paths:
            for layer in (layer for layer in self._layers if layer in self.viewer.layers):
                self.viewer.layers.remove(layer)
        self._imported = self.paths
        self._layers = [self.viewer.add_image(values, **about) for values, about, _ in made.layers]
        self.viewer.reset_view()
        self.result.say(f"{made.size}\n{lines.to_state(made.missing) if made.missing else NEXT}")
        if made.missing:
            self._show(made.missing[0])
        self.notes.say("\n".join(f"• {note}" for note in made.notes))

    def _show_asked(self, outcome: Any) -> None:
        """Brings the field to sight that an error asks for."""
        key = lines.asked(outcome.sentence) if isinstance(outcome, Failed) else None
        if key is not None:
            self._show(key)

    def _show(self, key: str) -> None:
        """Brings a field to sight, ready to be typed into."""
        if key == "log":
            return self.log.setFocus()
        self.options.more.unfold(True)
        return self.options.fields[key].editor.setFocus()

    def _ask_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, "Recordings, with or without their laser log", "", RECORDINGS)
        if paths:
            self.choose(paths)

    def _ask_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "A folder of recordings, an Agilent batch")
        if path:
            self.choose([path])

    def _ask_log(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Laser log", "", LOGS)
        if path:
            self.log.setText(path)
