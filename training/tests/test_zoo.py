# SPDX-License-Identifier: MIT OR Apache-2.0
import sys
import zipfile
from pathlib import Path

import pytest

from lamap_training import export

MODEL = Path(__file__).parents[2] / "models" / "unet-small.onnx"


def test_the_package_of_the_shipped_model_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    core = pytest.importorskip("bioimageio.core")
    spec = pytest.importorskip("bioimageio.spec")
    monkeypatch.setattr("sys.argv", ["export", str(MODEL), "--zoo", str(tmp_path / "model.zip")])
    export.main()
    assert {"README.md", "x.npy", "y.npy", "cover.png"} < set(zipfile.ZipFile(tmp_path / "model.zip").namelist())
    with spec.ValidationContext(perform_io_checks=False):
        summary = core.test_description(tmp_path / "model.zip", weight_format="onnx")
    assert summary.status == "passed", summary.display()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "bioimageio.spec", None)
    with pytest.raises(ModuleNotFoundError, match=r"bioimageio\.core"):
        export.package(MODEL, MODEL.with_suffix(".md"), tmp_path / "model.zip")


def test_a_run_needs_a_place_for_its_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.argv", ["export", str(tmp_path)])
    with pytest.raises(SystemExit):
        export.main()
