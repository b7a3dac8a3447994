# SPDX-License-Identifier: MIT OR Apache-2.0
from pathlib import Path

import pytest

from lamap_training.config import Config, Draws

RECIPES = sorted((Path(__file__).parents[1] / "recipes").glob("*.toml"))


def test_what_is_written_is_what_is_loaded(tmp_path: Path) -> None:
    config = Config(draws=Draws(kind="grains", magnification=(3.0, 4.0)))
    path = tmp_path / "recipe.toml"
    path.write_text(config.to_toml(), encoding="utf-8")
    assert Config.load(path) == config


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_recipes_load(path: Path) -> None:
    Config.load(path)


@pytest.mark.parametrize("sections", [{"drawz": {}}, {"draws": {"magnificatoin": [2, 3]}}])
def test_unknown_names_are_refused(sections: dict) -> None:
    with pytest.raises(ValueError, match="unknown"):
        Config.from_dict(sections)


def test_a_patch_must_suit_the_network() -> None:
    with pytest.raises(ValueError, match="multiple of 8"):
        Config.from_dict({"data": {"patch": 100}})
