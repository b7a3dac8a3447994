# SPDX-License-Identifier: MIT OR Apache-2.0
import csv
import dataclasses
import json
import os
import signal
from pathlib import Path

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lamap_training import run
from lamap_training.config import Config, Training
from lamap_training.export import export
from lamap_training.schedule import ema_decay, learning_rate, progress
from lamap_training.train import Trainer, train

OPTIONS = Training(learning_rate=1e-3, final_learning_rate=1e-5, warmup_steps=10)


def test_progress_is_by_steps_or_time_whichever_is_further() -> None:
    assert progress(50, 100, 0.0, None) == 0.5
    assert progress(50, 100, 30.0, 40.0) == 0.75
    assert progress(50, 100, 10.0, 40.0) == 0.5
    assert progress(5, 100, 99.0, 40.0) == 1.0


def test_learning_rate_warms_up_and_anneals() -> None:
    assert learning_rate(OPTIONS, 0, 0.0) == pytest.approx(1e-4)
    assert learning_rate(OPTIONS, 9, 0.0) == pytest.approx(1e-3)
    assert learning_rate(OPTIONS, 500, 0.5) == pytest.approx((1e-3 + 1e-5) / 2)
    assert learning_rate(OPTIONS, 1000, 1.0) == pytest.approx(1e-5)


def test_the_average_forgets_the_start() -> None:
    assert ema_decay(OPTIONS, 0) == pytest.approx(0.1)
    assert ema_decay(OPTIONS, 100_000) == 0.999


@pytest.mark.usefixtures("without_library")
def test_a_resumed_run_equals_an_uninterrupted_one(
    tiny: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(tiny, tmp_path / "whole")
    learn = Trainer.learn

    def learn_and_stop(trainer: Trainer, *arguments: object) -> float:
        if trainer.step == 2:
            os.kill(os.getpid(), signal.SIGTERM)
        return learn(trainer, *arguments)

    monkeypatch.setattr(Trainer, "learn", learn_and_stop)
    part = train(tiny, tmp_path / "parts")
    assert part.step == 3
    monkeypatch.setattr(Trainer, "learn", learn)
    resumed = train(tiny, tmp_path / "parts", resume=True)
    assert resumed.step == whole.step == tiny.training.steps
    for name in ("network", "ema"):
        expected, got = whole.state()[name], resumed.state()[name]
        assert all(torch.equal(expected[key], got[key]) for key in expected)
    assert resumed.validation == whole.validation


@pytest.mark.usefixtures("without_library")
def test_a_run_leaves_recipe_log_curve_and_averaged_network(tiny: Config, tmp_path: Path) -> None:
    trainer = train(tiny, tmp_path)
    assert run.load_recipe(tmp_path) == tiny
    (versions,) = json.loads((tmp_path / run.VERSIONS).read_text())
    assert versions["from_step"] == 0
    assert versions["torch"]
    assert len(versions["source_sha256"]) == 64
    rows = list(csv.DictReader((tmp_path / run.LOG).open()))
    assert [int(row["step"]) for row in rows if row["train_loss"]] == [2, 4, 6]
    assert float(rows[-1]["gain_db"]) == pytest.approx(trainer.validation["gain_db"], rel=1e-4)
    assert (tmp_path / run.CURVE).stat().st_size > 1000
    events = EventAccumulator(str(tmp_path / run.EVENTS)).Reload()
    assert [event.step for event in events.Scalars("train_loss")] == [2, 4, 6]
    assert events.Scalars("gain_db")[-1].value == pytest.approx(trainer.validation["gain_db"], rel=1e-5)
    loaded = run.load_network(tmp_path).state_dict()
    assert all(torch.equal(loaded[key], value) for key, value in trainer.average.state_dict().items())


def test_a_run_tells_which_code_made_which_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def noted(code: str, *steps: int) -> list[tuple[int, str]]:
        monkeypatch.setattr(run, "version", lambda name: code)
        for step in steps:
            run.save_versions(tmp_path, step)
        return [(part["from_step"], part["torch"]) for part in json.loads((tmp_path / run.VERSIONS).read_text())]

    assert noted("1", 0, 10) == [(0, "1")]
    assert noted("2", 20) == [(0, "1"), (20, "2")]
    assert noted("3", 20) == [(0, "1"), (20, "3")]


@pytest.mark.usefixtures("without_library")
def test_a_run_is_not_overwritten_by_accident(tiny: Config, tmp_path: Path) -> None:
    train(tiny, tmp_path)
    with pytest.raises(FileExistsError, match="--resume"):
        train(tiny, tmp_path)


@pytest.mark.usefixtures("without_library")
def test_training_lowers_the_loss(tiny: Config) -> None:
    trainer = Trainer(dataclasses.replace(tiny, training=dataclasses.replace(tiny.training, learning_rate=1e-2)))
    from lamap_training.data import batch

    pair = batch(tiny, 1, 0, 2)
    losses = [trainer.learn(pair, 0.0) for _ in range(40)]
    assert losses[-1] < losses[0]


@pytest.mark.usefixtures("without_library")
def test_a_run_can_start_from_the_weights_of_another(tiny: Config, tmp_path: Path) -> None:
    first = train(tiny, tmp_path / "first")
    trainer = Trainer(tiny)
    trainer.start_from(tmp_path / "first")
    assert trainer.step == 0
    for name in ("network", "ema"):
        assert all(torch.equal(value, first.average.state_dict()[key]) for key, value in trainer.state()[name].items())
    second = train(tiny, tmp_path / "second", init=tmp_path / "first" / run.CHECKPOINT)
    assert second.step == tiny.training.steps
    origin = run.load_checkpoint(tmp_path / "second")["origin"]
    assert (origin["run"], origin["steps"], origin["origin"]) == ("first", 6, None)
    assert len(origin["checkpoint_sha256"]) == 64


@pytest.mark.usefixtures("without_library")
def test_a_run_can_start_from_an_exported_model(tiny: Config, tmp_path: Path) -> None:
    first = train(tiny, tmp_path / "first")
    model = tmp_path / "model.onnx"
    export(tmp_path / "first", model, "tiny", "1.2")
    trainer = Trainer(tiny)
    trainer.start_from(model)
    for name in ("network", "ema"):
        assert all(torch.equal(value, first.average.state_dict()[key]) for key, value in trainer.state()[name].items())
    assert trainer.origin["model"] == "tiny 1.2"
    train(tiny, tmp_path / "second", init=model)
    origin = json.loads(export(tmp_path / "second", tmp_path / "again.onnx", "tiny", "1.3")["lamap.training"])["origin"]
    assert origin.startswith("the model tiny 1.2 (sha256 ")


@pytest.mark.usefixtures("without_library")
def test_weights_of_another_shape_are_refused(tiny: Config, tmp_path: Path) -> None:
    train(tiny, tmp_path / "first")
    wider = dataclasses.replace(tiny, model=dataclasses.replace(tiny.model, widths=(4, 8, 8)))
    with pytest.raises(ValueError, match="another shape"):
        train(wider, tmp_path / "second", init=tmp_path / "first")


def test_resuming_and_starting_are_two_things(tiny: Config, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--init"):
        train(tiny, tmp_path, resume=True, init=tmp_path)
