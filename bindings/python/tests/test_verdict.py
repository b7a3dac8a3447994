# SPDX-License-Identifier: MIT OR Apache-2.0
import json

import numpy as np
import pytest

import lamap
from lamap.verdicts import noise_left


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


def test_the_library_judges():
    judged = lamap.verdict(report(element()), "counts")
    assert (judged.level, judged.sentence) == ("green", "The enhanced map explains the measurement to its noise.")
    found = report(element(), element("µ", chi_square=7.0), warnings=["µ: it looks sharper:\ncheck beam_size_um"])
    judged = lamap.verdict(found, "counts")
    assert str(judged).startswith("red: µ: the enhanced map contradicts the measurement: it leaves 4.2 times the noise")
    assert lamap.verdict(report(element(counting_statistics=False)), " ").next_step.startswith("State the unit")
    for none in ({}, report({"chi_square": 1.0})):
        with pytest.raises(lamap.DataError, match="report"):
            lamap.verdict(none)


def test_what_a_network_leaves_is_not_its_chi_square():
    assert noise_left(element(chi_square=14.9, used_freedom=0.94)) == pytest.approx(0.894)
    assert noise_left(element(used_freedom=None)) == 1.02
    assert noise_left(element(chi_square=None)) is None


def test_a_real_result_has_its_verdict_and_so_has_its_file(tmp_path, measured, conditions, physics):
    result = physics.enhance(measured, conditions, unit="counts")
    assert repr(result).startswith(f"<Enhanced, {result.verdict.level}: {result.verdict.sentence} <Map of ")
    assert result.verdict.level == "green"
    lamap.write_map(tmp_path / "enhanced.tif", result.estimate)
    read = lamap.read_map(tmp_path / "enhanced.tif")
    assert lamap.verdict(json.loads(read.info), read.unit) == result.verdict


@pytest.mark.parametrize("factor", [3.0, 0.2])
def test_with_wrong_conditions_a_map_is_green_where_nothing_warns_and_only_there(measured, conditions, physics, factor):
    wrong = lamap.Conditions.from_dict(conditions.to_dict() | {"beam_size_um": 5.0 * factor})
    result = physics.enhance(measured, wrong, unit="counts")
    assert result.verdict.level == "green" or result.warnings
    assert result.verdict.level != "green" or not result.warnings
    assert np.isfinite(result.estimate.values).all()


def test_a_result_is_not_enhanced_again(tmp_path, measured, conditions, physics):
    result = physics.enhance(measured, conditions, unit="counts")
    lamap.write_map(tmp_path / "enhanced.tif", result.estimate)
    for given in (result, result.estimate, lamap.read_map(tmp_path / "enhanced.tif")):
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
