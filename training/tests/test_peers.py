# SPDX-License-Identifier: MIT OR Apache-2.0
import importlib.util
import sys

import lamap
import numpy as np
import pytest

from lamap_training import evaluate, metrics
from lamap_training.data import example
from lamap_training.operator import probe
from lamap_training.peers import PEERS, Problem, chosen_peers, richardson_lucy, richardson_lucy_tv
from lamap_training.validation import fixed


def test_the_matrices_are_the_operator_of_the_library() -> None:
    whole = example(fixed("mixed", 3000.0), 64, 5, 1)
    conditions = whole.measurement.conditions
    operator = probe(conditions, whole.truth.shape, 1.0)
    expected = lamap.expected(whole.truth, conditions, 1.0) / whole.measurement.counts_per_concentration
    assert np.allclose(operator.forward(whole.truth), expected, atol=1e-5)


@pytest.mark.usefixtures("without_library")
def test_the_adjoint_is_the_transpose() -> None:
    rng = np.random.default_rng(0)
    operator = probe(example(fixed("mixed", 3000.0), 32, 5, 1).measurement.conditions, (40, 50), 1.0)
    sample, seen = rng.random((40, 50)), rng.random((len(operator.rows), len(operator.columns)))
    assert (operator.forward(sample) * seen).sum() == pytest.approx((sample * operator.adjoint(seen)).sum())


def test_deconvolution_sharpens_what_has_little_noise() -> None:
    whole = example(fixed("grains", 100_000.0), 96, 5, 2)
    _, scores = evaluate.compare(whole, lambda inputs: inputs[:2], chosen_peers(["rl", "rl_tv"]))
    by_method = {score["method"]: score for score in scores}
    assert list(by_method) == ["nearest", "bicubic", "rl", "rl_tv", "restored", "network"]
    for name in ("rl", "rl_tv"):
        assert by_method[name]["psnr"] > by_method["bicubic"]["psnr"] + 0.5
        assert by_method[name]["frc_px"] < by_method["nearest"]["frc_px"]


@pytest.mark.usefixtures("without_library")
def test_deconvolution_stops_at_the_noise() -> None:
    measured = np.random.default_rng(0).uniform(1, 2, (8, 8)).astype(np.float32)
    conditions = example(fixed("mixed", 3000.0), 32, 5, 1).measurement.conditions
    geometry = ((40, 40), (5.0, 5.0), 1.0, 0.0)
    for noise, changed in ((10.0, False), (0.0, True)):
        problem = Problem(measured, noise, 0.0, geometry, lambda: probe(conditions, (40, 40), 1.0))
        start = PEERS["rl"](Problem(measured, 100.0, 0.0, geometry, problem.operator))
        assert (np.abs(richardson_lucy(problem) - start).max() > 1e-3) == changed
        assert np.isfinite(richardson_lucy_tv(problem)).all()


def test_a_missing_package_is_named_with_its_licence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bm3d", None)
    with pytest.raises(ModuleNotFoundError, match="non-commercial"):
        chosen_peers(["rl", "bm3d"])


@pytest.mark.skipif(importlib.util.find_spec("bm3d") is None, reason="the package bm3d is not installed")
@pytest.mark.usefixtures("without_library")
def test_bm3d_removes_noise() -> None:
    whole = example(fixed("mixed", 30.0), 64, 5, 1)
    shown, _ = evaluate.compare(whole, lambda inputs: inputs[:2], chosen_peers(["bm3d"]))
    assert metrics.psnr(shown["bm3d"], whole.truth, 1.0) > metrics.psnr(shown["nearest"], whole.truth, 1.0)
