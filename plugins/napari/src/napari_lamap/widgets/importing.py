# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the widgets "Import maps" and "Import line scans" share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qtpy.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from napari_lamap._ask import open_enhancement
from napari_lamap.engine import importing
from napari_lamap.engine.importing import Imported, ImportTask
from napari_lamap.engine.outcome import Failed, Tell, sentence_of
from napari_lamap.engine.words import in_labels, short
from napari_lamap.widgets.enhance import PROBLEMS
from napari_lamap.widgets.form import Form
from napari_lamap.widgets.layers import follow
from napari_lamap.widgets.page import Note, Page, heading
from napari_lamap.widgets.run_bar import RunBar
from napari_lamap.widgets.whole import see_whole

if TYPE_CHECKING:
    import napari

TOLD = 4
"""Files that are told by name."""


@dataclass(frozen=True)
class Kind:
    """What is imported, and in which words.

    Attributes
    ----------
    read : callable
        Reads what is asked for, in a thread of the background.
    fields : mapping
        Where the widget asks for each option.
    heading, nothing, next : str
        Title of the files, what is said where none are chosen, and what to do with the layers.
    files, folder, pattern : str
        Titles of the dialogs for files and for a folder, and which files are offered.
    """

    read: Callable[[ImportTask, Tell], Imported]
    fields: Mapping[str, str]
    heading: str
    nothing: str
    next: str
    files: str
    folder: str
    pattern: str


class ImportWidget(Page):
    """Asks for files, reads them beside the window, adds a layer for each element.

    Parameters
    ----------
    viewer : napari.Viewer
        Where the layers are added.
    kind : Kind
        What is imported.
    options : Form
        What can be stated.
    *between : QWidget
        What stands between the files and the options.
    """

    def __init__(self, viewer: napari.viewer.Viewer, kind: Kind, options: Form, *between: QWidget) -> None:
        super().__init__()
        self.viewer, self.kind, self.options = viewer, kind, options
        self.paths: tuple[str, ...] = ()
        self.files_button = QPushButton("Files…", toolTip="Chooses one or more files of one sample")
        self.folder_button = QPushButton("Folder…", toolTip="Takes all files of a folder")
        self.chosen, self.result, self.notes = Note(), Note(), Note()
        self.next_button = QPushButton("Enhance…", toolTip="Opens Enhance LA map with what was imported")
        self.bar = RunBar("Import")
        self._layers: list[Any] = []
        self._imported: tuple[str, ...] = ()
        self._lay_out(between)
        self._connect()
        self.choose((), at_once=False)

    def _lay_out(self, between: Sequence[QWidget]) -> None:
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.files_button)
        row.addWidget(self.folder_button)
        self.add(heading(self.kind.heading), buttons, self.chosen, *between, self.options, self.result, self.notes)
        self.pin(self.bar)
        self.pin(self.next_button)
        self.next_button.hide()

    def _connect(self) -> None:
        self.files_button.clicked.connect(self._ask_files)
        self.folder_button.clicked.connect(self._ask_folder)
        self.options.changed.connect(self.bar.forget)
        self.bar.asked.connect(self.run)
        self.bar.made.connect(self._add)
        self.bar.runner.ended.connect(self._show_asked)
        self.next_button.clicked.connect(lambda: open_enhancement(self.viewer, self._layers[0]))
        follow(self.viewer, self, self._offer_next)

    def choose(self, paths: Sequence[str], *, at_once: bool = True) -> None:
        """Takes files, or folders of them, and imports them at once."""
        self.paths = tuple(paths)
        names = [short(Path(path).name) for path in self.paths[:TOLD]] + ["…"] * (len(self.paths) > TOLD)
        self.chosen.say("\n".join(names) or self.kind.nothing)
        self.chosen.setToolTip("\n".join(self.paths))
        self.bar.allow(bool(self.paths))
        self.forget_problem()
        if at_once and self.paths:
            self.run()

    def task(self) -> ImportTask:
        """What is asked for as the widget stands.

        Raises
        ------
        NotANumber
            If a field should hold a number.
        """
        return ImportTask(self.paths, self.options.stated())

    def run(self) -> None:
        """Starts the import, or tells why it cannot be."""
        try:
            task = self.task()
        except PROBLEMS as error:
            return self.bar.say(sentence_of(error), problem=True)
        self.result.say("")
        self.notes.say("")
        self.next_button.hide()
        self.options.mark(None)
        self.bar.start(functools.partial(self.kind.read, task))
        return None

    def forget_problem(self) -> None:
        """Takes away what was wrong with the last import, and how it ended."""
        if not self.bar.runner.running:
            self.options.mark(None)
            self.bar.say("")
            self.bar.forget()

    def show_field(self, key: str) -> None:
        """Brings the field of an option to sight, ready to be typed into."""
        self.options.more.unfold(True)
        self.options.mark(key)
        self.bring_to_sight(self.options.fields[key].editor)

    def _add(self, made: Imported) -> None:
        """Adds the layers; those of another import of the same files make room for them."""
        if self._imported == self.paths:
            for layer in (layer for layer in self._layers if layer in self.viewer.layers):
                self.viewer.layers.remove(layer)
        self._imported = self.paths
        self._layers = [self.viewer.add_image(values, **about) for values, about, _ in made.layers]
        see_whole(self.viewer, self)
        to_do = importing.to_state(made.missing, self.kind.fields) if made.missing else self.kind.next
        self.result.say(f"{made.size}\n{to_do}")
        if made.missing:
            self.show_field(made.missing[0])
        self.notes.say("\n".join(f"• {in_labels(note)}" for note in made.notes))
        self.next_button.setVisible(not made.missing)

    def _offer_next(self) -> None:
        """Offers nothing more where what was imported is gone."""
        if self._layers and self._layers[0] not in self.viewer.layers:
            self.next_button.hide()

    def _show_asked(self, outcome: Any) -> None:
        """Brings the field to sight that an error asks for."""
        key = importing.asked(outcome.sentence, self.kind.fields) if isinstance(outcome, Failed) else None
        if key is not None:
            self.show_field(key)

    def _ask_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, self.kind.files, "", self.kind.pattern)
        if paths:
            self.choose(paths)

    def _ask_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.kind.folder)
        if path:
            self.choose([path])
