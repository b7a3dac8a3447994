# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Import line scans" in a viewer, and what the layers bring to "Enhance LA map"."""

import lamap
import numpy as np
import pytest
from conftest import add
from qtpy.QtWidgets import QFileDialog, QScrollArea

from napari_lamap._reader import get_reader
from napari_lamap.engine import lines
from napari_lamap.engine.frame import PixelSize, pixel_size
from napari_lamap.widgets.page import WIDTH

LONG_MS = 60_000
PIXELS, SWEEP_S, LAG_S = 20, 0.5, 7.05
VALUES = np.array([[100 + 7 * (line * PIXELS + pixel) % 61 for pixel in range(PIXELS)] for line in range(5)])
BEGIN_S = np.arange(5) * (PIXELS * SWEEP_S + 6) + [0, 0.5, 0.1, 1, 0.5]
LOG_HEADER = "Timestamp,Comment,X,Y,Scan Velocity,Laser State,Laser Rep. Rate,Spot Size"


def log(names=("Line 1",) * 5, ys=(100, 110, 120, 130, 140)):
    """Lines of 200 µm at 20 µm/s."""
    rows = [LOG_HEADER]
    for begin, name, y in zip(BEGIN_S, names, ys, strict=True):
        for time, x, state in ((begin, 50, "On"), (begin + PIXELS * SWEEP_S, 250, "Off")):
            moment = f"2026-01-05 09:{int(time) // 60:02}:{time % 60:06.3f}"
            states = ("Off", "On") if state == "On" else ("On", "Off")
            rows += [f"{moment},{name},{x},{y},20,{one},40,10 x 10" for one in states]
    return "\n".join(rows) + "\n"


def signal():
    rows = ["Time [Sec],Mg24,Al27"]
    for reading in range(220):
        time = 0.25 + SWEEP_S * reading
        places = np.floor((time - LAG_S - BEGIN_S) / SWEEP_S).astype(int)
        inside = [(line, place) for line, place in enumerate(places) if 0 <= place < PIXELS]
        value = VALUES[inside[0]] if inside else reading % 3
        rows.append(f"{time},{value},{2 * value}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def recorded(tmp_path):
    folder = tmp_path / "two words"
    folder.mkdir()
    (folder / "signal.csv").write_text(signal())
    (folder / "log.csv").write_text(log())
    return folder


@pytest.fixture
def widget(viewer):
    return viewer.window.add_plugin_dock_widget("napari-lamap", "Import line scans")[1]


def finish(qtbot, widget):
    qtbot.waitUntil(lambda: not widget.bar.runner.running, timeout=LONG_MS)


def test_a_folder_becomes_layers_that_bring_their_conditions(viewer, widget, recorded, qtbot, monkeypatch):
    assert "Choose the recordings" in widget.chosen.text()
    assert not widget.bar.button.isEnabled()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(recorded))
    widget.folder_button.click()
    finish(qtbot, widget)
    assert [layer.name for layer in viewer.layers] == ["Mg24", "Al27"]
    layer = viewer.layers["Mg24"]
    assert np.array_equal(layer.data, VALUES)
    assert pixel_size(layer) == PixelSize(10, 10)
    assert tuple(layer.translate) == (100, 55)
    assert "log.csv is taken for the laser log" in widget.notes.text()
    assert layer.metadata["lamap"]["notes"] == lamap.read_lines(recorded).map.notes
    assert "2 elements, 5 lines of 20 pixels of 10 × 10 µm" in widget.result.text()
    enhance = viewer.window.add_plugin_dock_widget("napari-lamap", "Enhance LA map")[1]
    assert enhance.conditions.conditions() == lamap.read_lines(recorded).conditions
    assert enhance.folded.button.text().startswith("Conditions: of the map")
    enhance.settings.fields["method"].show_value("physics")
    enhance.bar.button.click()
    finish(qtbot, enhance)
    made = viewer.layers["Al27 enhanced"].metadata["lamap"]["record"]
    assert made["conditions"]["line_spacing_um"] == 10


def test_files_are_chosen_with_their_log(viewer, widget, recorded, qtbot, monkeypatch):
    files = [str(recorded / name) for name in ("signal.csv", "log.csv")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (files, ""))
    widget.files_button.click()
    finish(qtbot, widget)
    assert len(viewer.layers) == 2
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    widget.files_button.click()
    assert widget.paths == tuple(files), "what was chosen stays where the dialog is left"


