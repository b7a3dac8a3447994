# SPDX-License-Identifier: MIT OR Apache-2.0
"""Scores a run or an ONNX model: `python -m lamap_training.evaluate RUN_OR_MODEL [--data ROOT | --pairs HR LR]`."""

import argparse
import dataclasses
import itertools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import lamap
import numpy as np
from PIL import Image as Picture

from lamap_training import baselines, metrics, run
from lamap_training.conditions import TARGET_PIXEL_UM, displacement_um
from lamap_training.config import Config, Draws
from lamap_training.consistency import chi_square
from lamap_training.data import Example, example
from lamap_training.decades import decade_tables, score_decades
from lamap_training.enhanced import REPORTED, Product, enhanced_by, explained, users_methods
from lamap_training.gallery import draw_evaluation
from lamap_training.images import Image
from lamap_training.inference import Network, load
from lamap_training.isotopes import score_isotopes
from lamap_training.operator import probe
from lamap_training.peers import PEERS, Problem, chosen_peers
from lamap_training.points import score_points
from lamap_training.scales import noise_of, values_of
from lamap_training.sources import File, find_files, plainly_cropped
from lamap_training.tables import Evaluation, Score, Shown, by_method, markdown, tables
from lamap_training.validation import DOSES, fixed

Peers = Mapping[str, Callable[[Problem], Image]]

KINDS = ("grains", "zoning", "veins", "cells", "tissue", "gradients", "texture", "particles", "fibres", "mixed")
DECADES = ((0.7, 1.7), (1.7, 2.7), (2.7, 3.7), (3.7, 4.5), (4.5, 5.3))  # log10 counts of the brightest pixel
NONE: Peers = {}
SEED = 2_000_003  # never trained or tuned on
SIDE = 224  # smallest side of an evaluated map, target pixels
PICTURE_SIDE = 240  # the same for pictures

PAIR_PRESET, PAIR_FACTOR, PAIR_PIXEL_UM = "seed-2019", 5, 5.0
PAIR_DISPLACEMENT_UM = 4.357  # of that preset: transport and mean response less its lead
PAIR_BORDER = 10


def compare(
    whole: Example, network: Network, peers: Peers, product: Product | None = None
) -> tuple[Shown, list[Score]]:
    """Estimates of one example by every method, in the unit of the map, and their scores (peak: range of the truth).

    The intervals of the network are those that it states on the scale of its input: on a logarithmic one they hold as
    often as what they become in the unit of the map.
    `product` is the method "enhanced", whose intervals are scored as `stated_90` and so on; with it come the
    chi-squares that the library reports.
    """
    measurement = whole.measurement
    geometry = (
        whole.truth.shape, (measurement.pixel_height_um, measurement.pixel_width_um), TARGET_PIXEL_UM,
        displacement_um(measurement.conditions),
    )  # fmt: skip
    measured, truth = whole.measured, whole.values(whole.truth)
    problem = Problem(
        measured,
        noise=_noise(whole),
        blank=0.0 if measurement.bits else measurement.blank_counts,
        geometry=geometry,
        operator=lambda: probe(measurement.conditions, truth.shape, TARGET_PIXEL_UM).within(measured.shape),
    )
    estimate, log_scale = network(whole.input)
    shown = {
        "nearest": baselines.nearest(measured, *geometry),
        "bicubic": baselines.bicubic(measured, *geometry),
        **{name: peer(problem) for name, peer in peers.items()},
        "restored": whole.values(whole.input[0]),
        "network": whole.values(estimate),
    }
    enhanced = product(whole) if product else None
    if enhanced:
        shown["enhanced"] = enhanced.estimate
    peak, floor = float(np.ptp(truth)), _least(whole)
    scores: list[Score] = [
        {
            "method": method,
            **metrics.similarity(values, truth, peak),
            "psnr_log": metrics.psnr_log(values, truth, floor),
            "chi_square": chi_square(whole, values),
        }
        for method, values in shown.items()
    ]
    of_method = {str(score["method"]): score for score in scores}
    of_method["network"] |= coverages(estimate, log_scale, whole.truth)
    if enhanced:
        of_method["enhanced"] |= coverages(enhanced.estimate, enhanced.log_scale, truth, "stated")
        for method, value in enhanced.chi_square.items():
            of_method[method][REPORTED] = value
    return shown | {"truth": truth}, scores


