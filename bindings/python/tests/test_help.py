# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a user is told who asks for help, misspells a word or hands over something else."""

import copy
import inspect
import pickle
from pathlib import Path

import numpy as np
import pytest

import lamap


@pytest.mark.parametrize(
    ("asked", "table"),
    [
        (lamap.enhance, lamap.Settings),
        (lamap.network_input, lamap.Settings),
        (lamap.Settings, lamap.Settings),
        (lamap.Conditions, lamap.Conditions),
    ],
)
def test_help_documents_every_setting(asked, table):
    for key, row in table.params().items():
        assert f"{key} : " in asked.__doc__, key
        if "auto:" not in row.help and "yes:" not in row.help:
            assert row.help[1:30] in " ".join(asked.__doc__.split()), key


def test_the_signature_names_every_argument_that_the_docstring_documents():
    for function in (lamap.enhance, lamap.Enhancer.__init__, lamap.network_input):
        names = set(inspect.signature(function).parameters)
        assert lamap.Settings.params().keys() <= names
    for name in inspect.signature(lamap.enhance).parameters:
        assert f"    {name} : " in lamap.enhance.__doc__, name


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: lamap.Conditions(beam=3), "there is no setting 'beam': did you mean 'beam_size_um'?"),
        (lambda: lamap.Conditions(beamsize_um=3), "did you mean 'beam_size_um'"),
        (lambda: lamap.Settings(magnificaton=3), "did you mean 'magnification'"),
        (lambda: lamap.Settings(xyz=3), r"print\(lamap.Settings.help\(\)\) lists them"),
        (lambda: lamap.Settings(beam_size_um=3), r'conditions=\{"beam_size_um": 3\}'),
        (lambda: lamap.enhance(MAP, beam_size=20), r'belongs in the conditions.*conditions=\{"beam_size_um": 20\}'),
        (lambda: lamap.enhance(MAP, spot_size=20), r'conditions=\{"beam_size_um": 20\}'),
        (lambda: lamap.enhance(MAP, washout=0.5), r'conditions=\{"washout_time_s": 0.5\}'),
        (lambda: lamap.enhance(MAP, speed=40), r'conditions=\{"scan_speed_um_s": 40\}'),
        (lambda: lamap.enhance(MAP, pixel_size=20), r"is the argument pixel_um: .*, pixel_um=20\)"),
        (lambda: lamap.enhance(MAP, {"pixel_um": 20}), r"state enhance\(map, conditions, pixel_um=20\)"),
        (lambda: lamap.Conditions(spot_size_um=20), "did you mean 'beam_size_um'"),
        (lambda: lamap.Conditions(magnification=3), r"enhance\(map, conditions, magnification=3\)"),
        (lambda: lamap.Conditions("seed2019"), "there is no preset 'seed2019': did you mean 'seed-2019'?"),
        (lambda: lamap.Conditions("xyz"), "the presets are seed-2019"),
        (lambda: lamap.Conditions(alignment="center"), "did you mean centred"),
        (lambda: lamap.phantom("cell", 20), r'kind = "cell" is not allowed: did you mean cells \([^?]*\)\?$'),
        (lambda: lamap.phantom("siemens_star", 20), "did you mean siemens-star"),
        (lambda: lamap.phantom("cells", 20, cell_size=5), r"did you mean cell_size_um\?$"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_one_that_was_meant(wrong, sentence):
    with pytest.raises(lamap.ArgumentError, match=sentence):
        wrong()


MAP = np.arange(400, dtype=np.float32).reshape(20, 20)


class Table(np.ndarray):
    """Has what tells a table of pandas."""

    iloc = None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: lamap.enhance("Ba.csv"), r"'Ba.csv' is the name of a file.*lamap.read_map\('Ba.csv'\)"),
        (lambda: lamap.enhance(Path("Ba.csv")), r"lamap.read_map\('Ba.csv'\)"),
        (lambda: lamap.enhance(None), r"^None cannot be a map: give real numbers, as an array \(lines, pixels\)$"),
        (lambda: lamap.enhance({}, pixel_um=1), "no element"),
        (lambda: lamap.enhance(MAP.view(Table), pixel_um=1), r"the values are a table.*lamap.read_map\(path\)"),
        (lambda: lamap.enhance(MAP, pixel_um="20 um"), "pixel_um = '20 um' is a str: state the side"),
        (lambda: lamap.enhance(MAP, pixel_um={}), "pixel_um = {} is a dict"),
        (lambda: lamap.enhance(MAP, 5), "conditions = 5 is an int: state lamap.Conditions"),
        (lambda: lamap.enhance(MAP, magnification=[4, 4]), r"magnification = \[4, 4\] is a list: state one number"),
        (lambda: lamap.enhance(MAP, pixel_um=1, unit=3), "unit = 3 is an int"),
        (lambda: lamap.enhance(MAP, model=5), "model = 5 is an int"),
        (lambda: lamap.enhance(MAP, progress=5), "progress = 5 is an int"),
        (
            lambda: lamap.read_map(["a.csv"]),
            r"\['a.csv'\] is a list: state files or folders one by one",
        ),
        (lambda: lamap.read_map(5), "5 is an int: state files or folders"),
        (lambda: lamap.read_map("a.csv", columns=3), "columns = 3 is an int: state whole numbers in a list"),
        (lambda: lamap.read_lines(5), "5 is an int: state files or folders"),
        (lambda: lamap.write_map(5, MAP), "5 is an int: state the name of a file"),
        (lambda: lamap.Map(MAP, ["Ba"], "20", "20"), "pixel_width_um = '20' is a str: state a number of µm"),
        (lambda: lamap.Conditions(beam_size_um=[1, 2]), "state one number in µm"),
        (lambda: lamap.Conditions(5), "5 is an int: state the name of a preset"),
        (lambda: lamap.Map(MAP, unit=3), "unit = 3 is an int"),
        (lambda: lamap.Settings(method=3), "method = 3 is an int: state one of auto, unet, physics"),
        (lambda: lamap.Settings(magnification=float("nan")), "magnification = nan is a float: state one number"),
        (lambda: lamap.enhance(["Ba.csv", "Zn.csv"]), r"are texts.*lamap.read_map\(\*paths\)"),
        (lambda: lamap.enhance(MAP > 5), "the map holds True and False: give the measured values"),
        (lambda: lamap.read_map("a.csv", columns=["Ba"]), r"columns = \['Ba'\] are names: state the numbers"),
        (lambda: lamap.verdict("green"), r"the report is a str: give result.report, or lamap.report_of\(map.info\)"),
        (lambda: lamap.report_of(5), r"info is an int: give the text of a map"),
        (lambda: lamap.phantom(5, 20), "kind = 5 is an int"),
        (lambda: lamap.phantom("cells", 20, seed=1.5), "seed = 1.5 is a float: state a whole number"),
        (lambda: lamap.ablate(MAP * 1j, None, 1.0), "complex64"),
    ],
)
def test_something_of_a_wrong_type_is_told_with_what_was_given(wrong, sentence):
    with pytest.raises(lamap.LamapError, match=sentence) as caught:
        wrong()
    assert isinstance(caught.value, ValueError)
    assert "no element" in sentence or isinstance(caught.value, TypeError)


