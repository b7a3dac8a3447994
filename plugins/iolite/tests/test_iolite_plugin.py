# SPDX-License-Identifier: MIT OR Apache-2.0
"""The plug-in with stand-ins for iolite, and with the program."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import lamap

PLUGIN = Path(__file__).parents[1] / "lamap_iolite.py"
PROGRAM = os.environ.get("LAMAP_PROGRAM") or shutil.which("lamap")
needs_program = pytest.mark.skipif(not PROGRAM, reason="the program lamap was not built")


class Qt:
    """Dialogs that answer at once, and keep what they were asked to show."""

    def __init__(self, folder):
        self.shown, self.folder, self.actions = [], str(folder), []

    def modules(self):
        dialogs = SimpleNamespace(getExistingDirectory=lambda *_: self.folder, getOpenFileName=lambda *_: "")
        boxes = SimpleNamespace(information=self.show("information"), warning=self.show("warning"))
        qt = ModuleType("iolite.QtGui")
        qt.QFileDialog, qt.QMessageBox, qt.QAction = dialogs, boxes, self.action
        qt.QInputDialog = SimpleNamespace(getItem=lambda _parent, _title, _text, items, *_: items[-1])
        return {"iolite": ModuleType("iolite"), "iolite.QtGui": qt}

    def show(self, kind):
        return lambda _parent, _title, text: self.shown.append((kind, text))

    def action(self, title, _parent):
        self.actions.append(title)
        return SimpleNamespace(triggered=SimpleNamespace(connect=lambda slot: self.actions.append(slot)))


def channel(name, times, values):
    return SimpleNamespace(name=name, time=lambda: np.asarray(times), data=lambda: np.asarray(values))


@pytest.fixture
def qt(tmp_path, monkeypatch):
    dialogs = Qt(tmp_path)
    for name, module in dialogs.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    return dialogs


@pytest.fixture
def plugin(qt):
    spec = importlib.util.spec_from_file_location("lamap_iolite", PLUGIN)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    loaded.ui = SimpleNamespace(setAction=lambda _: None, setMenuName=lambda names: qt.actions.append(names))
    session(loaded, [], [])
    return loaded


def session(plugin, channels, logs):
    files = [SimpleNamespace(filePath=lambda log=log: str(log)) for log in logs]
    plugin.data = SimpleNamespace(Input=1, timeSeriesList=lambda _: channels, importedLogs=lambda: files)


@pytest.fixture
def scanned(tmp_path):
    """Times and counts of a simulated measurement, its laser log, and the map that they come from."""
    folder = tmp_path / "scan"
    folder.mkdir()
    lamap.write_map(folder / "Zn66.tif", lamap.Map(lamap.phantom("cells", (120, 150), seed=1), ["Zn66"], 1.0, 1.0))
    how = ["--preset", "seed-2019", "--set", "line_spacing_um=5", "--set", "beam_size_um=5", "--seed", "1"]
    lines = ["--lines", folder / "scan.csv", "--output", folder / "map.tif"]
    subprocess.run([PROGRAM, "ablate", folder / "Zn66.tif", *how, *lines], check=True, capture_output=True)
    table = np.genfromtxt(folder / "scan.csv", delimiter=",", skip_header=3)
    return table[:, 0], table[:, 1], folder / "scan.Iolite.csv", folder / "map.tif"


def test_iolite_finds_metadata_and_the_entry_of_the_menu(plugin, qt):
    head = PLUGIN.read_text(encoding="utf-8").splitlines()[:7]
    keys = [line.split(":")[0] for line in head]
    assert keys == [f"#/ {key}" for key in
                    ("Type", "Name", "Authors", "Description", "References", "Version", "Contact")]  # fmt: skip
    assert head[0] == "#/ Type: UI"
    assert f"#/ Version: {lamap.__version__}" in head
    plugin.createUIElements()
    assert qt.actions == ["Enhance maps with lamap", plugin.enhance_session, ["Tools"]]


@needs_program
def test_a_session_becomes_an_enhanced_map(plugin, qt, scanned, tmp_path, monkeypatch):
    times, counts, log, measured = scanned
    began = datetime(2026, 1, 5, 9).timestamp()  # iolite counts seconds since 1970
    session(plugin, [channel("TotalBeam", [], []), channel("Zn66", began + times, counts)], [log])
    monkeypatch.setenv("LAMAP_PROGRAM", PROGRAM)
    plugin.enhance_session()
    ((kind, text),) = qt.shown
    assert kind == "information", text
    assert str(tmp_path) in text
    read = lamap.read_map(tmp_path / "map.tif")
    assert np.array_equal(read.values, lamap.read_map(measured).values)
    assert (read.unit, read.elements) == ("cps", ["Zn66"])
    enhanced, deviation = (lamap.read_map(tmp_path / f"{name}.tif") for name in ("enhanced", "sd"))
    assert enhanced.shape == deviation.shape == (1, 4 * read.shape[1], 4 * read.shape[2])
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["elements"][0]["element"] == "Zn66"
    plugin.enhance_session()
    assert qt.shown[-1][0] == "information", "files of an earlier run are replaced"


def test_channels_of_other_times_are_left_out_and_named(plugin, tmp_path):
    times = datetime(2026, 1, 5, 9, 30, 0, 250_000).timestamp() + np.arange(3.0)
    channels = [channel("Zn66", times, [1, 2, 3]), channel("Ca43", times, [4, np.nan, 6]),
                channel("P31", times + 0.5, [7, 8, 9]), channel("Mg24", times[:2], [1, 2])]  # fmt: skip
    said = plugin.write_signals(str(tmp_path / "signals.csv"), channels)
    assert said == "left out, since it is recorded at other times than Zn66: P31, Mg24"
    lines = (tmp_path / "signals.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "Acquired : 2026-01-05 09:30:00.250000"
    assert lines[1:] == ["Time,Zn66,Ca43", "[s],[cps],[cps]", "0.000000,1,4", "1.000000,2,nan", "2.000000,3,6"]


@pytest.mark.parametrize(
    ("channels", "logs", "sentence"),
    [([], ["log.csv"], "import the data first"), ([channel("Zn66", [0.0], [1])], [], "no laser log")],
)
def test_what_is_missing_is_said(plugin, qt, channels, logs, sentence):
    session(plugin, channels, logs)
    plugin.enhance_session()
    ((kind, text),) = qt.shown
    assert kind == "warning"
    assert sentence in text


def test_without_the_program_it_is_asked_for(plugin, qt, monkeypatch):
    monkeypatch.delenv("LAMAP_PROGRAM", raising=False)
    monkeypatch.setattr(plugin.shutil, "which", lambda _: None)
    session(plugin, [channel("Zn66", [0.0], [1])], ["one.csv", "two.csv"])
    assert plugin.laser_log() == "two.csv", "of several the user chooses"
    plugin.enhance_session()
    assert [kind for kind, _ in qt.shown] == ["information", "warning"]
    assert "was not found" in qt.shown[-1][1]


@needs_program
def test_the_sentence_of_the_program_is_shown_where_it_fails(plugin, qt, monkeypatch, tmp_path):
    monkeypatch.setenv("LAMAP_PROGRAM", PROGRAM)
    session(plugin, [channel("Zn66", np.arange(5.0), np.ones(5))], [tmp_path / "none.csv"])
    plugin.enhance_session()
    ((kind, text),) = qt.shown
    assert kind == "warning"
    assert "none.csv" in text


def test_no_folder_is_no_run(plugin, qt):
    qt.folder = ""
    plugin.enhance_session()
    assert qt.shown == []
