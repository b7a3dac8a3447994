# SPDX-License-Identifier: MIT OR Apache-2.0
"""A form of settings: the important ones, and the others folded away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lamap import Param
from qtpy.QtCore import Signal
from qtpy.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from napari_lamap.engine.words import label
from napari_lamap.widgets.fields import Field, Value
from napari_lamap.widgets.fold import Fold
from napari_lamap.widgets.page import DOUBTFUL


class Form(QWidget):
    """Editors of all settings of a table.

    Parameters
    ----------
    table : mapping
        The settings as the library describes them.
    first : sequence of str
        Those that are always seen.
    more : str
        Title of the others.
    elsewhere : sequence of str
        Those whose editors stand in another part of the widget.
    """

    changed = Signal()

    def __init__(
        self, table: Mapping[str, Param], first: Sequence[str], more: str, elsewhere: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self.fields = {key: Field(row) for key, row in table.items()}
        self._names: dict[str, QLabel] = {}
        for field in self.fields.values():
            field.changed.connect(self.changed)
        self.more = Fold(more, self._rows(key for key in table if key not in (*first, *elsewhere)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows(first))
        column.addWidget(self.more)

    def _rows(self, keys: Iterable[str]) -> QWidget:
        page = QWidget()
        rows = QFormLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setVerticalSpacing(3)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for key in keys:
            field = self.fields[key]
            name = QLabel(label(field.row))
            name.setToolTip(field.toolTip())
            rows.addRow(name, field)
            self._names[key] = name
        return page

    def mark(self, marked: str | None) -> None:
        """Marks the name of one setting, which is asked for; None: of none."""
        for key, name in self._names.items():
            name.setStyleSheet(DOUBTFUL if key == marked else "")

    def stated(self) -> dict[str, Value]:
        """What was stated, by name; the rest has its default."""
        return {key: field.value() for key, field in self.fields.items() if field.stated()}

    def show_values(self, values: Mapping[str, Value]) -> None:
        """Shows settings; those that are not among them go back to their default. Tells of the change once."""
        was_blocked = self.blockSignals(True)
        for key, field in self.fields.items():
            field.show_value(values[key]) if key in values else field.clear()
        self.blockSignals(was_blocked)
        self.changed.emit()
