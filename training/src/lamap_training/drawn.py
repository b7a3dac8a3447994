# SPDX-License-Identifier: MIT OR Apache-2.0
"""Measurements drawn before a run, on disk: `python -m lamap_training.drawn --config RECIPE --out FOLDER --maps N`.

A map takes as long to draw and restore as many steps of a small network. Kept maps serve any number of runs, and carry
what a teacher, a trained network, makes of them: its estimates are free of the scatter of single truths, so that a
small network learns from them in fewer patches.
"""

import argparse
import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch

from lamap_training import inference
from lamap_training.config import Config
from lamap_training.data import Batch, Example, choose, example
from lamap_training.sources import Sampler, find_files, training_sampler

ORIGIN = "drawn.json"
INPUTS, TRUTH, TAUGHT = slice(0, 3), slice(3, 4), slice(4, 5)  # channels of a file


@dataclass(frozen=True)
class Drawn:
    """The maps of a folder, (channels, rows, columns) each; the truth is NaN where it does not count."""

    paths: tuple[Path, ...]

    @classmethod
    def of(cls, folder: Path) -> "Drawn":
        """The maps that are there now; ValueError where there are none."""
        paths = tuple(sorted(folder.glob("*.npy")))
        if not paths:
            raise ValueError(f"{folder} holds no maps: draw some with lamap_training.drawn")
        return cls(paths)

    def batch(self, config: Config, number: int) -> Batch:
        """Batch `number` of the endless sequence of the recipe's seed: patches of any places of any maps."""
        rng = np.random.default_rng([config.data.seed, number])
        chosen = rng.integers(len(self.paths), size=config.training.batch)
        patches = np.stack([_patch(self.paths[index], config, rng) for index in chosen])
        inputs, truths, taught = (
            torch.from_numpy(np.ascontiguousarray(patches[:, part])) for part in (INPUTS, TRUTH, TAUGHT)
        )
        return Batch(inputs, truths, taught=taught if taught.shape[1] else None)


def draw(config: Config, sampler: Sampler, out: Path, maps: int, teacher: Path | None) -> None:
    """Adds maps to a folder until there are `maps`; those of another recipe or teacher are refused (ValueError)."""
    out.mkdir(parents=True, exist_ok=True)
    _check_origin(config, out, teacher)
    network = inference.load(teacher) if teacher else None
    for index in range(maps):
        path = out / f"{index:06}.npy"
        if path.exists():
            continue
        whole = example(config.draws, config.data.patch, config.data.seed, index, sampler=sampler)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.save(file, _channels(whole, network))
        unfinished.replace(path)


def _channels(whole: Example, network: inference.Network | None) -> np.ndarray:
    truth = np.where(whole.counted, whole.truth, np.float32(np.nan))
    taught = [network(whole.input)[:1]] if network else []
    return np.concatenate([whole.input, truth[None], *taught]).astype(np.float32)


def _patch(path: Path, config: Config, rng: np.random.Generator) -> np.ndarray:
    whole = np.load(path, mmap_mode="r")
    window = choose(~np.isnan(whole[3]), config.data.patch, config.data.border_share, rng)
    return whole[:, *window]


def _check_origin(config: Config, out: Path, teacher: Path | None) -> None:
    drawn = {"draws": config.draws, "data": config.data, "images": config.images, "crops": config.crops}
    recipe = sha256(repr(drawn).encode()).hexdigest()
    origin = {"recipe": recipe, "teacher": sha256(teacher.read_bytes()).hexdigest() if teacher else None}
    path = out / ORIGIN
    if path.exists() and json.loads(path.read_text()) != origin:
        raise ValueError(f"{out} holds maps of another recipe or teacher: choose another folder")
    path.write_text(json.dumps(origin))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Draw measurements for training; start it again to go on.")
    parser.add_argument("--config", type=Path, required=True, help="recipe (TOML)")
    parser.add_argument("--out", type=Path, required=True, help="folder of the maps, about a megabyte each")
    parser.add_argument("--maps", type=int, required=True, help="how many there will be")
    parser.add_argument("--data", type=Path, help="folder below which the recipe's pictures lie (LAMAP_TRAINING_DATA)")
    parser.add_argument("--teacher", type=Path, help="model (.onnx) whose estimates are kept beside the truth")
    options = parser.parse_args()
    config = Config.load(options.config)
    sampler = training_sampler(config, find_files(config, options.data))
    draw(config, sampler, options.out, options.maps, options.teacher)


if __name__ == "__main__":
    main()
