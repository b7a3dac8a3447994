# SPDX-License-Identifier: MIT OR Apache-2.0
"""Further passes in the widget "Enhance LA map"."""

import os
import subprocess

import lamap
import numpy as np
import pytest
from conftest import CROSSING, add, of_pew2
from steps import dock, edges, finish, run, slow

PROGRAM = os.environ.get("LAMAP_PROGRAM")


@pytest.fixture
def widget(viewer, crossing):
    """The widget on the first of two passes."""
    first, second = crossing
    add(viewer, first, translate=(2.5, 2.5))
    add(viewer, second, name="P31 turned", translate=(5.0, 2.5))
    viewer.layers["P31 turned"].metadata["lamap"]["element"] = "P31"
    widget = dock(viewer)
    widget.choice.box.choose(viewer.layers["P31"])
    widget.conditions.choose("seed-2019")
    return widget


@pytest.fixture
def row(widget):
    """A further pass, that was added by hand."""
    widget.passes_fold.unfold(True)
    widget.passes.add_button.click()
    (row,) = widget.passes.rows
    return row


def test_a_pass_is_added_with_its_place_and_gives_one_map(viewer, widget, row, crossing, qtbot):
    assert row.layer is viewer.layers["P31 turned"]
    assert (row.right_um.text(), row.down_um.text()) == ("0", "2.5")
    assert not widget.passes.add_button.isEnabled(), "there is no other map"
    assert widget.passes_fold.button.text() == "Further passes: 1"
    assert not widget.preview.isEnabled()
    row.turned.setChecked(True)
    run(qtbot, widget)
    result = viewer.layers["P31 enhanced"]
    with lamap.Enhancer(method="physics", magnification=2) as enhancer:
        expected = enhancer.enhance_passes(
            list(zip(crossing, CROSSING, strict=True)), "seed-2019", pixel_um=5, unit="counts"
        )
    assert np.array_equal(result.data, expected.estimate.values[0])
    assert np.allclose(edges(result), edges(viewer.layers["P31"]))
    assert "pass P31 turned, turned: stated 0, 2.5 µm beside the map" in widget.result.numbers.text()
    assert widget.result.verdict.text()
    assert widget.records[0]["passes"][0]["turned"]
    assert {layer.name for layer in viewer.layers} == {"P31", "P31 turned", "P31 sd", "P31 enhanced"}


@pytest.mark.skipif(PROGRAM is None, reason="LAMAP_PROGRAM does not name the command line program")
def test_the_command_line_gives_the_same_bytes(viewer, qtbot, tmp_path):
    def lamap_(*arguments):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    lamap_("phantom", "cells", "--size", "80x80", "--seed", 1, "--output", "sample.tif")
    how = ("--preset", "seed-2019", "--seed", 42, "--pass", "0,0", "--pass", "0.5,0,turned")
    lamap_("ablate", "sample.tif", *how, "--output", "map.tif")
    passes = ("--pass", "map_pass1.tif:0,0", "--pass", "map_pass2.tif:0.5,0,turned")
    lamap_("enhance", *passes, "--preset", "seed-2019", "--method", "physics", "-m", 2, "--output", "enhanced.tif")
    viewer.open([str(tmp_path / "map_pass1.tif")], plugin="napari-lamap")
    viewer.open([str(tmp_path / "map_pass2.tif")], plugin="napari-lamap")
    widget = dock(viewer)
    first, second = viewer.layers
    widget.choice.box.choose(first)
    widget.conditions.choose("seed-2019")
    widget.passes.add_button.click()
    (row,) = widget.passes.rows
    assert (row.layer, row.down_um.text(), row.turned.isChecked()) == (second, "2.5", True)
    run(qtbot, widget)
    made = viewer.layers[f"{first.name} enhanced"].data
    assert made.tobytes() == lamap.read_map(tmp_path / "enhanced.tif").values.tobytes()


