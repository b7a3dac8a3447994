# SPDX-License-Identifier: MIT OR Apache-2.0
"""An exported model with convolutions in 8-bit integers (quantise and dequantise nodes, opset 17).

Faster on processors with such instructions, less accurate: score it with `evaluate` before it is used.
"""

from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from lamap_training.config import Draws
from lamap_training.data import MAX_ATTEMPTS, choose, cut, example
from lamap_training.images import Image

MAPS = 64  # whose values set the ranges of the activations
SIDE = 160
SEED = 3_000_001  # neither trained nor scored on


class Phantoms(CalibrationDataReader):
    """Inputs at random conditions, one patch of each measurement."""

    def __init__(self, draws: Draws, maps: int = MAPS, side: int = SIDE) -> None:
        self.inputs = (self._patch(draws, side, index) for index in range(maps))

    def get_next(self) -> dict[str, Image] | None:
        """The next input by its name, None at the end."""
        inputs = next(self.inputs, None)
        return None if inputs is None else {"x": inputs[None]}

    @staticmethod
    def _patch(draws: Draws, side: int, index: int) -> Image:
        whole = example(draws, side, SEED, index)
        inputs, _ = cut(whole, choose(whole.counted, side, 0.5, np.random.default_rng([SEED, index, MAX_ATTEMPTS])))
        return np.ascontiguousarray(inputs)


def quantise(model: Path, out: Path, phantoms: Phantoms) -> None:
    """Writes the 8-bit model with the metadata of the other; weights have a scale for each channel."""
    quantize_static(
        model,
        out,
        phantoms,
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["Conv"],
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    made = onnx.load(out)
    metadata = {entry.key: entry.value for entry in onnx.load(model).metadata_props}
    onnx.helper.set_model_props(made, metadata | {"lamap.name": metadata["lamap.name"] + "-int8"})
    onnx.save(made, out)
