# SPDX-License-Identifier: MIT OR Apache-2.0
"""Scores a run or an ONNX model: `python -m lamap_training.evaluate RUN_OR_MODEL [--pairs HR_DIR LR_DIR]`."""

import argparse
import dataclasses
import itertools
import math
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from PIL import Image as Picture

from lamap_training import _core, run
from lamap_training._core import Image
from lamap_training.conditions import TARGET_PIXEL_UM, displacement_um
from lamap_training.config import Config, Draws
from lamap_training.data import Example, example
from lamap_training.model import MULTIPLE

Network = Callable[[Image], Image]  # (3, rows, columns) -> (2, rows, columns)
Score = dict[str, float | str]

KINDS = ("grains", "zoning", "veins", "cells", "tissue", "gradients", "texture", "particles", "fibres", "mixed")
DECADES = ((0.7, 1.7), (1.7, 2.7), (2.7, 3.7), (3.7, 4.5), (4.5, 5.3))  # log10 counts of the brightest pixel
SEED = 2_000_003  # never trained or tuned on
SIDE = 224  # smallest side of an evaluated map, target pixels

PAIR_PRESET, PAIR_FACTOR, PAIR_PIXEL_UM = "seed-2019", 5, 5.0
PAIR_DISPLACEMENT_UM = 4.357  # of that preset: transport and mean response less its lead
PAIR_BORDER = 10


def load(path: Path) -> Network:
    """The network of a run's folder (PyTorch) or of an ONNX file (ONNX Runtime)."""
    if path.is_dir():
        network = run.load_network(path)

        def torch_network(inputs: Image) -> Image:
            with torch.no_grad():
                return network(torch.from_numpy(inputs[None])).numpy()[0]

        return torch_network
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return lambda inputs: session.run(["y"], {"x": inputs[None]})[0][0]


def refine(network: Network, inputs: Image) -> Image:
    """Output for an input of any size: padded with its border to whole multiples, and cut again."""
    rows, columns = inputs.shape[1:]
    padded = np.pad(inputs, ((0, 0), (0, -rows % MULTIPLE), (0, -columns % MULTIPLE)), mode="edge")
    return network(padded)[:, :rows, :columns]


def bicubic(
    measured: Image, shape: tuple[int, int], pixel_um: tuple[float, float], target_um: float, shift_um: float
) -> Image:
    """The measured map on the target grid, `pixel_um` = (height, width), its displacement along the scan undone."""
    rows = (np.arange(shape[0]) + 0.5) * target_um / pixel_um[0] - 0.5
    columns = ((np.arange(shape[1]) + 0.5) * target_um + shift_um) / pixel_um[1] - 0.5
    lines, pixels = measured.shape
    return (_cubic_weights(rows, lines) @ measured @ _cubic_weights(columns, pixels).T).astype(np.float32)


