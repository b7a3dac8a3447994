# SPDX-License-Identifier: MIT OR Apache-2.0
"""Craters, response tables and channels."""

import copy
import pickle
import re
from pathlib import Path

import numpy as np
import pytest

import lamap
from lamap import channels

SAMPLE = lamap.phantom("grains", (60, 80), seed=3)
TWO = np.stack([SAMPLE, SAMPLE[::-1]])
SCAN = {"scan_speed_um_s": 100, "line_spacing_um": 5, "acquisition_time_s": 0.05, "repetition_rate_hz": 200}


def test_a_flat_crater_is_a_square_beam():
    crater = lamap.Conditions(**SCAN, crater=lamap.Crater(np.full((10, 10), 3.0), 0.5))
    assert crater.beam_shape == "kernel"
    square = lamap.Conditions(**SCAN, beam_size_um=5)
    assert np.allclose(lamap.expected(SAMPLE, crater, 1.0), lamap.expected(SAMPLE, square, 1.0), rtol=1e-5)


def test_a_tabulated_exponential_is_an_exponential():
    times = np.linspace(0, 0.5, 2001)
    arrived = 1 - np.exp(-times / 0.02)
    table = lamap.Conditions(**SCAN, beam_size_um=5, response_table=(times, arrived / arrived[-1]))
    formula = lamap.Conditions(**SCAN, beam_size_um=5, pulse_response="exponential", response_scale_s=0.02)
    assert table.pulse_response == "table"
    assert np.allclose(lamap.expected(SAMPLE, table, 1.0), lamap.expected(SAMPLE, formula, 1.0), rtol=2e-3)


def test_each_element_has_its_channel():
    own = {"Ca44": {"sensitivity_counts": 50}, "Zn66": {"sensitivity_counts": 500, "gas_blank_cps": 40}}
    stated = lamap.Conditions(**SCAN, beam_size_um=5, channels=own)
    assert stated.channels == own
    calcium, zinc = lamap.expected(TWO, stated, 1.0)
    alone = [lamap.Conditions(**SCAN, beam_size_um=5, **settings) for settings in own.values()]
    assert np.allclose(calcium, lamap.expected(TWO[0], alone[0], 1.0), rtol=1e-5)
    assert np.allclose(zinc, lamap.expected(TWO[1], alone[1], 1.0), rtol=1e-5)
    named = lamap.ablate(dict(zip(own, TWO, strict=True)), stated, 1.0, 3)
    assert np.array_equal(named["Zn66"], lamap.ablate(TWO, stated, 1.0, 3)[1])


def test_a_channel_may_have_a_pulse_response_of_its_own():
    slow = {"pulse_response": "exponential", "response_scale_s": 0.2}
    scan = {**SCAN, "beam_size_um": 5, "alignment": "raw"}  # a centred map moves by the response of the conditions
    stated = lamap.Conditions(**scan, channels={"Ca44": {}, "Hg202": slow})
    calcium, mercury = lamap.expected(TWO, stated, 1.0)
    assert np.allclose(calcium, lamap.expected(TWO[0], lamap.Conditions(**scan), 1.0), rtol=1e-5)
    assert np.allclose(mercury, lamap.expected(TWO[1], lamap.Conditions(**scan, **slow), 1.0), rtol=1e-5)


def test_channels_go_by_name():
    own = {"Zn66": {"sensitivity_counts": 500}, "Ca44": {"sensitivity_counts": 50}}
    stated = lamap.Conditions(**SCAN, beam_size_um=5, channels=own)
    sample = lamap.Map(TWO, ["Ca44", "Zn66"], 1.0, 1.0)
    ordered = lamap.Conditions(**SCAN, beam_size_um=5, channels={name: own[name] for name in sample.elements})
    assert np.array_equal(lamap.expected(sample, stated).values, lamap.expected(sample, ordered).values)


