# SPDX-License-Identifier: MIT OR Apache-2.0
"""Pairs of network input and truth. Every pair follows from (seed, index) and can be made again."""

import functools
import itertools
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import lamap
import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from lamap_training import distributed
from lamap_training.conditions import TARGET_PIXEL_UM, Measurement, displacement_um, draw
from lamap_training.config import Config, Data, Draws
from lamap_training.dynamic_range import widen
from lamap_training.images import Image, block_sums
from lamap_training.missing import Mask, draw_missing, near
from lamap_training.scales import places_of, values_of
from lamap_training.seen import Seen, seen, stack
from lamap_training.sources import MAX_SEED, Phantoms, Sampler

Window = tuple[slice, slice]

MAX_ATTEMPTS = 100
LEAST_COUNTED = 0.1  # of a patch is near measured pixels
# Never flip or rotate a pair: the washout has a direction, and a network trained on both directions undoes neither.
# A picture may be turned as it likes before it is ablated.


@dataclass(frozen=True)
class Example:
    """One measurement with its truth."""

    measurement: Measurement
    measured: Image  # (lines, pixels), counts or picture values; NaN where missing
    input: Image  # (3, rows, columns)
    truth: Image  # (rows, columns), on the scale of the input
    counted: Mask  # (rows, columns): something was measured nearby
    scale: float  # what the input was divided by
    offset: float | None  # of the logarithm that it is; None: values of the map = input x scale
    gain: float  # values of the map = counts x gain

    def values(self, image: Image) -> Image:
        """The values of the map that an image on the scale of the input stands for."""
        return values_of(image, self.scale, self.offset)


class Batch(NamedTuple):
    """N patches of side p."""

    inputs: torch.Tensor  # (N, 3, p, p)
    truths: torch.Tensor  # (N, 1, p, p), NaN where they do not count
    seen: Seen | None = None  # what was measured of them, where the loss asks for it
    taught: torch.Tensor | None = None  # (N, 1, p, p), a teacher's estimates, where there is one

    def split(self, size: int) -> list["Batch"]:
        """Parts of `size` patches."""
        inputs, truths = self.inputs.split(size), self.truths.split(size)
        nothing = [None] * len(inputs)
        measured = self.seen.split(size) if self.seen else nothing
        taught = nothing if self.taught is None else self.taught.split(size)
        return [Batch(*part) for part in zip(inputs, truths, measured, taught, strict=True)]


Make = Callable[[int], Batch]  # batch of a number


def example(draws: Draws, patch: int, *key: int, sampler: Sampler | None = None) -> Example:
    """The measurement with this key (seed, index, ...) of what `sampler` makes, a phantom if there is none.

    One without any signal is drawn again.
    """
    sampler = sampler or Phantoms(draws.kind)
    for attempt in range(MAX_ATTEMPTS):
        rng = np.random.default_rng([*key, attempt])
        made = _measure(draws, patch, sampler, rng)
        if made is not None:
            return made
    raise RuntimeError(f"no signal in {MAX_ATTEMPTS} draws: check the recipe's log10_counts and kind")


def _measure(draws: Draws, patch: int, sampler: Sampler, rng: np.random.Generator) -> Example | None:
    measurement = draw(draws, patch, rng)
    sample = sampler(rng, measurement.rows, measurement.columns)
    if sample is not None and measurement.dynamic_range:
        sample = widen(sample, measurement.dynamic_range, rng)
    if sample is None or (peak := _brightest_pixel(sample, measurement)) <= 0:
        return None
    sample /= peak
    counts = lamap.ablate(sample, measurement.conditions, TARGET_PIXEL_UM, int(rng.integers(MAX_SEED)))
    if measurement.line_gain_rsd:
        gains = np.maximum(rng.normal(1.0, measurement.line_gain_rsd, (len(counts), 1)), 0.0)
        counts *= gains.astype(np.float32)
    if counts.max() <= counts.min():
        return None
    gain = 1.0
    if measurement.bits:
        gain = (2**measurement.bits - 1) / float(counts.max())
        counts = np.floor(counts * np.float32(gain)).astype(np.float32)
    if draws.missing_share and rng.random() < draws.missing_share:
        counts[draw_missing(counts.shape, rng)] = np.nan
    restored, scale, offset = lamap.network_input(
        counts, measurement.stated, (measurement.pixel_width_um, measurement.pixel_height_um), **measurement.settings
    )
    truth = sample * np.float32(measurement.counts_per_concentration) + np.float32(measurement.blank_counts)
    truth *= np.float32(gain)
    if measurement.conditions["edge"] == "zero":  # the grid goes on to the end of the last pixels, where nothing lies
        beyond = np.maximum(np.array(restored.shape[1:]) - truth.shape, 0)
        truth = np.pad(truth, ((0, beyond[0]), (0, beyond[1])), constant_values=measurement.blank_counts * gain)
    rows, columns = np.minimum(truth.shape, restored.shape[1:])
    counted = _over(near(~np.isnan(counts)), (rows, columns), measurement)
    inputs, truth = restored[:, :rows, :columns], places_of(truth[:rows, :columns], scale, offset)
    return Example(measurement, counts, inputs, truth, counted, scale, offset, gain)


