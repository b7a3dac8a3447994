# SPDX-License-Identifier: MIT OR Apache-2.0
"""How results are seen and judged in the widget "Enhance LA map"."""

import lamap
import numpy as np
import pytest
from conftest import add
from qtpy.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QListWidget, QScrollBar, QSlider
from steps import LONG_MS, dock, finish, run, slow

from napari_lamap.engine import enhancement
from napari_lamap.widgets import enhance, view
from napari_lamap.widgets.compare import grid_of, has_compact_grid

SCREEN = (1366, 740)
"""A small screen, less the bars of a desktop."""


def needs_grid(viewer):
    if not has_compact_grid(viewer):
        pytest.skip("napari before 0.9 cannot compare")


def seen(viewer):
    return [layer.name for layer in viewer.layers if layer.visible]


def test_a_result_is_seen_beside_its_source_or_alone(viewer, counts, qtbot):
    needs_grid(viewer)
    photo = viewer.add_image(np.ones((9, 9)), name="photo")
    for name in ("P31", "Zn66"):
        add(viewer, counts, name=name)
    widget = dock(viewer)
    widget.choice.box.choose(viewer.layers["P31"])
    run(qtbot, widget)
    assert seen(viewer) == ["photo", "P31", "P31 enhanced"]
    assert grid_of(viewer).enabled
    widget.side_by_side.setChecked(False)
    assert seen(viewer) == ["photo", "P31 enhanced"]
    assert not grid_of(viewer).enabled
    run(qtbot, widget)
    assert seen(viewer) == ["photo", "P31 enhanced [1]"], "the newest result alone"
    assert photo.visible
    widget.preview.click()
    finish(qtbot, widget)
    assert viewer.layers["P31 preview"].visible


def test_the_grid_is_laid_out_once_for_all_maps(viewer, counts, qtbot):
    needs_grid(viewer)
    layer = add(viewer, counts)
    widget = dock(viewer)
    run(qtbot, widget)
    with_grid = []
    layer.events.visible.connect(lambda _: with_grid.append(grid_of(viewer).enabled))
    viewer.layers.events.inserted.connect(lambda _: with_grid.append(grid_of(viewer).enabled))
    for _ in range(2):
        widget.side_by_side.toggle()
    run(qtbot, widget)
    assert len(with_grid) > 3
    assert not any(with_grid), "it would be laid out anew with each layer, which takes minutes with twelve maps"
    assert grid_of(viewer).enabled


def test_of_many_maps_a_part_is_seen_side_by_side(viewer, counts, qtbot, monkeypatch):
    needs_grid(viewer)
    monkeypatch.setattr(view, "MOST", 2)
    for name in ("P31", "Zn66", "Cu63"):
        add(viewer, counts, name=name)
    widget = dock(viewer)
    widget.choice.checked.setChecked(True)
    run(qtbot, widget)
    assert seen(viewer) == ["Zn66", "Zn66 enhanced", "Cu63", "Cu63 enhanced"]
    assert "2 of 3 maps: select another one" in widget.view.note.text()
    viewer.layers.selection.active = viewer.layers["P31"]
    assert seen(viewer) == ["P31", "P31 enhanced", "Zn66", "Zn66 enhanced"]
    widget.side_by_side.setChecked(False)
    assert seen(viewer) == ["P31 enhanced", "Zn66 enhanced", "Cu63 enhanced"]
    assert widget.view.note.text() == ""


def test_results_of_layers_of_one_name_keep_the_index_that_tells_them_apart(viewer, counts, qtbot):
    for _ in range(2):
        add(viewer, counts)
    widget = dock(viewer)
    widget.choice.checked.setChecked(True)
    run(qtbot, widget)
    assert {"P31 enhanced", "P31 [1] enhanced", "P31 sd", "P31 [1] sd"} <= {layer.name for layer in viewer.layers}
    assert {record["source"]["layer"] for record in widget.records} == {"P31", "P31 [1]"}


def test_the_source_is_left_of_its_result(viewer, counts, qtbot):
    needs_grid(viewer)
    add(viewer, counts)
    widget = dock(viewer)
    run(qtbot, widget)
    grid = grid_of(viewer)
    places = [grid.position(viewer.layers.index(name), viewer.layers) for name in ("P31", "P31 enhanced")]
    assert places == [(0, 0), (0, 1)]


def test_older_viewers_show_the_result_alone(viewer, counts, qtbot, monkeypatch):
    monkeypatch.setattr(enhance, "has_compact_grid", lambda _: False)
    add(viewer, counts)
    widget = dock(viewer)
    assert not widget.side_by_side.isEnabled()
    run(qtbot, widget)
    assert seen(viewer) == ["P31 enhanced"]


def test_both_have_the_same_contrast_unless_asked(viewer, counts, qtbot):
    source = add(viewer, counts, contrast_limits=(0, 5))
    widget = dock(viewer)
    run(qtbot, widget)
    assert list(source.contrast_limits) == list(viewer.layers["P31 enhanced"].contrast_limits) != [0, 5]
    widget.linked.setChecked(False)
    source.contrast_limits = (0, 7)
    run(qtbot, widget)
    assert list(viewer.layers["P31 enhanced [1]"].contrast_limits) != [0, 7]
    assert list(source.contrast_limits) == [0, 7]


