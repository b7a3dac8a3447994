# SPDX-License-Identifier: MIT OR Apache-2.0
"""Files that pewlib writes today come back as they were."""

import numpy as np
import pytest

import lamap

pewlib = pytest.importorskip("pewlib")
config = pytest.importorskip("pewlib.config")
srr = pytest.importorskip("pewlib.srr")
npz = pytest.importorskip("pewlib.io.npz")


def data(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Two elements of float32 values, one of them missing."""
    rng = np.random.default_rng(seed)
    values = np.zeros(shape, [("P31", float), ("64Zn", float)])
    for name in values.dtype.names:
        values[name] = rng.gamma(2.0, 50.0, shape).astype(np.float32)
    values["P31"][0, 1] = np.nan
    return values


@pytest.mark.parametrize(
    ("scan", "pixel_um"),
    [
        (config.Config(spotsize=35.0, speed=140.0, scantime=0.25), (35.0, 35.0)),
        (config.Config(spotsize=20.0, speed=40.0, scantime=0.1), (4.0, 20.0)),
        (config.SpotConfig(spotsize=10.0, spotsize_y=20.0), (10.0, 20.0)),
    ],
)
def test_a_map_comes_back(tmp_path, scan, pixel_um):
    values = data((5, 7), 1)
    npz.save(tmp_path / "sample.npz", pewlib.Laser(values, config=scan))
    read = lamap.read_map(tmp_path / "sample.npz")
    assert (read.elements, read.unit) == (["P31", "64Zn"], "counts")
    assert (read.pixel_width_um, read.pixel_height_um) == pytest.approx(pixel_um)
    for name in read.elements:
        assert np.array_equal(read[name], values[name], equal_nan=True)


def test_layers_of_a_super_resolution_reconstruction_come_back_as_they_lie_on_the_sample(tmp_path):
    layers = [data((6, 10), seed) for seed in range(3)]
    scan = srr.SRRConfig(20.0, 80.0, 0.25, warmup=1.0, subpixel_offsets=[(0, 2), (1, 2)])
    laser = srr.SRRLaser(layers, config=scan)
    npz.save(tmp_path / "srr.npz", laser)
    with pytest.raises(lamap.FileError, match="holds 3 passes over one sample"):
        lamap.read_map(tmp_path / "srr.npz")
    starts = ["0.0000,0.0000,", "0.5000,0.5000,turned", "0.0000,0.0000,"]
    for number, start in enumerate(starts):
        read = lamap.read_map(tmp_path / "srr.npz", part=number + 1)
        whole = laser.get("P31", layer=number)
        on_sample = whole[4:] if number == 1 else whole[:, 4:]
        assert np.array_equal(read["P31"], on_sample, equal_nan=True)
        assert f"pass {number + 1} of 3 starts at {start}" in read.notes[0]


def test_all_layers_are_read_as_passes(tmp_path):
    scan = srr.SRRConfig(20.0, 80.0, 0.25, warmup=1.0, subpixel_offsets=[(0, 3), (1, 3)])
    npz.save(tmp_path / "srr.npz", srr.SRRLaser([data((6, 10), seed) for seed in range(3)], config=scan))
    read = lamap.read_passes(tmp_path / "srr.npz")
    third = pytest.approx(1 / 3, rel=1e-12)
    assert [lies for _, lies in read] == [lamap.Pass(), lamap.Pass(third, third, True), lamap.Pass()]
    for number, (layer, _) in enumerate(read):
        part = lamap.read_map(tmp_path / "srr.npz", part=number + 1)
        assert np.array_equal(layer.values, part.values, equal_nan=True)


def test_a_file_of_one_map_holds_no_passes(tmp_path):
    npz.save(tmp_path / "one.npz", pewlib.Laser(data((5, 7), 1), config=config.Config(35.0, 140.0, 0.25)))
    with pytest.raises(lamap.FileError, match="holds a single pass"):
        lamap.read_passes(tmp_path / "one.npz")
    with pytest.raises(lamap.MissingFileError):
        lamap.read_passes(tmp_path / "none.npz")
