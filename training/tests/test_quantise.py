# SPDX-License-Identifier: MIT OR Apache-2.0
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from lamap_training.config import Draws
from lamap_training.halo import synthetic_input
from lamap_training.quantise import Phantoms, quantise

MODEL = Path(__file__).parents[2] / "models" / "unet-small.onnx"


@pytest.mark.usefixtures("without_library")
def test_the_8_bit_model_is_smaller_and_nearly_the_same(tmp_path: Path) -> None:
    out = tmp_path / "int8.onnx"
    quantise(MODEL, out, Phantoms(Draws(spare_um=(0.0, 8.0)), maps=2, side=64))
    assert out.stat().st_size < 0.4 * MODEL.stat().st_size
    model = onnx.load(out)
    assert [(o.domain, o.version) for o in model.opset_import] == [("", 17)]
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert metadata["lamap.name"] == "unet-small-int8"
    assert metadata["lamap.contract"] == "lamap-1"
    assert json.loads(metadata["lamap.training"])["draws"]
    inputs = {"x": synthetic_input(64, 64, 1).numpy()}
    before, after = (onnxruntime.InferenceSession(path).run(["y"], inputs)[0][0, 0] for path in (MODEL, out))
    assert 0 < np.abs(before - after).mean() < 0.05