def _over(pixels: Mask, shape: tuple[int, int], measurement: Measurement) -> Mask:
    """What holds for the measured pixel over each place of the sample."""
    displaced = displacement_um(measurement.conditions)
    places = (
        (np.arange(shape[0]) + 0.5) / measurement.pixel_height_um,
        ((np.arange(shape[1]) + 0.5 + displaced) / measurement.pixel_width_um),
    )
    return pixels[
        np.ix_(*(np.clip(place.astype(int), 0, side - 1) for place, side in zip(places, pixels.shape, strict=True)))
    ]


def _brightest_pixel(sample: Image, measurement: Measurement) -> float:
    """Largest mean of the sample over the area of a measured pixel."""
    height, width = round(measurement.pixel_height_um), round(measurement.pixel_width_um)
    return float(block_sums(sample, height, width).max()) / (height * width)


def choose(counted: Mask, patch: int, border_share: float, rng: np.random.Generator) -> Window:
    """Random place of a patch where something counts; `border_share` of them touch a border of the map."""
    spare = np.array(counted.shape) - patch
    for _ in range(MAX_ATTEMPTS):
        corner = rng.integers(spare + 1)
        if rng.random() < border_share:
            axis = rng.integers(2)
            corner[axis] = rng.choice([0, spare[axis]])
        top, left = corner
        window = slice(top, top + patch), slice(left, left + patch)
        if counted[window].mean() >= LEAST_COUNTED:
            break
    return window


def cut(whole: Example, window: Window) -> tuple[Image, Image]:
    """A patch: input (3, rows, columns) and truth (1, rows, columns), NaN where it does not count."""
    truth = np.where(whole.counted[window], whole.truth[window], np.float32(np.nan))
    return whole.input[:, *window], truth[None]


def batch(config: Config, seed: int, number: int, size: int, sampler: Sampler | None = None) -> Batch:
    """Batch `number` of the endless sequence of a seed."""
    data = config.data
    patches, measured = [], []
    maps = size // data.crops_per_map
    patch = data.first_patch if data.first_patch and number < data.first_patch_batches else data.patch
    for index in range(number * maps, (number + 1) * maps):
        whole = example(config.draws, patch, seed, index, sampler=sampler)
        rng = np.random.default_rng([seed, index, MAX_ATTEMPTS])
        windows = [choose(whole.counted, patch, data.border_share, rng) for _ in range(data.crops_per_map)]
        patches += [cut(whole, window) for window in windows]
        if config.loss.consistency_weight:
            measured += seen(whole, windows)
    inputs, truths = (torch.from_numpy(np.stack(images)) for images in zip(*patches, strict=True))
    return Batch(inputs, truths, stack(measured) if measured else None)


class Batches(IterableDataset[Batch]):
    """Training batches from step `start` on; their order does not depend on the number of workers.

    Of every run of as many batches as there are processes, each process takes one.
    """

    def __init__(self, make: Make, start: int) -> None:
        super().__init__()
        self.make, self.start = make, start
        self.place = distributed.rank(), distributed.size()  # workers do not know

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        ours, all_of_us = self.place
        first, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
        first, step = (self.start + first) * all_of_us + ours, step * all_of_us
        for number in itertools.count(first, step):
            yield self.make(number)


def maker(config: Config, sampler: Sampler | None = None) -> Make:
    """What makes the training batches of a recipe."""
    return functools.partial(batch, config, config.data.seed, size=config.training.batch, sampler=sampler)


def loader(make: Make, start: int, workers: int) -> DataLoader[Batch]:
    """Training batches from number `start` on, made in the background."""
    return DataLoader(
        Batches(make, start),
        batch_size=None,
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        worker_init_fn=_prepare_worker,
        multiprocessing_context="spawn" if workers else None,  # forks lose the threads of libraries
    )


def _prepare_worker(_worker: int) -> None:
    torch.set_num_threads(1)
    for number in (signal.SIGINT, signal.SIGTERM):  # the training process decides when to stop
        signal.signal(number, signal.SIG_IGN)


def held_out_patches(
    draws: Draws, data: Data, keys: Iterable[tuple[int, ...]], samplers: Iterable[Sampler | None]
) -> tuple[Batch, list[Measurement]]:
    """One patch of a measurement for each key and sampler, and the measurements."""
    patches, measurements = [], []
    for key, sampler in zip(keys, samplers, strict=False):
        whole = example(draws, data.patch, *key, sampler=sampler)
        window = choose(whole.counted, data.patch, data.border_share, np.random.default_rng([*key, MAX_ATTEMPTS]))
        patches.append(cut(whole, window))
        measurements.append(whole.measurement)
    inputs, truths = (torch.from_numpy(np.stack(images)) for images in zip(*patches, strict=True))
    return Batch(inputs, truths), measurements
