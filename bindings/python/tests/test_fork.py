# SPDX-License-Identifier: MIT OR Apache-2.0
"""A process forked after the library was used lacks its threads: it is told so at once, and ends."""

import multiprocessing
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

import lamap

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")

SAMPLE = np.arange(3600, dtype=np.float32).reshape(60, 60)
PRESET = "seed-2019"


def ablate() -> object:
    return lamap.ablate(SAMPLE, PRESET, pixel_um=1.0, seed=1)


def told(work: Callable[[], object], answers: "multiprocessing.Queue[str]") -> None:
    try:
        work()
        answers.put("it worked")
    except lamap.LamapError as error:
        answers.put(str(error))


def in_fork(*works: Callable[[], object]) -> list[str]:
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    children = [context.Process(target=told, args=(work, answers)) for work in works]
    for child in children:
        child.start()
    said = [answers.get(timeout=60) for _ in children]
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * len(children)
    return said


@pytest.mark.parametrize("method", ["physics", "auto"])
def test_work_in_a_fork_is_refused_with_a_way_out(method: str) -> None:
    measured = ablate()
    with lamap.Enhancer(method=method, magnification=2) as enhancer:

        def enhance() -> object:
            return enhancer.enhance(measured, PRESET)

        enhance()
        said = in_fork(ablate, enhance, lambda: lamap.Enhancer(method=method), enhancer.close)
        enhance()
    assert said.count("it worked") == 1, "only closing"
    assert sum("spawn" in answer for answer in said) == 3


def test_a_fork_of_a_process_that_only_read_works() -> None:
    code = (
        "import multiprocessing, sys, lamap, numpy as np\n"
        "def child():\n"
        "    lamap.ablate(np.arange(3600.0).reshape(60, 60), 'seed-2019', pixel_um=1.0, seed=1)\n"
        "context = multiprocessing.get_context('fork')\n"
        "process = context.Process(target=child)\n"
        "process.start(); process.join(60); sys.exit(process.exitcode)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120, check=False).returncode == 0
