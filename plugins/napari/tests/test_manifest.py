# SPDX-License-Identifier: MIT OR Apache-2.0
import subprocess
import sys
from importlib.metadata import metadata, requires
from pathlib import Path

import lamap
import pytest
from npe2 import PluginManifest

import napari_lamap
from napari_lamap import _docks


def manifest() -> PluginManifest:
    return PluginManifest.from_distribution("napari-lamap")


def test_the_manifest_is_valid():
    npe2 = Path(sys.executable).with_name("npe2")
    done = subprocess.run([npe2, "validate", "napari-lamap"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    contributions = manifest().contributions
    names = {"Enhance LA map", "Simulate ablation", "Import maps", "Import line scans", "Line profile"}
    assert {widget.display_name for widget in contributions.widgets} == names
    menus = {"napari/layers/filter", "napari/layers/data", "napari/layers/measure", "napari/file/io_utilities"}
    assert menus <= contributions.menus.keys()


def test_widgets_have_the_names_and_classes_that_menus_give_them():
    assert manifest().display_name == _docks.PLUGIN
    commands = {command.id: command.python_name for command in manifest().contributions.commands}
    titles = {widget.display_name: commands[widget.command] for widget in manifest().contributions.widgets}
    for title, (module, kind) in _docks.WIDGETS.items():
        assert titles[title] == f"napari_lamap.widgets.{module}:{kind}"


@pytest.mark.display
def test_all_that_the_manifest_names_can_be_imported():
    manifest().validate_imports()


def test_the_package_is_listed_and_brings_no_binding_of_qt():
    assert "Framework :: napari" in metadata("napari-lamap").get_all("Classifier")
    assert metadata("napari-lamap")["Version"] == napari_lamap.__version__ == lamap.__version__
    needed = [line for line in requires("napari-lamap") if "extra ==" not in line]
    assert not any(name in line.lower() for line in needed for name in ("pyqt", "pyside", "napari"))


def test_the_preferences_start_from_the_defaults_of_the_library():
    table, properties = lamap.Settings.params(), manifest().contributions.configurations["defaults"].properties
    for key in ("method", "device", "tile"):
        assert properties[key].default == table[key].default
    assert tuple(properties["method"].enum) == table["method"].choices
    assert tuple(properties["device"].enum) == table["device"].choices


def test_engine_reader_and_samples_import_neither_qt_nor_napari():
    code = (
        "import sys, napari_lamap._reader, napari_lamap._sample, napari_lamap._writer, napari_lamap.engine.simulation;"
        "napari_lamap._sample.cells();"
        "print([m for m in sys.modules if m.split('.')[0] in ('qtpy', 'napari', 'PyQt6', 'PySide6')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
