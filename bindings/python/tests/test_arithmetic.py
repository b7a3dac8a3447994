# SPDX-License-Identifier: MIT OR Apache-2.0
import copy
import dataclasses
import operator
import pickle

import numpy as np
import pytest

import lamap


def made(values=((1.0, 2.0), (4.0, np.nan)), **about):
    stated = {
        "elements": ["Ba"],
        "pixel_width_um": 2.0,
        "pixel_height_um": 3.0,
        "unit": "ug/g",
        "origin_um": (5.0, 7.0),
    }
    return lamap.Map([values], **stated | {"info": "record", "notes": ("a note",)} | about)


def test_operators_and_functions_give_maps_that_keep_names_pixel_size_and_place():
    map_ = made()
    for result, wanted in (
        (2 * map_, [[2, 4], [8, np.nan]]),
        (map_ / map_, [[1, 1], [1, np.nan]]),
        (map_ - [[1, 1], [1, 1]], [[0, 1], [3, np.nan]]),
        (np.sqrt(map_), [[1, 2**0.5], [2, np.nan]]),
        (np.log10(map_), np.log10([[1, 2], [4, np.nan]])),
        (-map_, [[-1, -2], [-4, np.nan]]),
        (1 / map_, [[1, 0.5], [0.25, np.nan]]),
        (map_**2, [[1, 4], [16, np.nan]]),
    ):
        assert isinstance(result, lamap.Map)
        assert np.allclose(result["Ba"], wanted, equal_nan=True)
        assert result.values.dtype == np.float32
        assert (result.elements, result.pixel_width_um, result.pixel_height_um) == (["Ba"], 2.0, 3.0)
        assert result.origin_um == (5.0, 7.0)
        assert (result.info, result.notes) == ("", ()), "a record tells of the map that it was made with"
    assert map_["Ba"][0].tolist() == [1, 2], "no map is changed"
    remainder, whole = np.modf(map_ + 0.5)
    assert (remainder["Ba"][0, 0], whole["Ba"][0, 0]) == (0.5, 1)


def test_a_comparison_is_1_where_it_holds():
    map_ = made()
    assert (map_ > 1.5)["Ba"].tolist() == [[0, 1], [1, 0]]
    assert (map_ == map_)["Ba"].tolist() == [[1, 1], [1, 0]]
    assert np.any(map_ > 1.5)
    assert not np.all(map_ > 1.5)
    assert np.where(map_ > 1.5, 1, 0).sum() == 2
    with pytest.raises(ValueError, match=r"neither true nor false: ask numpy\.all"):
        bool(map_ > 1)


def test_what_reduces_maps_gives_numbers():
    map_ = made(((1.0, 2.0), (4.0, 5.0)))
    assert np.sum(map_) == np.add.reduce(map_, axis=None) == 12
    assert np.max(map_) == 5
    assert np.mean(map_) == 3
    assert np.sum(map_, where=map_ > 1) == 11
    assert (map_ @ np.eye(2)).tolist() == map_.values.tolist()
    assert np.isnan(made()).tolist() == [[[False, False], [False, True]]]
    assert made().values[np.isfinite(made())].tolist() == [1, 2, 4]


@pytest.mark.parametrize(
    ("unit", "calculated", "wanted"),
    [
        ("ug/g", lambda a, b: a + b, "ug/g"),
        ("ug/g", lambda a, b: a - b, "ug/g"),
        ("ug/g", lambda a, b: np.maximum(a, b), "ug/g"),
        ("ug/g", lambda a, _: 2 * a, "ug/g"),
        ("ug/g", lambda a, _: a / np.float32(2), "ug/g"),
        ("ug/g", lambda a, _: -abs(a), "ug/g"),
        ("ug/g", lambda a, _: 2 / a, ""),
        ("ug/g", lambda a, _: a + 1, ""),
        ("ug/g", lambda a, b: a * b, ""),
        ("ug/g", lambda a, b: a / b, ""),
        ("ug/g", lambda a, _: a * np.ones((2, 2)), ""),
        ("ug/g", lambda a, _: np.log10(a), ""),
        ("ug/g", lambda a, _: a > 1, ""),
        ("counts", lambda a, b: a + b, "counts"),
        ("counts", lambda a, b: a - b, ""),
        ("counts", lambda a, _: 2 * a, ""),
        ("cps", lambda a, _: a / 2, ""),
        ("counts", lambda a, _: +a, "counts"),
    ],
)
def test_the_unit_stays_where_it_is_true(unit, calculated, wanted):
    """Scaled counts, and differences of counts, have not the noise of counts: they would be enhanced wrongly."""
    assert calculated(made(unit=unit), made(unit=unit)).unit == wanted
    assert calculated(made(unit=unit), made(unit="ppm")).unit in (wanted, "")


