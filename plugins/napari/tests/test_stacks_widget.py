# SPDX-License-Identifier: MIT OR Apache-2.0
"""Stacks and time series in the widget "Enhance LA map", and in files."""

import json

import lamap
import numpy as np
import pytest
from conftest import add
from steps import dock, run

FRAME = {"size": (2.0, 5.0, 5.0), "units": ("pixel", "um", "um"), "axis_labels": ("t", "y", "x")}


@pytest.fixture
def stack(viewer, counts):
    return add(viewer, np.stack([counts, counts[::-1] * 2, counts[:, ::-1]]), translate=(1.0, 3.0, -4.0), **FRAME)


def test_all_planes_are_enhanced_in_one_run_each_as_alone(viewer, stack, counts, qtbot):
    widget = dock(viewer)
    assert widget.all_planes.isVisibleTo(widget)
    assert widget.all_planes.text() == "all 3 planes"
    viewer.dims.set_current_step(0, 1)
    run(qtbot, widget)
    alone = viewer.layers["P31 enhanced"].data
    assert alone.ndim == 2, "only the plane that is shown"
    widget.all_planes.setChecked(True)
    run(qtbot, widget)
    enhanced, deviation = viewer.layers["P31 enhanced [1]"], viewer.layers["P31 sd [1]"]
    assert enhanced.data.shape == deviation.data.shape == (3, 2 * counts.shape[0], 2 * counts.shape[1])
    assert np.array_equal(enhanced.data[1], alone)
    assert (enhanced.units, enhanced.axis_labels) == (stack.units, stack.axis_labels)
    assert np.allclose(enhanced.scale, (2.0, 2.5, 2.5))
    assert np.allclose(enhanced.data_to_world((0, -0.5, -0.5)), stack.data_to_world((0, -0.5, -0.5)))
    record = enhanced.metadata["lamap"]["record"]
    assert record["source"]["planes"] == 3
    assert [one["element"] for one in record["report"]["elements"]] == [f"P31 plane {index}" for index in range(3)]
    assert "All 3 enhanced maps" in widget.result.verdict.text() or "P31 plane" in widget.result.verdict.text()
    widget.choice.box.choose(enhanced)
    assert "is a result already" in widget.about.text()
    assert not widget.all_planes.isVisibleTo(widget)


def test_two_axes_with_sliders_stay_two(viewer, counts, qtbot):
    values = np.broadcast_to(counts, (2, 3, *counts.shape))
    add(viewer, values, size=(1.0, 1.0, 5.0, 5.0), units=("pixel", "pixel", "um", "um"))
    widget = dock(viewer)
    widget.all_planes.setChecked(True)
    run(qtbot, widget)
    assert viewer.layers["P31 enhanced"].data.shape == (2, 3, 60, 80)


def test_turned_stacks_keep_their_frame_and_spikes_their_plane(viewer, counts, qtbot):
    values = np.stack([counts] * 2)
    values[1, 3, 7] = 1e6
    turned = np.eye(3)
    turned[1:, 1:] = [[0.8, -0.6], [0.6, 0.8]]
    source = add(viewer, values, rotate=turned, **FRAME)
    widget = dock(viewer)
    widget.settings.fields["spike_threshold"].show_value(9)
    widget.all_planes.setChecked(True)
    run(qtbot, widget)
    enhanced = viewer.layers["P31 enhanced"]
    for plane in range(2):
        corners = (plane, -0.5, -0.5), (plane, 29.5, 39.5)
        finer = (plane, -0.5, -0.5), (plane, 59.5, 79.5)
        for corner, fine in zip(corners, finer, strict=True):
            assert np.allclose(enhanced.data_to_world(fine), source.data_to_world(corner))
    assert (1, 3, 7) in {tuple(place) for place in viewer.layers["P31 spikes"].data}


def test_a_swiped_stack_is_covered_in_every_plane(viewer, stack, qtbot):
    widget = dock(viewer)
    widget.all_planes.setChecked(True)
    run(qtbot, widget)
    widget.view.swiping.setChecked(True)
    cover = viewer.layers["P31 left of the border"]
    assert np.array_equal(cover.data, stack.data[..., : cover.data.shape[-1]])


def test_a_stack_is_saved_with_an_element_for_each_plane(viewer, stack, qtbot, tmp_path):
    widget = dock(viewer)
    widget.all_planes.setChecked(True)
    run(qtbot, widget)
    path = str(tmp_path / "stack.tif")
    assert viewer.layers["P31 enhanced"].save(path, plugin="napari-lamap") == [path]
    read = lamap.read_map(path)
    assert read.elements == [f"P31 enhanced {index}" for index in range(3)]
    assert read.pixel_width_um == pytest.approx(2.5)
    assert np.array_equal(read.values, viewer.layers["P31 enhanced"].data)
    assert len(lamap.report_of(read.info)["elements"]) == json.loads(read.info)["source"]["planes"] == 3
