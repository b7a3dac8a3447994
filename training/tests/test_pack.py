# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from lamap_training.config import Config, Images
from lamap_training.pack import pack, reduced
from lamap_training.pictures import read
from lamap_training.sources import find_files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a picture of 8 bits and one of 16."""
    rng = np.random.default_rng(1)
    (tmp_path / "data" / "cells").mkdir(parents=True)
    (tmp_path / "data" / "rocks").mkdir()
    Picture.fromarray(rng.integers(256, size=(30, 40), dtype=np.uint8)).save(tmp_path / "data" / "cells" / "a.png")
    Picture.fromarray(rng.integers(60000, size=(30, 40), dtype=np.uint16)).save(tmp_path / "data" / "rocks" / "b.tif")
    return tmp_path / "data"


def test_what_is_unpacked_is_a_data_root_with_its_recipe(root: Path, tmp_path: Path) -> None:
    config = Config(images=(Images(folder="cells"), Images(folder="rocks", bin=2, group="rocks")))
    assert pack(config, root, tmp_path / "p.tar") == 2
    with tarfile.open(tmp_path / "p.tar") as archive:
        archive.extractall(tmp_path / "there", filter="data")
    there = Config.load(tmp_path / "there" / "recipe.toml")
    assert there == dataclasses.replace(config, images=tuple(dataclasses.replace(i, bin=1) for i in config.images))
    files = find_files(there, tmp_path / "there")
    assert np.array_equal(read(files[0].path), read(root / "cells" / "a.png"))
    means = read(root / "rocks" / "b.tif").astype(float).reshape(15, 2, 20, 2).mean((1, 3))
    stored = read(files[1].path).astype(float)
    assert (stored.min(), stored.max()) == (0, 1023)
    assert np.allclose(stored / 1023, (means - means.min()) / np.ptp(means), atol=0.51 / 1023)


def test_equal_pictures_give_equal_archives(root: Path, tmp_path: Path) -> None:
    config = Config(images=(Images(folder="cells"),))
    archives = [tmp_path / name for name in ("one.tar", "two.tar")]
    for path in archives:
        pack(config, root, path)
    assert archives[0].read_bytes() == archives[1].read_bytes()


def test_labels_and_flat_pictures_survive() -> None:
    labels = np.array([[0, 3], [7, 3]], np.uint16)
    assert np.array_equal(reduced(labels, Images(labels=True)), labels)
    assert (reduced(np.full((4, 4), 500, np.uint16), Images()) == 0).all()


def test_two_kinds_of_means_of_one_picture_are_refused(root: Path, tmp_path: Path) -> None:
    config = Config(images=(Images(folder="cells"), Images(folder="cells", bin=2)))
    with pytest.raises(ValueError, match=r"a\.png is used with different bins"):
        pack(config, root, tmp_path / "p.tar")
