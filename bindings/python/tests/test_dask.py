# SPDX-License-Identifier: MIT OR Apache-2.0
import numpy as np
import pytest

import lamap
import lamap.dask
from conftest import MODELS

array = pytest.importorskip("dask.array")


def test_a_lazy_result_is_that_of_the_map_in_memory(measured, conditions):
    values = np.stack([measured, measured[::-1], measured * 2])
    options = {"unit": "counts", "method": "physics", "magnification": 2}
    estimate, deviation = lamap.dask.enhance(array.from_array(values, chunks=(2, 10, 10)), conditions, **options)
    assert estimate.shape == deviation.shape == (3, 48, 64)
    assert estimate.chunks[0] == (1, 1, 1)
    expected = lamap.enhance(values, conditions, **options)
    assert np.array_equal(estimate.compute(), expected.estimate.values)
    assert np.array_equal(deviation[1].compute(), expected.deviation[1])


def test_one_element_gives_two_dimensions_and_processes_will_do(measured, conditions):
    lazy, _ = lamap.dask.enhance(array.from_array(measured), conditions, method="physics")
    assert lazy.compute(scheduler="processes").shape == lazy.shape == (96, 128)


def test_chunks_that_a_network_refined_are_those_of_the_map_in_memory(measured, conditions):
    bright = measured * 100  # so that what the network blurs is far more than noise
    options = {"unit": "counts", "method": "unet", "model": (MODELS / "blur-lamap1.onnx").read_bytes()}
    expected = lamap.enhance(bright, conditions, **options).estimate.values[0]
    one, _ = lamap.dask.enhance(array.from_array(bright), conditions, **options)
    several, _ = lamap.dask.enhance(array.from_array(bright), conditions, chunk=64, **options)
    assert np.array_equal(one.compute(), expected)
    assert several.numblocks == (2, 2)
    assert np.abs(several.compute() - expected).max() < 1e-3 * np.ptp(expected)


def test_bad_arguments_are_refused_at_once(measured):
    with pytest.raises(lamap.ArgumentError, match="pixel width is not known"):
        lamap.dask.enhance(array.from_array(measured))
    with pytest.raises(lamap.ArgumentError, match="magnification"):
        lamap.dask.enhance(array.from_array(measured), "seed-2019", magnification=0)
    with pytest.raises(lamap.ArgumentError, match="dimensions"):
        lamap.dask.enhance(array.from_array(measured[0]), "seed-2019")
