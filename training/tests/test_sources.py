# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
import hashlib
import itertools
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Picture

from lamap_training import sources
from lamap_training.config import Config, Data, Images
from lamap_training.data import loader, maker
from lamap_training.sources import find_files, manifest, training_sampler

NAMES = ("one_a.png", "one_b.png", "two_a.png", "two_b.png")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two specimens, two pictures each; the mean of a picture tells which it is."""
    (tmp_path / "cells").mkdir()
    for number, name in enumerate(NAMES):
        values = np.random.default_rng(number).integers(0, 255, (24, 24)).repeat(4, 0).repeat(4, 1)
        Picture.fromarray(values.astype(np.uint8)).save(tmp_path / "cells" / name)
    return tmp_path


@pytest.fixture
def mixed(tiny: Config) -> Config:
    """Half phantoms, half pictures, the second specimen held out."""
    images = (Images(folder="cells", group="cells", hold_out=("two_*",)),)
    return dataclasses.replace(tiny, images=images, data=dataclasses.replace(tiny.data, phantom_share=0.5))


def test_a_specimen_is_held_out_with_all_its_pictures(
    mixed: Config, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = find_files(mixed, root)
    assert [file.path.name for file in files if file.held_out] == ["two_a.png", "two_b.png"]
    opened = set()
    monkeypatch.setattr(sources, "crop", lambda *arguments: np.ones(arguments[3:5], np.float32))
    monkeypatch.setattr(sources, "sheet", lambda path, options: opened.add(path.name))
    monkeypatch.setattr(sources.Phantoms, "__call__", lambda *arguments: np.zeros(arguments[2:4], np.float32))
    sampler = training_sampler(mixed, files)
    kinds = [sampler(np.random.default_rng(seed), 4, 4)[0, 0] for seed in range(200)]
    assert opened == {"one_a.png", "one_b.png"}
    assert np.mean(kinds) == pytest.approx(0.5, abs=0.1)


def test_the_manifest_says_what_was_held_out(mixed: Config, root: Path) -> None:
    lines = manifest(find_files(mixed, root), root).splitlines()
    assert lines[0] == "file\tsha256\tset\tsplit"
    assert len(lines) == 5
    digest = hashlib.sha256((root / "cells" / "two_b.png").read_bytes()).hexdigest()
    assert lines[4] == f"cells/two_b.png\t{digest}\tcells\theld out"


def test_the_environment_names_the_data_root(mixed: Config, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(sources.ROOT_VARIABLE, raising=False)
    with pytest.raises(ValueError, match=sources.ROOT_VARIABLE):
        find_files(mixed, None)
    monkeypatch.setenv(sources.ROOT_VARIABLE, str(root))
    assert len(find_files(mixed, None)) == 4


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (Images(folder="nothing"), "no folder"),
        (Images(folder="cells", hold_out=("three_*",)), r"three_\*"),
        (Images(folder="cells", hold_out=("*",)), "nothing is left"),
    ],
)
def test_what_finds_nothing_is_refused(tiny: Config, root: Path, images: Images, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        find_files(dataclasses.replace(tiny, images=(images,)), root)


def test_a_copy_of_a_held_out_picture_is_refused(mixed: Config, root: Path) -> None:
    (root / "cells" / "one_c.png").write_bytes((root / "cells" / "two_a.png").read_bytes())
    with pytest.raises(ValueError, match="both trained on and held out"):
        find_files(mixed, root)


def test_sections_of_one_folder_can_differ(tiny: Config, root: Path) -> None:
    images = (
        Images(folder="cells", leave_out=("two_*",)),
        Images(folder="cells", files=("two_*",), invert_share=0.9),
    )
    shares = {
        file.path.name: file.options.invert_share for file in find_files(dataclasses.replace(tiny, images=images), root)
    }
    assert shares == {"one_a.png": 0.1, "one_b.png": 0.1, "two_a.png": 0.9, "two_b.png": 0.9}


def test_a_folder_must_lie_below_the_root() -> None:
    with pytest.raises(ValueError, match="below the data root"):
        Images(folder="../elsewhere")


def test_pictures_give_the_same_pairs_in_any_number_of_workers_and_after_a_pause(mixed: Config, root: Path) -> None:
    make = maker(mixed, training_sampler(mixed, find_files(mixed, root)))
    alone = list(itertools.islice(loader(make, 0, 0), 6))
    for workers, start in ((2, 0), (1, 2)):
        made = itertools.islice(loader(make, start, workers), 3)
        for (inputs, truth, *_), (expected, aim, *_) in zip(made, alone[start:], strict=False):
            assert torch.equal(inputs, expected)
            assert torch.equal(truth, aim)


def test_shares_are_probabilities() -> None:
    with pytest.raises(ValueError, match="phantom_share"):
        Config(data=Data(phantom_share=1.5))
