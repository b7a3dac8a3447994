# SPDX-License-Identifier: MIT OR Apache-2.0
import ctypes
import os
import signal
import sys
import threading
import time
from ctypes import byref, c_char_p, c_double, c_int32, c_size_t, c_uint64, c_void_p
from pathlib import Path

import numpy as np
import pytest

import lamap

SAMPLE = lamap.phantom("grains", (40, 60), seed=3)


class LamapMap(ctypes.Structure):
    _fields_ = (
        *((name, c_size_t) for name in ("struct_size", "values", "elements", "lines", "pixels")),
        *((name, c_double) for name in ("pixel_width_um", "pixel_height_um")),
        *(("value_unit", c_int32), ("names", c_void_p), ("unit", c_void_p)),
        *((name, c_double) for name in ("origin_x_um", "origin_y_um")),
    )


def test_the_numbers_are_those_of_the_library():
    library = ctypes.CDLL(str(next(Path(lamap._native.__file__).parent.glob("*native*.*[!y]"))))
    handle, counts, nothing = c_void_p(), np.empty((8, 12), np.float32), c_void_p()
    sample = LamapMap(ctypes.sizeof(LamapMap), SAMPLE.ctypes.data, 1, 40, 60, 1.0, 1.0)
    assert library.lamap_conditions_preset(c_char_p(b"seed-2019"), byref(handle)) == 0
    out = (c_void_p(counts.ctypes.data), c_size_t(counts.size))
    given = (handle, byref(sample), nothing, c_int32(0), c_uint64(7), *out)
    assert library.lamap_ablate(*given, nothing, nothing, nothing) == 0
    library.lamap_conditions_free(handle)
    assert np.array_equal(lamap.ablate(SAMPLE, "seed-2019", 1.0, 7), counts)


def test_seeds_decide_and_the_mean_of_many_is_the_expectation(conditions):
    first = lamap.ablate(SAMPLE, conditions, 1.0, 1)
    assert np.array_equal(first, lamap.ablate(SAMPLE, conditions, 1.0, 1))
    assert not np.array_equal(first, lamap.ablate(SAMPLE, conditions, 1.0, 2))
    mean = np.mean([lamap.ablate(SAMPLE, conditions, 1.0, seed) for seed in range(200)], axis=0)
    expected = lamap.expected(SAMPLE, conditions, 1.0)
    assert np.abs(mean - expected).max() < 5 * np.sqrt(2 * expected.max() / 200)


@pytest.mark.parametrize(
    "same",
    [
        SAMPLE.astype(np.float64),
        np.asfortranarray(SAMPLE),
        np.repeat(SAMPLE, 2, axis=1)[:, ::2],
        SAMPLE[::-1][::-1],
        SAMPLE.astype(">f4"),
        SAMPLE.tolist(),
        np.ma.masked_array(SAMPLE, mask=False),
        np.frombuffer(b"-" + SAMPLE.tobytes(), np.uint8)[1:].view(np.float32).reshape(SAMPLE.shape),
    ],
    ids=["float64", "column by column", "strided", "reversed", "big-endian", "lists", "masked", "misaligned"],
)
def test_any_layout_and_type_of_real_numbers_will_do(same, conditions):
    assert np.array_equal(lamap.ablate(same, conditions, 1.0, 1), lamap.ablate(SAMPLE, conditions, 1.0, 1))


def test_elements_of_one_pass_share_the_flicker_and_count_by_themselves(conditions):
    loud = {**conditions.to_dict(), "flicker_rsd": 0.1, "sensitivity_counts": 1e6}
    both = lamap.ablate(np.stack([SAMPLE, SAMPLE]), loud, 1.0, 4)
    assert both.shape == (2, 8, 12)
    assert np.array_equal(both[0], lamap.ablate(SAMPLE, loud, 1.0, 4))
    noise = (both / lamap.expected(SAMPLE, loud, 1.0) - 1).reshape(2, -1)
    assert np.corrcoef(noise)[0, 1] > 0.99
    assert not np.array_equal(both[0], both[1])


def test_a_mapping_gives_a_mapping(conditions):
    both = lamap.ablate({"Ca44": SAMPLE, "Zn66": SAMPLE[::-1]}, conditions, 1.0, 4)
    assert list(both) == ["Ca44", "Zn66"]
    assert np.array_equal(both["Ca44"], lamap.ablate(SAMPLE, conditions, 1.0, 4))


def test_a_map_gives_a_map_with_pixel_size_and_unit(conditions):
    sample = lamap.Map(SAMPLE, "Ba", 1.0, 1.0, origin_um=(3.0, 4.0))
    counts = lamap.ablate(sample, conditions, seed=1)
    assert (counts.elements, counts.unit, counts.origin_um) == (["Ba"], "counts", (3.0, 4.0))
    assert (counts.pixel_width_um, counts.pixel_height_um) == (5.0, 5.0)
    assert np.array_equal(counts["Ba"], lamap.ablate(SAMPLE, conditions, 1.0, 1))


def test_settings_by_name_are_conditions():
    stated = {"beam_size_um": 4, "edge": "zero"}
    assert lamap.expected(SAMPLE, stated, 1.0).shape == lamap.expected(SAMPLE, lamap.Conditions(**stated), 1.0).shape


