# SPDX-License-Identifier: MIT OR Apache-2.0
import sys

import pytest

import lamap
from lamap import instrument


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    if sys.platform == "darwin":
        monkeypatch.setenv("HOME", str(tmp_path))
    return instrument.folder()


OURS = {
    "beam_size_um": 20.0,
    "scan_speed_um_s": 40.0,
    "acquisition_time_s": 0.25,
    "repetition_rate_hz": 20.0,
    "pulse_response": "gamma",
    "washout_time_s": 0.5,
}


def test_an_instrument_comes_back_by_its_name(folder):
    ours = lamap.Conditions(**OURS)
    path = ours.save_instrument("our laser, 2nd cell")
    assert path == folder / "our laser, 2nd cell.toml"
    assert [file.name for file in folder.iterdir()] == [path.name], "nothing else is left"
    again = lamap.Conditions.instrument("our laser, 2nd cell")
    assert again == ours
    assert again.pixel_um() == (10.0, None), "what was not stated stays open"
    assert list(lamap.instruments()) == ["our laser, 2nd cell"]


def test_another_instrument_of_the_same_name_is_replaced_on_purpose_alone(folder):
    lamap.Conditions(**OURS).save_instrument("ours")
    lamap.Conditions(**OURS).save_instrument("ours")  # a notebook that is run again
    other = lamap.Conditions(beam_size_um=5)
    with pytest.raises(lamap.ArgumentError, match=r"there is an instrument 'ours' already.*replace=True"):
        other.save_instrument("ours")
    assert lamap.Conditions.instrument("ours") == lamap.Conditions(**OURS)
    other.save_instrument("ours", replace=True)
    assert lamap.Conditions.instrument("ours").beam_size_um == 5
    (folder / "ours.toml").write_bytes(b"\xff")
    with pytest.raises(lamap.ArgumentError, match="already"):
        other.save_instrument("ours")


def test_a_preset_is_not_hidden_by_an_instrument_of_its_name(folder):
    with pytest.raises(lamap.ArgumentError, match="'Seed-2019' is a preset that comes with lamap: choose another name"):
        lamap.Conditions(**OURS).save_instrument("Seed-2019", replace=True)
    assert not folder.exists()


def test_without_a_folder_there_are_no_instruments(folder):
    assert not folder.exists()
    assert lamap.instruments() == {}
    with pytest.raises(lamap.ArgumentError, match=r"there is no instrument 'x'.*save_instrument\('x'\)"):
        lamap.Conditions.instrument("x")


def test_a_misspelt_name_is_answered(folder):
    lamap.Conditions(**OURS).save_instrument("ArF cell")
    with pytest.raises(lamap.ArgumentError, match="did you mean 'ArF cell'"):
        lamap.Conditions.instrument("arf-cell")


def test_a_bad_file_is_left_out_with_a_sentence(folder):
    lamap.Conditions(**OURS).save_instrument("good")
    (folder / "bad.toml").write_text("beam = 5\n")
    (folder / "binary.toml").write_bytes(b"\xff\xfe\xff")
    (folder / "libs.toml").write_text("beam_size_um = 5\n")
    (folder / "notes.txt").write_text("not of an instrument")
    found = lamap.instruments()
    assert list(found) == ["good"]
    assert len(found.problems) == 3
    assert found.problems[0].startswith('bad.toml is left out: there is no setting "beam"')
    assert "UTF-8" in found.problems[1]
    assert found.problems[2] == "libs.toml is left out: 'libs' is a preset that comes with lamap: choose another name"


@pytest.mark.parametrize("name", ["", " x", "x.", ".x", "a/b", "a\\b", "con", "COM1", "a:b", "a\nb", "x" * 100])
def test_a_name_that_no_file_can_have_is_refused(folder, name):
    with pytest.raises(lamap.ArgumentError, match="cannot name an instrument"):
        lamap.Conditions(**OURS).save_instrument(name)
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_told(folder):
    folder.parent.mkdir(parents=True)
    folder.write_text("a file where the folder should be")
    with pytest.raises(lamap.FileError, match="cannot be made"):
        lamap.Conditions(**OURS).save_instrument("ours")


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of Linux")
def test_a_relative_config_home_is_not_used(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert instrument.folder() == tmp_path / ".config" / "lamap" / "instruments"


def test_the_last_one_is_remembered_as_long_as_it_exists(folder):
    assert instrument.last() is None
    lamap.Conditions(**OURS).save_instrument("ours")
    instrument.remember("ours")
    assert instrument.last() == "ours"
    assert list(lamap.instruments()) == ["ours"]
    (folder / "ours.toml").unlink()
    assert instrument.last() is None
    (folder / "last.txt").write_text("../../etc")
    assert instrument.last() is None
