# SPDX-License-Identifier: MIT OR Apache-2.0
"""A user with mouse and keyboard, who counts what they cost: only what is in sight and switched on can be clicked."""

import time
from pathlib import Path

from napari._qt.dialogs.qt_reader_dialog import QtReaderDialog
from qtpy.QtCore import QPoint, Qt, QTimer
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit

CLICK_S, FIELD_S = 3.0, 2.0
"""What a person takes to find and click something, and to type into a field."""
POLL_MS = 50
PATIENCE_MS = 20_000


class User:
    """Clicks and types in the windows of a viewer.

    Attributes
    ----------
    clicks, fields : int
        Clicks of the mouse, a file that is chosen in a dialog among them, and fields that were typed into.
    """

    def __init__(self, viewer, qtbot):
        self.viewer, self.window, self.qtbot = viewer, viewer.window, qtbot
        self.clicks, self.fields = 0, 0
        self._began = time.monotonic()
        qtbot.waitExposed(self.window._qt_window)

    def seconds(self):
        """What a person would have taken until now: the time of the machine, and that of hand and eye."""
        return time.monotonic() - self._began + self.clicks * CLICK_S + self.fields * FIELD_S

    def widgets(self, kind):
        """The widgets of a kind that are docked and in sight."""
        return [widget for widget in self.window._qt_window.findChildren(kind) if widget.isVisible()]

    def widget(self, kind):
        """The one widget of a kind, when it comes to sight."""
        self.qtbot.waitUntil(lambda: bool(self.widgets(kind)), timeout=PATIENCE_MS)
        (widget,) = self.widgets(kind)
        return widget

    def click(self, widget):
        """Clicks the middle of a widget."""
        self._wait_to_see(widget)
        assert widget.isEnabled(), "it is greyed"
        self._press(widget, widget.rect().center())

    def type(self, field, text):
        """Types into a field, with the keys that are pressed when it has the focus."""
        self._wait_to_see(field)
        if not field.hasFocus():
            QTest.mouseClick(field, Qt.MouseButton.LeftButton)  # with the hand at the keyboard it is the Tab key
        QTest.keyClicks(field, text)
        self.fields += 1

    def menu(self, title, *entries, then=()):
        """Clicks through a menu; `then`: the kind of each dialog that the last entry opens, and what fills it in and
        gives the button that ends it."""
        bar = self.window._qt_window.menuBar()
        menu = self._entry(bar, title).menu()
        self._press(bar, bar.actionGeometry(self._entry(bar, title)).center())
        for entry in entries[:-1]:
            below = self._entry(menu, entry).menu()
            self._click_entry(menu, entry)
            menu = below
        answers, timer, deadline = list(then), QTimer(interval=POLL_MS), time.monotonic() + PATIENCE_MS / 1000
        timer.timeout.connect(lambda: self._answer(answers, deadline))
        timer.start()
        self._click_entry(menu, entries[-1])  # which returns when its dialogs are closed
        timer.stop()
        assert not answers, "a dialog did not come"

    def choose_file(self, path):
        """How a dialog for files is answered: the name is put in, and Open is clicked."""

        def fill_in(dialog):
            # `selectFile` leaves the field as it is where it has the focus; cleared first, it is looked at anew each time
            name = dialog.findChild(QLineEdit, "fileNameEdit")
            name.clear()
            name.setText(str(path))
            return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Open)

        return QFileDialog, fill_in

    def accept_reader(self):
        """How napari is answered that asks which plugin shall read a file: the first is ours, so OK."""
        ok = QDialogButtonBox.StandardButton.Ok
        return QtReaderDialog, lambda dialog: dialog.findChild(QDialogButtonBox).button(ok)

    def shot(self, path):
        """Takes a picture of the whole window, for whoever looks."""
        self.window._qt_window.grab().save(str(Path(path)))

    def _wait_to_see(self, widget):
        self.qtbot.waitUntil(lambda: widget.visibleRegion().contains(widget.rect().center()), timeout=PATIENCE_MS)

    def _answer(self, answers, deadline):
        dialog = QApplication.activeModalWidget()
        if dialog is not None and time.monotonic() > deadline:
            dialog.reject()
        elif answers and isinstance(dialog, answers[0][0]):
            button = answers[0][1](dialog)
            if button.isEnabled():  # a dialog for files greys it until it has listed the folder
                answers.pop(0)
                self.click(button)

    def _click_entry(self, menu, title):
        self.qtbot.waitUntil(menu.isVisible, timeout=PATIENCE_MS)
        action = self._entry(menu, title)
        assert action.isEnabled(), f"{title} is greyed"
        self._press(menu, menu.actionGeometry(action).center())

    @staticmethod
    def _entry(menu, title):
        titles = [action.text().replace("&", "") for action in menu.actions()]
        assert title in titles, f"{title} is none of {titles}"
        return menu.actions()[titles.index(title)]

    def _press(self, widget, place: QPoint):
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
