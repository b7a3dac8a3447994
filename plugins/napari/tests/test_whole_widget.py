# SPDX-License-Identifier: MIT OR Apache-2.0
"""Maps are seen as a whole, also where a dock takes its room from the canvas later."""

import numpy as np
import pytest
from conftest import add
from steps import dock

from napari_lamap.widgets.whole import see_whole

SETTLED_MS = 500


@pytest.fixture
def viewer(make_napari_viewer, qtbot):
    viewer = make_napari_viewer(show=True)
    viewer.window.resize(1300, 800)
    qtbot.wait(SETTLED_MS)
    return viewer


def zoom(viewer):
    return getattr(viewer, "scene", viewer).camera.zoom


def is_whole(viewer):
    """Whether the view is as it is fitted; fits it."""
    before = zoom(viewer)
    viewer.reset_view()
    return before == pytest.approx(zoom(viewer))


def test_the_first_map_is_seen_as_a_whole_beside_the_widget_that_opens_with_it(viewer, counts, qtbot, tmp_path):
    np.savetxt(tmp_path / "Zn66.csv", counts, "%d", delimiter=",")
    viewer.open(str(tmp_path / "Zn66.csv"), plugin="napari-lamap")
    qtbot.wait(SETTLED_MS)
    assert is_whole(viewer)


def test_a_view_that_the_user_moved_stays_as_it_is(viewer, counts, qtbot):
    add(viewer, counts)
    widget = dock(viewer)
    see_whole(viewer, widget)
    viewer.window.resize(1000, 600)
    qtbot.wait(SETTLED_MS)
    assert is_whole(viewer), "it follows the window"
    see_whole(viewer, widget)
    zoomed = 3 * zoom(viewer)
    getattr(viewer, "scene", viewer).camera.zoom = zoomed
    viewer.window.resize(1300, 800)
    qtbot.wait(SETTLED_MS)
    assert zoom(viewer) == pytest.approx(zoomed)