@pytest.mark.parametrize(
    ("unit", "sentence"),
    [
        ("count", "did you mean 'counts'"),
        ("cts", "did you mean 'counts'"),
        ("coutns", "did you mean 'counts'"),
        ("c/s", "did you mean 'cps'"),
        ("cpss", "did you mean 'cps'"),
        ("kcps", "multiply the values by 1000 and state 'cps'"),
        ("Mcps", "multiply the values by 1000000 and state 'cps'"),
        ("cpm", "divide the values by 60 and state 'cps'"),
        ("ppn", "did you mean 'ppm' or 'ppb'"),
        ("w%", "did you mean 'wt%'"),
    ],
)
def test_a_slip_of_a_unit_is_asked_about(unit, sentence):
    with pytest.raises(lamap.ArgumentError, match=sentence):
        lamap.enhance(MAP, pixel_um=1, unit=unit)


RATES = "cts/sec|ct/s|cnt/s|count per second|counts s^-1|c.p.s|ions/s|CPS (raw)|cps_mean|Counts [cps]"


def test_many_ways_to_write_counts_per_second_are_asked_about():
    for unit in RATES.split("|"):
        with pytest.raises(lamap.ArgumentError, match="did you mean 'cps'"):
            lamap.units.known_unit(unit)


OTHER_UNITS = (
    "\u00b5g/g|\u03bcg/g|PPM|wt %|ug g-1|ng g-1|ppt|ug/kg|mg/g|at%|mol%|%|ratio|mol/mol|mg/L|ug/L|V|mV|a.u.|au|"
    "intensity|counts/ppm|ppmw|dpm|counts s-1|Hz|c|counts/ms|V s"
)


