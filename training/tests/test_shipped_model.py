# SPDX-License-Identifier: MIT OR Apache-2.0
"""The model that lamap embeds keeps its contract and gives what PyTorch gave."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime

MODELS = Path(__file__).parents[2] / "models"
PARITY = 1e-4  # single precision, other order of summation


def test_it_gives_what_pytorch_gave() -> None:
    golden = np.load(MODELS / "unet-small.npz")
    session = onnxruntime.InferenceSession(MODELS / "unet-small.onnx", providers=["CPUExecutionProvider"])
    assert np.abs(session.run(["y"], {"x": golden["x"]})[0] - golden["y"]).max() <= PARITY


def test_it_is_small_and_keeps_the_contract() -> None:
    path = MODELS / "unet-small.onnx"
    assert path.stat().st_size <= 8_000_000
    model = onnx.load(path)
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert metadata["lamap.contract"] == "lamap-1"
    for key in ("name", "version", "licence", "multiple", "halo", "training", "scores", "recipe_sha256"):
        assert metadata[f"lamap.{key}"], key
    assert all(opset.version <= 17 for opset in model.opset_import)
