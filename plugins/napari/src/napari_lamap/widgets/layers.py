# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which layers of the viewer are meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from napari.layers import Image
from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from napari_lamap.engine.source import is_cover, is_measured, is_result
from napari_lamap.widgets.page import narrow

LAYER = Qt.ItemDataRole.UserRole
LIST_HEIGHT = 90


class LayerBox(QComboBox):
    """Choice of one image layer, which follows the layers of the viewer.

    Parameters
    ----------
    fixed : tuple of (str, object)
        Further entries, above the layers.
    """

    chosen = Signal()

    def __init__(self, viewer: Any, fixed: tuple[tuple[str, Any], ...] = ()) -> None:
        super().__init__()
        self._viewer, self._fixed = viewer, fixed
        narrow(self)
        follow(viewer, self, self.refresh)
        self.currentIndexChanged.connect(self.chosen)
        self.refresh()

    def entry(self) -> Any:
        """The chosen layer or further entry; None where there is nothing."""
        return self.currentData(LAYER)

    def choose(self, entry: Any) -> None:
        """Chooses a layer or a further entry."""
        for index in range(self.count()):
            if self.itemData(index, LAYER) == entry:
                self.setCurrentIndex(index)

    def refresh(self) -> None:
        """Shows the layers as they are now and keeps the choice where it still exists."""
        before, was_blocked = self.entry(), self.blockSignals(True)
        self.clear()
        for name, entry in (*self._fixed, *((layer.name, layer) for layer in images(self._viewer))):
            self.addItem(name)
            self.setItemData(self.count() - 1, entry, LAYER)
        self.choose(before if self.findData(before, LAYER) >= 0 else self._first_measured())
        self.blockSignals(was_blocked)
        self.chosen.emit()

    def _first_measured(self) -> Any:
        """What is chosen where nothing was: a measured map rather than a result."""
        layers = images(self._viewer)
        return (
            self.itemData(0, LAYER) if self._fixed else next(filter(is_measured, layers), layers[0] if layers else None)
        )


class LayerChoice(QWidget):
    """One map, or all checked ones."""

    changed = Signal()

    def __init__(self, viewer: Any) -> None:
        super().__init__()
        self._viewer = viewer
        self.box = LayerBox(viewer)
        self.box.setToolTip("The measured map that is enhanced")
        self.this = QRadioButton("this map", checked=True, toolTip="Enhances the map above")
        self.checked = QRadioButton("all checked", toolTip="Enhances each map that is checked in the list")
        self.list = QListWidget(toolTip="Measured maps are checked at first")
        self.list.setMaximumHeight(LIST_HEIGHT)
        self.list.hide()
        scope = QHBoxLayout()
        scope.addWidget(self.this)
        scope.addWidget(self.checked)
        rows = QFormLayout()
        rows.addRow("Map", self.box)
        rows.addRow("Apply to", scope)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(rows)
        column.addWidget(self.list)
        follow(viewer, self, self._refresh)
        self.box.chosen.connect(self.changed)
        self.checked.toggled.connect(self.list.setVisible)
        self.checked.toggled.connect(self.box.setDisabled)
        self.checked.toggled.connect(self.changed)
        self.list.itemChanged.connect(self.changed)
        self._refresh()

    def layers(self) -> list[Any]:
        """The chosen layers, in the order of the list."""
        if self.this.isChecked():
            return [] if self.box.entry() is None else [self.box.entry()]
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(LAYER) for item in items if item.checkState() == Qt.CheckState.Checked]

    def check(self, layer: Any, checked: bool = True) -> None:
        """Checks a layer in the list."""
        for row in range(self.list.count()):
            if self.list.item(row).data(LAYER) is layer:
                self.list.item(row).setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)

    def _refresh(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        before = {id(item.data(LAYER)): item.checkState() for item in items}
        was_blocked = self.list.blockSignals(True)
        self.list.clear()
        # in the order of files and of the grid: runs, which put their results on top, keep it
        for layer in (layer for layer in reversed(images(self._viewer)) if not is_result(layer)):
            item = QListWidgetItem(layer.name)
            item.setData(LAYER, layer)
            default = Qt.CheckState.Checked if is_measured(layer) else Qt.CheckState.Unchecked
            item.setCheckState(before.get(id(layer), default))
            self.list.addItem(item)
        self.list.blockSignals(was_blocked)
        self.changed.emit()


def images(viewer: Any) -> list[Any]:
    """The image layers that are maps, the topmost first, as the layer list shows them."""
    return [layer for layer in reversed(viewer.layers) if isinstance(layer, Image) and not is_cover(layer)]


def shown_plane(viewer: Any, layer: Any) -> tuple[int, ...]:
    """Index of what the sliders show along each axis of a layer."""
    place = layer.world_to_data(viewer.dims.point[-layer.ndim :])
    return tuple(round(float(index)) for index in place)


def follow(viewer: Any, widget: QWidget, refresh: Callable[[], None]) -> None:
    """Calls `refresh` whenever layers come, go, move or are renamed, as long as Qt keeps the widget."""
    call = while_kept(widget, refresh)

    def watch(event: Any) -> None:
        event.value.events.name.connect(call)

    events = viewer.layers.events
    for event in (events.inserted, events.removed, events.reordered):
        event.connect(call)
    events.inserted.connect(watch)
    for layer in viewer.layers:
        layer.events.name.connect(call)


def while_kept(widget: QWidget, refresh: Callable[[], None]) -> Callable[[Any], None]:
    """What an event of napari may call: `refresh`, as long as Qt keeps the widget."""
    alive = [True]
    widget.destroyed.connect(alive.clear)

    def call(_event: Any = None) -> None:
        if alive:
            refresh()

    return call
