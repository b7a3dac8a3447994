# SPDX-License-Identifier: MIT OR Apache-2.0
import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lamap


def run(code: str, **environment: str) -> str:
    """What a fresh interpreter prints; loading a runtime is final for a process."""
    kept = {key: value for key, value in os.environ.items() if key != "LAMAP_ONNXRUNTIME"}
    done = subprocess.run([sys.executable, "-c", code], env=kept | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


WITHOUT = "import sys, lamap; lamap.runtime.package_folder = lambda: None\n"
TRY = """
try:
    lamap.Enhancer(method="unet")
except lamap.RuntimeNotFoundError as error:
    assert isinstance(error, FileNotFoundError) and error.status == 4
    print(error)
enhancer = lamap.Enhancer()
print(enhancer.method, enhancer.note)
print(lamap.info()["runtime"], lamap.info()["devices"])
"""


def test_the_runtime_of_the_installed_package_is_found_without_importing_it():
    code = "import sys, lamap; lamap.load_runtime(); r = lamap.info()['runtime']; print(r['path'], sys.modules.keys())"
    printed = run(code)
    assert re.match(r"\S*[/\\]onnxruntime[/\\]capi[/\\]\S*onnxruntime\S* ", printed)
    assert "'onnxruntime'" not in printed
    assert "'xarray'" not in printed


def test_a_folder_in_the_working_folder_is_no_installed_package(tmp_path, monkeypatch):
    (tmp_path / "onnxruntime" / "capi").mkdir(parents=True)
    (tmp_path / "onnxruntime" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    code = "import sys; sys.path.insert(0, ''); import lamap; print(lamap.runtime.package_folder())"
    assert run(code).strip() == "None"


def test_the_variable_wins_over_the_package():
    printed = run("import lamap\n" + TRY, LAMAP_ONNXRUNTIME="/no/such/folder")
    assert printed.startswith("ONNX Runtime was not found: LAMAP_ONNXRUNTIME is set, but /no/such/folder")
    assert "physics ONNX Runtime was not found" in printed
    assert "[]" in printed
    folder = lamap.runtime.package_folder()
    printed = run("import lamap; lamap.load_runtime(); print(lamap.info())", LAMAP_ONNXRUNTIME=str(folder))
    assert "environment variable" in printed


@pytest.mark.skipif(sys.platform != "linux", reason="looks at what the system's loader says")
def test_without_any_runtime_physics_takes_over_and_says_why():
    printed = run(WITHOUT + TRY)
    if "unet" in printed:
        pytest.skip("the system has an ONNX Runtime")
    assert printed.startswith("ONNX Runtime, which runs the network, is not installed: pip install onnxruntime\n")
    assert "physics ONNX Runtime was not found" in printed


ENHANCE = """
result = lamap.enhance(lamap.phantom("cells", 60, seed=1), pixel_um=1.0, method={!r})
print(result.verdict.level, *[said for said in result.warnings if "network" in said], sep="|")
"""


def test_a_result_warns_that_the_network_could_not_run():
    printed = run(WITHOUT + ENHANCE.format("auto"), LAMAP_ONNXRUNTIME="/no/such/folder")
    assert "|enhanced without the network: ONNX Runtime was not found: LAMAP_ONNXRUNTIME is set, but /no" in printed
    assert "network" not in run(WITHOUT + ENHANCE.format("physics"), LAMAP_ONNXRUNTIME="/no/such/folder")
    printed = run(WITHOUT + ENHANCE.format("auto"))
    assert "|enhanced without" not in printed or "is not installed: pip install onnxruntime\n" in printed


def test_a_runtime_that_is_named_is_used_or_refused():
    folder = lamap.runtime.package_folder()
    code = f"""
import lamap
try:
    lamap.load_runtime("/no/such/library")
except lamap.RuntimeNotFoundError as error:
    print(error)
lamap.load_runtime({str(folder)!r})
lamap.load_runtime()
try:
    lamap.load_runtime("/no/such/library")
except lamap.ArgumentError as error:
    print(error)
"""
    first, second = run(code).splitlines()
    assert first.startswith("ONNX Runtime was not found: /no/such/library: ")
    assert "is already loaded from" in second


def test_info_tells_what_works_here():
    info = lamap.info()
    assert info["version"] == lamap.__version__
    assert {"cpu"} <= {row["device"] for row in info["devices"] if row["works"]}
    assert "seed-2019" in info["presets"]


@pytest.mark.skipif(os.name != "posix", reason="sends the signal of Ctrl-C")
def test_control_c_stops_an_enhancement():
    code = """
import lamap, signal, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)
measured = lamap.ablate(lamap.phantom("cells", 1500, seed=1), "seed-2019", 1.0, 1)
timer = threading.Timer(0.1, lambda: signal.raise_signal(signal.SIGINT))
timer.start()
try:
    while True:
        lamap.enhance([measured] * 20, "seed-2019", method="physics")
except KeyboardInterrupt:
    print("stopped")
"""
    assert run(code).strip() == "stopped"


def test_import_is_light():
    code = (
        "import sys; import lamap; print([m for m in ('onnxruntime', 'xarray', 'dask', 'pandas') if m in sys.modules])"
    )
    assert run(code).strip() == "[]"


@pytest.mark.parametrize("name", ["settings", "ablation", "scans", "enhancement", "records"])
def test_the_examples_of_the_docstrings(name):
    result = doctest.testmod(getattr(lamap, name))
    assert result.attempted
    assert not result.failed


def test_the_example_of_the_readme(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    exec(code, {})
    assert lamap.read_map("enhanced.tif").unit == "counts"