@pytest.mark.parametrize(
    ("call", "kind", "sentence"),
    [
        (lambda: lamap.ablate(-SAMPLE, {"beam_size_um": 5}, 1.0, 0), lamap.DataError, "must be a finite number >= 0"),
        (lambda: lamap.ablate(np.full((9, 9), np.nan), {"beam_size_um": 5}, 1.0, 0), lamap.DataError, "NaN"),
        (lambda: lamap.ablate(SAMPLE, None, 0.0, 0), lamap.ArgumentError, "pixel_um = 0 µm is out of range"),
        (lambda: lamap.ablate(SAMPLE, None), lamap.ArgumentError, "pixel size of the sample is not known"),
        (lambda: lamap.ablate(SAMPLE[0], None, 1.0), lamap.ArgumentError, "2 or 3 dimensions"),
        (lambda: lamap.ablate(SAMPLE * 1j, None, 1.0), lamap.ArgumentError, "complex64"),
        (lambda: lamap.ablate(SAMPLE, None, 1.0, -1), lamap.ArgumentError, "seed = -1 is out of range"),
        (lambda: lamap.ablate(SAMPLE, None, 1.0, 1.5), lamap.ArgumentError, "seed = 1.5 is a float: state a whole number"),
        (lambda: lamap.ablate(lamap.Map(SAMPLE, (), 1.0, 2.0), "seed-2019"), lamap.ArgumentError, "square"),
        (lambda: lamap.phantom("dogs", 9), lamap.ArgumentError, "grains"),
        (lambda: lamap.phantom("cells", 0), lamap.ArgumentError, "found 0 x 0"),
        (lambda: lamap.phantom("cells", 9, spokes=5), lamap.ArgumentError, "cell_size_um"),
        (lambda: lamap.phantom("cells", 9, range_decades=6), lamap.ArgumentError, "out of range 0 to 5"),
        (lambda: lamap.ablate(SAMPLE, None, 1.0), lamap.ArgumentError, "the line spacing is not known"),
        (lambda: lamap.phantom("cells", (10**9, 10**9)), lamap.ArgumentError, "too large"),
    ],
)
def test_a_bad_sample_is_refused_with_a_sentence(call, kind, sentence):
    with pytest.raises(kind, match=sentence):
        call()


def test_phantoms_repeat():
    assert lamap.phantom("cells", 32, seed=5).shape == (32, 32)
    assert np.array_equal(lamap.phantom("grains", (40, 60), seed=3), SAMPLE)


def test_a_phantom_takes_the_settings_of_its_kind():
    wide = lamap.phantom("grains", (40, 60), seed=3, range_decades=2, grain_size_um=None)
    assert np.allclose(wide, 10 ** (2 * (SAMPLE - 1)), rtol=1e-5)
    bars = lamap.phantom("line-pairs", (2, 8), pixel_um=0.5, period_um=4)
    assert bars[0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_the_variance_is_that_of_many_measurements():
    noisy = lamap.Conditions("seed-2019", flicker_rsd=0.05)
    spread = np.var([lamap.ablate(SAMPLE, noisy, 1.0, seed) for seed in range(400)], axis=0)
    stated = lamap.variance(SAMPLE, noisy, 1.0)
    assert abs(spread.sum() / stated.sum() - 1) < 0.05
    maps = lamap.variance(lamap.Map(SAMPLE, "Ba", 1.0, 1.0), noisy)
    assert maps.unit == "counts²"
    assert np.array_equal(maps["Ba"], stated)


SLOW = {"beam_size_um": 20, "scan_speed_um_s": 20, "repetition_rate_hz": 20, "line_spacing_um": 1, "sample_layers": 40}


def test_a_simulation_is_followed_and_cancelled(conditions):
    told = []
    followed = lamap.ablate(SAMPLE, conditions, 1.0, 1, lambda *step: told.append(step))
    assert np.array_equal(followed, lamap.ablate(SAMPLE, conditions, 1.0, 1))
    assert (told[0], told[-1]) == ((0.0, "", "ablate"), (1.0, "", "ablate"))
    for simulate in (lamap.expected, lamap.variance):
        with pytest.raises(lamap.Cancelled):
            simulate(SAMPLE, conditions, 1.0, progress=lambda *_: False)


def test_ctrl_c_ends_a_simulation_within_a_second():
    sample, begin = np.ones((4, 1500, 1500), np.float32), time.monotonic()
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        lamap.ablate(sample, SLOW, 1.0)
    assert time.monotonic() - begin < 2


def test_rates_are_called_rates(conditions):
    rates = lamap.Conditions.from_dict({**conditions.to_dict(), "output_unit": "cps"})
    assert lamap.ablate(lamap.Map(SAMPLE, "Ba", 1.0, 1.0), rates).unit == "cps"


def test_a_plan_tells_time_resolution_and_warnings():
    plan = lamap.plan("quad-classic", 500, 300)
    assert plan["map"]["time_s"] > 0
    assert [row["angle_degrees"] for row in plan["resolution"]] == [0, 90, 45]
    assert any("washout" in sentence for sentence in plan["warnings"])
    assert lamap.plan("seed-2019")["map"] is None
    assert any("scan_speed_um_s" in sentence for sentence in lamap.plan({"beam_size_um": 5})["assumed"])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: lamap.plan("seed-2019", 500), "height_um = 0 µm is out of range"),
        (lambda: lamap.plan("seed-2019", -1, 5), "width_um = -1"),
        (lambda: lamap.plan("seed-2019", concentration=-1), "concentration = -1"),
        (lambda: lamap.plan(None), "line spacing"),
    ],
)
def test_a_plan_of_nothing_is_refused(call, sentence):
    with pytest.raises(lamap.ArgumentError, match=sentence):
        call()


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot interrupt itself there")
def test_ctrl_c_ends_the_drawing_of_a_phantom():
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        lamap.phantom("cells", 4000)
    assert time.monotonic() - began < 1.5
