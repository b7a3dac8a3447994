# SPDX-License-Identifier: MIT OR Apache-2.0
"""The steps of a run until its time is used up or a signal ends it, and what is written meanwhile."""

from __future__ import annotations

import logging
import signal
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from lamap_training import distributed, gallery, run
from lamap_training.data import Make, loader
from lamap_training.schedule import progress
from lamap_training.validation import Validation

if TYPE_CHECKING:
    from lamap_training.train import Trainer

log = logging.getLogger(__name__)


class Book:
    """Validation, log and checkpoints; only the first of several processes keeps them."""

    def __init__(self, trainer: Trainer, out: Path, held_out: Validation) -> None:
        self.trainer, self.out, self.held_out = trainer, out, held_out
        self.log = run.Log(out, trainer.step, list(held_out.sets))
        self.saved = self.validated = time.monotonic()

    def keep(self) -> None:
        """Validates and saves when it is time to."""
        options, now = self.trainer.config.training, time.monotonic()
        if now - self.validated > options.validation_minutes * 60:
            self.validate()
        if now - self.saved > options.checkpoint_minutes * 60:
            self.save()

    def validate(self) -> None:
        """Scores the averaged network and writes what was found."""
        scores = self.trainer.validate(self.held_out)
        self.record([], self.trainer.validation)
        self.log.draw()
        run.save_scores(self.out, {"by set": scores})
        gains = ", ".join(f"{name} {gain:+.2f}" for name, gain in self.trainer.validation.items())
        log.info("step %d, dB over the restoration: %s", self.trainer.step, gains)
        self.validated = time.monotonic()

    def record(self, losses: list[float], validation: dict[str, float]) -> None:
        """A row of the log: the mean of the losses, the scores, or nothing where there are neither."""
        if not losses and not validation:
            return
        rate = self.trainer.optimiser.param_groups[0]["lr"]
        row: dict[str, float] = {"step": self.trainer.step, "elapsed_s": self.trainer.elapsed_s, "learning_rate": rate}
        if losses:
            row["train_loss"] = sum(losses) / len(losses)
        self.log.add(row | validation)

    def save(self) -> None:
        """Writes the checkpoint."""
        run.save_checkpoint(self.out, self.trainer.state())
        self.saved = time.monotonic()

    def draw(self) -> None:
        """Pictures of what the network makes of the fixed sets."""
        gallery.draw_validation(self.trainer.shown(self.held_out), self.out / run.GALLERY)


class Loop:
    """The steps of a run with its clock; without a `book` nothing is written."""

    def __init__(self, trainer: Trainer, minutes: float | None, make: Make, book: Book | None = None) -> None:
        self.trainer, self.make, self.book = trainer, make, book
        self.budget_s = minutes * 60 if minutes else None
        self.started = time.monotonic() - trainer.elapsed_s
        self.signalled = False

    def go(self) -> None:
        """Steps until the run is over, or SIGTERM or SIGINT."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._steps()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _steps(self) -> None:
        trainer, book = self.trainer, self.book
        losses: list[float] = []
        if book and trainer.step == 0:
            book.validate()  # what the first weights are worth
        batches = iter(loader(self.make, trainer.step, trainer.config.data.workers))
        waited, since = 0.0, time.monotonic()
        while not (stopping := self._agreed(self.signalled)) and (done := self._agreed(self._done())) < 1:
            asked = time.monotonic()
            batch = next(batches)
            waited += time.monotonic() - asked
            losses.append(trainer.learn(batch, done))
            trainer.elapsed_s = time.monotonic() - self.started
            if len(losses) == trainer.config.training.log_steps:
                self._tell(losses, waited, since)
                losses, waited, since = [], 0.0, time.monotonic()
            if book:
                book.keep()
        del batches  # ends the workers
        if book:
            book.record(losses, {})
            if not stopping:
                book.validate()
                book.draw()
            book.save()
        log.info("%s at step %d", "stopped" if stopping else "done", trainer.step)

    def _tell(self, losses: list[float], waited: float, since: float) -> None:
        spent = time.monotonic() - since
        speed = len(losses) * self.trainer.config.training.batch * distributed.size() / spent
        log.info("step %d, %.1f patches/s, %.0f %% waiting", self.trainer.step, speed, 100 * waited / spent)
        if self.book:
            self.book.record(losses, {})

    def _agreed(self, value: float) -> float:
        return distributed.as_the_first(value, self.trainer.device)

    def _done(self) -> float:
        trainer = self.trainer
        elapsed_s = time.monotonic() - self.started
        return progress(trainer.step, trainer.config.training.steps, elapsed_s, self.budget_s)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.signalled = True
