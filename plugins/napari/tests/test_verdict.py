# SPDX-License-Identifier: MIT OR Apache-2.0
"""The verdict on a run, the unit of values, and results that are known for such: without a display."""

import lamap
import numpy as np
import pytest

from napari_lamap._reader import read
from napari_lamap._sample import cells
from napari_lamap.engine import words
from napari_lamap.engine.frame import PixelSize
from napari_lamap.engine.source import Source, is_measured, is_result
from napari_lamap.engine.units import looks_like_counts
from napari_lamap.engine.verdict import verdict_of


def record(name, unit="counts", warnings=(), **element):
    found = {"element": name, "method": "physics", "chi_square": 1.0, "used_freedom": 0.5, "mean_change": 0.0,
             "counting_statistics": True}  # fmt: skip
    return {"source": {"layer": name, "unit": unit}, "report": {"elements": [found | element], "warnings": warnings}}


def test_one_map_has_its_own_verdict():
    assert verdict_of([]) is None
    assert verdict_of([record("P31")]) == lamap.verdict(record("P31")["report"], "counts")


def test_the_worst_of_several_is_told_with_its_layer():
    assert verdict_of([record("P31"), record("Zn66")]).sentence.startswith("All 2 enhanced maps explain")
    unknown = {"unit": "", "counting_statistics": False}
    some = [record("P31"), record("Zn66", **unknown), record("Cu63", **unknown), record("Ba", warnings=["Ba: x: do y"])]
    judged = verdict_of(some)
    assert judged.level == "amber"
    assert judged.sentence.startswith("Zn66 and 1 more: the unit is not known")
    assert judged.sentence.endswith("1 more has other doubts: see below.")
    red = record("Mg", warnings=["Mg: worse: check the beam"], chi_square=9.0)
    assert verdict_of([*some, red]).sentence.startswith("Mg: the enhanced map contradicts")


def test_settings_are_named_as_the_widgets_name_them():
    judged = verdict_of([record("P31", warnings=["P31: odd: check beam_size_um, scan_speed_um_s and the washout"])])
    assert judged.next_step == "Check “Beam size”, “Scan speed” and the washout."
    assert words.in_labels("state dwell_time_s (cps)") == "state “Dwell time” (cps)"
    assert words.in_labels('Try scale="linear" on this scale.') == "Try “Scale” = linear on this scale."


def source(values, **about):
    return Source(None, "P31", np.asarray(values), PixelSize(5, 5), "", **about)


@pytest.mark.parametrize(
    ("values", "are_counts"),
    [
        ([[0.0, 3.0, 7.0], [12.0, np.nan, 1.0]], True),
        ([[0, 3, 7], [12, 5, 1]], True),
        ([[0.5, 3.0, 7.0], [12.0, 2.0, 1.0]], False),
        ([[-1.0, 3.0, 7.0], [12.0, 2.0, 1.0]], False),
        ([[0, 1, 1], [1, 0, 1]], False),
        ([[np.nan, np.nan]], False),
        ([["a"]], False),
    ],
)
def test_whole_numbers_look_like_counts(values, are_counts):
    assert looks_like_counts(source(values)) is are_counts


class Layer:
    rgb = False

    def __init__(self, about):
        self.metadata = about["metadata"]


def test_a_result_is_known_for_one_when_it_is_opened_again(counts, tmp_path):
    path = tmp_path / "enhanced.tif"
    lamap.write_map(path, lamap.enhance(counts, pixel_um=5, unit="counts", method="physics", magnification=2).estimate)
    (_, about, _), *_ = read(str(path))
    assert is_result(Layer(about))
    assert not is_measured(Layer(about))
    lamap.write_map(path, counts, info="measured on Monday")
    (_, about, _), *_ = read(str(path))
    assert is_measured(Layer(about))


def test_the_truth_of_a_sample_is_no_measured_map():
    measured = [about["name"] for _, about, _ in cells() if is_measured(Layer(about))]
    assert measured == ["P31", "Zn66", "Cu63"]
