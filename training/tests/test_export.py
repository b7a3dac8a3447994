# SPDX-License-Identifier: MIT OR Apache-2.0
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from lamap_training import run
from lamap_training.config import Config
from lamap_training.export import check_parity, export
from lamap_training.model import UNetSmall
from lamap_training.train import Trainer


@pytest.fixture
def folder(tiny: Config, tmp_path: Path) -> Path:
    """A run whose network is random but not the identity."""
    trainer = Trainer(tiny)
    with torch.no_grad():
        for parameter in trainer.average.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape))
    trainer.validation = {"gain_db": 1.5}
    (tmp_path / run.RECIPE).write_text(tiny.to_toml())
    run.save_checkpoint(tmp_path, trainer.state())
    return tmp_path


def test_an_exported_model_keeps_the_contract(folder: Path) -> None:
    path = folder / "tiny.onnx"
    export(folder, path, "tiny", "1.2.3")
    model = onnx.load(path)
    assert model.ir_version == 8
    assert [(o.domain, o.version) for o in model.opset_import] == [("", 17)]
    assert [i.name for i in model.graph.input] == ["x"]
    assert [o.name for o in model.graph.output] == ["y"]
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert metadata["lamap.contract"] == "lamap-1"
    assert metadata["lamap.name"] == "tiny"
    assert metadata["lamap.version"] == "1.2.3"
    assert metadata["lamap.licence"] == "MIT OR Apache-2.0"
    assert metadata["lamap.multiple"] == "8"
    assert int(metadata["lamap.halo"]) % 8 == 0
    assert json.loads(metadata["lamap.training"])["draws"]["magnification"] == [2.0, 8.0]
    assert json.loads(metadata["lamap.scores"])["validation"] == {"gain_db": 1.5}
    recipe = (folder / run.RECIPE).read_bytes()
    assert metadata["lamap.recipe_sha256"] == hashlib.sha256(recipe).hexdigest()
    assert "tiny 1.2.3" in path.with_suffix(".md").read_text()


def test_the_golden_file_is_what_the_model_gives(folder: Path) -> None:
    path = folder / "tiny.onnx"
    export(folder, path, "tiny", "1.2.3")
    golden = np.load(path.with_suffix(".npz"))
    assert golden["x"].shape == (1, 3, 48, 64)
    (got,) = onnxruntime.InferenceSession(path).run(["y"], {"x": golden["x"]})
    assert np.abs(got - golden["y"]).max() <= 1e-4
    assert np.abs(golden["y"][0, 0] - golden["x"][0, 0]).max() > 1e-3


def test_other_weights_fail_the_parity_check(folder: Path, tiny: Config) -> None:
    path = folder / "tiny.onnx"
    export(folder, path, "tiny", "1.2.3")
    with pytest.raises(AssertionError, match="differ"):
        check_parity(UNetSmall(tiny.model).eval(), path)


def test_the_card_says_what_a_network_was_trained_on(folder: Path) -> None:
    path = folder / "tiny.onnx"
    export(folder, path, "tiny", "1.2.3")
    card = path.with_suffix(".md").read_text()
    assert "started from random weights" in card
    assert "no picture and no measured map was used" in card


def test_the_card_names_pictures_and_first_weights(folder: Path) -> None:
    table = (
        "file\tsha256\tset\tsplit\na.png\t1\tcells\ttraining\nb.png\t2\tcells\ttraining\nc.png\t3\trocks\theld out\n"
    )
    (folder / run.MANIFEST).write_text(table)
    first = {"run": "first", "steps": 7, "checkpoint_sha256": "abc", "origin": None}
    run.save_checkpoint(folder, run.load_checkpoint(folder) | {"origin": first})
    path = folder / "tiny.onnx"
    export(folder, path, "tiny", "1.2.3")
    card = path.with_suffix(".md").read_text()
    assert "started from run first after 7 steps (checkpoint sha256 abc), which started from random weights" in card
    assert "40% phantoms of lamap, 60% crops of 2 grey pictures (2 cells)" in card
    assert "1 more pictures were held out" in card
    assert hashlib.sha256(table.encode()).hexdigest() in card
