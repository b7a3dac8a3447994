# SPDX-License-Identifier: MIT OR Apache-2.0
"""The widget "Import maps" in a viewer, and what the reader says where one of its options would help."""

import zipfile

import lamap
import numpy as np
import pytest
from conftest import add
from qtpy.QtWidgets import QFileDialog, QScrollArea

from napari_lamap._docks import show
from napari_lamap._reader import get_reader
from napari_lamap.engine import maps
from napari_lamap.engine.frame import PixelSize, pixel_size
from napari_lamap.widgets.page import WIDTH

LONG_MS = 20_000
ROWS = [[1.5, 2, 3], [4, 5, 6.5]]
IMAGE = "1.5,2,3\n4,5,6.5\n"
POINTS = "x[um],y[um],Ba\n0,5,1\n10,5,2\n20,5,3\n0,9,4\n10,9,5\n20,9,6\n"
WITHOUT_UNIT = "x,y,Ba\n0,0,1\n1,0,2\n0,1,3\n1,1,4\n"
BELOW = "1.5,<0.5,3\n4,5,6.5\n"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(path, sheets):
    """Writes a workbook; `sheets`: rows of numbers by name."""
    named, related = "", ""
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, rows) in enumerate(sheets.items(), 1):
            named += f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
            related += f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="worksheets/{number}.xml"/>'
            cells = "".join(f"<row>{''.join(f'<c><v>{value}</v></c>' for value in row)}</row>" for row in rows)
            sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/{number}.xml", sheet)
        book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>'
        archive.writestr("xl/workbook.xml", book)
        whole = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{RELATIONS}">{whole}</Relationships>')
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>')


@pytest.fixture
def widget(viewer):
    return viewer.window.add_plugin_dock_widget("napari-lamap", "Import maps")[1]


@pytest.fixture
def import_again(widget, qtbot):
    """Imports what was chosen with the options that are stated."""

    def press(**stated):
        for key, value in stated.items():
            widget.options.fields[key].show_value(value)
        widget.bar.button.click()
        finish(qtbot, widget)

    return press


@pytest.fixture
def choose(widget, tmp_path, qtbot):
    """Writes a file and chooses it, which imports it."""

    def write(name, text):
        (tmp_path / name).write_text(text)
        widget.choose([str(tmp_path / name)])
        finish(qtbot, widget)

    return write


def finish(qtbot, widget):
    qtbot.waitUntil(lambda: not widget.bar.runner.running, timeout=LONG_MS)


def is_asked_for(widget, key):
    """Whether the field of an option is unfolded, marked and ready to be typed into."""
    marked = [name for name, label in widget.options._names.items() if label.styleSheet()]
    return (
        marked == [key]
        and not widget.options.more.content.isHidden()
        and widget.focusWidget() is widget.options.fields[key].editor
    )


def test_an_import_of_files_gives_a_layer_for_each_element(viewer, widget, tmp_path, qtbot, monkeypatch):
    assert "Choose one file" in widget.chosen.text()
    assert not widget.bar.button.isEnabled()
    files = [str(tmp_path / name) for name in ("P31.csv", "Zn66.csv")]
    for path in files:
        (tmp_path / path).write_text(IMAGE)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (files, ""))
    widget.files_button.click()
    finish(qtbot, widget)
    assert [layer.name for layer in viewer.layers] == ["P31", "Zn66"]
    assert viewer.layers["P31"].data.tolist() == ROWS
    assert widget.chosen.text() == "P31.csv\nZn66.csv"
    assert "2 elements, 2 lines of 3 pixels\n" in widget.result.text()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    widget.folder_button.click()
    finish(qtbot, widget)
    assert len(viewer.layers) == 4, "another choice leaves the layers of the one before"