def test_passes_of_one_file_come_by_themselves(viewer, qtbot, tmp_path):
    layers = [np.random.default_rng(seed).poisson(50, (20, 40)) for seed in range(3)]
    viewer.open(str(of_pew2(tmp_path / "srr.npz", layers)), plugin="napari-lamap")
    widget = dock(viewer)
    widget.choice.box.choose(viewer.layers["P31 pass 1"])
    names = [(row.layer.name, row.right_um.text(), row.turned.isChecked()) for row in widget.passes.rows]
    assert names == [("P31 pass 2", "10", True), ("P31 pass 3", "0", False)]
    assert widget.passes_fold.content.isVisibleTo(widget.passes_fold)
    widget.choice.box.choose(viewer.layers["Zn66 pass 1"])
    assert [row.layer.name for row in widget.passes.rows] == ["Zn66 pass 2", "Zn66 pass 3"]
    widget.passes.rows[1].remove.click()
    assert [row.layer.name for row in widget.passes.rows] == ["Zn66 pass 2"]
    widget.conditions.form.fields["beam_size_um"].show_value(20.0)
    widget.conditions.form.fields["pulse_response"].show_value("none")
    run(qtbot, widget)
    assert widget.bar.message.text() == ""
    assert "pass Zn66 pass 2, turned" in widget.result.numbers.text()
    widget.choice.box.choose(viewer.layers["Zn66 pass 2"])
    assert widget.passes.rows == [], "a turned pass gives no grid"


def test_what_cannot_be_a_pass_is_refused_with_the_next_step(viewer, widget, row, crossing):
    row.right_um.setText("some")
    assert widget.bar.message.text() == "P31 turned: “some” is no distance in µm"
    assert not widget.bar.button.isEnabled()
    row.right_um.setText("0")
    assert widget.bar.button.isEnabled()
    row.box.choose(viewer.layers["P31"])
    assert widget.bar.message.text() == "P31 is the map itself: choose another layer as a further pass"
    row.box.choose(add(viewer, crossing[1], name="Zn66"))
    assert widget.bar.message.text() == "Zn66 is a map of Zn66: choose a pass that measured P31"
    row.remove.click()
    assert widget.bar.message.text() == ""
    assert widget.passes_fold.button.text() == "Further passes: none"


def test_what_passes_need_is_asked_for(viewer, widget, row, qtbot):
    widget.conditions.choose("not stated")
    run(qtbot, widget)
    assert "state “Beam size” and “Pulse response”" in widget.bar.message.text()


def test_a_pass_goes_with_its_layer_and_all_with_another_map(viewer, widget, row, crossing):
    viewer.layers.remove("P31 turned")
    assert widget.passes.rows == []
    assert widget.passes.about.text() == "Open the other passes first: File > Open."
    again = add(viewer, crossing[1], name="P31 again")
    again.metadata["lamap"]["element"] = "P31"
    widget.passes.add_button.click()
    widget.choice.box.choose(again)
    assert widget.passes.rows == []
    widget.choice.checked.setChecked(True)
    assert not widget.passes_fold.isVisibleTo(widget)


def test_oblong_pixels_tell_that_a_pass_is_turned(viewer, crossing):
    add(viewer, crossing[0], size=(20.0, 5.0))
    add(viewer, crossing[1], size=(5.0, 20.0), name="P31 [1]")
    widget = dock(viewer)
    widget.choice.box.choose(viewer.layers["P31"])
    widget.passes.add_button.click()
    assert widget.passes.rows[0].turned.isChecked()


def test_a_run_of_passes_is_cancelled(viewer, widget, row, qtbot, monkeypatch):
    slow(monkeypatch)
    widget.run()
    qtbot.wait(300)
    widget.bar.button.click()
    finish(qtbot, widget)
    assert "cancelled" in widget.bar.status.text()
    assert len(viewer.layers) == 2
    assert widget.bar.button.isEnabled()
    assert not widget.preview.isEnabled()
