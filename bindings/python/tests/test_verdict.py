# SPDX-License-Identifier: MIT OR Apache-2.0
import json
from pathlib import Path

import numpy as np
import pytest

import lamap

CASES = json.loads((Path(__file__).parents[3] / "tests" / "data" / "verdicts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_every_language_judges_alike(case):
    judged = lamap.verdict(case["report"], case["unit"])
    assert (judged.level, judged.sentence, judged.next_step) == (case["level"], case["sentence"], case["next_step"])


def element(name="Ba137", **changes):
    return {
        "element": name,
        "method": "physics",
        "chi_square": 1.02,
        "used_freedom": 0.4,
        "mean_change": 0.001,
        "counting_statistics": True,
    } | changes


def report(*elements, warnings=()):
    return {"elements": list(elements), "warnings": list(warnings), "conditions": {"pulse_response": "gamma"}}


def test_a_map_that_is_explained_and_of_which_nothing_is_warned_is_green():
    judged = lamap.verdict(report(element()), "counts")
    assert (judged.level, judged.sentence) == ("green", "The enhanced map explains the measurement to its noise.")
    assert judged.next_step.startswith("Read it beside its standard deviation")
    assert lamap.verdict(report(element(counting_statistics=False)), "ppm").level == "green"


def test_nothing_is_green_of_which_the_report_warns():
    for warning in ("Ba137: it looks sharper: check beam_size_um", "a sentence without a step", "Zn: of another"):
        judged = lamap.verdict(report(element(), warnings=[warning]), "counts")
        assert judged.level == "amber"
        assert judged.sentence.endswith(".")
        assert judged.next_step


def test_the_fact_and_the_step_of_a_warning_are_told():
    judged = lamap.verdict(report(element(), warnings=["Ba137: it looks sharper: check beam_size_um"]), "counts")
    assert (judged.sentence, judged.next_step) == ("It looks sharper.", "Check beam_size_um.")
    assert str(judged) == "amber: It looks sharper. Check beam_size_um."


def test_a_warned_element_that_leaves_much_of_its_noise_is_red():
    found = report(
        element(),
        element("Zn66", chi_square=7.04, used_freedom=0.0),
        warnings=["Zn66: worse than noise: check the washout"],
    )
    judged = lamap.verdict(found, "counts")
    assert judged.level == "red"
    assert judged.sentence.startswith("Zn66: the enhanced map contradicts the measurement: it leaves 7 times")
    assert "beam size" in judged.next_step


def test_where_the_unit_is_not_known_the_unit_is_the_next_step():
    unknown = element(counting_statistics=False)
    judged = lamap.verdict(report(unknown), "")
    assert judged.level == "amber"
    assert judged.next_step.startswith("State the unit")
    red = lamap.verdict(report(unknown | {"chi_square": 7.0}, warnings=["Ba137: worse: check the beam"]), "")
    assert (red.level, red.next_step) == ("red", judged.next_step)


def test_where_the_noise_was_guessed_counts_are_the_next_step():
    guessed = element(counting_statistics=False, chi_square=7.0)
    judged = lamap.verdict(report(guessed, warnings=["Ba137: worse: check the beam"]), "ppm")
    assert (judged.level, judged.next_step[:37]) == ("red", "Enhance its counts or cps, whose nois")


def test_an_estimate_is_judged_by_what_it_leaves():
    network = element(method="unet", chi_square=14.9, used_freedom=0.94)
    assert lamap.verdict(report(network), "counts").level == "green"
    bright = lamap.verdict(report(network | {"used_freedom": 0.5}), "counts")
    assert bright.level == "amber"
    assert "7.5 times the small noise" in bright.sentence


def test_a_changed_mean_and_a_missing_number_are_amber():
    assert "+7 %" in lamap.verdict(report(element(mean_change=0.07)), "counts").sentence
    assert lamap.verdict(report(element(chi_square=None)), "counts").level == "amber"


def test_elements_with_the_same_doubt_are_told_once():
    found = report(*(element(name, counting_statistics=False) for name in ("Ba", "Zn", "P")))
    assert lamap.verdict(found, " ").sentence.startswith("Ba and 2 others: the unit is not known")


def test_a_real_result_has_its_verdict_and_so_has_its_file(tmp_path, measured, conditions, physics):
    result = physics.enhance(measured, conditions, unit="counts")
    assert result.verdict.level == "green"
    lamap.write_map(tmp_path / "enhanced.tif", result.estimate)
    read = lamap.read_map(tmp_path / "enhanced.tif")
    assert lamap.verdict(json.loads(read.info), read.unit) == result.verdict


@pytest.mark.parametrize("factor", [3.0, 0.2])
def test_wrong_conditions_are_never_green(measured, conditions, physics, factor):
    wrong = lamap.Conditions.from_dict(conditions.to_dict() | {"beam_size_um": 5.0 * factor})
    result = physics.enhance(measured, wrong, unit="counts")
    assert result.verdict.level == "green" or result.warnings
    assert result.verdict.level != "green" or not result.warnings
    assert np.isfinite(result.estimate.values).all()


def test_a_result_is_not_enhanced_again(tmp_path, measured, conditions, physics):
    result = physics.enhance(measured, conditions, unit="counts")
    lamap.write_map(tmp_path / "enhanced.tif", result.estimate)
    for given in (result.estimate, lamap.read_map(tmp_path / "enhanced.tif")):
        with pytest.raises(lamap.ArgumentError, match="enhanced already: enhance the measured map"):
            physics.enhance(given)
    physics.enhance(lamap.Map(measured, "Ba", 5.0, 5.0, "counts", info="measured on Monday"))


def test_the_reports_of_several_records_are_joined():
    records = [{"tool": "x", "report": report(element(name), warnings=[f"{name}: odd"])} for name in ("Ba", "Zn")]
    joined = lamap.report_of(json.dumps(records))
    assert [one["element"] for one in joined["elements"]] == ["Ba", "Zn"]
    assert joined["warnings"] == ["Ba: odd", "Zn: odd"]
    for text in ("", "{}", "[]", "[1]", '{"elements": 3, "warnings": []}', '{"report": null}', "null"):
        assert lamap.report_of(text) is None