def test_an_import_transposed_and_flipped_turns_values_and_pixels(viewer, widget, choose, import_again):
    choose("points.csv", POINTS)
    layer = viewer.layers["Ba"]
    assert layer.data.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert (pixel_size(layer), tuple(layer.translate)) == (PixelSize(10, 4), (5, 0))
    words = "1 element, 2 lines of 3 pixels of 10 × 4 µm\nNext: press Enhance…"
    assert widget.result.text() == words
    import_again(transpose=True)
    layer = viewer.layers["Ba"]
    assert layer.data.tolist() == [[1, 4], [2, 5], [3, 6]]
    assert (pixel_size(layer), tuple(layer.translate)) == (PixelSize(4, 10), (0, 5))
    import_again(flip_lines=True)
    assert viewer.layers["Ba"].data.tolist() == [[3, 6], [2, 5], [1, 4]]
    import_again(transpose=False, flip_lines=False, flip_pixels=True)
    assert viewer.layers["Ba"].data.tolist() == [[3, 2, 1], [6, 5, 4]]
    assert len(viewer.layers) == 1


def test_an_import_again_takes_the_place_of_the_one_before(viewer, widget, choose, import_again):
    other = add(viewer, np.ones((3, 4), np.float32), name="mine")
    choose("Ba.csv", IMAGE)
    assert pixel_size(viewer.layers["Ba"]) is None
    words = "state Advanced > Pixel width, µm and Advanced > Pixel height, µm, then press Import."
    assert widget.result.text().endswith(words)
    assert is_asked_for(widget, "pixel_width_um")
    import_again(pixel_width_um=7, pixel_height_um=20, unit_of_values="counts")
    assert [layer.name for layer in viewer.layers] == ["mine", "Ba"]
    assert other in viewer.layers
    layer = viewer.layers["Ba"]
    assert pixel_size(layer) == PixelSize(7, 20)
    assert tuple(layer.translate) == (10, 3.5)
    assert layer.metadata["lamap"]["unit"] == "counts"
    assert widget.result.text().endswith("press Enhance…")
    assert widget.notes.text() == ""


def test_an_import_with_another_pixel_size_than_that_of_the_file_says_so(viewer, widget, choose, import_again):
    choose("points.csv", POINTS)
    import_again(pixel_width_um=12, pixel_height_um=4)
    assert pixel_size(viewer.layers["Ba"]) == PixelSize(12, 4)
    assert widget.notes.text() == "• the files tell a pixel width of 10 µm; the 12 µm stated here are used"


def test_an_import_of_values_below_detection_is_refused_until_it_is_stated(viewer, widget, choose, import_again):
    choose("Ba.csv", BELOW)
    message = widget.bar.message.text()
    assert '"<0.5" in line 1, column 2' in message
    assert message.endswith("missing, zero or half the limit (Advanced > Below detection)")
    assert len(viewer.layers) == 0
    assert is_asked_for(widget, "below_detection")
    import_again(below_detection="half")
    assert viewer.layers["Ba"].data.tolist()[0] == [1.5, 0.25, 3]
    assert "1 value below detection became half" in widget.notes.text()
    assert widget.bar.message.text() == ""
    import_again(below_detection="missing")
    assert np.isnan(viewer.layers["Ba"].data[0, 1])


def test_an_import_reads_the_sheet_that_is_named(viewer, widget, tmp_path, import_again, qtbot):
    workbook(tmp_path / "maps.xlsx", {"liver": ROWS, "spleen": [[7, 8.5], [9, 10]]})
    widget.choose([str(tmp_path / "maps.xlsx")])
    finish(qtbot, widget)
    assert viewer.layers[0].data.tolist() == ROWS
    assert "the workbook has 2 sheets (liver, spleen); liver is read" in widget.notes.text()
    import_again(part="spleen")
    assert [layer.data.tolist() for layer in viewer.layers] == [[[7, 8.5], [9, 10]]]
    import_again(part="kidney")
    words = 'Advanced > Part = "kidney" is not allowed: the sheets of maps.xlsx are 1: liver, 2: spleen'
    assert widget.bar.message.text() == words
    assert is_asked_for(widget, "part")
    assert widget.options.fields["part"].editor.text() == "kidney"
    assert len(viewer.layers) == 1, "what was imported before stays"


