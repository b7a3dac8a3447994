# SPDX-License-Identifier: MIT OR Apache-2.0
"""Several passes over one sample, enhanced together."""

import numpy as np
import pytest

import lamap

CROSSING = [lamap.Pass(), lamap.Pass(orthogonal=True)]


@pytest.fixture(scope="module")
def passes() -> list:
    sample = lamap.phantom("grains", (90, 120), seed=2)
    return list(zip(lamap.ablate_passes(sample, "seed-2019", CROSSING, pixel_um=1.0, seed=3), CROSSING, strict=True))


def test_crossing_passes_give_one_map_and_tell_where_they_lie(passes, physics):
    result = physics.enhance_passes(passes, "seed-2019", pixel_um=5, unit="counts")
    assert result.estimate.shape == (1, 36, 48)
    assert [one["turned"] for one in result.report["passes"]] == [False, True]
    assert all(0.2 < one["chi_square"][0] < 1.5 for one in result.report["passes"])
    assert np.isfinite(result.deviation.values).all()
    assert result.report["method"] == "physics"


def test_passes_that_do_not_belong_together_are_refused(passes, physics):
    for given, sentence in [
        ([], "no pass is given"),
        (passes[:1], "at least two passes"),
        ([passes[1], passes[1]], "every pass is turned"),
    ]:
        with pytest.raises(lamap.ArgumentError, match=sentence):
            physics.enhance_passes(given, "seed-2019", pixel_um=5, unit="counts")
    with pytest.raises(lamap.ArgumentError, match="state beam_size_um"):
        physics.enhance_passes(passes, None, pixel_um=5, unit="counts")
    with pytest.raises(lamap.Cancelled):
        physics.enhance_passes(passes, "seed-2019", lambda *_: False, pixel_um=5, unit="counts")
