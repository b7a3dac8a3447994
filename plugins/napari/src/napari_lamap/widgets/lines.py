# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Import line scans"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from napari_lamap.engine import lines
from napari_lamap.engine.importing import FOLD, ImportTask
from napari_lamap.widgets.form import Form
from napari_lamap.widgets.importing import ImportWidget, Kind

if TYPE_CHECKING:
    import napari

LINES = Kind(
    read=lines.run,
    fields=lines.FIELDS,
    heading="Recordings",
    nothing="Choose the recordings, a laser log among them or not: they are imported at once.",
    next="Next: press Enhance…, which takes over the conditions.",
    files="Recordings, with or without their laser log",
    folder="A folder of recordings, an Agilent batch",
    pattern="Recordings (*.csv *.txt *.tsv *.asc *.dat *.xl *.FIN2 *.fin2 *.rep);;All files (*)",
)
LOGS = "Laser logs (*.csv *.txt);;All files (*)"


class LogRow(QWidget):
    """Asks for the laser log."""

    def __init__(self) -> None:
        super().__init__()
        self.path = QLineEdit(placeholderText="optional", toolTip="The log of the laser, in Iolite's format")
        self.button = QPushButton("File…", toolTip="Chooses the log of the laser")
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(self.button)
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addRow(lines.FIELDS["log"], row)
        self.button.clicked.connect(self._ask)

    def _ask(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Laser log", "", LOGS)
        if path:
            self.path.setText(path)


class ImportLinesWidget(ImportWidget):
    """Asks for recordings and their laser log, reads them beside the window, adds a layer for each element."""

    def __init__(self, viewer: napari.viewer.Viewer) -> None:
        log = LogRow()
        super().__init__(viewer, LINES, Form(lines.OPTIONS, (), FOLD), log)
        self.log = log.path

    def task(self) -> ImportTask:
        """What is asked for as the widget stands, with the log where it is stated.

        Raises
        ------
        NotANumber
            If a field should hold a number.
        """
        log = self.log.text().strip()
        return ImportTask(self.paths, self.options.stated() | ({"log": log} if log else {}))

    def show_field(self, key: str) -> None:
        """Brings the field of an option, or that of the log, to sight."""
        if key == "log":
            return self.bring_to_sight(self.log)
        return super().show_field(key)
