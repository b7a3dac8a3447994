# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Enhance LA map" in a viewer."""

import json

import lamap
import numpy as np
import pytest
from conftest import MODELS, add
from napari.utils import progress
from qtpy.QtWidgets import QApplication, QScrollArea

from napari_lamap.engine import enhancement, record
from napari_lamap.engine.frame import PixelSize, pixel_size
from napari_lamap.widgets import runner
from napari_lamap.widgets.enhance import EnhanceWidget
from napari_lamap.widgets.fold import Fold
from napari_lamap.widgets.page import WIDTH

LONG_MS = 60_000


@pytest.fixture
def widget(viewer, counts):
    add(viewer, counts)
    return dock(viewer)


def dock(viewer):
    _, widget = viewer.window.add_plugin_dock_widget("napari-lamap", "Enhance LA map")
    widget.settings.fields["method"].show_value("physics")
    widget.settings.fields["magnification"].show_value(2)
    return widget


def run(qtbot, widget, **how):
    widget.run(**how)
    finish(qtbot, widget)


def finish(qtbot, widget):
    qtbot.waitUntil(lambda: not widget.bar.runner.running, timeout=LONG_MS)


def edges(layer):
    """Outer corners of a layer in the world."""
    shape = layer.data[0].shape if layer.multiscale else layer.data.shape
    corners = np.array([[-0.5, -0.5], np.array(shape[-2:]) - 0.5])
    return np.array([layer.data_to_world(corner) for corner in corners])


def test_without_a_map_it_says_what_to_do(viewer):
    widget = dock(viewer)
    assert "Open Sample" in widget.about.text()
    assert not widget.bar.button.isEnabled()


def test_a_result_lies_on_its_source_and_looks_like_it(viewer, counts, qtbot):
    source = add(viewer, counts, size=(20.0, 7.0), translate=(3.0, -4.0), colormap="inferno")
    above = add(viewer, counts, name="Zn66")
    widget = dock(viewer)
    widget.choice.box.choose(source)
    assert "not square" in widget.about.text()
    run(qtbot, widget)
    result = viewer.layers["P31 enhanced"]
    assert np.allclose(edges(result), edges(source))
    assert (result.units, result.axis_labels) == (source.units, source.axis_labels)
    assert result.colormap.name == "inferno"
    assert viewer.layers.selection.active is result
    assert viewer.layers.index(above) < viewer.layers.index(source) < viewer.layers.index(result)
    assert viewer.layers[-1] is result, "the newest result is on top"
    assert not viewer.layers["P31 sd"].visible
    assert result.metadata["lamap"]["record"]["report"]["elements"][0]["element"] == "P31"
    assert "chi-square" in widget.result.numbers.text()
    assert widget.bar.button.text() == "Enhance"


@pytest.mark.parametrize(
    "frame", [{"rotate": 30}, {"shear": [0.3]}, {"affine": np.array([[1, 0.2, 5], [0, 1.5, 2], [0, 0, 1.0]])}]
)
def test_turned_and_sheared_layers_keep_their_frame(viewer, counts, qtbot, frame):
    source = add(viewer, counts, size=(20.0, 7.0), **frame)
    run(qtbot, dock(viewer))
    assert np.allclose(edges(viewer.layers["P31 enhanced"]), edges(source))


def test_all_checked_maps_are_enhanced_in_their_places(viewer, counts, qtbot):
    for name in ("P31", "Ca43", "Zn66"):
        add(viewer, counts, name=name)
    widget = dock(viewer)
    widget.choice.checked.setChecked(True)
    widget.choice.check(viewer.layers["Ca43"], False)
    widget.chi_square.setChecked(True)
    widget.deviation.setChecked(False)
    run(qtbot, widget)
    names = [layer.name for layer in viewer.layers]
    assert names == ["Ca43", "Zn66", "Zn66 chi-square", "Zn66 enhanced", "P31", "P31 chi-square", "P31 enhanced"]
    assert np.allclose(edges(viewer.layers["P31 chi-square"]), edges(viewer.layers["P31"]))
    assert len(widget.records) == 2
    run(qtbot, widget)
    assert len(viewer.layers) == 11, "a result is no map to be enhanced"


def test_everything_fits_into_a_narrow_dock(viewer, counts):
    add(viewer, counts, name="a name that is very long for an element of the periodic table", size=None)
    other = viewer.window.add_plugin_dock_widget("napari-lamap", "Simulate ablation")[1]
    for widget in (dock(viewer), other):
        for fold in widget.findChildren(Fold):
            fold.unfold(True)
        area = widget.findChild(QScrollArea)
        assert area.widget().minimumSizeHint().width() <= WIDTH - 20, "the rest is for the scroll bar"


def test_two_runs_in_a_row_are_equal(viewer, widget, qtbot):
    run(qtbot, widget)
    run(qtbot, widget)
    first, second = viewer.layers["P31 enhanced"], viewer.layers["P31 enhanced [1]"]
    assert np.array_equal(first.data, second.data)


