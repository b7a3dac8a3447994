# SPDX-License-Identifier: MIT OR Apache-2.0
import copy
import json
import pickle
import re
from pathlib import Path

import numpy as np
import pytest

import lamap

HEADER = Path(__file__).parents[3] / "include" / "lamap.h"


@pytest.mark.parametrize("kind", [lamap.Conditions, lamap.Settings])
def test_every_setting_can_be_read_written_and_is_described(kind):
    for key, row in kind.params().items():
        default = getattr(kind(), key)
        assert default == row.default
        assert row.help
        assert key in kind.help()
        assert row.optional or default is not None
        values = row.choices if row.choices and not isinstance(default, bool) else [row.minimum, row.maximum]
        for value in values:
            changed = kind()
            setattr(changed, key, value)
            assert getattr(changed, key) == value
            assert getattr(kind(**{key: value}), key) == value


def test_the_tables_are_those_of_the_header():
    constants = dict(re.findall(r"#define (LAMAP_\w+) (\d+)", HEADER.read_text()))
    assert int(constants["LAMAP_TABLE_CONDITIONS"]) == lamap.Conditions._table
    assert int(constants["LAMAP_TABLE_SETTINGS"]) == lamap.Settings._table
    assert int(constants["LAMAP_ABI_VERSION"]) == lamap._library.ABI_VERSION


def test_every_status_of_the_header_has_its_exception():
    codes = {int(code) for code in re.findall(r"LAMAP_STATUS_\w+ = (\d+),", HEADER.read_text())}
    assert codes == {0, 99} | lamap.errors.KINDS.keys()
    assert lamap.errors.error_of(1000, "new").status == 1000


def test_settings_keep_themselves_through_dict_json_pickle_and_copy():
    conditions = lamap.Conditions("seed-2019", flicker_rsd=0.02)
    assert lamap.Conditions.from_dict(json.loads(json.dumps(conditions.to_dict()))) == conditions
    for again in (pickle.loads(pickle.dumps(conditions)), copy.copy(conditions), copy.deepcopy(conditions)):
        assert again == conditions
        assert again.pixel_um() == (5.0, 5.0)
        again.flicker_rsd = 0.5
        assert conditions.flicker_rsd == 0.02
    assert pickle.loads(pickle.dumps(lamap.Conditions(scan_speed_um_s=10))).pixel_um() == (None, None)


def test_repr_shows_what_differs_and_can_be_evaluated():
    assert repr(lamap.Conditions()) == "Conditions()"
    conditions = lamap.Conditions(beam_size_um=7, pulse_response="gamma")
    assert repr(conditions) == "Conditions(beam_size_um=7.0, pulse_response='gamma')"
    assert eval(repr(conditions), {"Conditions": lamap.Conditions}) == conditions


def test_open_settings_yes_and_no_and_numpy_numbers():
    conditions = lamap.Conditions(beam_size_um=np.float32(5), line_spacing_um=np.int64(7))
    conditions.beam_size_um = None
    assert (conditions.beam_size_um, conditions.line_spacing_um) == (None, 7.0)
    assert lamap.Settings(square_pixels=np.bool_(True)).square_pixels is True
    assert lamap.Settings(square_pixels="no").square_pixels is False
    assert lamap.Settings(threads=2).threads == 2


def test_the_pixel_of_conditions_is_told_only_where_it_was_stated():
    assert lamap.Conditions().pixel_um() == (None, None)
    assert lamap.Conditions(scan_speed_um_s=100).pixel_um() == (None, None)
    conditions = lamap.Conditions(scan_speed_um_s=100, line_spacing_um=8)
    conditions.acquisition_time_s = 0.1
    assert conditions.pixel_um() == (10.0, 8.0)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: lamap.Conditions(beam_size_um=-3), r"beam_size_um = -3 µm is out of range 0.1 to 1000 µm"),
        (lambda: lamap.Conditions(beam=3), r"there is no setting 'beam': did you mean 'beam_size_um'"),
        (lambda: lamap.Conditions("none"), r"seed-2019"),
        (lambda: lamap.Conditions(alignment="left"), r"one of centred, seed, raw"),
        (lambda: lamap.Conditions(flicker_rsd=None), r"flicker_rsd"),
        (lambda: lamap.Conditions(flicker_rsd=float("nan")), r"flicker_rsd"),
        (lambda: lamap.Conditions(alignment="a\0b"), r"NUL"),
        (lambda: lamap.Settings(magnification=99), r"magnification = 99 is out of range 1 to 16"),
        (lambda: lamap.Settings(threads=1.5), r"a whole number"),
    ],
)
def test_a_bad_setting_is_refused_in_the_words_of_the_library(make, sentence):
    with pytest.raises(lamap.ArgumentError, match=sentence) as caught:
        make()
    assert isinstance(caught.value, ValueError)
    assert caught.value.status == 1


def test_a_refused_change_changes_nothing():
    conditions = lamap.Conditions(beam_size_um=5)
    with pytest.raises(lamap.LamapError):
        conditions.beam_size_um = -1
    with pytest.raises(lamap.LamapError):
        conditions.beam = 1
    with pytest.raises(AttributeError, match="no setting 'beam'"):
        _ = conditions.beam
    assert conditions == lamap.Conditions(beam_size_um=5)


def test_errors_survive_pickling():
    error = pickle.loads(pickle.dumps(lamap.errors.error_of(9, "no")))
    assert isinstance(error, lamap.FileError)
    assert (str(error), error.status) == ("no", 9)


def test_presets_are_listed():
    assert "seed-2019" in lamap.presets()
    assert all(lamap.presets().values())


def test_conditions_travel_as_text():
    conditions = lamap.Conditions("seed-2019", flicker_rsd=0.02)
    assert lamap.Conditions.from_toml(conditions.to_toml()) == conditions
    assert lamap.Conditions.from_text(json.dumps({"preset": "seed-2019", "flicker_rsd": 0.02})) == conditions
    assert lamap.Conditions.from_text("beam_size_um = 7") == lamap.Conditions(beam_size_um=7)


def test_a_text_states_what_it_names():
    assert lamap.Conditions.from_text("scan_speed_um_s = 100\nline_spacing_um = 8").pixel_um() == (None, 8.0)
    assert lamap.Conditions.from_text('{"scan_speed_um_s": 100, "acquisition_time_s": 0.1}').pixel_um() == (10.0, None)
    assert lamap.Conditions.from_text('preset = "seed-2019"').pixel_um() == (5.0, 5.0)
    # not a key: neither in a comment nor in a table
    text = '# acquisition_time_s = 0.1\nscan_speed_um_s = 100\n[[channel]]\nname = "Ca"\ndwell_s = 0.1'
    stated = lamap.Conditions.from_text(text)
    assert stated.pixel_um() == (None, None)
    again = pickle.loads(pickle.dumps(stated))
    assert (again, again.pixel_um(), list(again.channels)) == (stated, (None, None), ["Ca"])


def test_a_text_that_is_wrong_is_refused_with_its_line():
    with pytest.raises(lamap.ArgumentError, match=r"line 2"):
        lamap.Conditions.from_text("flicker_rsd = 0.1\nbeam_size_mm = 5")
