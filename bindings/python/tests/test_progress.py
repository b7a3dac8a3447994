# SPDX-License-Identifier: MIT OR Apache-2.0
import importlib

import pytest

import lamap


@pytest.mark.parametrize("name", ["tqdm", "rich", True])
def test_a_bar_by_name_shows_how_far_it_is(measured, conditions, name, capsys):
    if isinstance(name, str):
        pytest.importorskip(name)
    elif not any(map(importlib.util.find_spec, ("tqdm", "rich"))):
        pytest.skip("no bar is installed")
    lamap.enhance(measured, conditions, name, unit="counts", method="physics", magnification=2)
    told = capsys.readouterr()
    assert "100%" in told.out + told.err


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