def _cubic_weights(places: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Keys' cubic convolution (a = -1/2, exact on ramps) from `count` samples to `places`; the border is repeated."""
    weights = np.zeros((len(places), count))
    for tap in range(-1, 3):
        sample = np.floor(places).astype(int) + tap
        d = np.abs(places - sample)
        weight = np.where(d <= 1, (1.5 * d - 2.5) * d * d + 1, ((-0.5 * d + 2.5) * d - 4) * d + 2)
        np.add.at(weights, (np.arange(len(places)), np.clip(sample, 0, count - 1)), weight)
    return weights


def psnr(estimate: Image, truth: Image, peak: float) -> float:
    """Peak signal-to-noise ratio in dB."""
    return 10 * math.log10(peak**2 / float(((estimate - truth).astype(np.float64) ** 2).mean()))


def score(whole: Example, network: Network) -> Score:
    """PSNR of the three methods on one example (peak: range of the truth) and how often the stated error holds."""
    measurement = whole.measurement
    rows, columns = whole.truth.shape
    pixel_um = (measurement.pixel_height_um, measurement.pixel_width_um)
    plain = bicubic(
        whole.measured / np.float32(whole.scale), (rows, columns), pixel_um, TARGET_PIXEL_UM,
        displacement_um(measurement.conditions),
    )  # fmt: skip
    estimate, log_scale = refine(network, whole.input)
    peak = float(np.ptp(whole.truth))
    values = {"bicubic": plain, "restored": whole.input[0], "network": estimate}
    within = np.abs(estimate - whole.truth) <= np.exp(log_scale) * math.log(10)  # nine tenths of a Laplace law
    return {
        **{method: psnr(value, whole.truth, peak) for method, value in values.items()},
        "coverage_90": float(within.mean()),
    }


def score_phantoms(draws: Draws, network: Network, images: int) -> list[Score]:
    """Scores of held-out phantoms, `images` for each kind and count decade."""
    scores: list[Score] = []
    for (k, kind), (d, decade), i in itertools.product(enumerate(KINDS), enumerate(DECADES), range(images)):
        group = dataclasses.replace(draws, kind=kind, log10_counts=decade)
        made = score(example(group, SIDE, SEED, k, d, i), network)
        scores.append({"kind": kind, "counts": f"10^{decade[0]}..{decade[1]}", "image": f"{k}/{d}/{i}", **made})
    return scores


def score_pairs(truths: Path, maps: Path, network: Network) -> list[Score]:
    """Scores of 8-bit pairs of the same name, simulated under the preset; PSNR at 255 after an affine fit."""
    scores: list[Score] = []
    for path in sorted(maps.glob("*.png")):
        truth, measured = (_grey(folder / path.name) for folder in (truths, maps))
        inputs, _ = _core.network_input(
            {"preset": PAIR_PRESET}, {"magnification": PAIR_FACTOR, "noise": "auto"}, measured,
            PAIR_PIXEL_UM, PAIR_PIXEL_UM,
        )  # fmt: skip
        pixel_um = (PAIR_PIXEL_UM, PAIR_PIXEL_UM)
        plain = bicubic(measured, inputs.shape[1:], pixel_um, PAIR_PIXEL_UM / PAIR_FACTOR, PAIR_DISPLACEMENT_UM)
        values = {"bicubic": plain, "restored": inputs[0], "network": refine(network, inputs)[0]}
        scores.append({"image": path.stem, **{method: _fitted_psnr(value, truth) for method, value in values.items()}})
    return scores


def _grey(path: Path) -> Image:
    with Picture.open(path) as picture:
        return np.asarray(picture.convert("L"), np.float32)


def _fitted_psnr(estimate: Image, truth: Image) -> float:
    inside = tuple(slice(PAIR_BORDER, side - PAIR_BORDER) for side in truth.shape)
    value, aim = estimate[: truth.shape[0], : truth.shape[1]][inside], truth[inside]
    slope, offset = np.polyfit(value.ravel().astype(np.float64), aim.ravel().astype(np.float64), 1)
    return psnr((slope * value + offset).astype(np.float32), aim, 255.0)


def summary(scores: Iterable[Score]) -> Score:
    """Mean of the methods, mean gain of the network over the restoration, and the image where it is worst."""
    group = list(scores)
    gains = [float(s["network"]) - float(s["restored"]) for s in group]
    worst = int(np.argmin(gains))
    numbers = [key for key, value in group[0].items() if isinstance(value, float)]
    means: Score = {key: round(float(np.mean([s[key] for s in group])), 3) for key in numbers}
    return means | {
        "gain_db": round(float(np.mean(gains)), 3),
        "worst_gain_db": round(gains[worst], 3),
        "worst_image": group[worst]["image"],
    }


def tables(scores: list[Score], keys: Iterable[str]) -> dict[str, dict[str, Score]]:
    """Summaries of the scores grouped by each key, and of all."""
    found = {"all": {"all": summary(scores)}}
    for key in keys:
        names = dict.fromkeys(str(s[key]) for s in scores)
        found[f"by {key}"] = {name: summary(s for s in scores if s[key] == name) for name in names}
    return found


def markdown(found: dict[str, dict[str, Score]]) -> str:
    """The tables as Markdown."""
    lines = []
    for title, groups in found.items():
        columns = list(next(iter(groups.values())))
        lines += ["", f"| {title} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
        for name, group in groups.items():
            lines.append(f"| {name} | " + " | ".join(str(group[column]) for column in columns) + " |")
    return "\n".join(lines)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Score a network on held-out phantoms or on pairs of pictures.")
    parser.add_argument("model", type=Path, help="folder of a run, or an ONNX model")
    parser.add_argument("--images", type=int, default=2, help="phantoms for each kind and count decade")
    parser.add_argument("--config", type=Path, help="recipe with the draws (default: the run's, else built in)")
    parser.add_argument("--pairs", type=Path, nargs=2, metavar=("HR_DIR", "LR_DIR"), help="score these instead")
    options = parser.parse_args()
    network = load(options.model)
    if options.pairs:
        scores = score_pairs(*options.pairs, network)
        print(markdown({"pair": {str(s.pop("image")): s for s in map(dict, scores)}} | tables(scores, ())))
        return
    recipe = options.config or (options.model / run.RECIPE if options.model.is_dir() else None)
    draws = Config.load(recipe).draws if recipe else Draws()
    found = tables(score_phantoms(draws, network, options.images), ("counts", "kind"))
    print(markdown(found))
    if options.model.is_dir():  # export.py puts them into the model
        run.save_scores(options.model, found)


if __name__ == "__main__":
    main()
