# SPDX-License-Identifier: MIT OR Apache-2.0
"""The questions of the widget "Enhance LA map": what is chosen, what is stated, what is wrong with it."""

import lamap
import numpy as np
import pytest
from conftest import MODELS, add
from qtpy.QtWidgets import QScrollArea
from steps import dock, edges, run

from napari_lamap.engine.frame import PixelSize, pixel_size
from napari_lamap.widgets.enhance import EnhanceWidget
from napari_lamap.widgets.fold import Fold
from napari_lamap.widgets.page import WIDTH


@pytest.fixture
def widget(viewer, counts):
    add(viewer, counts)
    return dock(viewer)


def test_without_a_map_it_says_what_to_do(viewer):
    widget = dock(viewer)
    assert "Open Sample" in widget.about.text()
    assert widget.unit.note.text() == "", "of no map the unit is not asked for"
    assert not widget.bar.button.isEnabled()


def test_everything_fits_into_a_narrow_dock(viewer, counts):
    add(viewer, counts, name="a name that is very long for an element of the periodic table", size=None)
    other = viewer.window.add_plugin_dock_widget("napari-lamap", "Simulate ablation")[1]
    for widget in (dock(viewer), other):
        for fold in widget.findChildren(Fold):
            fold.unfold(True)
        area = widget.findChild(QScrollArea)
        assert area.widget().minimumSizeHint().width() <= WIDTH - 20, "the rest is for the scroll bar"


def test_the_pixel_size_is_asked_for_where_it_is_missing(viewer, counts, qtbot):
    layer = add(viewer, counts, size=None)
    widget = dock(viewer)
    assert widget.pixel.isVisibleTo(widget)
    assert not widget.bar.button.isEnabled()
    assert "pixel size" in widget.bar.message.text()
    widget.pixel.width_um.setText("7,5 µm")
    assert not widget.bar.button.isEnabled()
    widget.pixel.height_um.setText("-1")
    assert "no length" in widget.bar.message.text()
    widget.pixel.height_um.setText("0.02 mm")
    assert widget.bar.button.isEnabled()
    run(qtbot, widget)
    assert pixel_size(layer) == PixelSize(7.5, 20)
    assert np.allclose(edges(viewer.layers["P31 enhanced"]), edges(layer))
    assert not widget.pixel.question.isVisibleTo(widget)
    widget.pixel.width_um.setText("10")
    run(qtbot, widget)
    assert pixel_size(layer) == PixelSize(10, 20), "it stays open to correction"


def test_of_maps_with_different_pixels_those_without_a_size_are_given_one(viewer, counts, qtbot):
    one, other = add(viewer, counts), add(viewer, counts, name="Zn66", size=(7.0, 7.0))
    widget = dock(viewer)
    widget.choice.checked.setChecked(True)
    assert not widget.pixel.isVisibleTo(widget)
    unknown = add(viewer, counts, name="Cu63", size=None)
    assert not widget.bar.button.isEnabled()
    widget.pixel.width_um.setText("9")
    widget.pixel.height_um.setText("9")
    run(qtbot, widget)
    assert [pixel_size(layer).width_um for layer in (one, other, unknown)] == [5, 7, 9]


def test_the_pixel_size_of_one_element_is_that_of_all_of_its_folder(viewer, counts, qtbot, tmp_path):
    for name in ("Ca44", "P31", "Zn66"):
        np.savetxt(tmp_path / f"{name}.csv", counts, "%d", delimiter=",")
    viewer.open(str(tmp_path), plugin="napari-lamap")
    stranger = add(viewer, counts, name="Cu63", size=None)
    viewer.add_points([[0, 0]])
    widget = dock(viewer)
    widget.choice.box.choose(viewer.layers["P31"])
    for side in ("7", "9"):
        widget.pixel.width_um.setText(side)
        widget.pixel.height_um.setText(side)
        run(qtbot, widget)
        assert {pixel_size(viewer.layers[name]).width_um for name in ("Ca44", "P31", "Zn66")} == {float(side)}
    assert pixel_size(stranger) is None


