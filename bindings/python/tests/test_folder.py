# SPDX-License-Identifier: MIT OR Apache-2.0
"""The example that enhances a folder of maps over a cluster of two worker processes."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

import lamap

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # of the cluster


@pytest.fixture
def example(monkeypatch):
    path = Path(__file__).parents[1] / "examples" / "enhance_folder.py"
    spec = importlib.util.spec_from_file_location("enhance_folder", path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "enhance_folder", module)
    spec.loader.exec_module(module)
    return module


def test_a_folder_is_enhanced_failures_are_told_and_the_rest_is_not_done_again(
    example, client, measured, conditions, tmp_path
):
    maps, enhanced = tmp_path / "maps", tmp_path / "enhanced"
    maps.mkdir()
    client.upload_file(example.__file__)
    for name in ("a.csv", "b.csv"):
        lamap.write_map(maps / name, measured)
    (maps / "broken.csv").write_text("1,2\n3,x\n", encoding="utf-8")
    options = {"pixel_um": 5.0, "unit": "counts", "method": "physics"}
    failures = example.enhance_folder(client, maps, enhanced, **options)
    assert list(failures) == ["broken.csv"]
    assert json.loads((enhanced / "failures.json").read_text(encoding="utf-8")) == failures
    before = {path: path.stat().st_mtime_ns for path in enhanced.glob("*.tif")}
    assert len(before) == 2
    (maps / "broken.csv").unlink()
    lamap.write_map(maps / "c.csv", measured)
    assert example.enhance_folder(client, maps, enhanced, **options) == {}
    assert len(list(enhanced.glob("*.tif"))) == 3
    assert all(path.stat().st_mtime_ns == time for path, time in before.items())
