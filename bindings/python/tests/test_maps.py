# SPDX-License-Identifier: MIT OR Apache-2.0
import json

import numpy as np
import pytest

import lamap


def test_a_map_comes_back_from_a_tiff_file_as_it_was(tmp_path):
    values = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    values[0, 0, 0] = np.nan
    written = lamap.Map(values, ["Ba137", "Zn66"], 2.5, 5.0, "ug/g", (100.0, 50.0))
    lamap.write_map(tmp_path / "map.tif", written, info={"note": "mine"})
    read = lamap.read_map(tmp_path / "map.tif")
    assert np.array_equal(read.values, values, equal_nan=True)
    assert (read.elements, read.unit) == (written.elements, written.unit)
    assert (read.pixel_width_um, read.pixel_height_um) == pytest.approx((2.5, 5.0), rel=1e-6)
    assert read.origin_um == pytest.approx((100.0, 50.0), rel=1e-6)
    assert json.loads(read.info) == {"note": "mine"}


def test_the_report_keeps_what_was_noted_when_the_map_was_read(physics):
    noted = lamap.Map(np.arange(400, dtype=np.float32).reshape(20, 20), notes=("2 rows were left out",))
    result = physics.enhance(noted, pixel_um=1, unit="ppm")
    assert result.report["notes"][0] == "2 rows were left out"
    assert json.loads(result.estimate.info) == result.report


def test_numbers_that_stand_for_missing_values_are_refused(physics):
    values = np.arange(400, dtype=np.float32).reshape(20, 20)
    with pytest.raises(lamap.DataError, match="1: 8 of its values are -999, far from all others"):
        physics.enhance(np.where(values % 50 == 7, -999, values), pixel_um=1)


def test_an_enhanced_map_keeps_its_report_in_the_file(tmp_path, measured, conditions, physics):
    result = physics.enhance(measured, conditions)
    lamap.write_map(tmp_path / "enhanced.tif", result.estimate)
    read = lamap.read_map(tmp_path / "enhanced.tif")
    assert json.loads(read.info) == result.report
    assert np.array_equal(read.values, result.estimate.values)


def test_text_images_become_elements_named_by_their_files(tmp_path):
    for name in ("Ba137", "Zn66"):
        lamap.write_map(str(tmp_path / f"{name}.csv"), [[1, 2, 3], [4, 5, 6]])
    for read in (lamap.read_map(tmp_path), lamap.read_map(tmp_path / "Ba137.csv", tmp_path / "Zn66.csv")):
        assert read.elements == ["Ba137", "Zn66"]
        assert read.pixel_width_um is None
        assert read["Zn66"].tolist() == [[1, 2, 3], [4, 5, 6]]


def test_a_file_of_a_folder_that_is_no_map_is_left_out_and_listed(tmp_path):
    for name in ("Ba137", "Zn66"):
        lamap.write_map(tmp_path / f"{name}.csv", [[1, 2, 3], [4, 5, 6]])
    (tmp_path / "SOURCES.tsv").write_text("file\tsource\nBa137.csv\tthe web\n")
    (tmp_path / "README.txt").write_text("hello\n")
    read = lamap.read_map(tmp_path)
    assert read.elements == ["Ba137", "Zn66"]
    assert read.notes == tuple(f"{name} is left out: it holds no map" for name in ("README.txt", "SOURCES.tsv"))
    with pytest.raises(lamap.FileError, match=r"README\.txt: the file holds no rows of numbers"):
        lamap.read_map(tmp_path / "Ba137.csv", tmp_path / "README.txt")
    for damaged in ("1,2,3\n4,5\n", "lost\n"):
        (tmp_path / "Zn66.csv").write_text(damaged)
        with pytest.raises(lamap.FileError, match=r"Zn66\.csv"):
            lamap.read_map(tmp_path)


def test_a_photograph_beside_tables_is_left_out_and_listed(tmp_path):
    for name in ("Ba137", "Zn66"):
        lamap.write_map(tmp_path / f"{name}.csv", [[1, 2, 3], [4, 5, 6]])
    lamap.write_map(tmp_path / "photo.png", [[1, 2], [3, 4]])
    read = lamap.read_map(tmp_path)
    assert read.elements == ["Ba137", "Zn66"]
    assert read.notes == ("photo.png is left out: it is a picture beside tables",)
    with pytest.raises(lamap.ArgumentError, match=r"photo\.png are of different kinds"):
        lamap.read_map(tmp_path / "Ba137.csv", tmp_path / "photo.png")


def test_points_have_the_unit_that_is_stated(tmp_path):
    rows = [f"{0.01 * (i % 4)},{0.02 * (i // 4)},{i}" for i in range(12)]
    (tmp_path / "points.csv").write_text("\n".join(rows) + "\n")
    read = lamap.read_map(tmp_path / "points.csv", point_unit="mm")
    assert (read.pixel_width_um, read.pixel_height_um) == pytest.approx((10, 20))
    with pytest.raises(lamap.ArgumentError, match="um or mm"):
        lamap.read_map(tmp_path / "points.csv", point_unit="inch")


def test_what_files_do_not_say_is_stated_and_what_became_of_them_is_noted(tmp_path):
    path = tmp_path / "Ba137.csv"
    path.write_text("<1,2.5,\n3,4,\n5,6,\n")
    with pytest.raises(lamap.FileError, match="below detection"):
        lamap.read_map(path)
    read = lamap.read_map(path, below_detection="half", transpose=True, flip_pixels=True)
    assert read["Ba137"].tolist() == [[5, 3, 0.5], [6, 4, 2.5]]
    assert len(read.notes) == 2
    assert all(note.startswith("Ba137.csv: ") for note in read.notes)
    with pytest.raises(lamap.ArgumentError, match="missing, zero or half"):
        lamap.read_map(path, below_detection="quarter")


def test_files_that_cannot_be_used_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.tif") as caught:
        lamap.read_map(tmp_path / "none.tif")
    assert isinstance(caught.value, lamap.FileError)
    (tmp_path / "bad.tif").write_bytes(b"II*\0 no more")
    with pytest.raises(lamap.FileError, match=r"bad\.tif") as caught:
        lamap.read_map(tmp_path / "bad.tif")
    assert not isinstance(caught.value, FileNotFoundError)
    assert isinstance(caught.value, OSError)
    with pytest.raises(lamap.LamapError):
        lamap.read_map()
    with pytest.raises(lamap.LamapError, match="xyz"):
        lamap.write_map(tmp_path / "map.xyz", np.ones((2, 2)))
    with pytest.raises(lamap.FileError):
        lamap.write_map(tmp_path / "none" / "map.tif", np.ones((2, 2)))


def test_a_map_is_an_array_with_names():
    made = lamap.Map([[1, 2], [3, 4]], "Ba")
    assert np.asarray(made).shape == (1, 2, 2)
    assert np.asarray(made, np.float64).dtype == np.float64
    assert len(made) == 1
    assert made["Ba"].tolist() == made[0].tolist()
    assert repr(made) == "<Map of Ba: 2 lines of 2 pixels of ? x ? µm, unit ''>"
    with pytest.raises(KeyError, match="the elements are Ba"):
        made["Zn"]
    with pytest.raises(lamap.ArgumentError, match="1 elements, but 2 names"):
        lamap.Map([[1, 2]], ["a", "b"])