def test_every_setting_reaches_the_run(widget):
    fields = widget.settings.fields
    for key, value in {"magnification": 3, "square_pixels": True, "missing": "fill", "spike_threshold": 9}.items():
        fields[key].show_value(value)
    fields["device"].show_value("cpu")
    fields["noise"].show_value("uniform")
    widget.conditions.choose("seed-2019")
    widget.conditions.form.fields["flicker_rsd"].show_value(0.03)
    widget.unit.box.setCurrentText("cps")
    fields["dwell_time_s"].show_value(0.01)
    widget.negatives.setCurrentIndex(1)
    task = widget.task()
    asked = {"magnification": 3, "square_pixels": True, "missing": "fill", "spike_threshold": 9, "method": "physics",
             "device": "cpu", "noise": "uniform", "dwell_time_s": 0.01}  # fmt: skip
    assert dict(task.settings).items() >= asked.items()
    expected = lamap.Conditions("seed-2019")
    expected.flicker_rsd = 0.03
    assert task.conditions == expected
    assert task.conditions.pixel_um() == (5, 5)
    assert (task.unit, task.negatives_to_zero) == ("cps", True)


def test_every_field_shows_and_says_every_value(widget):
    for form, kind in ((widget.settings, lamap.Settings), (widget.conditions.form, lamap.Conditions)):
        assert form.fields.keys() == kind.params().keys()
        for key, row in kind.params().items():
            values = [True, False] if isinstance(row.default, bool) else row.choices or (row.minimum, row.maximum)
            for value in values:
                form.fields[key].show_value(value)
                assert form.fields[key].value() == value or value == "auto"
            form.fields[key].clear()
            assert not form.fields[key].stated()


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [("magnification", "99", "1 to 16"), ("magnification", "four", "not a number"), ("tile", "1.5", "whole")],
)
def test_a_wrong_setting_is_told_at_once(widget, key, text, sentence):
    widget.settings.fields[key].editor.setText(text)
    assert sentence in widget.bar.message.text()
    assert not widget.bar.button.isEnabled()
    widget.settings.fields[key].clear()
    assert widget.bar.message.text() == ""
    assert widget.bar.button.isEnabled()


def test_conditions_are_read_and_written(widget, tmp_path):
    assert widget.folded.button.text() == "Conditions: not stated"
    widget.conditions.choose("quad-classic")
    assert widget.folded.button.text() == "Conditions: quad-classic"
    widget.conditions.write(str(tmp_path / "c.toml"))
    widget.conditions.choose("not stated")
    assert widget.conditions.conditions() == lamap.Conditions()
    widget.conditions.read(str(tmp_path / "c.toml"))
    assert widget.conditions.conditions() == lamap.Conditions("quad-classic")
    (tmp_path / "c.toml").write_text("beam_size_mm = 5")
    widget.conditions.read(str(tmp_path / "c.toml"))
    assert "beam_size_um" in widget.conditions.problem.text()
    widget.conditions.read(str(tmp_path / "none.toml"))
    assert "none.toml" in widget.conditions.problem.text()


def test_opened_conditions_keep_what_has_no_field(widget, tmp_path):
    text = 'beam_size_um = "auto"\n[crater]\ncell_um = 5\ndepth = [[1]]\n[[channel]]\nname = "Ca44"\ndwell_s = 0.01\n'
    (tmp_path / "c.toml").write_text(text)
    widget.conditions.read(str(tmp_path / "c.toml"))
    assert widget.conditions.conditions() == lamap.Conditions.from_text(text)
    assert "1 channels" in widget.conditions.summary()
    widget.conditions.form.fields["flicker_rsd"].show_value(0.1)
    stated = widget.conditions.conditions()
    assert (stated.flicker_rsd, stated.channels) == (0.1, {"Ca44": {"dwell_s": 0.01}})
    widget.conditions.choose("seed-2019")
    assert widget.conditions.conditions().channels == {}


def test_the_model_says_whether_it_fits_and_shows_its_card(widget):
    assert "no training" in widget.model.verdict.text()
    widget.settings.fields["method"].show_value("unet")
    assert widget.model.verdict.text().startswith("fits")
    widget.settings.fields["magnification"].show_value(12)
    assert "trained on 2 to 8" in widget.model.verdict.text()
    widget.model.show_card()
    assert widget.model.card_window.isVisible()
    widget.model.choose(str(MODELS / "hostile-contract.onnx"))
    assert "contract" in widget.model.verdict.text()
    assert not widget.bar.button.isEnabled()


def test_the_choice_follows_the_layers(viewer, counts):
    widget = dock(viewer)
    layer = add(viewer, counts)
    assert widget.choice.layers() == [layer]
    assert widget.bar.button.isEnabled()
    layer.name = "Ba137"
    assert widget.choice.box.currentText() == "Ba137"
    viewer.layers.remove(layer)
    assert not widget.bar.button.isEnabled()


def test_preferences_come_from_napari_where_it_has_them(widget):
    from napari_lamap._preferences import preferred

    assert preferred("method") in (None, "auto")
    assert preferred("no such key") is None
    assert isinstance(widget, EnhanceWidget)
