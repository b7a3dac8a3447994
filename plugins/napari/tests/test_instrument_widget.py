# SPDX-License-Identifier: MIT OR Apache-2.0
"""My instrument: saved by the short form, listed beside the presets, remembered."""

import lamap
from conftest import add
from qtpy.QtWidgets import QDialog, QMessageBox
from steps import dock

from napari_lamap.widgets import conditions
from napari_lamap.widgets.instrument import InstrumentDialog


def entries(widget):
    box = widget.conditions.preset
    return [box.itemText(index) for index in range(box.count())]


def test_an_instrument_is_saved_listed_and_remembered(viewer, counts, monkeypatch):
    add(viewer, counts)
    widget = dock(viewer)

    def fill(dialog):
        dialog.name.setText("our laser")
        for key, value in {"beam_size_um": 20, "scan_speed_um_s": 40, "washout_time_s": 0.5}.items():
            dialog.fields[key].show_value(value)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(InstrumentDialog, "exec", fill)
    widget.conditions.instrument_button.click()
    ours = lamap.Conditions.instrument("our laser")
    assert ours == lamap.Conditions(
        beam_size_um=20, scan_speed_um_s=40, washout_time_s=0.5, pulse_response="exponential"
    )
    assert entries(widget)[:3] == ["not stated", "our laser", "seed-2019"]
    assert widget.folded.button.text() == "Conditions: our laser"
    assert widget.conditions.conditions() == ours
    assert dock(viewer).folded.button.text() == "Conditions: our laser", "the last one is chosen at first"


def test_conditions_of_a_map_win_over_the_last_instrument(viewer, counts):
    lamap.Conditions(beam_size_um=20).save_instrument("ours")
    conditions.instrument.remember("ours")
    layer = add(viewer, counts)
    layer.metadata["lamap"]["conditions"] = lamap.Conditions(beam_size_um=7)
    assert dock(viewer).conditions.conditions().beam_size_um == 7


def test_a_wrong_name_or_number_is_told_and_nothing_is_saved(qtbot):
    dialog = InstrumentDialog(None, lamap.Conditions())
    qtbot.addWidget(dialog)
    for name, size, sentence in (("", 5, "cannot name"), ("a/b", 5, "leave out"), ("ours", -5, "out of range")):
        dialog.name.setText(name)
        dialog.fields["beam_size_um"].show_value(size)
        dialog.accept()
        assert sentence in dialog.problem.text()
        assert dialog.result() != QDialog.DialogCode.Accepted
    assert lamap.instruments() == {}


def test_another_instrument_of_the_same_name_is_replaced_if_the_user_agrees(qtbot, monkeypatch):
    lamap.Conditions(beam_size_um=20).save_instrument("ours")
    dialog = InstrumentDialog(None, lamap.Conditions(beam_size_um=5))
    qtbot.addWidget(dialog)
    dialog.name.setText("ours")
    asked = []

    def answer(button):
        monkeypatch.setattr(QMessageBox, "question", lambda *words: asked.append(words[2]) or button)

    answer(QMessageBox.StandardButton.No)
    dialog.accept()
    assert asked == ["There is an instrument “ours” already. Replace it?"]
    assert dialog.result() != QDialog.DialogCode.Accepted
    assert lamap.Conditions.instrument("ours").beam_size_um == 20
    answer(QMessageBox.StandardButton.Yes)
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert lamap.Conditions.instrument("ours").beam_size_um == 5


def test_the_chosen_instrument_is_changed_without_a_question(qtbot, monkeypatch):
    lamap.Conditions(beam_size_um=20).save_instrument("ours")
    monkeypatch.delattr(QMessageBox, "question")
    dialog = InstrumentDialog(None, lamap.Conditions.instrument("ours"), "ours")
    qtbot.addWidget(dialog)
    dialog.fields["beam_size_um"].show_value(7)
    dialog.accept()
    assert lamap.Conditions.instrument("ours").beam_size_um == 7


def test_the_form_keeps_what_it_does_not_ask_for(qtbot):
    text = 'beam_size_um = 5\nflicker_rsd = 0.1\n[[channel]]\nname = "Ca44"\ndwell_s = 0.01\n'
    for given in (lamap.Conditions("quad-classic"), lamap.Conditions.from_text(text)):
        dialog = InstrumentDialog(None, given)
        qtbot.addWidget(dialog)
        assert dialog.conditions() == given
    dialog = InstrumentDialog(None, lamap.Conditions("seed-2019"))
    qtbot.addWidget(dialog)
    assert dialog.conditions().pixel_um() == (5, 5)
    dialog.fields["washout_time_s"].show_value(0.05)
    assert dialog.conditions().pulse_response == "gamma"


def test_a_bad_file_of_an_instrument_is_told(viewer, counts, instruments):
    lamap.Conditions(beam_size_um=20).save_instrument("ours")
    (lamap.instrument.folder() / "bad.toml").write_text("beam = 5")
    add(viewer, counts)
    widget = dock(viewer)
    assert "bad.toml is left out" in widget.conditions.problem.text()
    assert "ours" in entries(widget)
