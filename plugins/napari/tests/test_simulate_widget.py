# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Simulate ablation" in a viewer."""

import lamap
import numpy as np
import pytest
from conftest import add

LONG_MS = 60_000
START = "tof-fast"


@pytest.fixture
def widget(viewer):
    return dock(viewer)


def dock(viewer):
    _, widget = viewer.window.add_plugin_dock_widget("napari-lamap", "Simulate ablation")
    widget.side.setValue(100)
    widget.refresh()
    return widget


def finish(qtbot, widget):
    qtbot.waitUntil(lambda: not widget.bar.runner.running and not widget.previewer.running, timeout=LONG_MS)


def run(qtbot, widget):
    widget.bar.button.click()
    finish(qtbot, widget)


def test_a_phantom_is_drawn_and_ablated(viewer, widget, qtbot):
    for box in widget.outputs.values():
        box.setChecked(True)
    run(qtbot, widget)
    names = ["phantom of cells", "phantom of cells ablated", "phantom of cells expected", "phantom of cells variance"]
    assert [layer.name for layer in viewer.layers] == names
    truth, ablated = viewer.layers[0], viewer.layers[1]
    assert np.array_equal(ablated.data, lamap.ablate(truth.data, START, 1.0, seed=42))
    assert ablated.metadata["lamap"]["unit"] == "counts"
    assert ablated.metadata["lamap"]["simulation"]["seed"] == 42
    corners = [layer.extent.world[0] - np.array(layer.scale) / 2 for layer in (truth, ablated)]
    assert np.allclose(*corners)
    widget.seed.setValue(43)
    run(qtbot, widget)
    assert [layer.name for layer in viewer.layers].count("phantom of cells") == 1
    assert not np.array_equal(viewer.layers["phantom of cells ablated [1]"].data, ablated.data)


def test_a_layer_is_the_sample_and_stays_chosen(viewer, widget, qtbot):
    sample = add(viewer, lamap.phantom("grains", (60, 80), 1), name="rock", size=(1.0, 1.0), translate=(7.0, 9.0))
    widget.sample_box.choose(sample)
    run(qtbot, widget)
    ablated = viewer.layers["rock ablated"]
    assert ablated.data.shape == (12, 16)
    assert np.allclose(ablated.scale, 5)
    assert np.allclose(ablated.translate, (7 + 2, 9 + 2))
    assert widget.sample_box.entry() is sample


def test_what_was_ablated_can_be_enhanced_on_the_sample(viewer, widget, qtbot):
    run(qtbot, widget)
    _, other = viewer.window.add_plugin_dock_widget("napari-lamap", "Enhance LA map")
    other.choice.box.choose(viewer.layers["phantom of cells ablated"])
    other.settings.fields["method"].show_value("physics")
    other.settings.fields["magnification"].show_value(5)
    assert other.conditions.conditions() == lamap.Conditions(START), "the layer brings them"
    other.run()
    qtbot.waitUntil(lambda: not other.bar.runner.running, timeout=LONG_MS)
    truth, enhanced = viewer.layers["phantom of cells"], viewer.layers["phantom of cells ablated enhanced"]
    assert np.allclose(enhanced.extent.world, truth.extent.world)
    assert np.corrcoef(truth.data.ravel(), enhanced.data.ravel())[0, 1] > 0.8


def test_the_plan_follows_the_conditions(widget):
    assert widget.warnings.text() == "", "the conditions that it starts with raise no doubt"
    widget.conditions.choose("seed-2019")
    widget.refresh()
    assert "20 lines of 20 pixels in 20 s" in widget.plan.text()
    widget.conditions.form.fields["line_spacing_um"].show_value(10)
    widget.refresh()
    assert "10 lines of 20 pixels" in widget.plan.text()
    widget.conditions.choose("quad-classic")
    widget.refresh()
    assert "washout" in widget.warnings.text()


def test_the_preview_follows_and_replaces_itself(viewer, widget, qtbot):
    widget.side.setValue(600)
    widget.live.setChecked(True)
    qtbot.waitUntil(lambda: "phantom of cells preview" in viewer.layers, timeout=LONG_MS)
    before = viewer.layers["phantom of cells preview"]
    assert before.data.shape == (40, 40)
    widget.conditions.form.fields["flicker_rsd"].show_value(0.3)
    qtbot.waitUntil(lambda: before not in viewer.layers and len(viewer.layers) == 2, timeout=LONG_MS)
    finish(qtbot, widget)
    layers = list(viewer.layers)
    qtbot.wait(1000)
    assert list(viewer.layers) == layers, "a preview does not call for another one"


def test_the_view_of_a_layer_is_previewed(viewer, widget, qtbot):
    sample = add(viewer, lamap.phantom("cells", 500, 1), name="tissue", size=(1.0, 1.0))
    widget.sample_box.choose(sample)
    widget.live.setChecked(True)
    qtbot.waitUntil(lambda: "tissue preview" in viewer.layers, timeout=LONG_MS)
    assert viewer.layers["tissue preview"].data.shape == (40, 40)


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [("beam_size_um", "-3", "0.1 to 1000"), ("beam_size_um", "wide", "not a number"), ("flicker_rsd", "7", "0 to 1")],
)
def test_wrong_conditions_are_told_and_nothing_runs(viewer, widget, key, text, sentence):
    widget.conditions.form.fields[key].editor.setText(text)
    widget.refresh()
    assert sentence in widget.warnings.text()
    assert not widget.bar.button.isEnabled()
    widget.run()
    assert sentence in widget.bar.message.text()
    assert len(viewer.layers) == 0


def test_samples_that_cannot_be_ablated_are_refused(viewer, widget, qtbot):
    negative = add(viewer, -np.ones((50, 50), np.float32), name="negative", size=(1.0, 1.0))
    widget.conditions.choose("quad-classic")
    widget.conditions.form.fields["mean_concentration"].show_value(0)
    widget.sample_box.choose(negative)
    widget.refresh()
    run(qtbot, widget)
    assert ">= 0" in widget.bar.message.text()
    colours = viewer.add_image(np.zeros((50, 50, 3), np.uint8), rgb=True, name="photo")
    widget.sample_box.choose(colours)
    widget.refresh()
    assert "RGB" in widget.warnings.text()
    widget.outputs["ablated"].setChecked(False)
    widget.sample_box.choose("cells")
    widget.run()
    assert "at least one layer" in widget.bar.message.text()


def test_the_pixel_size_of_a_picture_is_asked_for(viewer, widget, qtbot):
    sample = add(viewer, lamap.phantom("cells", 60, 1), name="picture", size=None)
    widget.sample_box.choose(sample)
    widget.refresh()
    assert widget.pixel.isVisibleTo(widget)
    assert "pixel size" in widget.warnings.text()
    widget.pixel.width_um.setText("1")
    widget.pixel.height_um.setText("1")
    widget.refresh()
    assert "12 lines" in widget.plan.text()
    run(qtbot, widget)
    assert viewer.layers["picture ablated"].data.shape == (12, 12)
    assert str(sample.units[0]) == "micrometer"


def test_a_closed_widget_hears_no_more_of_the_layers(viewer, widget, qtbot, counts):
    other, _ = viewer.window.add_plugin_dock_widget("napari-lamap", "Enhance LA map")
    viewer.window.remove_dock_widget(other)
    qtbot.wait(100)
    layer = add(viewer, counts)
    layer.name = "renamed"
    viewer.layers.clear()