def test_the_verdict_is_in_colour_and_numbers_are_folded_away(viewer, qtbot):
    counts = lamap.ablate(lamap.phantom("tissue", (200, 300), seed=1), "tof-fast", 1.0, seed=1)
    add(viewer, counts)
    widget = dock(viewer)
    widget.conditions.choose("tof-fast")
    assert not widget.result.verdict.isVisibleTo(widget)
    assert not widget.result.figure_button.isEnabled()
    run(qtbot, widget)
    result = widget.result
    assert result.verdict.text().startswith("✔ The enhanced map explains")
    assert "#3fa34d" in result.verdict.styleSheet()
    assert result.step.text()
    assert result.fold.isVisibleTo(widget)
    assert not result.numbers.isVisibleTo(widget)
    result.fold.unfold(True)
    assert result.numbers.isVisibleTo(widget)
    viewer.layers.clear()
    assert not result.verdict.isVisibleTo(widget), "what is gone is no longer judged"
    assert not result.figure_button.isEnabled()


def test_twelve_elements_leave_room_for_the_form(viewer, counts, qtbot):
    needs_grid(viewer)  # older ones take minutes for so many layers
    viewer.window.resize(*SCREEN)
    for number in range(12):
        add(viewer, counts, name=f"Ba{number}", unit="")
    widget = dock(viewer)
    widget.choice.checked.setChecked(True)
    run(qtbot, widget)
    widget.result.fold.unfold(True)
    qtbot.wait(300)
    assert len(widget.result.numbers.text().splitlines()) > 12
    assert widget.minimumSizeHint().height() < 600
    assert widget._area.height() > 150
    assert viewer.window._qt_window.height() <= SCREEN[1]


def test_a_figure_is_saved(viewer, counts, qtbot, tmp_path):
    pytest.importorskip("matplotlib")
    add(viewer, counts)
    widget = dock(viewer)
    run(qtbot, widget)
    widget.save_figure(str(tmp_path / "figure.pdf"))
    assert not widget.result.figure_button.isEnabled(), "one at a time"
    qtbot.waitUntil(lambda: "saved" in widget.bar.message.text(), timeout=LONG_MS)
    assert (tmp_path / "figure.pdf").read_bytes().startswith(b"%PDF")
    assert widget.result.figure_button.isEnabled()
    widget.save_figure(str(tmp_path / "figure.doc"))
    qtbot.waitUntil(lambda: "end it in .png, .pdf or .svg" in widget.bar.message.text(), timeout=LONG_MS)


def test_a_result_is_not_enhanced_again_not_even_from_its_file(viewer, counts, qtbot, tmp_path):
    add(viewer, counts)
    widget = dock(viewer)
    run(qtbot, widget)
    path = str(tmp_path / "enhanced.tif")
    assert viewer.layers["P31 enhanced"].save(path, plugin="napari-lamap") == [path]
    (opened,) = viewer.open(path, plugin="napari-lamap")
    for layer in (viewer.layers["P31 enhanced"], viewer.layers["P31 sd"], opened):
        widget.choice.box.choose(layer)
        assert f"{layer.name} is a result already" in widget.about.text()
        assert not widget.bar.button.isEnabled()


def test_the_unit_is_a_step_of_its_own(viewer, counts, qtbot):
    add(viewer, counts, unit="")
    widget = dock(viewer)
    assert widget.unit.box.currentText() == "layer says: not known"
    assert "look like counts" in widget.unit.note.text()
    assert widget.unit.offer.isVisibleTo(widget)
    widget.unit.offer.click()
    assert widget.task().unit == "counts"
    assert not widget.unit.offer.isVisibleTo(widget)
    assert not widget.unit.dwell.isVisibleTo(widget)
    widget.unit.box.setCurrentText("cps")
    assert widget.unit.dwell.isVisibleTo(widget)
    widget.unit.box.setCurrentText("count")
    assert "did you mean 'counts'" in widget.bar.message.text()
    assert not widget.bar.button.isEnabled()
    widget.unit.box.setCurrentText("ug/g")
    assert widget.bar.button.isEnabled()
    add(viewer, counts + 0.5, name="Zn66", unit="")
    widget.unit.box.setCurrentIndex(0)
    widget.choice.box.choose(viewer.layers["Zn66"])
    assert "not known" in widget.unit.note.text()
    assert not widget.unit.offer.isVisibleTo(widget)


def test_after_a_run_that_failed_the_view_can_be_previewed(viewer, counts, qtbot, monkeypatch):
    add(viewer, counts)
    widget = dock(viewer)

    def refuse(*_):
        raise lamap.RuntimeNotFoundError("there is no ONNX Runtime")

    with monkeypatch.context() as patched:
        patched.setattr(enhancement, "run", refuse)
        run(qtbot, widget)
    assert widget.preview.isEnabled()
    assert "ONNX Runtime" in widget.bar.message.text()
    with monkeypatch.context() as patched:
        slow(patched)
        widget.run()
        qtbot.waitUntil(lambda: widget.bar.status.text() != "", timeout=LONG_MS)
        widget.bar.cancel()
        finish(qtbot, widget)
    assert widget.preview.isEnabled()


WIDGETS = ["Enhance LA map", "Simulate ablation", "Import maps", "Import line scans", "Line profile"]


@pytest.mark.parametrize("name", WIDGETS)
def test_everything_that_can_be_used_has_a_tool_tip(viewer, name):
    widget = viewer.window.add_plugin_dock_widget("napari-lamap", name)[1]
    for kind in (QAbstractButton, QComboBox, QLineEdit, QSlider, QAbstractSpinBox, QListWidget):
        for part in widget.findChildren(kind):
            if not part.toolTip() and not part.parent().toolTip() and not isinstance(part.parent(), QScrollBar):
                raise AssertionError(f"{kind.__name__} {getattr(part, 'text', str)()!r} below {part.parent()}")
