# SPDX-License-Identifier: MIT OR Apache-2.0
import importlib
import os
import signal
import sys
import threading
import time

import numpy as np
import pytest

import lamap

INTERRUPTS_ITSELF = pytest.mark.skipif(sys.platform == "win32", reason="a process cannot interrupt itself there")


@pytest.mark.parametrize("name", ["tqdm", "rich", True])
def test_a_bar_by_name_shows_how_far_it_is(measured, conditions, name, capsys):
    if isinstance(name, str):
        pytest.importorskip(name)
    elif not any(map(importlib.util.find_spec, ("tqdm", "rich"))):
        pytest.skip("no bar is installed")
    lamap.enhance(measured, conditions, name, unit="counts", method="physics", magnification=2)
    told = capsys.readouterr()
    assert "100%" in told.out + told.err


def test_a_bar_never_goes_back(measured, conditions, model):
    told = []
    lamap.enhance(measured, conditions, lambda *how_far: told.append(how_far), model=model, unit="counts")
    fractions = [fraction for fraction, _, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert "load model" in {stage for _, _, stage in told}


def test_a_bar_that_is_not_known_or_not_installed_is_told(measured, conditions, monkeypatch):
    with pytest.raises(lamap.ArgumentError, match="did you mean 'tqdm'"):
        lamap.enhance(measured, conditions, "tqmd", method="physics")
    imported = importlib.import_module

    def without(name, *more):
        if name.startswith("tqdm"):
            raise ModuleNotFoundError(f"No module named {name!r}", name="tqdm")
        return imported(name, *more)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(ImportError, match="this progress bar needs the package tqdm: pip install tqdm"):
        lamap.enhance(measured, conditions, "tqdm", method="physics")


def test_simulations_show_bars_too(capsys):
    pytest.importorskip("tqdm")
    lamap.ablate(lamap.phantom("cells", 50, seed=1), "seed-2019", 1.0, progress="tqdm")
    assert "100%" in capsys.readouterr().err


def interrupted_s(call, after_s=0.3):
    """How long a call goes on after Ctrl-C."""
    sent = []

    def send():
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    threading.Timer(after_s, send).start()
    with pytest.raises(KeyboardInterrupt):
        call()
    return time.monotonic() - sent[0]


@INTERRUPTS_ITSELF
def test_ctrl_c_ends_the_reading_and_writing_of_a_large_file_within_a_second(tmp_path):
    line = ",".join(str(number % 9) for number in range(10_000)) + "\n"
    (tmp_path / "Ba137.csv").write_text(line * 1000)  # read in seconds
    (tmp_path / "signal.csv").write_text("Time [Sec],P31,Zn66\n" + "0.1,12,34567\n" * 3_000_000)
    assert interrupted_s(lambda: lamap.read_map(tmp_path / "Ba137.csv")) < 1
    assert interrupted_s(lambda: lamap.read_lines(tmp_path / "signal.csv")) < 1
    values = np.random.default_rng(1).random((4000, 4000), np.float32)
    assert interrupted_s(lambda: lamap.write_map(tmp_path / "large.csv", values)) < 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Ba137.csv", "signal.csv"]


def test_reading_and_writing_files_tell_how_far_they_are_and_can_be_cancelled(tmp_path):
    heard = []

    def listen(fraction, element, stage):
        heard.append((fraction, stage))

    paths = [tmp_path / "m_Ba.csv", tmp_path / "m_Ca.csv"]
    both = {"Ba": [[1.5, 2]], "Ca": [[3, 4]]}
    lamap.write_map(tmp_path / "m.csv", both, progress=listen)
    assert lamap.read_map(*paths, progress=listen).elements == ["Ba", "Ca"]
    (tmp_path / "signal.csv").write_text(
        "Line,Time [Sec],P31\n" + "".join(f"{i // 20},{i / 10},{i}\n" for i in range(40))
    )
    scan = {"scan_speed_um_s": 10, "line_spacing_um": 10}
    lamap.read_lines(tmp_path / "signal.csv", **scan, progress=listen)
    assert {"write", "read, file 1 of 2", "read, file 2 of 2", "read, file 1 of 1"} <= {stage for _, stage in heard}
    assert (heard[0][0], heard[-1][0]) == (0, 1)

    def refuse(fraction, element, stage):
        return stage == ""

    before = paths[0].read_text()
    for call in (
        lambda: lamap.write_map(tmp_path / "m.csv", {"Ba": [[7, 7]], "Ca": [[7, 7]]}, progress=refuse),
        lambda: lamap.write_map(
            tmp_path / "m.csv", {"Ba": [[7, 7]], "Ca": [[7, 7]]}, progress=lambda done, *_: done < 1
        ),
        lambda: lamap.read_map(*paths, progress=refuse),
        lambda: lamap.read_lines(tmp_path / "signal.csv", **scan, progress=refuse),
    ):
        with pytest.raises(lamap.Cancelled):
            call()
    assert paths[0].read_text() == before
    assert len(list(tmp_path.iterdir())) == 3
