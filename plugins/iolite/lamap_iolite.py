#/ Type: UI
#/ Name: lamap
#/ Authors: The lamap developers
#/ Description: Makes maps of the line scans of this session and enhances them with the program lamap
#/ References: None
#/ Version: 0.1.0
#/ Contact: See the README of lamap
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plug-in of iolite 4: hands the signals of a session and its laser log to the program lamap, which enhances the map.

iolite reads the lines above, calls `createUIElements` and puts `data` and `ui` into this module. Nothing but the Python
that comes with iolite is needed.
"""

import os
import shutil
import subprocess
from datetime import datetime

from iolite.QtGui import QAction, QFileDialog, QInputDialog, QMessageBox

TITLE = "Enhance maps with lamap"
NO_CHANNELS = "The session has no input channels: import the data first."
NO_LOG = "The session has no laser log, which tells where the lines are: import it first."
NO_PROGRAM = "The program lamap was not found: install it, or choose it in the next dialog."
OTHER_TIMES = "left out, since it is recorded at other times than {}: {}"
TOTAL = "TotalBeam"
"""The sum of all channels, which iolite adds."""


class Problem(Exception):
    """What the user should know; the run ends."""


def createUIElements():
    """Adds the entry to the menu Tools; iolite calls it."""
    action = QAction(TITLE, ui)
    action.triggered.connect(enhance_session)
    ui.setAction(action)
    ui.setMenuName(["Tools"])


def enhance_session():
    """Asks for a folder, makes and enhances the map, tells what came of it."""
    folder = QFileDialog.getExistingDirectory(None, "Folder for the maps")
    if not folder:
        return
    try:
        done = enhance(input_channels(), laser_log(), folder, find_program())
    except (Problem, OSError) as problem:
        QMessageBox.warning(None, TITLE, str(problem))
    else:
        QMessageBox.information(None, TITLE, done)


def input_channels():
    """The measured channels of the session."""
    channels = [channel for channel in data.timeSeriesList(data.Input) if channel.name != TOTAL]
    if not channels:
        raise Problem(NO_CHANNELS)
    return channels


def laser_log():
    """The file of the laser log; of several the one that the user chooses."""
    files = [log.filePath() for log in data.importedLogs()]
    if not files:
        raise Problem(NO_LOG)
    return files[0] if len(files) == 1 else QInputDialog.getItem(None, TITLE, "Laser log of the map:", files, 0, False)


def find_program():
    """The program lamap: what LAMAP_PROGRAM names, that on the path, or what the user chooses."""
    found = os.environ.get("LAMAP_PROGRAM") or shutil.which("lamap")
    if not found:
        QMessageBox.information(None, TITLE, NO_PROGRAM)
        found = QFileDialog.getOpenFileName(None, "The program lamap", "", "lamap (lamap lamap.exe)")
    if not found:
        raise Problem(NO_PROGRAM)
    return found


def enhance(channels, log, folder, program):
    """Writes signals.csv, map.tif, map.toml, enhanced.tif, sd.tif and report.json; tells what the program said."""
    path = {name: os.path.join(folder, name) for name in ("signals.csv", "map.tif", "map.toml")}
    said = [write_signals(path["signals.csv"], channels)]
    said.append(call(program, "import", path["signals.csv"], "--log", log, "--output", path["map.tif"], "--overwrite"))
    results = {"--output": "enhanced.tif", "--sd": "sd.tif", "--report": "report.json"}
    where = [part for key, name in results.items() for part in (key, os.path.join(folder, name))]
    said.append(call(program, "enhance", path["map.tif"], "--conditions", path["map.toml"], *where, "--overwrite"))
    return "\n".join([f"enhanced.tif and its standard deviation sd.tif are in {folder}.", *filter(None, said)])


def write_signals(path, channels):
    """Writes channels that share their times as a table for `lamap import`; tells which were left out."""
    times = channels[0].time()
    same = [channel for channel in channels if has_times(channel, times)]
    left_out = [channel.name for channel in channels if channel not in same]
    with open(path, "w", encoding="utf-8") as file:
        began = datetime.fromtimestamp(times[0])  # the clock of the session; the lag is looked for around it
        file.write(f"Acquired : {began:%Y-%m-%d %H:%M:%S.%f}\n")
        file.write(",".join(["Time", *(channel.name for channel in same)]) + "\n")
        file.write(",".join(["[s]", *("[cps]" for _ in same)]) + "\n")
        for time, *values in zip(times, *(channel.data() for channel in same)):
            file.write(",".join([f"{time - times[0]:.6f}", *(f"{value:.9g}" for value in values)]) + "\n")
    return OTHER_TIMES.format(channels[0].name, ", ".join(left_out)) if left_out else ""


def has_times(channel, times):
    """Whether a channel is recorded at these times."""
    own = channel.time()
    return len(own) == len(times) and abs(own - times).max() < 1e-6


def call(program, *arguments):
    """Runs the program and gives what it said; a Problem with its sentence if it failed."""
    done = subprocess.run(
        [program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    if done.returncode:
        raise Problem(done.stdout.strip() or f"{program} ended with the code {done.returncode}")
    return done.stdout.strip()
