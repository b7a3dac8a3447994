# SPDX-License-Identifier: MIT OR Apache-2.0
"""Trains a network: `python -m lamap_training.train --config recipes/phantoms.toml --out RUN [--resume]`."""

import argparse
import copy
import logging
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any

import torch

from lamap_training import run
from lamap_training.config import Config
from lamap_training.data import Batch, loader, validation_pairs
from lamap_training.losses import gain_db, total_loss
from lamap_training.model import UNetSmall
from lamap_training.schedule import ema_decay, learning_rate, progress

LOW_COUNTS = 1e3  # of the brightest pixel: divides the validation pairs into low and high doses
log = logging.getLogger(__name__)


class Trainer:
    """Network, averaged network, optimiser and how far they are."""

    def __init__(self, config: Config) -> None:
        self.config = config
        torch.manual_seed(config.data.seed)
        self.network = UNetSmall(config.model).to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network).requires_grad_(False).eval()
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=config.training.learning_rate, weight_decay=config.training.weight_decay
        )
        # threads that share patches, each computing alone: on a busy machine several times as fast as threads that
        # share every operation and wait for each other at its end
        self.pool = ThreadPoolExecutor(config.training.threads, initializer=torch.set_num_threads, initargs=(1,))
        self.step = 0
        self.elapsed_s = 0.0
        self.validation: dict[str, float] = {}

    def state(self) -> dict[str, Any]:
        """Everything that a run needs to go on as if it had not been interrupted."""
        return {
            "network": self.network.state_dict(),
            "ema": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "elapsed_s": self.elapsed_s,
            "validation": self.validation,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Takes up a state; batches go on at its step, because batch and step have the same number."""
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["ema"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.elapsed_s, self.validation = state["step"], state["elapsed_s"], state["validation"]

    def learn(self, batch: Batch, done: float) -> float:
        """One step on one batch; gives its loss."""
        options = self.config.training
        inputs, truth = (tensor.to(memory_format=torch.channels_last) for tensor in batch)
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(options, self.step, done)
        parts = list(self.pool.map(self._gradients, inputs.split(options.part), truth.split(options.part)))
        for parameter, *gradients in zip(self.network.parameters(), *(found for _, found in parts), strict=True):
            parameter.grad = torch.stack(gradients).mean(0)  # in the order of the parts: no run differs from another
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), options.clip_norm, error_if_nonfinite=True)
        self.optimiser.step()
        self._update_average(ema_decay(options, self.step))
        self.step += 1
        return sum(loss for loss, _ in parts) / len(parts)

    @torch.no_grad()
    def validate(self, pairs: Batch, low: torch.Tensor) -> dict[str, float]:
        """Gain of the averaged network over the restoration in dB: mean, at low and high doses, and the worst image."""
        inputs, truth = pairs
        outputs = torch.cat(list(self.pool.map(self.average, inputs.split(self.config.training.part))))
        gain = gain_db(outputs[:, 0:1], inputs[:, 0:1], truth)
        self.validation = {
            "gain_db": float(gain.mean()),
            "gain_low_db": float(gain[low].mean()),
            "gain_high_db": float(gain[~low].mean()),
            "worst_db": float(gain.min()),
        }
        return self.validation

    def _gradients(self, inputs: torch.Tensor, truth: torch.Tensor) -> tuple[float, tuple[torch.Tensor, ...]]:
        loss = total_loss(inputs, self.network(inputs), truth, self.config.loss)
        return float(loss.detach()), torch.autograd.grad(loss, list(self.network.parameters()))

    @torch.no_grad()
    def _update_average(self, decay: float) -> None:
        for average, current in zip(self.average.parameters(), self.network.parameters(), strict=True):
            average.lerp_(current, 1 - decay)


def train(config: Config, out: Path, minutes: float | None = None, resume: bool = False) -> Trainer:
    """Runs or goes on with a run in the folder `out` until its steps or minutes are used up, or SIGTERM or SIGINT."""
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    trainer = Trainer(config)
    if resume:
        trainer.restore(run.load_checkpoint(out))
    elif (out / run.CHECKPOINT).exists():
        raise FileExistsError(f"{out} holds a run: go on with --resume, or choose another folder")
    (out / run.RECIPE).write_text(config.to_toml(), encoding="utf-8")
    pairs, measurements = validation_pairs(config)
    low = torch.tensor([m.counts_per_concentration < LOW_COUNTS for m in measurements])
    with trainer.pool:
        _Loop(trainer, out, minutes).go(pairs, low)
    return trainer


class _Loop:
    """The steps of a run with its clock, log and checkpoints."""

    def __init__(self, trainer: Trainer, out: Path, minutes: float | None) -> None:
        self.trainer, self.out = trainer, out
        self.budget_s = minutes * 60 if minutes else None
        self.log = run.Log(out, trainer.step)
        self.started = time.monotonic() - trainer.elapsed_s
        self.saved = self.validated = time.monotonic()
        self.stopping = False

    def go(self, pairs: Batch, low: torch.Tensor) -> None:
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._steps(pairs, low)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _steps(self, pairs: Batch, low: torch.Tensor) -> None:
        trainer, options = self.trainer, self.trainer.config.training
        losses: list[float] = []
        waited, since = 0.0, time.monotonic()
        batches = iter(loader(trainer.config, trainer.step))
        while not self.stopping and (done := self._done()) < 1:
            asked = time.monotonic()
            batch = next(batches)
            waited += time.monotonic() - asked
            losses.append(trainer.learn(batch, done))
            if len(losses) == options.log_steps:
                spent = time.monotonic() - since
                speed = len(losses) * options.batch / spent
                log.info("step %d, %.1f patches/s, %.0f %% waiting", trainer.step, speed, 100 * waited / spent)
                self._record(losses, {})
                losses, waited, since = [], 0.0, time.monotonic()
            self._keep_house(pairs, low)
        del batches  # ends the workers
        self._record(losses, {} if self.stopping else trainer.validate(pairs, low))
        self.log.draw()
        self._save()
        log.info("%s at step %d, %s", "stopped" if self.stopping else "done", trainer.step, trainer.validation)

    def _keep_house(self, pairs: Batch, low: torch.Tensor) -> None:
        options, now = self.trainer.config.training, time.monotonic()
        if now - self.validated > options.validation_minutes * 60:
            self._record([], self.trainer.validate(pairs, low))
            self.log.draw()
            log.info("step %d, %s", self.trainer.step, self.trainer.validation)
            self.validated = time.monotonic()
        if now - self.saved > options.checkpoint_minutes * 60:
            self._save()

    def _record(self, losses: list[float], validation: dict[str, float]) -> None:
        if not losses and not validation:
            return
        rate = self.trainer.optimiser.param_groups[0]["lr"]
        row: dict[str, float] = {"step": self.trainer.step, "elapsed_s": self._elapsed_s(), "learning_rate": rate}
        if losses:
            row["train_loss"] = sum(losses) / len(losses)
        self.log.add(row | validation)

    def _save(self) -> None:
        self.trainer.elapsed_s = self._elapsed_s()
        run.save_checkpoint(self.out, self.trainer.state())
        self.saved = time.monotonic()

    def _done(self) -> float:
        trainer = self.trainer
        return progress(trainer.step, trainer.config.training.steps, self._elapsed_s(), self.budget_s)

    def _elapsed_s(self) -> float:
        return time.monotonic() - self.started

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Train a network of lamap; SIGTERM stops with a checkpoint.")
    parser.add_argument("--config", type=Path, required=True, help="recipe (TOML)")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--resume", action="store_true", help="go on with the run in --out")
    parser.add_argument("--minutes", type=float, help="time of the whole run, earlier parts included")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    log.info("process %d", os.getpid())
    train(Config.load(options.config), options.out, options.minutes, options.resume)


if __name__ == "__main__":
    main()
