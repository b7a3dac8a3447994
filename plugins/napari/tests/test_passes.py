# SPDX-License-Identifier: MIT OR Apache-2.0
"""Several passes over one sample, enhanced together without Qt and without a display."""

import lamap
import numpy as np
import pytest
from conftest import CROSSING, of_pew2

from napari_lamap._reader import get_reader
from napari_lamap.engine import enhancement
from napari_lamap.engine.frame import PixelSize
from napari_lamap.engine.passes import LaidPass
from napari_lamap.engine.source import Source, Unusable

PHYSICS = {"method": "physics", "magnification": 2}
CONDITIONS = lamap.Conditions("seed-2019")


def source(values, name="P31", size=5.0, unit="counts"):
    return Source(None, name, values, size and PixelSize(size, size), unit)


def enhanced(first, *passes, **about):
    task = enhancement.EnhanceTask((source(first),), CONDITIONS, PHYSICS, passes=passes, **about)
    return enhancement.run(task, lambda *_: True)


def by_library(passes, unit="counts"):
    with lamap.Enhancer(**PHYSICS) as enhancer:
        return enhancer.enhance_passes(passes, CONDITIONS, pixel_um=5, unit=unit)


def test_passes_give_what_the_library_gives_of_them(crossing):
    first, second = crossing
    done = enhanced(first, LaidPass(source(second, "P31 [1]"), 0.0, 2.5, True))
    result = by_library(list(zip(crossing, CROSSING, strict=True)))
    assert [made.kind for made in done.made] == ["sd", "enhanced"]
    assert np.array_equal(done.made[1].values, result.estimate.values[0])
    assert np.array_equal(done.made[0].values, result.deviation.values[0])
    assert done.lines[1].startswith("pass P31 [1], turned: stated 0, 2.5 µm beside the map, found there; chi-square ")
    assert done.records[0]["passes"] == [{"layer": "P31 [1]", "right_um": 0.0, "down_um": 2.5, "turned": True}]


def test_a_pass_that_lies_elsewhere_is_found_and_told(crossing):
    first, second = crossing
    done = enhanced(first, LaidPass(source(second, "P31 [1]"), 2.0, 2.5, True))
    (found,) = done.records[0]["report"]["passes"][1:]
    assert found["displaced_um"][0] < 0, "towards where it lies"
    right, down = found["displaced_um"]
    assert f"stated 2, 2.5 µm beside the map, found {right:+.2f}, {down:+.2f} µm beside that;" in done.lines[1]


def test_a_pass_may_begin_pixels_behind_or_before_the_map(crossing):
    first, second = crossing
    behind = np.pad(second[:, 3:], ((0, 0), (3, 0)), constant_values=np.nan)
    done = enhanced(first, LaidPass(source(second[:, 3:]), 15.0, 2.5, True))
    expected = by_library([(first, CROSSING[0]), (behind, CROSSING[1])])
    assert np.array_equal(done.made[1].values, expected.estimate.values[0])
    done = enhanced(first[4:], LaidPass(source(second), 0.0, 2.5 - 20.0, True))
    expected = by_library([(first[4:], lamap.Pass(0.0, 0.5)), (second[3:], lamap.Pass(0.0, 0.0, True))])
    assert np.array_equal(done.made[1].values, expected.estimate.values[0])
    assert done.made[1].values.shape == (52, 80)


def test_a_pass_without_a_pixel_size_has_that_of_the_map_along_its_scan():
    wide = lamap.Conditions("seed-2019", line_spacing_um=10.0)
    maps = lamap.ablate_passes(lamap.phantom("cells", (150, 200), seed=1), wide, CROSSING, pixel_um=1.0, seed=42)
    long = Source(None, "P31", maps[0], PixelSize(5.0, 10.0), "counts")
    turned = LaidPass(source(maps[1], size=None), 0.0, 2.5, True)
    task = enhancement.EnhanceTask((long,), wide, PHYSICS, passes=(turned,))
    assert len(enhancement.run(task, lambda *_: True).records[0]["report"]["passes"]) == 2


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ({"unit": "cps"}, "another unit than the map: state the unit of both"),
        ({"right_um": 200.0}, "at 200, 0 µm it lies beside the map"),
        ({"down_um": -150.0}, "at 0, -150 µm it lies beside the map"),
    ],
)
def test_passes_that_do_not_belong_together_are_refused(crossing, second, sentence):
    unit = second.pop("unit", "counts")
    with pytest.raises(Unusable, match=sentence):
        enhanced(crossing[0], LaidPass(source(crossing[1], unit=unit), turned=True, **second))


def test_what_is_missing_is_named_as_the_widget_does(crossing):
    first, second = crossing
    task = enhancement.EnhanceTask((source(first),), settings=PHYSICS, passes=(LaidPass(source(second)),))
    with pytest.raises(lamap.ArgumentError, match=r"P31: .*state “Beam size” and “Pulse response”"):
        enhancement.run(task, lambda *_: True)
    with pytest.raises(lamap.Cancelled):
        enhancement.run(task, lambda *_: False)


def test_no_network_is_loaded_for_passes(crossing):
    task = enhancement.EnhanceTask((source(crossing[0]),), passes=(LaidPass(source(crossing[1])),))
    assert task.settings_in_use() == {"method": "physics"}
    assert enhancement.EnhanceTask((source(crossing[0]),)).settings_in_use() == {}


def test_a_file_of_passes_becomes_layers_where_they_lie(tmp_path):
    path = str(of_pew2(tmp_path / "srr.npz", np.arange(48.0).reshape(3, 2, 8)))
    layers = get_reader(path)(path)
    assert [about["name"] for _, about, _ in layers[:3]] == ["P31 pass 1", "Zn66 pass 1", "P31 pass 2"]
    first, _, second, *_ = layers
    assert first[1]["metadata"]["lamap"]["pass"] == {"file": path, "turned": False}
    assert second[1]["metadata"]["lamap"]["pass"] == {"file": path, "turned": True}
    corners = [np.array(about["translate"]) - np.array(about["scale"]) / 2 for _, about, _ in (first, second)]
    assert np.allclose(corners, [(0, 0), (0, 10)]), "half a spot along that scan is a whole missing pixel"
    assert second[1]["scale"] == (10.0, 20.0)
    assert np.isnan(second[0][0]).all()