def test_a_user_may_state_any_unit_that_is_no_slip(physics):
    for unit in OTHER_UNITS.split("|"):
        assert lamap.units.known_unit(unit) == unit
    assert physics.enhance(MAP, pixel_um=1, unit="\u00b5g/g").estimate.unit == "\u00b5g/g"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            lambda: lamap.Settings(magnification=None),
            "^magnification = None is not allowed: state one number from 1 to 16",
        ),
        (lambda: lamap.Map(MAP, ["Ba"], 20, -20), "^pixel_height_um = -20 µm is out of range: state a number above 0"),
        (lambda: lamap.Map(MAP, ["Ba"], float("nan")), "^pixel_width_um = nan is no finite number"),
        (lambda: lamap.phantom("cells", -5), "^lines = -5 is out of range 0 to 2147483647"),
        (lambda: lamap.phantom("cells", (5,)), r"^shape = \(5,\) is no size of a phantom: state \(lines, pixels\)"),
        (lambda: lamap.enhance(MAP, pixel_um=(5, 0)), "^pixel_um = 0 µm is out of range"),
    ],
)
def test_a_value_that_is_refused_is_told_under_the_name_of_its_argument(wrong, sentence):
    with pytest.raises(lamap.ArgumentError, match=sentence):
        wrong()


def test_an_option_of_files_is_told_under_its_name_in_python(tmp_path):
    lamap.write_map(tmp_path / "Ba.csv", MAP)
    with pytest.raises(lamap.ArgumentError, match=r'^point_unit = "micron" is not allowed: it is um or mm'):
        lamap.read_map(tmp_path / "Ba.csv", point_unit="micron")


def test_data_may_have_any_unit_that_is_no_slip_of_counts(physics):
    for unit in ("counts", "Counts", "cps", "counts/s", "mmol/kg", ""):
        physics.enhance(lamap.Map(MAP, "Ba", 1.0, 1.0, unit))
    with pytest.raises(lamap.ArgumentError, match="did you mean 'counts'"):
        physics.enhance(lamap.Map(MAP, "Ba", 1.0, 1.0, "count"))
    physics.enhance(lamap.Map(MAP, "Ba", 1.0, 1.0, "count"), unit="counts")


@pytest.mark.parametrize("elements", [3, 10])
def test_an_array_whose_last_axis_seems_to_be_the_elements_is_asked_about(elements):
    picture = np.stack([MAP] * elements, axis=-1)
    sentence = rf"\(20, 20, {elements}\), and its last axis seems to be the elements.*numpy.moveaxis.*with 20 names"
    with pytest.raises(lamap.ArgumentError, match=sentence):
        lamap.enhance(picture, pixel_um=1)
    assert lamap.Map(np.moveaxis(picture, -1, 0)).shape == (elements, 20, 20)
    names = [str(n) for n in range(20)]
    assert lamap.Map(picture, names).shape == (20, 20, elements), "names say what the first axis is"


def test_a_preset_that_is_a_saved_instrument_is_told_as_one(tmp_path, monkeypatch):
    monkeypatch.setattr("lamap.instrument.folder", lambda: tmp_path)
    lamap.Conditions(beam_size_um=20).save_instrument("our laser")
    with pytest.raises(lamap.ArgumentError, match=r"saved instrument, lamap.Conditions.instrument\('our laser'\)$"):
        lamap.enhance(MAP, "our laser", pixel_um=1)
    with pytest.raises(lamap.ArgumentError, match=r"the presets are .*; the saved instruments, .* are our laser$"):
        lamap.Conditions("xyz")


def test_a_unit_that_is_only_a_name_is_noted(physics):
    told = 'the unit "bananas" is only a name to lamap: if the values are counts or cps, state that as their unit'
    assert told in physics.enhance(MAP, pixel_um=1, unit="bananas").report["notes"]
    assert not any("a name" in note for note in physics.enhance(MAP, pixel_um=1, unit="ppm").report["notes"])


def test_an_enhancer_can_be_copied_and_pickled(measured, conditions, physics, model):
    for enhancer in (physics, lamap.Enhancer(model, magnification=2, tile=64)):
        expected = enhancer.enhance(measured, conditions, unit="counts").estimate.values
        for again in (pickle.loads(pickle.dumps(enhancer)), copy.copy(enhancer)):
            assert again.settings == enhancer.settings
            assert np.array_equal(again.enhance(measured, conditions, unit="counts").estimate.values, expected)
    closed = lamap.Enhancer(method="physics")
    closed.close()
    with pytest.raises(lamap.ArgumentError, match="closed"):
        pickle.dumps(closed)
