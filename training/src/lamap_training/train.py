# SPDX-License-Identifier: MIT OR Apache-2.0
"""Trains a network: `python -m lamap_training.train --config RECIPE --out RUN [--data ROOT] [--init RUN]`."""

import argparse
import copy
import functools
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch

from lamap_training import distributed, gallery, optimiser, run, validation
from lamap_training.config import Config
from lamap_training.data import Batch, Make, maker
from lamap_training.drawn import Drawn
from lamap_training.features import features_for
from lamap_training.loop import Book, Loop
from lamap_training.losses import gain_db, total_loss
from lamap_training.networks import build
from lamap_training.schedule import ema_decay
from lamap_training.sources import File, find_files, manifest, training_sampler
from lamap_training.validation import Validation

log = logging.getLogger(__name__)


class Trainer:
    """Network, averaged network, optimiser and how far they are."""

    def __init__(self, config: Config, vgg: Path | None = None, encoder: Path | None = None) -> None:
        self.config = config
        self.device = torch.device(config.training.device)
        features = features_for(config.loss, vgg)
        self.features = features.to(self.device) if features else None
        torch.manual_seed(config.data.seed)  # so that all processes have the same first weights
        network = build(config.model)
        if encoder:
            if not hasattr(network, "encoder"):
                raise ValueError(f"--encoder: {config.model.architecture} has none; unet-resnet34 has one")
            network.encoder.load(encoder)
        self.network = network.to(self.device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network).requires_grad_(False).eval()
        self.optimiser = optimiser.make(self.network, config.training)
        # threads that share patches, each computing alone: on a busy machine several times as fast as threads that
        # share every operation and wait for each other at its end
        self.pool = ThreadPoolExecutor(config.training.threads, initializer=torch.set_num_threads, initargs=(1,))
        self.step = 0
        self.elapsed_s = 0.0
        self.validation: dict[str, float] = {}
        self.origin: dict[str, Any] | None = None  # what the weights were started from

    def state(self) -> dict[str, Any]:
        """Everything that a run needs to go on as if it had not been interrupted."""
        return {
            "network": self.network.state_dict(),
            "ema": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "elapsed_s": self.elapsed_s,
            "validation": self.validation,
            "origin": self.origin,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Takes up a state; batches go on at its step, because batch and step have the same number."""
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["ema"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.elapsed_s, self.validation = state["step"], state["elapsed_s"], state["validation"]
        self.origin = state.get("origin")

    def start_from(self, weights: Path) -> None:
        """Takes the averaged weights of a run or checkpoint; optimiser, schedule and step stay new."""
        state, self.origin = run.load_weights(weights, self.config.model)
        self.network.load_state_dict(state)
        self.average.load_state_dict(state)

    def learn(self, batch: Batch, done: float) -> float:
        """One step on one batch; gives its loss."""
        options = self.config.training
        optimiser.set_rates(self.optimiser, options, self.step, done)
        parts = list(self.pool.map(self._gradients, batch.split(options.part)))
        for parameter, *gradients in zip(self.network.parameters(), *(found for _, found in parts), strict=True):
            parameter.grad = torch.stack(gradients).mean(0)  # in the order of the parts: no run differs from another
        distributed.average_gradients(self.network.parameters())
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), options.clip_norm, error_if_nonfinite=True)
        self.optimiser.step()
        self._update_average(ema_decay(options, self.step))
        self.step += 1
        return sum(loss for loss, _ in parts) / len(parts)

    def validate(self, held_out: Validation) -> dict[str, dict[str, float]]:
        """Scores of the averaged network by set; `self.validation` keeps its gains over the restoration in dB.

        Those are: mean, at low and high doses and the worst image at random conditions; the mean of every fixed set.
        """
        inputs, truth = held_out.pairs.inputs, held_out.pairs.truths
        outputs = self._outputs(inputs)
        gain = gain_db(outputs[:, 0:1], inputs[:, 0:1], truth)
        self.validation = {
            "gain_db": float(gain.mean()),
            "gain_low_db": float(gain[held_out.low].mean()),
            "gain_high_db": float(gain[~held_out.low].mean()),
            "worst_db": float(gain.min()),
        }
        scores = {"random conditions": validation.set_scores(outputs, held_out.pairs)}
        for name, pairs in held_out.sets.items():
            scores[name] = validation.set_scores(self._outputs(pairs.inputs), pairs)
            self.validation[f"{name}_db"] = scores[name]["gain_db"]
        return scores

    @torch.no_grad()
    def shown(self, held_out: Validation) -> dict[str, tuple[Batch, torch.Tensor]]:
        """Every fixed set with what the averaged network makes of it."""
        return {name: (pairs, self._outputs(pairs.inputs)) for name, pairs in held_out.sets.items()}

    def _outputs(self, inputs: torch.Tensor) -> torch.Tensor:
        parts = inputs.to(self.device).split(self.config.training.part)
        return torch.cat(list(self.pool.map(self.average, parts))).cpu()

    def _gradients(self, part: Batch) -> tuple[float, tuple[torch.Tensor, ...]]:
        inputs, truth = (
            tensor.to(self.device, memory_format=torch.channels_last) for tensor in (part.inputs, part.truths)
        )
        seen = part.seen.to(self.device) if part.seen else None
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.training.mixed_precision):
            output = self.network(inputs)
        taught = None if part.taught is None else part.taught.to(self.device)
        loss = total_loss(inputs, output.float(), truth, self.config.loss, self.features, seen, taught)
        return float(loss.detach()), torch.autograd.grad(loss, list(self.network.parameters()))

    @torch.no_grad()
    def _update_average(self, decay: float) -> None:
        for average, current in zip(self.average.parameters(), self.network.parameters(), strict=True):
            average.lerp_(current, 1 - decay)


def train(
    config: Config,
    out: Path,
    minutes: float | None = None,
    resume: bool = False,
    data: Path | None = None,
    init: Path | None = None,
    vgg: Path | None = None,
    encoder: Path | None = None,
    drawn: Path | None = None,
) -> Trainer:
    """Runs or goes on with a run in the folder `out` until its steps or minutes are used up, or SIGTERM or SIGINT.

    `data` is the folder below which the pictures of the recipe lie; `init` a run or checkpoint whose weights are the
    start of a new run; `vgg` the weights of VGG-16 for a loss that needs them; `encoder` those of ResNet-34 for a new
    `unet-resnet34`; `drawn` a folder of maps that were drawn before (`drawn.py`), to learn from them alone.
    """
    if resume and init:
        raise ValueError("--init starts a new run, --resume goes on with one: give only one of them")
    files = find_files(config, data)
    make = _maker(config, files, drawn)
    torch.set_num_threads(1)
    distributed.start(config.training.device)
    trainer = Trainer(config, vgg, encoder)
    if resume:
        trainer.restore(run.load_checkpoint(out))
    elif (out / run.CHECKPOINT).exists():
        raise FileExistsError(f"{out} holds a run: go on with --resume, or choose another folder")
    if init:
        trainer.start_from(init)
    with trainer.pool:
        if distributed.rank():
            Loop(trainer, minutes, make).go()
        else:
            _prepare_folder(config, out, manifest(files, data), make, trainer.step if resume else None)
            Loop(trainer, minutes, make, Book(trainer, out, validation.prepare(config, files))).go()
    return trainer


def _maker(config: Config, files: list[File], drawn: Path | None) -> Make:
    if drawn is None:
        if config.loss.teacher_weight:
            raise ValueError("loss.teacher_weight needs maps with a teacher's estimates (--drawn)")
        return maker(config, training_sampler(config, files))
    if config.loss.consistency_weight:
        raise ValueError("loss.consistency_weight needs measurements, which the maps of --drawn do not keep")
    return functools.partial(Drawn.of(drawn).batch, config)


def _prepare_folder(config: Config, out: Path, pictures: str, make: Make, resumed_at: int | None) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / run.RECIPE).write_text(config.to_toml(), encoding="utf-8")
    run.save_versions(out, resumed_at or 0)
    _write_manifest(out / run.MANIFEST, pictures, resumed_at is not None)
    if resumed_at is None:
        shown = [make(number) for number in range(3)]
        gallery.draw_samples(shown, out / run.SAMPLES)


def _write_manifest(path: Path, table: str, resume: bool) -> None:
    if resume and path.exists() and path.read_text(encoding="utf-8") != table:
        raise ValueError(f"{path} lists other pictures than the recipe finds now: the run cannot go on as it began")
    path.write_text(table, encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Train a network of lamap; SIGTERM stops with a checkpoint.")
    parser.add_argument("--config", type=Path, required=True, help="recipe (TOML)")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--data", type=Path, help="folder below which the recipe's pictures lie (LAMAP_TRAINING_DATA)")
    parser.add_argument("--init", type=Path, help="run or checkpoint whose weights a new run starts from")
    parser.add_argument("--vgg", type=Path, help="weights of VGG-16 (PyTorch) for perceptual and style losses")
    parser.add_argument(
        "--encoder", type=Path, help="weights of ResNet-34 (PyTorch) that a new unet-resnet34 starts from"
    )
    parser.add_argument("--drawn", type=Path, help="folder of maps that lamap_training.drawn made, to learn from")
    parser.add_argument("--resume", action="store_true", help="go on with the run in --out")
    parser.add_argument("--minutes", type=float, help="time of the whole run, earlier parts included")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    log.info("process %d", os.getpid())
    config = Config.load(options.config)
    paths = {name: getattr(options, name) for name in ("data", "init", "vgg", "encoder", "drawn")}
    train(config, options.out, options.minutes, options.resume, **paths)


if __name__ == "__main__":
    main()
