# SPDX-License-Identifier: MIT OR Apache-2.0
"""A run of the widget "Enhance LA map": progress, Cancel, failures, and what goes away meanwhile."""

import lamap
import numpy as np
import pytest
from conftest import MODELS, add
from napari.utils import progress
from steps import LONG_MS, dock, finish, run, slow

from napari_lamap.widgets import runner


@pytest.fixture
def widget(viewer, counts):
    add(viewer, counts)
    return dock(viewer)


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


def test_what_is_changed_during_a_run_leaves_its_result_as_it_was_asked_for(viewer, qtbot):
    values = np.random.default_rng(1).poisson(20, (60, 80)).astype(np.float32)
    values[20, 30] = 9000
    layer = add(viewer, values, colormap="viridis")
    widget = dock(viewer)
    widget.settings.fields["spike_threshold"].show_value(20)
    widget.run()
    layer.scale, layer.colormap, layer.metadata = (50.0, 50.0), "gray", {}
    finish(qtbot, widget)
    enhanced, spikes = viewer.layers["P31 enhanced"], viewer.layers["P31 spikes"]
    assert tuple(enhanced.scale) == (2.5, 2.5), "the pixel size of the map that was enhanced"
    assert enhanced.colormap.name == "viridis"
    assert tuple(spikes.scale) == (5, 5)


def test_how_a_run_ended_is_not_told_of_other_input(viewer, widget, counts, qtbot):
    status = widget.bar.status
    run(qtbot, widget)
    assert "done in" in status.text()
    add(viewer, counts, name="Zn66", size=None)
    assert status.text() == "", "another map is there"
    run(qtbot, widget)
    widget.settings.fields["magnification"].editor.setText("many")
    assert "not a number" in widget.bar.message.text()
    assert status.text() == ""


def test_what_is_no_map_is_refused_in_a_sentence(viewer, counts):
    add(viewer, counts > 3, name="mask")
    widget = dock(viewer)
    assert "mask: True and False are no measured values" in widget.about.text()
    assert not widget.bar.button.isEnabled()
    photo = add(viewer, np.random.default_rng(1).random((60, 90, 3)), name="photo", size=None, rgb=False)
    widget.choice.box.choose(photo)
    assert "photo: its last axis, of 3, seems to be colours or elements" in widget.about.text()
    assert not widget.bar.button.isEnabled()