def _least(whole: Example) -> float:
    """One count a pixel in the unit of the map; the noise where the map holds no counts."""
    return _noise(whole) if whole.measurement.bits else 1.0


def _noise(whole: Example) -> float:
    """One level for the noise of all pixels, in the unit of the map."""
    return metrics.root_mean_square(noise_of(whole.input, whole.scale, whole.offset))


def coverages(estimate: Image, log_scale: Image, truth: Image, name: str = "coverage") -> dict[str, float]:
    """How often the stated intervals hold, as `coverage_90` and so on."""
    return {
        f"{name}_{level * 100:.0f}": metrics.coverage(estimate, log_scale, truth, level) for level in metrics.LEVELS
    }


def score_phantoms(
    draws: Draws, network: Network, images: int, peers: Peers = NONE, product: Product | None = None
) -> Evaluation:
    """Held-out phantoms, `images` for each kind and count decade."""
    found = Evaluation()
    for (k, kind), (d, decade), i in itertools.product(enumerate(KINDS), enumerate(DECADES), range(images)):
        group = dataclasses.replace(draws, kind=kind, log10_counts=decade, missing_share=0.0)
        name = {"kind": kind, "counts": f"10^{decade[0]}..{decade[1]}", "image": f"{k}/{d}/{i}"}
        found.add(name, *compare(example(group, SIDE, SEED, k, d, i), network, peers, product))
    return found


def score_pictures(
    files: Iterable[File], network: Network, peers: Peers = NONE, product: Product | None = None
) -> Evaluation:
    """Held-out pictures as they are, one place in each, at the fixed conditions of validation and both doses."""
    found = Evaluation()
    for f, file in enumerate(file for file in files if file.held_out):
        for d, (dose, counts) in enumerate(DOSES.items()):
            whole = example(fixed("mixed", counts), PICTURE_SIDE, SEED, f, d, sampler=plainly_cropped(file))
            name = {"set": f"{file.options.group}_{dose}", "image": f"{file.path.parent.name}/{file.path.stem}"}
            found.add(name, *compare(whole, network, peers, product))
    return found


def score_pairs(truths: Path, maps: Path, network: Network, peers: Peers = NONE) -> Evaluation:
    """8-bit pairs of the same name, simulated under the preset; peak 255, border left out."""
    found = Evaluation("psnr_fit")
    for path in sorted(maps.glob("*.png")):
        truth, measured = (_grey(folder / path.name) for folder in (truths, maps))
        inputs, *scale = lamap.network_input(
            measured, PAIR_PRESET, PAIR_PIXEL_UM, magnification=PAIR_FACTOR, noise="auto"
        )
        geometry = (
            inputs.shape[1:], (PAIR_PIXEL_UM, PAIR_PIXEL_UM), PAIR_PIXEL_UM / PAIR_FACTOR, PAIR_DISPLACEMENT_UM,
        )  # fmt: skip
        problem = Problem(
            measured,
            noise=metrics.root_mean_square(noise_of(inputs, *scale)),
            blank=0.0,
            geometry=geometry,
            operator=lambda shape=inputs.shape[1:]: probe({"preset": PAIR_PRESET}, shape, PAIR_PIXEL_UM / PAIR_FACTOR),
        )
        shown = {
            "nearest": baselines.nearest(measured, *geometry),
            "bicubic": baselines.bicubic(measured, *geometry),
            **{name: peer(problem) for name, peer in peers.items()},
            "restored": values_of(inputs[0], *scale),
            "network": values_of(network(inputs)[0], *scale),
        }
        inside = tuple(slice(PAIR_BORDER, side - PAIR_BORDER) for side in truth.shape)
        cut = {method: values[: truth.shape[0], : truth.shape[1]][inside] for method, values in shown.items()}
        scores: list[Score] = [
            {"method": method, **metrics.similarity(values, truth[inside], 255.0)} for method, values in cut.items()
        ]
        found.add({"set": "pairs", "image": path.stem}, cut | {"truth": truth[inside]}, scores)
    return found


