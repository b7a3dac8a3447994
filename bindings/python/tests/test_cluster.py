# SPDX-License-Identifier: MIT OR Apache-2.0
"""Chunks of a large map on a cluster of two worker processes."""

import numpy as np
import pytest

import lamap
import lamap.dask

array = pytest.importorskip("dask.array")
pytestmark = pytest.mark.filterwarnings("ignore")  # of the cluster


@pytest.fixture(scope="module")
def large(conditions) -> np.ndarray:
    counts = lamap.ablate(lamap.phantom("cells", (1100, 1200), seed=5), conditions, 1.0, seed=1)
    counts[50:53, 60] = np.nan
    return counts


@pytest.mark.parametrize("method", ["physics", "unet"])
def test_chunks_on_two_workers_are_the_map_in_memory(method, large, conditions, client):
    # on a scale that bends, chunks agree with the whole only to some hundredths: the solution of a tile is found in steps
    options = {"unit": "counts", "method": method, "magnification": 2, "scale": "linear"}
    chunks = array.from_array(large, chunks=(100, 70))
    lazy = lamap.dask.enhance(chunks, conditions, chunk=180, **options)
    estimate, deviation = client.compute(lazy, sync=True)
    whole = lamap.enhance(large, conditions, **options)
    expected, spread = whole.estimate.values[0], whole.deviation.values[0]
    assert estimate.shape == (440, 480)
    assert lazy[0].numblocks == (3, 3)
    assert np.array_equal(np.isnan(estimate), np.isnan(expected))
    seen = np.isfinite(expected)
    scale = np.ptp(expected[seen])
    assert np.abs(estimate - expected)[seen].max() < 1e-3 * scale
    level = 2e-3 * scale if method == "physics" else 0.1 * spread[seen].max()  # a network's is found chunk by chunk
    assert np.abs(deviation - spread)[seen].max() < level
