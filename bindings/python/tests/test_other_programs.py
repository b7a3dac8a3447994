# SPDX-License-Identifier: MIT OR Apache-2.0
"""Matrices of LaserMapExplorer and XMapTools: theirs are read, and what is written is what they take.

The rules of names and files are those of LaserMapExplorer's ``MapImporter`` and of XMapTools' ``Import_Tool``.
"""

import re

import numpy as np
import pytest

import lamap

VALUES = np.array([[27.5, 28.25, np.nan], [28.75, 1e6, 1e-7]], np.float32)
MATRIX = "\ufeff27.47755814,28.35434914,29.24432755\n28.89650345,26.69813347,28.00343323\n"
ASCII = "   2.7500000e+01   2.8250000e+01\n   2.8750000e+01             NaN\n"


@pytest.mark.parametrize(
    ("name", "element", "unit"),
    [
        ("RM03 Dy163_ppm matrix.csv", "Dy163", "ppm"),
        ("4337064_grt03 Ba137_CPS matrix.csv", "Ba137", "cps"),
        ("B10B_SMALL_ppm K39_ppm matrix.csv", "K39", "ppm"),
    ],
)
def test_a_matrix_of_laser_map_explorer_is_read(tmp_path, name, element, unit):
    (tmp_path / name).write_text(MATRIX, encoding="utf-8")
    read = lamap.read_map(tmp_path / name)
    assert (read.elements, read.unit, read.shape) == ([element], unit, (1, 2, 3))
    assert read[element][1, 2] == pytest.approx(28.00343323)


def test_laser_map_explorer_takes_what_is_written(tmp_path):
    lamap.write_map(tmp_path / "RM03_ppm matrix.csv", lamap.Map(np.stack([VALUES, VALUES + 1]), ["Dy163", "K39"]))
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["RM03_ppm matrix_Dy163.csv", "RM03_ppm matrix_K39.csv"]
    for name, values in zip(files, (VALUES, VALUES + 1), strict=True):
        assert np.array_equal(rows(tmp_path / name, ","), values, equal_nan=True)
        rest = name.lower().replace(".csv", "").replace("rm03", "").replace("ppm", "").replace("matrix", "")
        assert {"dy163", "k39"} & set(re.split(r" |-|_|,|\.", rest)), "a part of the name is the isotope"
    read = lamap.read_map(*(tmp_path / name for name in files))
    assert (read.elements, read.unit) == (["Dy163", "K39"], "ppm")


def test_a_single_matrix_keeps_the_name_of_its_element(tmp_path):
    lamap.write_map(tmp_path / "RM03_ppm matrix.csv", lamap.Map(VALUES[None], ["Dy163"]))
    read = lamap.read_map(tmp_path / "RM03_ppm matrix_Dy163.csv")
    assert (read.elements, read.unit) == (["Dy163"], "ppm")
    lamap.write_map(tmp_path / "RM03 K39_ppm matrix.csv", lamap.Map(VALUES[None], ["K39"]))
    assert lamap.read_map(tmp_path / "RM03 K39_ppm matrix.csv").elements == ["K39"]


@pytest.mark.parametrize(("name", "element"), [("Si.txt", "Si"), ("_Ca.txt", "Ca"), ("29Si.txt", "29Si")])
def test_a_map_of_xmaptools_is_read(tmp_path, name, element):
    (tmp_path / name).write_text(ASCII)
    read = lamap.read_map(tmp_path / name)
    assert read.values.tolist()[0][0] == [27.5, 28.25]
    assert np.isnan(read.values[0, 1, 1])
    assert read.elements == [element]


def test_xmaptools_takes_what_is_written(tmp_path):
    """MATLAB's ``load`` takes rows of numbers of equal length, and the name begins with the mass for an isotope."""
    for element in ("Si29", "Ca43"):
        symbol, mass = re.fullmatch(r"(\D+)(\d+)", element).groups()
        lamap.write_map(tmp_path / f"{mass}{symbol}.txt", VALUES)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["29Si.txt", "43Ca.txt"]
    for path in tmp_path.iterdir():
        assert np.array_equal(rows(path, None), VALUES, equal_nan=True)
    assert sorted(lamap.read_map(tmp_path).elements) == ["29Si", "43Ca"]


def rows(path, separator):
    """The numbers of a text without a header, as pandas and MATLAB read them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return np.array([[float(cell) for cell in line.split(separator)] for line in lines], np.float32)
