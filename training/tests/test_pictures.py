# SPDX-License-Identifier: MIT OR Apache-2.0
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from lamap_training.config import Crops, Images
from lamap_training.pictures import PLAIN, crop, read, sheet

RAMP = np.arange(40 * 60, dtype=np.uint16).reshape(40, 60) * 20


def saved(path: Path, values: np.ndarray) -> Path:
    Picture.fromarray(values).save(path)
    return path


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_values_of_a_picture_are_exact(tmp_path: Path, name: str, kind: type) -> None:
    values = (RAMP // (256 if kind is np.uint8 else 1)).astype(kind)
    assert np.array_equal(read(saved(tmp_path / name, values)), values)


def test_32_bit_pictures_and_colours_are_read(tmp_path: Path) -> None:
    assert np.array_equal(read(saved(tmp_path / "float.tif", RAMP.astype(np.float32))), RAMP)
    colour = np.full((8, 8, 3), (10, 20, 30), np.uint8)
    assert read(saved(tmp_path / "colour.png", colour))[0, 0] == 18  # 0.299 R + 0.587 G + 0.114 B


def test_bins_are_means(tmp_path: Path) -> None:
    values = sheet(saved(tmp_path / "a.png", RAMP), Images(bin=2)).values
    assert values.shape == (20, 30)
    assert values[0, 0] == RAMP[:2, :2].mean()


def test_a_black_border_is_skipped(tmp_path: Path) -> None:
    values = np.zeros((50, 70), np.uint8)
    values[10:30, 20:60] = 100 + np.arange(40)
    assert sheet(saved(tmp_path / "a.png", values), Images()).values.shape == (20, 40)


def test_an_empty_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"black\.png is empty"):
        sheet(saved(tmp_path / "black.png", np.zeros((9, 9), np.uint8)), Images())


def test_a_plain_crop_is_the_picture_itself(tmp_path: Path) -> None:
    options = Images(invert_share=0.0)
    whole = sheet(saved(tmp_path / "a.png", RAMP), options)
    piece = crop(whole, options, PLAIN, 40, 60, rng())
    assert np.allclose(piece, np.maximum(RAMP - whole.zero, 0) / whole.range, atol=1e-6)


def test_a_hot_pixel_does_not_darken_the_rest(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 100, (80, 80)).astype(np.uint16)
    values[40, 40] = 60_000
    options = Images(invert_share=0.0)
    piece = crop(sheet(saved(tmp_path / "a.png", values), options), options, PLAIN, 80, 80, rng())
    assert piece.max() == 2
    assert np.sort(piece.ravel())[-2] > 0.9


def test_an_inverted_crop_falls_where_the_picture_rises(tmp_path: Path) -> None:
    options = Images(invert_share=1.0)
    piece = crop(sheet(saved(tmp_path / "a.png", RAMP), options), options, PLAIN, 16, 16, rng())
    assert (np.diff(piece, axis=1) < 0).all()
    assert piece.min() >= 0


def test_turned_crops_show_all_eight_views(tmp_path: Path) -> None:
    options = Images(invert_share=0.0)
    how = dataclasses.replace(PLAIN, turned=True)
    whole = sheet(saved(tmp_path / "a.png", RAMP), options)
    views = set()
    for seed in range(60):
        piece = crop(whole, options, how, 20, 12, rng(seed))
        assert piece.shape == (20, 12)
        down, right = piece[1, 0] - piece[0, 0], piece[0, 1] - piece[0, 0]
        views.add((bool(abs(down) > abs(right)), bool(down > 0), bool(right > 0)))
    assert len(views) == 8


def test_a_zoomed_crop_keeps_its_mean(tmp_path: Path) -> None:
    options = Images(invert_share=0.0)
    whole = sheet(saved(tmp_path / "a.png", RAMP), options)
    piece = crop(whole, options, dataclasses.replace(PLAIN, zoom=(0.5, 0.5)), 20, 30, rng())
    assert piece.shape == (20, 30)
    assert piece.mean() == pytest.approx((RAMP.mean() - whole.zero) / whole.range, rel=1e-3)


def test_a_small_picture_goes_on_as_its_mirror_image(tmp_path: Path) -> None:
    options = Images(invert_share=0.0)
    piece = crop(sheet(saved(tmp_path / "a.png", RAMP), options), options, PLAIN, 40, 64, rng())
    assert np.array_equal(piece[:, 60:], piece[:, 59:55:-1])


def test_a_picture_too_small_for_the_zoom_keeps_its_proportions(tmp_path: Path) -> None:
    options = Images(invert_share=0.0)
    steep = np.add.outer(np.arange(50), np.arange(200)).astype(np.uint8)
    whole = sheet(saved(tmp_path / "a.png", steep), options)
    piece = crop(whole, options, dataclasses.replace(PLAIN, zoom=(0.5, 0.5)), 40, 40, rng())
    assert piece[20, 20] - piece[19, 20] == pytest.approx(piece[20, 20] - piece[20, 19], rel=1e-3)


def test_flat_and_empty_crops_are_rejected(tmp_path: Path) -> None:
    options = Images()
    values = np.full((64, 64), 40, np.uint8)
    values[:2] = 255
    values[-2:] = 1
    flat = sheet(saved(tmp_path / "flat.png", values), options)
    assert crop(dataclasses.replace(flat, values=flat.values[8:56]), options, Crops(), 32, 32, rng()) is None
    values = np.zeros((64, 64), np.uint8)
    values[::16, ::16] = 255
    empty = sheet(saved(tmp_path / "empty.png", values), options)
    assert crop(empty, options, Crops(), 32, 32, rng()) is None


def test_a_bright_background_is_empty_once_inverted(tmp_path: Path) -> None:
    values = np.full((64, 64), 250, np.uint8)
    values[26:38] = 10
    path = saved(tmp_path / "a.png", values)
    shown = crop(sheet(path, Images()), Images(invert_share=0.0), Crops(gamma_share=0.0), 64, 64, rng())
    assert shown is not None
    assert crop(sheet(path, Images()), Images(invert_share=1.0), Crops(), 64, 64, rng()) is None


def test_labels_get_concentrations_of_their_own(tmp_path: Path) -> None:
    options = Images(labels=True)
    labels = np.repeat(np.array([3, 7, 200], np.uint8), 8)[None].repeat(24, 0)
    whole = sheet(saved(tmp_path / "a.png", labels), options)
    pieces = [crop(whole, options, PLAIN, 24, 24, rng(seed)) for seed in (1, 2)]
    for piece in pieces:
        assert len(np.unique(piece)) == 3
        assert piece.max() == 1
    assert not np.array_equal(*pieces)


def test_the_native_share_keeps_the_pixels(tmp_path: Path) -> None:
    options = Images(invert_share=0.0)
    whole = sheet(saved(tmp_path / "a.png", RAMP), options)
    how = dataclasses.replace(PLAIN, zoom=(0.5, 0.5))
    native, shrunk = (crop(whole, options, dataclasses.replace(how, native_share=s), 20, 30, rng()) for s in (1.0, 0.0))
    steps = [np.abs(np.diff(piece, axis=1)).max() for piece in (native, shrunk)]
    assert steps[0] == pytest.approx(steps[1] / 2, rel=0.1)