def _grey(path: Path) -> Image:
    with Picture.open(path) as picture:
        return np.asarray(picture.convert("L"), np.float32)


def report(evaluation: Evaluation, keys: tuple[str, ...], folder: Path | None) -> dict[str, dict[str, Score]]:
    """Prints the summaries grouped by `keys`; writes them, every score and a picture into `folder`."""
    found = tables(evaluation.flat(), keys)
    print(markdown(found | explained(evaluation.rows, keys[0])))
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        text = markdown(found | explained(evaluation.rows, keys[0]) | evaluation.methods(keys[0]))
        (folder / "scores.md").write_text(text + "\n", encoding="utf-8")
        evaluation.write_csv(folder / "scores.csv")
        draw_evaluation(evaluation, folder / "gallery.png")
    return found


def report_decades(evaluation: Evaluation, folder: Path | None) -> None:
    """Prints the tables of `--range`; writes them and every score into `folder`."""
    text = markdown(decade_tables(evaluation))
    print(text)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "scores.md").write_text(text + "\n", encoding="utf-8")
        evaluation.write_csv(folder / "scores.csv")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Score a network on held-out phantoms, held-out pictures or pairs.")
    parser.add_argument("model", type=Path, help="folder of a run, or an ONNX model")
    parser.add_argument("--images", type=int, default=2, help="phantoms for each kind and count decade")
    parser.add_argument(
        "--config", type=Path, help="recipe with draws and pictures (default: the run's, else built in)"
    )
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--data", type=Path, help="data root: score the recipe's held-out pictures instead")
    chosen.add_argument("--pairs", type=Path, nargs=2, metavar=("HR_DIR", "LR_DIR"), help="score these instead")
    chosen.add_argument(
        "--range",
        action="store_true",
        help="what lamap enhance makes of phantoms whose concentrations span decades, with this ONNX model",
    )
    chosen.add_argument("--points", type=Path, help="folder with PAIRS.tsv and coarse and fine tables of points")
    chosen.add_argument("--isotopes", type=Path, nargs="+", metavar="CSV", help="maps with two isotopes of one element")
    parser.add_argument("--out", type=Path, help="folder for scores.md, scores.csv and gallery.png")
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), default=[], help="classical methods to compare with")
    parser.add_argument(
        "--stated",
        action="store_true",
        help="also what lamap enhance makes of phantoms or pictures with this ONNX model, states and reports",
    )
    options = parser.parse_args()
    if options.stated and (options.model.is_dir() or options.pairs or options.points or options.isotopes):
        parser.error("--stated takes an ONNX model, and phantoms or --data")
    if options.range and options.model.is_dir():
        parser.error("--range takes an ONNX model")
    if options.range:
        report_decades(score_decades(users_methods(options.model), options.images), options.out)
        return
    product = enhanced_by(options.model) if options.stated else None
    peers = chosen_peers(options.peers)
    network = load(options.model)
    recipe = options.config or (options.model / run.RECIPE if options.model.is_dir() else None)
    config = Config.load(recipe) if recipe else Config()
    if options.points or options.isotopes:
        methods = {} if options.model.is_dir() else users_methods(options.model)
        if options.points:
            rows, shown = score_points(options.points, network, methods), ("correlation", "psnr_fit", "log_r")
        else:
            rows = score_isotopes(options.isotopes, network, methods)
            shown = ("correlation", "residual_over_noise", "log_r", "shared", "residual")
        for metric in shown:
            print(markdown(by_method(rows, metric)))
        return
    if options.pairs:
        report(score_pairs(*options.pairs, network, peers), ("image",), options.out)
        return
    if options.data:
        evaluation = score_pictures(find_files(config, options.data), network, peers, product)
        found = report(evaluation, ("set",), options.out)
    else:
        evaluation = score_phantoms(config.draws, network, options.images, peers, product)
        found = report(evaluation, ("counts", "kind"), options.out)
    if options.model.is_dir():  # export.py puts them into the model
        run.save_scores(options.model, found)


if __name__ == "__main__":
    main()