def test_the_sum_of_different_units_has_none():
    assert (made(unit="ug/g") + made(unit="counts")).unit == ""


def test_what_one_map_does_not_know_the_other_tells():
    bare = made(pixel_width_um=None, pixel_height_um=None, origin_um=(0.0, 0.0))
    for result in (bare + made(), made() + bare):
        assert (result.pixel_width_um, result.pixel_height_um, result.origin_um) == (2.0, 3.0, (5.0, 7.0))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"elements": ["Zn"]}, "the maps are of Ba and of Zn: take the plain values of one, map.values"),
        ({"pixel_width_um": 2.5}, "a pixel width of 2 and 2.5 µm: bring them to one grid first"),
        ({"pixel_height_um": 4.0}, "a pixel height of 3 and 4 µm"),
        ({"origin_um": (5.0, 8.0)}, r"begin at \(5.0, 7.0\) and \(5.0, 8.0\) µm: cut them to one area first"),
        ({"values": [[1.0, 2.0, 3.0]]}, "2 lines of 2 pixels and 1 element, 1 lines of 3 pixels"),
    ],
)
def test_maps_that_do_not_fit_are_refused_in_one_sentence(changed, sentence):
    for how in (operator.add, operator.truediv, operator.gt):
        with pytest.raises(lamap.ArgumentError, match=sentence):
            how(made(), made(**changed))


def test_arrays_fit_the_map_and_do_not_enlarge_it():
    map_ = lamap.Map(np.ones((2, 3, 4)), ["Ba", "Ca"])
    for fitting in (np.ones((3, 4)), np.ones((2, 3, 4)), np.ones(4), [[[2.0]], [[3.0]]], map_["Ca"]):
        assert (map_ / fitting).elements == ["Ba", "Ca"]
    for clashing in (np.ones((5, 2, 3, 4)), np.ones((4, 3)), np.ones(3)):
        with pytest.raises(lamap.ArgumentError, match=r"give \(lines, pixels\)"):
            map_ / clashing


def test_a_map_is_not_changed_in_place():
    map_ = made()
    with pytest.raises(lamap.ArgumentError, match=r"write map = map \+ 1"):
        map_ += 1
    with pytest.raises(lamap.ArgumentError, match="in place"):
        np.add(made(), 1, out=np.zeros((1, 2, 2)))


def test_an_enhanced_map_loses_its_record_and_a_ratio_can_be_written(tmp_path, measured, conditions, physics):
    estimate = physics.enhance(measured, conditions).estimate
    ratio = estimate / (estimate + 1)
    assert lamap.report_of(estimate.info) is not None
    assert ratio.info == ""
    lamap.write_map(tmp_path / "ratio.tif", ratio)
    assert lamap.read_map(tmp_path / "ratio.tif").pixel_width_um == pytest.approx(estimate.pixel_width_um)


def test_maps_are_still_copied_pickled_kept_in_sets_and_left_to_others():
    map_ = made()
    assert len({map_, map_, made()}) == 2
    assert pickle.loads(pickle.dumps(map_)).elements == copy.deepcopy(map_).elements == ["Ba"]
    assert dataclasses.replace(map_, unit="ppm").unit == "ppm"
    xarray = pytest.importorskip("xarray")
    with pytest.raises(TypeError):
        np.add(map_, xarray.DataArray(np.ones((1, 2, 2))))