def test_the_pixel_size_is_asked_for_where_it_is_missing(viewer, counts, qtbot):
    layer = add(viewer, counts, size=None)
    widget = dock(viewer)
    assert widget.pixel.isVisibleTo(widget)
    assert not widget.bar.button.isEnabled()
    assert "pixel size" in widget.bar.message.text()
    widget.pixel.width_um.setText("7,5")
    assert not widget.bar.button.isEnabled()
    widget.pixel.height_um.setText("-1")
    assert "no length" in widget.bar.message.text()
    widget.pixel.height_um.setText("20")
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


def test_another_model_is_used(viewer, widget, qtbot, monkeypatch):
    widget.settings.fields["method"].show_value("unet")
    widget.model.choose(str(MODELS / "identity-lamap1.onnx"))
    widget.settings.fields["tile"].show_value(64)
    told = []
    widget.bar.runner.told.connect(lambda _, text: told.append(text))
    monkeypatch.setattr(runner, "PAUSE_S", 0)
    run(qtbot, widget)
    assert any("refine, tile 2 of" in text for text in told)
    assert "identity" in viewer.layers["P31 enhanced"].metadata["lamap"]["record"]["report"]["model"]
    assert "unet on cpu" in widget.result.numbers.text()


def test_a_preview_is_a_part_of_the_view_and_takes_the_place_of_the_last(viewer, qtbot):
    layer = add(viewer, np.random.default_rng(1).poisson(50, (300, 400)).astype(np.float32))
    widget = dock(viewer)
    for _ in range(2):
        widget.preview.click()
        finish(qtbot, widget)
    assert [layer.name for layer in viewer.layers] == ["P31", "P31 preview"]
    preview = viewer.layers["P31 preview"]
    assert preview.data.shape == (256, 256)
    inside, outside = edges(preview), edges(layer)
    assert np.all(inside[0] >= outside[0])
    assert np.all(inside[1] <= outside[1])
    assert widget.records == []


def test_the_contrast_can_be_that_of_the_source(viewer, widget, qtbot):
    widget.linked.setChecked(True)
    run(qtbot, widget)
    viewer.layers["P31"].contrast_limits = (3, 33)
    assert list(viewer.layers["P31 enhanced"].contrast_limits) == [3, 33]


@pytest.mark.parametrize("kind", ["dask", "multiscale", "integers", "stack"])
def test_lazy_multiscale_and_other_layers_work(viewer, counts, qtbot, kind):
    import dask.array

    data = {
        "dask": lambda: dask.array.from_array(counts, chunks=10),
        "multiscale": lambda: [counts, counts[::2, ::2]],
        "integers": lambda: counts.astype(np.uint16),
        "stack": lambda: np.stack([counts * 0 + 1, counts]),
    }[kind]()
    layer = add(viewer, data, size=(3.0, 5.0, 5.0)[-3 if kind == "stack" else -2 :], **(
        {"units": ("pixel", "um", "um")} if kind == "stack" else {}
    ))  # fmt: skip
    widget = dock(viewer)
    if kind == "stack":
        viewer.dims.set_current_step(0, 1)
    run(qtbot, widget)
    assert widget.bar.message.text() == ""
    made = viewer.layers["P31 enhanced"]
    whole = lamap.enhance(counts, pixel_um=5, unit="counts", method="physics", magnification=2)
    assert np.array_equal(made.data, whole.estimate.values[0])
    if kind != "stack":
        assert np.allclose(edges(made), edges(layer))


def test_a_picture_in_colours_and_nothing_but_gaps_are_refused(viewer, qtbot):
    viewer.add_image(np.zeros((9, 9, 3), np.uint8), rgb=True, name="photo")
    widget = dock(viewer)
    assert "an RGB picture is not a map" in widget.about.text()
    assert not widget.bar.button.isEnabled()
    gaps = add(viewer, np.full((9, 9), np.nan, np.float32))
    widget.choice.box.choose(gaps)
    run(qtbot, widget)
    assert widget.bar.message.text().startswith("P31: ")
    assert "missing" in widget.bar.message.text()
    assert widget.bar.button.text() == "Enhance"
    assert widget.bar.button.isEnabled()


@pytest.mark.parametrize("error", [lamap.RuntimeNotFoundError("there is no ONNX Runtime"), MemoryError()])
def test_what_goes_wrong_is_told_and_another_run_may_follow(viewer, widget, qtbot, monkeypatch, error):
    def refuse(*_, **__):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(lamap, "Enhancer", refuse)
        run(qtbot, widget)
    assert ("ONNX Runtime" if str(error) else "memory") in widget.bar.message.text()
    assert [layer.name for layer in viewer.layers] == ["P31"]
    run(qtbot, widget)
    assert "P31 enhanced" in viewer.layers


def test_what_the_user_should_read_stays_until_the_next_run(viewer, counts, qtbot):
    zoned = lamap.ablate(lamap.phantom("zoning", (300, 300), seed=1), "seed-2019", 1.0, seed=1)
    add(viewer, zoned)
    widget = dock(viewer)
    widget.conditions.choose("seed-2019")
    widget.conditions.form.fields["beam_size_um"].show_value(10.0)  # twice the true one
    run(qtbot, widget)
    assert "check beam size" in widget.result.warnings.text()
    widget.conditions.choose("not stated")
    add(viewer, counts, name="Zn66")
    assert widget.result.warnings.text()
    widget.choice.box.choose(viewer.layers["Zn66"])
    run(qtbot, widget)
    assert widget.result.warnings.text() == ""


