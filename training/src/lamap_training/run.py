# SPDX-License-Identifier: MIT OR Apache-2.0
"""A training run on disk: recipe, checkpoint, log and curve in one folder."""

from __future__ import annotations

import csv
import hashlib
import json
import logging
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
import onnx
import torch
from torch import nn

from lamap_training.config import Config, Model
from lamap_training.networks import build

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

log = logging.getLogger(__name__)

matplotlib.use("Agg")

RECIPE, CHECKPOINT, LOG, CURVE = "recipe.toml", "checkpoint.pt", "log.csv", "curve.png"
MANIFEST, SCORES, SAMPLES, GALLERY = "data.tsv", "scores.json", "samples.png", "gallery.png"
EVENTS, VERSIONS = "tensorboard", "versions.json"
LEARNT = (".weight", ".bias")
COLUMNS = ["step", "elapsed_s", "learning_rate", "train_loss", "gain_db", "gain_low_db", "gain_high_db", "worst_db"]


def save_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Writes the checkpoint; a crash leaves the old one or the new one, never half of one."""
    unfinished = folder / (CHECKPOINT + ".part")
    with unfinished.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / CHECKPOINT)


def load_checkpoint(folder: Path) -> dict[str, Any]:
    """Reads the checkpoint; tensors and plain values only."""
    return torch.load(folder / CHECKPOINT, map_location="cpu", weights_only=True)


def load_recipe(folder: Path) -> Config:
    """Options of the run."""
    return Config.load(folder / RECIPE)


def load_network(folder: Path) -> nn.Module:
    """The network of the run with its averaged weights, for inference."""
    network = build(load_recipe(folder).model)
    network.load_state_dict(load_checkpoint(folder)["ema"])
    return network.eval()


def load_weights(path: Path, model: Model) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """Averaged weights of a run's folder, a checkpoint file or an exported model, and where they come from.

    Raises ValueError where they belong to a network of another shape.
    """
    file = path / CHECKPOINT if path.is_dir() else path
    weights, origin = _of_model(file) if file.suffix == ".onnx" else _of_checkpoint(file)
    expected = {name: value.shape for name, value in build(model).state_dict().items()}
    if {name: value.shape for name, value in weights.items()} != expected:
        raise ValueError(f"{file} holds a network of another shape than [model] widths {list(model.widths)}")
    return weights, origin


def _of_checkpoint(file: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    checkpoint = torch.load(file, map_location="cpu", weights_only=True)
    origin = {
        "run": file.resolve().parent.name,
        "checkpoint_sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "steps": checkpoint["step"],
        "origin": checkpoint.get("origin"),
    }
    return checkpoint["ema"], origin


def _of_model(file: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """An exported model keeps the names of its weights; constants of its graph have others."""
    model = onnx.load(file)
    about = {entry.key.removeprefix("lamap."): entry.value for entry in model.metadata_props}
    arrays = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights = {name: torch.from_numpy(array.copy()) for name, array in arrays.items() if name.endswith(LEARNT)}
    origin = {
        "model": f"{about.get('name', file.stem)} {about.get('version', '')}".strip(),
        "model_sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    return weights, origin


def save_versions(folder: Path, step: int) -> None:
    """Notes what makes the run from this step on: versions of the packages, and a hash of the source of this one.

    A run that goes on with other code has several entries, each with its first step.
    """
    names = ("lamap", "lamap-training", "torch", "numpy", "pillow")
    source = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    found = {"python": platform.python_version(), "source_sha256": hashlib.sha256(source).hexdigest()}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # used from a folder
            found[name] = "not installed"
    path = folder / VERSIONS
    parts = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    parts = [part for part in parts if part["from_step"] < step]  # later steps are done again
    if not parts or parts[-1] | found != parts[-1]:
        parts.append({"from_step": step} | found)
    path.write_text(json.dumps(parts, indent=1) + "\n", encoding="utf-8")


def save_scores(folder: Path, tables: dict[str, Any]) -> None:
    """Writes tables of scores into the run's file; those of other names stay."""
    path = folder / SCORES
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(kept | tables, indent=1), encoding="utf-8")


def _events(folder: Path, step: int) -> SummaryWriter | None:
    """Writer of events for TensorBoard where that is installed; those after `step` will be written again."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        log.info("no events for TensorBoard: it is not installed (pip install tensorboard)")
        return None
    return SummaryWriter(folder / EVENTS, purge_step=step + 1)


class Log:
    """CSV of training loss and validation, drawn as a curve at each validation, and events for TensorBoard."""

    def __init__(self, folder: Path, step: int, sets: list[str]) -> None:
        self.folder = folder
        self.set_columns = [f"{name}_db" for name in sets]
        path = folder / LOG
        rows = list(csv.DictReader(path.open(encoding="utf-8"))) if step and path.exists() else []
        self.rows = [row for row in rows if int(row["step"]) <= step]  # later ones are done again
        self._write("w", self.rows)
        self.events = _events(folder, step)

    def add(self, row: dict[str, float]) -> None:
        """Appends a row; columns without a value stay empty."""
        text = {key: f"{value:.6g}" if key != "step" else str(value) for key, value in row.items()}
        self.rows.append(text)
        self._write("a", [text])
        if self.events:
            for key, value in row.items():
                self.events.add_scalar(key, value, int(row["step"]))
            self.events.flush()

    def draw(self) -> None:
        """Draws training loss and validation gain over the steps."""
        from matplotlib import pyplot

        figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(16, 4))
        left.plot(*self._series("train_loss"), label="training loss")
        for column in ("gain_db", "gain_low_db", "gain_high_db"):
            middle.plot(*self._series(column), ".-", label=column)
        for column in self.set_columns:
            right.plot(*self._series(column), ".-", label=column.removesuffix("_db"))
        titles = ("loss", "random conditions: dB over the restoration", "fixed conditions: dB over the restoration")
        for axes, title in zip((left, middle, right), titles, strict=True):
            axes.set(xlabel="step", title=title)
            axes.grid(alpha=0.3)
            axes.legend()
        figure.tight_layout()
        figure.savefig(self.folder / CURVE, dpi=90)
        pyplot.close(figure)

    def _series(self, column: str) -> tuple[list[int], list[float]]:
        rows = [row for row in self.rows if row.get(column)]
        return [int(row["step"]) for row in rows], [float(row[column]) for row in rows]

    def _write(self, mode: str, rows: list[dict[str, str]]) -> None:
        with (self.folder / LOG).open(mode, newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*COLUMNS, *self.set_columns], extrasaction="ignore")
            if mode == "w":
                writer.writeheader()
            writer.writerows(rows)