def test_an_import_asks_for_the_decimal_mark(viewer, widget, choose, import_again):
    choose("Ba.csv", "1,5\n2,5\n")
    assert widget.bar.message.text().endswith("state the decimal mark (Advanced > Decimal)")
    assert is_asked_for(widget, "decimal")
    import_again(decimal="comma")
    assert viewer.layers["Ba"].data.tolist() == [[1.5], [2.5]]


def test_an_import_of_points_asks_for_their_unit(viewer, widget, choose, import_again):
    choose("points.csv", "x,y,Ba,Sr\n0,0,1,5\n1,0,2,6\n0,1,3,7\n1,1,4,8\n")
    assert widget.bar.message.text().endswith("(Advanced > Point unit, or Advanced > Layout: image)")
    assert is_asked_for(widget, "point_unit")
    import_again(point_unit="mm", columns="4")
    assert [layer.name for layer in viewer.layers] == ["Sr"]
    assert pixel_size(viewer.layers["Sr"]) == PixelSize(1000, 1000)
    import_again(columns="9")
    assert 'Advanced > Columns = "9" is not allowed' in widget.bar.message.text()
    import_again(columns="4;3")
    assert widget.bar.message.text().endswith("such as 4 or 4,6 (Advanced > Columns)")


def test_an_import_of_a_table_that_is_an_image_asks_for_the_layout(viewer, widget, choose, import_again):
    choose("Ba.csv", "1,2.5,7.5\n2,3.5,1.5\n3,4.5,2.5\n")
    assert widget.bar.message.text().endswith("state that the file is an image (Advanced > Layout: image)")
    assert is_asked_for(widget, "layout")
    import_again(layout="image")
    assert viewer.layers["Ba"].data.shape == (3, 3)


def test_an_import_that_fails_names_the_field_and_keeps_what_was_typed(viewer, widget, choose):
    widget.options.fields["pixel_width_um"].editor.setText("-5")
    choose("Ba.csv", IMAGE)
    words = "-5.0 µm is no pixel width: state a number above 0 (Advanced > Pixel width, µm)"
    assert widget.bar.message.text() == words
    assert is_asked_for(widget, "pixel_width_um")
    assert widget.options.fields["pixel_width_um"].editor.text() == "-5"
    widget.options.fields["pixel_width_um"].editor.setText("wide")
    widget.bar.button.click()
    assert "Pixel width, µm: “wide” is not a number" in widget.bar.message.text()
    assert len(viewer.layers) == 0


def test_an_import_scrolls_to_the_field_that_it_asks_for(make_napari_viewer, tmp_path, qtbot):
    viewer = make_napari_viewer(show=True)
    widget = viewer.window.add_plugin_dock_widget("napari-lamap", "Import maps")[1]
    viewer.window.resize(900, 500)
    editor = widget.options.fields["decimal"].editor
    (tmp_path / "Ba.csv").write_text("1,5\n2,5\n")
    widget.choose([str(tmp_path / "Ba.csv")])
    finish(qtbot, widget)
    qtbot.waitUntil(lambda: widget.findChild(QScrollArea).verticalScrollBar().value() > 0)
    assert editor.visibleRegion().boundingRect() == editor.rect()


def test_an_import_of_recordings_names_the_widget_for_them(widget, choose):
    choose("signal.csv", "Time [Sec],Mg24,Al27\n0,1,2\n1,2,3\n2,3,4\n")
    assert widget.bar.message.text().endswith("as line scans (File > IO Utilities > Import line scans)")


def test_every_option_of_the_import_is_passed_on(widget):
    stated = {"transpose": True, "flip_lines": True, "flip_pixels": True, "pixel_width_um": 7.0,
              "pixel_height_um": 20.0, "unit_of_values": "cps", "below_detection": "zero", "decimal": "comma",
              "part": "2", "elements_axis": "last", "layout": "image", "point_unit": "mm", "columns": "4,6"}  # fmt: skip
    assert widget.task().options == {}
    widget.options.show_values(stated)
    assert widget.task().options == stated == {key: stated[key] for key in maps.OPTIONS}