def test_an_import_again_takes_the_place_of_the_one_before(viewer, widget, recorded, qtbot):
    other = add(viewer, np.ones((3, 4), np.float32), name="mine")
    widget.choose([str(recorded / "signal.csv")])
    finish(qtbot, widget)
    assert pixel_size(viewer.layers["Mg24"]) is None
    words = "state Advanced > Scan speed, µm/s and Advanced > Line spacing, µm, then press Import."
    assert widget.result.text().endswith(words)
    assert not widget.options.more.content.isHidden()
    widget.options.fields["scan_speed_um_s"].show_value(20)
    widget.options.fields["line_spacing_um"].show_value(15)
    widget.bar.button.click()
    finish(qtbot, widget)
    assert [layer.name for layer in viewer.layers] == ["mine", "Mg24", "Al27"]
    assert pixel_size(viewer.layers["Mg24"]) == PixelSize(10, 15)
    widget.log.setText(str(recorded / "log.csv"))
    widget.options.fields["blank"].show_value("subtract")
    widget.bar.button.click()
    finish(qtbot, widget)
    assert np.allclose(viewer.layers["Mg24"].data, VALUES - 1, atol=0.05)
    assert other in viewer.layers


def test_one_of_several_patterns_is_asked_for_and_answered(viewer, widget, recorded, qtbot):
    (recorded / "log.csv").write_text(log(["Liver", "Liver", "Kidney", "Kidney", "Kidney"], [100, 110, 900, 910, 920]))
    widget.choose([str(recorded)])
    finish(qtbot, widget)
    message = widget.bar.message.text()
    assert "Liver" in message
    assert message.endswith("state the pattern by its number or name (Advanced > Pattern)")
    assert len(viewer.layers) == 0
    assert not widget.options.more.content.isHidden(), "the field that is asked for is brought to sight"
    widget.options.fields["pattern"].editor.setText("Kidney")
    widget.bar.button.click()
    finish(qtbot, widget)
    assert np.array_equal(viewer.layers["Mg24"].data, VALUES[2:])
    assert widget.bar.message.text() == ""


def test_what_goes_wrong_is_told_and_what_was_stated_stays(viewer, widget, recorded, qtbot):
    widget.log.setText(str(recorded / "none.csv"))
    widget.options.fields["lag_s"].editor.setText("7,05")
    widget.choose([str(recorded / "signal.csv")])
    finish(qtbot, widget)
    assert "none.csv" in widget.bar.message.text()
    assert (widget.log.text(), widget.options.fields["lag_s"].editor.text()) == (str(recorded / "none.csv"), "7,05")
    widget.options.fields["lag_s"].editor.setText("soon")
    widget.bar.button.click()
    assert "Lag, s: “soon” is not a number" in widget.bar.message.text()
    assert len(viewer.layers) == 0


def test_every_option_reaches_the_library(widget):
    stated = {"pattern": "2", "cut": "log", "blank": "subtract", "lag_s": 1.5, "scan_speed_um_s": 20.0,
              "line_spacing_um": 10.0, "time_unit": "ms"}  # fmt: skip
    assert widget.task().options == {}
    widget.options.show_values(stated)
    assert widget.task().options == stated == {key: stated[key] for key in lines.OPTIONS}


def test_everything_fits_into_a_narrow_dock(widget):
    widget.options.more.unfold(True)
    widget.choose(["/a_name_of_a_file_that_is_long_but_has_no_place_where_it_may_break.csv"], at_once=False)
    assert widget.chosen.text() == "a_name_of_a_file_t…e_it_may_break.csv"
    widget.notes.say("a_name_of_a_file_that_is_long_but_has_no_place_where_it_may_break.csv")
    assert widget.findChild(QScrollArea).widget().minimumSizeHint().width() <= WIDTH - 20


def test_the_reader_says_what_reads_a_table_of_times(recorded):
    path = str(recorded / "signal.csv")
    with pytest.raises(lamap.FileError, match=r"\(File > IO Utilities > Import line scans\)$"):
        get_reader(path)(path)


def test_conditions_follow_the_map_until_the_user_states_others(viewer, widget, recorded, counts, qtbot):
    widget.choose([str(recorded)])
    finish(qtbot, widget)
    bare = add(viewer, counts)
    enhance = viewer.window.add_plugin_dock_widget("napari-lamap", "Enhance LA map")[1]
    box = enhance.conditions
    assert enhance.choice.box.entry() is bare
    assert box.summary() == "not stated"
    enhance.choice.box.choose(viewer.layers["Mg24"])
    assert (box.conditions().beam_size_um, box.summary()) == (10, "of the map, 5 stated")
    enhance.choice.box.choose(bare)
    assert box.conditions() == lamap.Conditions()
    box.choose("seed-2019")
    enhance.choice.box.choose(viewer.layers["Mg24"])
    assert box.summary() == "seed-2019"
    assert not box.map_button.isHidden()
    box.map_button.click()
    assert box.conditions() == viewer.layers["Mg24"].metadata["lamap"]["conditions"]
    box.form.fields["response_scale_s"].show_value(0.2)
    enhance.choice.box.choose(viewer.layers["Al27"])
    assert (box.conditions().response_scale_s, box.conditions().beam_size_um) == (0.2, 10)
