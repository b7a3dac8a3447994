# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs the network of a run or of an ONNX file on inputs of any size."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from lamap_training import run
from lamap_training.images import Image
from lamap_training.model import MULTIPLE
from lamap_training.networks import multiple

EDGE = 8  # pixels of mirror image

Network = Callable[[Image], Image]  # (3, rows, columns) -> (2, rows, columns), of any size


def load(path: Path) -> Network:
    """The network of a run's folder (PyTorch) or of an ONNX file (ONNX Runtime)."""
    if path.is_dir():
        network = run.load_network(path)

        def torch_network(inputs: Image) -> Image:
            with torch.no_grad():
                return network(torch.from_numpy(inputs[None])).numpy()[0]

        step = multiple(run.load_recipe(path).model)
        return lambda inputs: refine(torch_network, inputs, step)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    step = int(session.get_modelmeta().custom_metadata_map.get("lamap.multiple", MULTIPLE))
    return lambda inputs: refine(lambda whole: session.run(["y"], {"x": whole[None]})[0][0], inputs, step)


def refine(network: Network, inputs: Image, step: int = MULTIPLE) -> Image:
    """Output for an input of any size, as the library makes it: a few mirrored pixels around it, sides in steps."""
    rows, columns = inputs.shape[1:]
    padding = [(EDGE, EDGE + -(side + 2 * EDGE) % step) for side in (rows, columns)]
    padded = np.pad(inputs, ((0, 0), *padding), mode="symmetric")
    return network(padded)[:, EDGE : EDGE + rows, EDGE : EDGE + columns]