def test_an_import_says_which_option_the_file_contradicts(widget, choose, import_again):
    widget.options.fields["point_unit"].show_value("mm")
    choose("points.csv", POINTS)
    assert widget.bar.message.text().endswith("choose auto (Advanced > Point unit)")
    assert is_asked_for(widget, "point_unit")
    import_again(point_unit=None)
    assert "of 10 × 4 µm" in widget.result.text()


def test_the_import_fits_into_a_narrow_dock(widget):
    widget.options.more.unfold(True)
    assert widget.findChild(QScrollArea).widget().minimumSizeHint().width() <= WIDTH - 20


@pytest.mark.parametrize("text", [BELOW, "1,5\n2,5\n", "x,y,Ba\n0,0,1\n1,0,2\n0,1,3\n1,1,4\n"])
def test_the_reader_names_the_import_where_an_option_would_help(tmp_path, text):
    path = str(tmp_path / "Ba.csv")
    (tmp_path / "Ba.csv").write_text(text)
    with pytest.raises(lamap.LamapError, match=r"\(File > IO Utilities > Import maps\)$"):
        get_reader(path)(path)


@pytest.mark.parametrize(("text", "field"), [(WITHOUT_UNIT, "point_unit"), (BELOW, "below_detection")])
def test_a_file_that_needs_an_answer_opens_the_import_with_the_question(viewer, tmp_path, qtbot, text, field):
    (tmp_path / "Ba.csv").write_text(text)
    assert viewer.open(str(tmp_path / "Ba.csv"), plugin="napari-lamap") == []
    widget = show(viewer, "Import maps")
    qtbot.waitUntil(lambda: is_asked_for(widget, field), timeout=LONG_MS)
    assert len(viewer.layers) == 0
    widget.options.fields[field].show_value({"point_unit": "mm", "below_detection": "zero"}[field])
    widget.run()
    finish(qtbot, widget)
    assert [layer.name for layer in viewer.layers] == ["Ba"]


def test_recordings_and_logs_that_are_opened_as_maps_open_the_import_of_line_scans(viewer, tmp_path, qtbot):
    signal, log = str(tmp_path / "signal.csv"), str(tmp_path / "log.csv")
    (tmp_path / "signal.csv").write_text("Time [Sec],Mg24,Al27\n0,1,2\n1,2,3\n2,3,4\n")
    (tmp_path / "log.csv").write_text('Timestamp,Sequence Number\n"2018-12-17 15:00:37.681",1\n')
    assert viewer.open([log, signal], plugin="napari-lamap") == []
    widget = show(viewer, "Import line scans")
    qtbot.waitUntil(lambda: widget.paths == (log, signal), timeout=LONG_MS)


def test_what_was_left_out_of_an_opened_file_is_told(viewer, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("napari.utils.notifications.show_info", shown.append)
    rows = [f"{x},{y},{x + y},{x}" for y in range(3) for x in range(4)]
    (tmp_path / "points.csv").write_text("\n".join(["x[um],y[um],Ba,TIC", *rows]))
    viewer.open(str(tmp_path / "points.csv"), plugin="napari-lamap")
    note = "columns that are no elements were left out: TIC"
    assert len(shown) == 1
    assert note in shown[0]
    enhance = show(viewer, "Enhance LA map")
    assert note in enhance.notes.text()
    enhance.choice.box.choose(add(viewer, np.ones((9, 9)), name="Zn66"))
    assert enhance.notes.text() == ""


def test_the_next_file_that_is_opened_takes_the_question_of_the_one_before_away(viewer, widget, choose, tmp_path):
    choose("points.csv", WITHOUT_UNIT)
    assert is_asked_for(widget, "point_unit")
    assert widget.bar.message.text()
    (tmp_path / "Ba.csv").write_text(IMAGE)
    viewer.open(str(tmp_path / "Ba.csv"), plugin="napari-lamap")
    assert widget.bar.message.text() == widget.bar.status.text() == ""
    assert not any(label.styleSheet() for label in widget.options._names.values())
    assert widget.chosen.text() == "points.csv", "it can still be imported"
