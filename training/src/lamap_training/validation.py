# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a run is scored on while it learns: held-out patches at random conditions, and sets at fixed ones."""

import dataclasses
import itertools
import math
from dataclasses import dataclass

import torch

from lamap_training.config import Config, Draws
from lamap_training.data import Batch, held_out_patches
from lamap_training.losses import NEGLIGIBLE, gain_db
from lamap_training.sources import File, Phantoms, Sampler, plainly_cropped

LOW_COUNTS = 1e3  # of the brightest pixel: divides the patches at random conditions into low and high doses
DOSES = {"medium": 3000.0, "low": 30.0}  # counts of the brightest pixel at fixed conditions
PHANTOMS = "phantoms"
WIDE, WIDE_COUNTS = "range", 1e5  # phantoms with the dynamic range of real samples, in a run that learns from such
NINE_TENTHS = math.log(10)  # of a Laplace law lie within this many scales


@dataclass(frozen=True)
class Validation:
    """Patches that are never trained on."""

    pairs: Batch  # phantoms at the conditions of the recipe
    low: torch.Tensor  # which of them have few counts
    sets: dict[str, Batch]  # phantoms and groups of pictures, each at every dose; where asked for, wide ranges


def prepare(config: Config, files: list[File]) -> Validation:
    """All patches; they follow from the recipe and the held-out pictures alone."""
    data = config.data
    keys = [(data.validation_seed, index) for index in range(data.validation_maps)]
    complete = dataclasses.replace(config.draws, missing_share=0.0)
    pairs, measurements = held_out_patches(complete, data, keys, itertools.repeat(None))
    low = torch.tensor([m.counts_per_concentration < LOW_COUNTS for m in measurements])
    sets = {}
    for (group, samplers), (d, (dose, counts)) in itertools.product(
        _groups(config, files).items(), enumerate(DOSES.items())
    ):
        keys = [(data.validation_seed, index, d) for index in range(data.fixed_maps)]
        sets[f"{group}_{dose}"], _ = held_out_patches(fixed(config.draws.kind, counts), data, keys, samplers)
    if config.draws.range_share:
        wide = dataclasses.replace(
            fixed(config.draws.kind, WIDE_COUNTS), range_share=1.0, range_log10_counts=(math.log10(WIDE_COUNTS),) * 2
        )
        keys = [(data.validation_seed, index, len(DOSES)) for index in range(data.fixed_maps)]
        sets[WIDE], _ = held_out_patches(wide, data, keys, itertools.repeat(None))
    return Validation(pairs, low, sets)


def fixed(kind: str, counts: float) -> Draws:
    """Magnification 5, beam and pixel 5 µm, five shots a pixel, washout of 0.3 pixels, 3 % flicker, all stated."""
    return Draws(
        kind=kind,
        magnification=(5.0, 5.0),
        whole_magnification_share=1.0,
        spare_um=(16.0, 16.0),
        other_width_share=0.0,
        other_beam_share=0.0,
        dosage=(5.0, 5.0),
        no_response_share=0.0,
        exponential_share=1.0,
        smear=(0.3, 0.3),
        no_flicker_share=0.0,
        flicker_rsd=(0.03, 0.03),
        log10_counts=(math.log10(counts),) * 2,
        no_blank_share=1.0,
        zero_edge_share=0.0,
        displaced_share=0.0,
        misstated_share=0.0,
        line_gain_share=0.0,
        quantised_share=0.0,
        auto_noise_share=0.0,
    )


def set_scores(outputs: torch.Tensor, pairs: Batch) -> dict[str, float]:
    """Mean scores of a set: PSNR, gain, worst gain, coverage of the 90 % interval.

    All are of places on the scale of the inputs, on which the network estimates; for maps that span decades it is
    logarithmic (`scales.py`). The peak of the PSNR is 1 there, near the brightest pixel.
    """
    inputs, truth = pairs.inputs, pairs.truths
    estimate, log_scale, restored = outputs[:, 0:1], outputs[:, 1:2], inputs[:, 0:1]
    gain = gain_db(estimate, restored, truth)
    within = (estimate - truth).abs() <= log_scale.exp() * NINE_TENTHS
    return {
        "restored_db": float(_psnr(restored, truth).mean()),
        "network_db": float(_psnr(estimate, truth).mean()),
        "gain_db": float(gain.mean()),
        "worst_gain_db": float(gain.min()),
        "coverage_90": float(within.float().mean()),
    }


def _psnr(estimate: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    return -10 * torch.log10(((estimate - truth) ** 2).mean((1, 2, 3)) + NEGLIGIBLE)


def _groups(config: Config, files: list[File]) -> dict[str, list[Sampler]]:
    """A sampler for each map of a group, spread evenly over its held-out files."""
    count = config.data.fixed_maps
    groups: dict[str, list[Sampler]] = {PHANTOMS: [Phantoms(config.draws.kind)] * count}
    held_out: dict[str, list[File]] = {}
    for file in files:
        if file.held_out:
            held_out.setdefault(file.options.group, []).append(file)
    for group, found in held_out.items():
        groups[group] = [plainly_cropped(found[index * len(found) // count % len(found)]) for index in range(count)]
    return groups
