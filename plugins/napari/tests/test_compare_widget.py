# SPDX-License-Identifier: MIT OR Apache-2.0
"""Measured and enhanced maps over one another, and along a line."""

import builtins

import numpy as np
import pytest
from conftest import add
from steps import dock, run
from test_result_widget import seen

from napari_lamap._docks import show
from napari_lamap.engine.profile import profile
from napari_lamap.widgets.compare import grid_of
from napari_lamap.widgets.layers import images
from napari_lamap.widgets.profile import ProfileWidget
from napari_lamap.widgets.swipe import STEPS

COVER = "P31 left of the border"


@pytest.fixture
def widget(viewer, counts, qtbot):
    add(viewer, counts, translate=(3.0, -4.0))
    widget = dock(viewer)
    run(qtbot, widget)
    return widget


def test_the_measured_map_covers_the_enhanced_one_up_to_the_border(viewer, widget, counts):
    enhanced = viewer.layers["P31 enhanced"]
    before = enhanced.data.copy()
    widget.view.swiping.setChecked(True)
    assert not grid_of(viewer).enabled
    assert not widget.side_by_side.isChecked()
    assert seen(viewer) == ["P31 enhanced", COVER]
    cover, source = viewer.layers[COVER], viewer.layers["P31"]
    assert np.array_equal(cover.data, counts[:, : counts.shape[1] // 2])
    assert np.allclose(cover.data_to_world((0, 0)), source.data_to_world((0, 0)))
    widget.view.swipe.slider.setValue(STEPS)
    assert np.array_equal(cover.data, counts)
    widget.view.swipe.slider.setValue(0)
    assert not cover.visible
    source.contrast_limits = (0, 7)
    assert list(cover.contrast_limits) == [0, 7], "they share their contrast"
    assert np.array_equal(enhanced.data, before)
    assert cover not in images(viewer), "a cover is no map to be enhanced"


def test_the_cover_goes_with_the_swipe_with_its_maps_and_with_the_next_run(viewer, widget, qtbot):
    view = widget.view
    view.swiping.setChecked(True)
    view.swiping.setChecked(False)
    assert COVER not in viewer.layers
    assert not view.swipe.isVisibleTo(widget)
    view.swiping.setChecked(True)
    run(qtbot, widget)
    assert [name for name in seen(viewer) if name != COVER] == ["P31 enhanced [1]"]
    assert sum(COVER in layer.name for layer in viewer.layers) == 1
    viewer.layers.remove("P31 enhanced [1]")
    assert COVER not in viewer.layers
    view.show_pairs([(viewer.layers["P31"], viewer.layers["P31 enhanced"])])
    viewer.layers.clear()
    assert not viewer.layers


def test_of_several_maps_the_selected_one_is_swiped(viewer, counts, qtbot):
    for name in ("P31", "Zn66"):
        add(viewer, counts, name=name)
    widget = dock(viewer)
    widget.choice.checked.setChecked(True)
    run(qtbot, widget)
    widget.view.swiping.setChecked(True)
    for name in ("Zn66", "P31"):
        viewer.layers.selection.active = viewer.layers[f"{name} enhanced"]
        assert seen(viewer) == [f"{name} enhanced", f"{name} left of the border"]


def test_side_by_side_ends_the_swipe(viewer, widget):
    if not widget.side_by_side.isEnabled():
        pytest.skip("napari before 0.9 cannot show maps side by side")
    widget.view.swiping.setChecked(True)
    widget.side_by_side.setChecked(True)
    assert not widget.view.swiping.isChecked()
    assert seen(viewer) == ["P31", "P31 enhanced"]


def test_a_profile_has_the_values_of_the_pixels_under_the_line(viewer):
    values = np.arange(12.0).reshape(3, 4)
    source = add(viewer, values, size=(10.0, 20.0), translate=(5.0, 10.0))
    finer = np.kron(values, np.ones((2, 2)))
    enhanced = add(viewer, finer, name="P31 enhanced", size=(5.0, 10.0), translate=(2.5, 5.0))
    made = profile(np.array([[15.0, 5.0], [15.0, 75.0]]), enhanced, source)
    assert (made.distance[0], made.distance[-1], made.length_unit) == (0.0, pytest.approx(70.0), "µm")
    assert (made.enhanced[0], made.enhanced[-1]) == (made.measured[0], made.measured[-1]) == (4, 7)
    assert made.deviation is None
    outside = profile(np.array([[-40.0, 5.0], [15.0, 5.0]]), enhanced, source)
    assert np.isnan(outside.measured[0])
    assert outside.measured[-1] == 4


def test_of_a_stack_the_shown_plane_is_profiled(viewer):
    stack = add(
        viewer, np.stack([np.zeros((3, 4)), np.ones((3, 4))]), size=(1.0, 1.0, 1.0), units=("pixel", "um", "um")
    )
    made = profile(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 3.0]]), stack)
    assert set(made.enhanced) == {1.0}


def test_the_widget_finds_the_maps_that_belong_together_and_follows_the_line(viewer, widget):
    widget.view.profile_button.click()
    panel = show(viewer, "Line profile")
    assert panel.enhanced.entry() is viewer.layers["P31 enhanced"]
    assert panel.measured.entry() is viewer.layers["P31"]
    assert panel.deviation.entry() is viewer.layers["P31 sd"]
    assert not grid_of(viewer).enabled
    axes = panel.plot.canvas.figure.axes[0]
    assert {line.get_label() for line in axes.get_lines()} == {"measured", "enhanced"}
    assert [band.get_label() for band in axes.collections] == ["± 1 standard deviation"]
    assert axes.get_xlabel() == "distance, µm"
    assert axes.get_ylabel() == "P31, counts"
    before = axes.get_lines()[1].get_ydata()
    lines = viewer.layers["profile line"]
    lines.add_lines(np.array([[20.0, 20.0], [60.0, 60.0]]))
    after = panel.plot.canvas.figure.axes[0].get_lines()[1].get_ydata()
    assert len(after) != len(before)
    lines.data = []
    assert "Draw a line" in panel.note.text()
    panel.draw_button.click()
    assert lines.mode == "add_line"
    viewer.layers.remove(lines)
    panel.draw_button.click()
    assert "Drag" in panel.note.text()


def test_without_maps_or_matplotlib_the_profile_says_what_to_do(viewer, counts, monkeypatch):
    panel = viewer.window.add_plugin_dock_widget("napari-lamap", "Line profile")[1]
    assert "Enhance a map first" in panel.note.text()
    panel.draw_button.click()
    assert not viewer.layers
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    add(viewer, counts)
    bare = ProfileWidget(viewer)
    bare.show_map(viewer.layers["P31"])
    assert "pip install matplotlib" in bare.plot.text()


def test_widgets_that_are_gone_take_the_cover_with_them_and_hear_no_more(viewer, widget, qtbot):
    widget.view.swiping.setChecked(True)
    widget.view.profile_button.click()
    assert COVER in viewer.layers
    for name in ("Enhance LA map", "Line profile"):
        dock, inside = viewer.window.add_plugin_dock_widget("napari-lamap", name)
        viewer.window.remove_dock_widget(dock)
        inside.deleteLater()
    qtbot.waitUntil(lambda: COVER not in viewer.layers)
    viewer.layers.selection.active = viewer.layers["P31"]
    viewer.layers["profile line"].add_lines(np.array([[20.0, 20.0], [60.0, 60.0]]))
    viewer.layers.clear()