def test_replaced_spikes_are_shown_on_the_map(viewer, qtbot):
    spiked = np.random.default_rng(1).poisson(50, (30, 40)).astype(np.float32)
    spiked[3, 7] = spiked[20, 11] = 1e6
    spiked[10, 10] = np.nan
    source = add(viewer, spiked, size=(20.0, 7.0), translate=(3.0, -4.0))
    widget = dock(viewer)
    widget.settings.fields["spike_threshold"].show_value(9)
    run(qtbot, widget)
    assert "2 replaced spikes" in widget.result.numbers.text()
    shown = viewer.layers["P31 spikes"]
    assert {tuple(place) for place in shown.data} == {(3, 7), (20, 11)}
    assert np.allclose(shown.data_to_world((3, 7)), source.data_to_world((3, 7)))
    assert shown.units == source.units


def slow(monkeypatch):
    """A run that tells how far it is until it is stopped."""
    import time

    def endless(_task, tell):
        for step in range(10_000):
            enhancement.going_on(tell, step / 10_000, "P31: restore, physics")
            time.sleep(0.01)

    monkeypatch.setattr(enhancement, "run", endless)


def test_the_button_cancels(viewer, widget, qtbot, monkeypatch):
    with monkeypatch.context() as patched:
        slow(patched)
        widget.bar.button.click()
        assert widget.bar.button.text() == "Cancel"
        qtbot.waitUntil(lambda: widget.bar.status.text() != "", timeout=LONG_MS)
        assert widget.bar.bar.isVisibleTo(widget)
        qtbot.waitUntil(lambda: "left" in widget.bar.bar.format(), timeout=LONG_MS)
        assert any("P31" in bar.desc and 0 < bar.n < bar.total for bar in progress._all_instances)
        widget.run()  # a second run does not start
        widget.bar.button.click()
        assert widget.bar.button.text() == "Cancelling…"
        assert not widget.bar.button.isEnabled()
        finish(qtbot, widget)
    assert "cancelled" in widget.bar.status.text()
    assert not progress._all_instances
    assert widget.bar.button.text() == "Enhance"
    assert [layer.name for layer in viewer.layers] == ["P31"]
    run(qtbot, widget)
    assert "P31 enhanced" in viewer.layers


def test_a_real_run_is_cancelled_soon(viewer, qtbot):
    import time

    add(viewer, np.random.default_rng(1).poisson(20, (1500, 1500)).astype(np.float32))
    widget = dock(viewer)
    widget.run()
    qtbot.waitUntil(lambda: widget.bar.status.text() != "", timeout=LONG_MS)
    began = time.monotonic()
    widget.bar.cancel()
    finish(qtbot, widget)
    assert "cancelled" in widget.bar.status.text()
    assert time.monotonic() - began < 5


def test_the_source_may_go_while_its_enhancement_runs(viewer, widget, qtbot):
    widget.run()
    viewer.layers.clear()
    finish(qtbot, widget)
    assert "P31 enhanced" in viewer.layers


def test_the_window_may_close_during_a_run(make_napari_viewer, counts, qtbot, monkeypatch):
    viewer = make_napari_viewer()
    add(viewer, counts)
    widget = dock(viewer)
    slow(monkeypatch)
    widget.run()
    qtbot.waitUntil(lambda: widget.bar.status.text() != "", timeout=LONG_MS)
    runner = widget.bar.runner
    worker = runner._worker
    viewer.close()
    qtbot.waitUntil(lambda: not worker.is_running, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not progress._all_instances, timeout=LONG_MS)


def test_parameters_are_copied_and_records_saved(viewer, widget, qtbot, tmp_path, monkeypatch):
    widget.copy_parameters()
    copied = json.loads(QApplication.clipboard().text())
    assert copied["settings"]["magnification"] == 2
    assert not widget.result.save_button.isEnabled()
    run(qtbot, widget)
    assert widget.result.save_button.isEnabled()
    widget.save_record(str(tmp_path / "r.json"))
    saved = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert saved == [json.loads(record.to_json(viewer.layers["P31 enhanced"].metadata["lamap"]["record"]))]

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(record.os, "replace", full)
    widget.save_record(str(tmp_path / "s.json"))
    assert "No space left on device" in widget.bar.message.text()


def test_a_result_is_saved_and_opened_in_its_place(viewer, widget, qtbot, tmp_path):
    run(qtbot, widget)
    result = viewer.layers["P31 enhanced"]
    path = str(tmp_path / "enhanced.tif")
    assert result.save(path, plugin="napari-lamap") == [path]
    (again,) = viewer.open(path, plugin="napari-lamap")
    assert np.array_equal(again.data, result.data)
    assert np.allclose(again.scale, result.scale)
    assert "report" in again.metadata["lamap"]["info"]


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