def test_a_channel_takes_every_setting_of_a_response():
    gas = {"pulse_response": "two_phase", "response_scale_s": 0.02, "gas_fraction": 0.75, "gas_delay_s": 0.2}
    table = {"response_table": ([0, 0.1, 0.4], [0, 0.5, 1])}
    scan = {**SCAN, "beam_size_um": 5, "alignment": "raw"}
    stated = lamap.Conditions(**scan, channels={"S32": gas, "Hg202": table})
    assert "gas_fraction = 0.75" in stated.to_toml()
    sulphur, mercury = lamap.expected(TWO, stated, 1.0)
    alone = [lamap.Conditions(**scan, **gas), lamap.Conditions(**scan, **table)]
    assert np.allclose(sulphur, lamap.expected(TWO[0], alone[0], 1.0), rtol=1e-5)
    assert np.allclose(mercury, lamap.expected(TWO[1], alone[1], 1.0), rtol=1e-5)


def test_all_of_it_survives_text_copies_pickles_and_changes():
    crater, table = lamap.Crater(np.outer([1, 2, 1], [1, 3, 1]), 1.5), ([0, 0.01, 0.05], [0, 0.4, 1])
    stated = lamap.Conditions(**SCAN, crater=crater, response_table=table, channels=["Ca44", "Zn66"])
    again = [pickle.loads(pickle.dumps(stated)), copy.deepcopy(stated), lamap.Conditions.from_toml(stated.to_toml())]
    for other in again:
        assert other == stated
        assert np.array_equal(lamap.ablate(TWO, other, 1.0, 1), lamap.ablate(TWO, stated, 1.0, 1))
    again[0].flicker_rsd = 0.5
    assert list(again[0].channels) == ["Ca44", "Zn66"]
    assert again[0] != stated
    assert stated.flicker_rsd == 0
    assert "channels={'Ca44': {}, 'Zn66': {}}" in repr(stated)


def test_the_table_of_the_channels_is_that_of_the_header():
    header = (Path(__file__).parents[3] / "include" / "lamap.h").read_text()
    assert re.search(rf"#define LAMAP_TABLE_CHANNELS {channels.TABLE}\n", header)


@pytest.mark.parametrize(
    ("make", "kind", "sentence"),
    [
        (lambda: lamap.Conditions(crater=lamap.Crater([1, 2], 1)), lamap.ArgumentError, "2 dimensions, not 1"),
        (lambda: lamap.Conditions(crater=lamap.Crater([[1, -2]], 1)), lamap.DataError, "row 0, column 1 is -2"),
        (lambda: lamap.Conditions(crater=lamap.Crater([[1]], 0)), lamap.ArgumentError, "crater width"),
        (lambda: lamap.Conditions(response_table=([0, 1], [0])), lamap.ArgumentError, "as many shares as times"),
        (lambda: lamap.Conditions(response_table=[0, 1, 2]), lamap.ArgumentError, "two columns"),
        (lambda: lamap.Conditions(channels="Ca44"), lamap.ArgumentError, "state names in a list"),
        (lambda: lamap.Conditions(channels=["Ca44", "Ca44"]), lamap.ArgumentError, "no other channel"),
        (lambda: lamap.Conditions(channels={"Ca44": {"dwell": 1}}), lamap.ArgumentError, "dwell of channel.*dwell_s"),
        (lambda: lamap.Conditions(channels={"Ca44": {"dwell_s": -1}}), lamap.ArgumentError, "dwell_s = -1 s"),
        (
            lambda: lamap.ablate(TWO, lamap.Conditions(beam_size_um=5, channels=["Ca44"]), 1.0),
            lamap.ArgumentError,
            "channel",
        ),
        (
            lambda: lamap.ablate({"Ca": SAMPLE, "Zn": SAMPLE}, {"beam_size_um": 5, "channels": ["Zn", "Mg"]}, 1.0),
            lamap.ArgumentError,
            "state one for each",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(make, kind, sentence):
    with pytest.raises(kind, match=sentence):
        make()


def test_what_is_stated_once_cannot_be_exchanged():
    with pytest.raises(lamap.ArgumentError, match="only where conditions are made"):
        lamap.Conditions().channels = ["Ca44"]
