# SPDX-License-Identifier: MIT OR Apache-2.0
"""Run -> ONNX model, its card and a golden file: `python -m lamap_training.export RUN --out models/unet-small.onnx`."""

import argparse
import collections
import copy
import csv
import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from lamap_training import run
from lamap_training.card import model_card
from lamap_training.config import Config
from lamap_training.halo import halo, measure_reach, synthetic_input
from lamap_training.networks import multiple, receptive_radius
from lamap_training.quantise import Phantoms, quantise
from lamap_training.sources import TRAINING
from lamap_training.zoo import package

CONTRACT = "lamap-1"
LICENCE = "MIT OR Apache-2.0"
OPSET, IR_VERSION = 17, 8
PARITY_SHAPES = ((1, 48, 64), (2, 104, 40), (1, 168, 256))
PARITY_TOLERANCE = 1e-4  # both add up in single precision, in another order
GOLDEN_SHAPE = (48, 64)


def export(folder: Path, path: Path, name: str, version: str) -> dict[str, str]:
    """Writes the model of a run, its card (.md) and golden file (.npz) side by side; gives the metadata."""
    network = run.load_network(folder)
    step = multiple(run.load_recipe(folder).model)
    _write_graph(network, path)
    metadata = _metadata(folder, network, name, version)
    model = onnx.load(path)
    model.ir_version = IR_VERSION
    onnx.helper.set_model_props(model, metadata)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    difference = check_parity(network, path, step)
    write_golden(network, path.with_suffix(".npz"), step)
    path.with_suffix(".md").write_text(model_card(metadata, network, path, difference), encoding="utf-8")
    return metadata


def check_parity(network: nn.Module, path: Path, step: int = 8) -> float:
    """Largest difference between ONNX Runtime and PyTorch over shapes of different size and batch, multiples of `step`.

    Raises AssertionError above `PARITY_TOLERANCE`.
    """
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    worst = 0.0
    for seed, (count, rows, columns) in enumerate(PARITY_SHAPES):
        inputs = torch.cat([synthetic_input(*_whole(rows, columns, step), seed + 10 * n) for n in range(count)])
        with torch.no_grad():
            expected = network(inputs).numpy()
        (got,) = session.run(["y"], {"x": inputs.numpy()})
        if got.shape != expected.shape:
            raise AssertionError(f"ONNX Runtime gives shape {got.shape}, PyTorch {expected.shape}")
        worst = max(worst, float(np.abs(got - expected).max()))
    if not worst <= PARITY_TOLERANCE:
        raise AssertionError(f"ONNX Runtime and PyTorch differ by {worst:.2g}, more than {PARITY_TOLERANCE}")
    return worst


def write_golden(network: nn.Module, path: Path, step: int = 8) -> None:
    """One input `x` and PyTorch's output `y`, float32, for tests in other languages."""
    inputs = synthetic_input(*_whole(*GOLDEN_SHAPE, step), seed=7)
    with torch.no_grad():
        np.savez_compressed(path, x=inputs.numpy(), y=network(inputs).numpy())


def _whole(rows: int, columns: int, step: int) -> tuple[int, int]:
    return -(-rows // step) * step, -(-columns // step) * step


def _write_graph(network: nn.Module, path: Path) -> None:
    sizes = {0: "n", 2: "h", 3: "w"}
    torch.onnx.export(
        network,
        (synthetic_input(64, 64, seed=0),),
        str(path),
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": sizes, "y": sizes},
        opset_version=OPSET,
        dynamo=False,  # plain Conv, Relu, Add, DepthToSpace at opset 17; the newer exporter starts at 18
    )


def _metadata(folder: Path, network: nn.Module, name: str, version: str) -> dict[str, str]:
    recipe = (folder / run.RECIPE).read_bytes()
    config = run.load_recipe(folder)
    checkpoint = run.load_checkpoint(folder)
    radius = receptive_radius(config.model)
    step = multiple(config.model)
    side = 2 * (radius // step + 2) * step
    reach = measure_reach(copy.deepcopy(network).double(), synthetic_input(side, side, seed=3).double(), step)
    training = {
        "data": _data(folder, config),
        "origin": _origin(checkpoint.get("origin")),
        "steps": checkpoint["step"],
        "patches": checkpoint["step"] * config.training.batch,
        "hours": round(checkpoint["elapsed_s"] / 3600, 2),
        "receptive_radius": radius,
        "reach": reach,
        "draws": dataclasses.asdict(config.draws),
    }
    scores: dict[str, Any] = {"validation": checkpoint["validation"]}
    if (folder / run.SCORES).exists():
        scores |= json.loads((folder / run.SCORES).read_text(encoding="utf-8"))
    return {
        "lamap.contract": CONTRACT,
        "lamap.name": name,
        "lamap.version": version,
        "lamap.licence": LICENCE,
        "lamap.multiple": str(step),
        "lamap.halo": str(halo(reach, step)),
        "lamap.training": json.dumps(training),
        "lamap.scores": json.dumps(scores),
        "lamap.recipe_sha256": hashlib.sha256(recipe).hexdigest(),
    }


def _data(folder: Path, config: Config) -> str:
    """What a run was trained on, in words."""
    path = folder / run.MANIFEST
    rows = list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t")) if path.exists() else []
    trained = collections.Counter(row["set"] for row in rows if row["split"] == TRAINING)
    if not trained:
        return "phantoms of lamap, virtually ablated by lamap; no picture and no measured map was used"
    sets = ", ".join(f"{count} {name}" for name, count in trained.items())
    share = config.data.phantom_share
    return (
        f"{share:.0%} phantoms of lamap, {1 - share:.0%} crops of {trained.total()} grey pictures ({sets}), virtually "
        f"ablated by lamap; {len(rows) - trained.total()} more pictures were held out for validation. "
        f"List of files: sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}"
    )


def _origin(origin: dict[str, Any] | None) -> str:
    """Where the first weights came from, in words."""
    if origin is None:
        return "random weights"
    if "model" in origin:
        return f"the model {origin['model']} (sha256 {origin['model_sha256']})"
    start = f"run {origin['run']} after {origin['steps']} steps (checkpoint sha256 {origin['checkpoint_sha256']})"
    return f"{start}, which started from {_origin(origin['origin'])}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Export the averaged weights of a run as an ONNX model.")
    parser.add_argument("source", type=Path, help="folder of a run, or an exported model to package")
    parser.add_argument("--out", type=Path, help="model (.onnx) of a run; card and golden file beside it")
    parser.add_argument("--zoo", type=Path, help="package (.zip) for the BioImage Model Zoo")
    parser.add_argument("--int8", type=Path, help="the model with 8-bit convolutions (.onnx); score it before use")
    parser.add_argument("--name", default="unet-small")
    parser.add_argument("--model-version", default="0.1.0")
    options = parser.parse_args()
    model = options.out if options.source.is_dir() else options.source
    if model is None or (options.out is None) != (model == options.source):
        parser.error("a run needs --out, a model does not take it")
    if options.source.is_dir():
        model.parent.mkdir(parents=True, exist_ok=True)
        print(json.dumps(export(options.source, model, options.name, options.model_version), indent=2))
    if options.int8:
        training = json.loads(next(p.value for p in onnx.load(model).metadata_props if p.key == "lamap.training"))
        quantise(model, options.int8, Phantoms(Config.from_dict({"draws": training["draws"]}).draws))
    if options.zoo:
        package(model, model.with_suffix(".md"), options.zoo)


if __name__ == "__main__":
    main()
