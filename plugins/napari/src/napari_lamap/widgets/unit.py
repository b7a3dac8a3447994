# SPDX-License-Identifier: MIT OR Apache-2.0
"""The step in which the unit of the values is stated; noise is told from structure by it."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QComboBox, QFormLayout, QPushButton, QVBoxLayout, QWidget

from napari_lamap.engine.source import Source
from napari_lamap.engine.units import UNITS, known_unit, looks_like_counts
from napari_lamap.widgets.fields import Field
from napari_lamap.widgets.page import Note, narrow

OF_LAYER = "layer says"
ASK = "The unit is not known: the noise is guessed then, and the verdict cannot be green."
LOOKS = "The values are whole numbers: they look like counts."
TIP = (
    "counts: whole counts of the detector in each pixel. cps: counts per second; state the dwell time too. "
    "Any other unit is a concentration or an intensity."
)


class UnitStep(QWidget):
    """A choice of units, an offer where the values look like counts, and the dwell time where they are rates.

    Parameters
    ----------
    dwell : Field
        Editor of the setting ``dwell_time_s``, shown with "cps".
    """

    changed = Signal()

    def __init__(self, dwell: Field) -> None:
        super().__init__()
        self.box = narrow(QComboBox(editable=True, toolTip=TIP))
        self.box.addItem(OF_LAYER)
        for unit, about in UNITS.items():
            self.box.addItem(unit)
            self.box.setItemData(self.box.count() - 1, about, Qt.ItemDataRole.ToolTipRole)
        self.note = Note()
        self.offer = QPushButton("Use counts", toolTip="States that the values are counts")
        self.dwell = dwell
        self._rows = QFormLayout()
        self._rows.addRow("Values are", self.box)
        self._rows.addRow("Dwell time, s", dwell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addWidget(self.note)
        column.addWidget(self.offer)
        self.box.currentTextChanged.connect(self._refresh)
        self.offer.clicked.connect(lambda: self.box.setCurrentText("counts"))
        self._of_layer, self._looks_like_counts, self._is_asked = "", False, False
        self._refresh()

    def show_sources(self, sources: Sequence[Source]) -> None:
        """Shows what the chosen layers say of their unit, and what their values look like."""
        units = {source.unit for source in sources}
        self._of_layer = next(iter(units)) if len(units) == 1 else ""
        self._looks_like_counts = bool(sources) and "" in units and all(map(looks_like_counts, sources))
        says = self._of_layer or ("differs" if len(units - {""}) > 1 else "not known")
        was_blocked = self.box.blockSignals(True)
        self.box.setItemText(0, f"{OF_LAYER}: {says}" if sources else OF_LAYER)
        self.box.blockSignals(was_blocked)
        self._is_asked = "" in units
        self._show()

    def stated(self) -> str | None:
        """The unit that the user states; None: that of each layer.

        Raises
        ------
        lamap.ArgumentError
            If it is not known; the sentence suggests one.
        """
        text = self.box.currentText().strip()
        return None if text.startswith(OF_LAYER) else known_unit(text)

    def unit(self, source: Source) -> str:
        """The unit of a layer as it stands."""
        text = self.box.currentText().strip()
        return source.unit if text.startswith(OF_LAYER) else text

    def _refresh(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        text = self.box.currentText().strip()
        asks = text.startswith(OF_LAYER) and self._is_asked
        self.note.say((LOOKS if self._looks_like_counts else ASK) if asks else "")
        self.offer.setVisible(asks and self._looks_like_counts)
        unit = self._of_layer if text.startswith(OF_LAYER) else text
        is_rate = unit == "cps"
        self.dwell.setVisible(is_rate)
        self._rows.labelForField(self.dwell).setVisible(is_rate)
