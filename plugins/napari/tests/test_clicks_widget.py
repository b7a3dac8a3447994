# SPDX-License-Identifier: MIT OR Apache-2.0
"""How many clicks and how much time lie between a fresh window and the first enhanced map with its verdict."""

import lamap
import numpy as np
import pytest
from user import User

from napari_lamap.widgets.enhance import EnhanceWidget
from napari_lamap.widgets.maps import ImportMapsWidget

MOST_CLICKS, MOST_S = 6, 120
LONG_MS = 60_000


@pytest.fixture
def measured():
    """Counts of cells in pixels of 5 x 5 µm."""
    return lamap.ablate(lamap.phantom("cells", (300, 450), seed=2), "seed-2019", 1.0, seed=42)


@pytest.fixture
def user(make_napari_viewer, qtbot):
    return User(make_napari_viewer(show=True), qtbot)


def written(path, values):
    """A text image that tells nothing but its values."""
    np.savetxt(path, values, "%d", delimiter=",")
    return path


def await_verdict(user, widget):
    user.qtbot.waitUntil(lambda: widget.result.verdict.isVisible(), timeout=LONG_MS)
    print(f"{user.clicks} clicks, {user.fields} fields, {user.seconds():.0f} s")
    assert "explains the measurement" in widget.result.verdict.text()
    assert user.clicks <= MOST_CLICKS
    assert user.seconds() <= MOST_S


def test_a_text_image_of_counts_takes_six_clicks_and_two_numbers(user, measured, tmp_path):
    path = written(tmp_path / "Zn66.csv", measured)
    user.menu("File", "Open File(s)...", then=[user.choose_file(path), user.accept_reader()])
    widget = user.widget(EnhanceWidget)
    assert widget.focusWidget() is widget.pixel.width_um, "the first number is typed at once"
    user.type(widget.pixel.width_um, "5")
    user.type(widget.pixel.height_um, "5")
    user.click(widget.unit.offer)
    user.click(widget.bar.button)
    await_verdict(user, widget)


def test_a_map_that_tells_everything_takes_five_clicks(user, measured, tmp_path):
    path = tmp_path / "Zn66.tif"
    lamap.write_map(path, lamap.Map(measured[None], ["Zn66"], 5.0, 5.0, "counts"))
    user.menu("File", "Open File(s)...", then=[user.choose_file(path), user.accept_reader()])
    widget = user.widget(EnhanceWidget)
    user.click(widget.bar.button)
    await_verdict(user, widget)


def test_the_sample_takes_five_clicks(user):
    user.menu("File", "Open Sample", "LA maps", "Cells, virtually ablated")
    widget = user.widget(EnhanceWidget)
    user.click(widget.bar.button)
    await_verdict(user, widget)


def test_what_was_imported_is_enhanced_by_one_click(user, measured, tmp_path):
    user.menu("File", "IO Utilities", "Import maps (LA maps)")
    widget = user.widget(ImportMapsWidget)
    widget.choose([str(written(tmp_path / "Zn66.csv", measured))])
    user.qtbot.waitUntil(lambda: not widget.bar.runner.running, timeout=LONG_MS)
    assert not widget.next_button.isVisible(), "the pixel size comes first"
    user.type(widget.options.fields["pixel_width_um"].editor, "5")
    user.type(widget.options.fields["pixel_height_um"].editor, "5")
    user.click(widget.bar.button)
    user.click(widget.next_button)
    enhance = user.widget(EnhanceWidget)
    assert enhance.choice.box.currentText() == "Zn66"
    assert not enhance.pixel.question.isVisible()


def test_whoever_closes_the_widget_is_not_shown_it_again(user, measured, tmp_path):
    viewer = user.viewer
    viewer.open(str(written(tmp_path / "Zn66.csv", measured)), plugin="napari-lamap")
    viewer.window.remove_dock_widget(user.widget(EnhanceWidget))
    viewer.open(str(written(tmp_path / "P31.csv", measured)), plugin="napari-lamap")
    assert not user.widgets(EnhanceWidget)


def test_an_enhanced_map_that_is_opened_brings_no_widget(user, measured, tmp_path):
    made = lamap.enhance(measured, pixel_um=5, unit="counts", method="physics", magnification=2)
    lamap.write_map(tmp_path / "enhanced.tif", made.estimate)
    user.viewer.open(str(tmp_path / "enhanced.tif"), plugin="napari-lamap")
    assert not user.widgets(EnhanceWidget)
