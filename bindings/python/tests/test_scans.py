# SPDX-License-Identifier: MIT OR Apache-2.0
"""The geometry of a scan and several passes over one sample."""

import numpy as np
import pytest

import lamap

SAMPLE = lamap.phantom("grains", (40, 60), seed=3)


def test_a_scan_tells_pixels_place_and_pulses(conditions):
    scan = lamap.scan(conditions, SAMPLE.shape, 1.0)
    assert (scan.rows, scan.columns, scan.lead) == (8, 12, 0)
    assert (scan.pixel_um, scan.origin_um, scan.beam_um) == ((5.0, 5.0), (0.0, 0.0), 5.0)
    assert scan.dosage == 5.0  # 100 pulses in a second, 0.05 s


def test_the_first_of_staggered_passes_is_the_only_one(conditions):
    passes = lamap.ablate_passes(SAMPLE, conditions, 2, 1.0, seed=4)
    assert np.array_equal(passes[0], lamap.ablate(SAMPLE, conditions, 1.0, seed=4))
    assert not np.array_equal(passes[0], passes[1])


def test_passes_tell_where_they_lie(conditions):
    sample = lamap.Map(np.stack([SAMPLE, SAMPLE]), ["Ca44", "Zn66"], 1.0, 1.0, origin_um=(10.0, 20.0))
    down, half = lamap.ablate_passes(sample, conditions, [lamap.Pass(orthogonal=True), lamap.Pass(0.5, 0.5)])
    assert down.shape == (2, 8, 12)
    assert (half.origin_um, half.elements) == ((12.5, 22.5), ["Ca44", "Zn66"])
    assert half.pixel_width_um == 5.0


def test_an_orthogonal_pass_is_that_of_the_turned_sample(conditions):
    turned = np.ascontiguousarray(SAMPLE.T)
    (across,) = lamap.ablate_passes(SAMPLE, conditions, [lamap.Pass(orthogonal=True)], 1.0, seed=1)
    assert np.array_equal(across.T, lamap.ablate(turned, conditions, 1.0, seed=1))


@pytest.mark.parametrize(
    ("passes", "sentence"),
    [([lamap.Pass(along=1.5)], "1.5"), (0, "passes = 0 is out of range 1 to 100")],
)
def test_a_pass_that_cannot_be_is_refused(passes, sentence, conditions):
    with pytest.raises(lamap.ArgumentError, match=sentence):
        lamap.ablate_passes(SAMPLE, conditions, passes, 1.0)
