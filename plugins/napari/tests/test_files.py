# SPDX-License-Identifier: MIT OR Apache-2.0
import signal

import lamap
import numpy as np
import pytest
from conftest import add
from npe2 import PluginManager

from napari_lamap._reader import get_reader
from napari_lamap._sample import cells, grains
from napari_lamap._writer import write_layers

SAVE = "napari-lamap.save_maps"
UM = {"units": ("um", "um")}


def image(values, name, **about):
    return values, {"name": name, "metadata": {"lamap": {"unit": "counts"}}, **about}, "image"


def read(path):
    reader = get_reader(str(path))
    assert reader is not None, path
    return {about["name"]: (values, about) for values, about, _ in reader(str(path))}


def test_a_text_image_has_no_pixel_size_until_one_is_stated(tmp_path):
    (tmp_path / "Zn66.csv").write_text("\ufeff1;2,5;nan;\n4;5;6;\n", encoding="utf-8")
    values, about = read(tmp_path / "Zn66.csv")["Zn66"]
    assert values.tolist()[0][:2] == [1, 2.5]
    assert np.isnan(values[0, 2])
    assert about["units"] == ("pixel", "pixel")
    assert "scale" not in about


def test_a_folder_is_one_sample(tmp_path):
    for name in ("P31", "Zn66"):
        (tmp_path / f"{name}.csv").write_text("1,2,3\n4,5,6\n")
    assert read(tmp_path).keys() == {"P31", "Zn66"}
    assert get_reader([str(tmp_path / "P31.csv"), str(tmp_path / "Zn66.csv")]) is not None


def test_tiff_keeps_names_pixel_size_place_unit_and_record(tmp_path):
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    frame = {"scale": (20.0, 7.0), "translate": (110.0, 53.5), **UM}
    layers = [image(values, "P31", **frame), image(values + 1, "Zn66", **frame)]
    layers[0][1]["metadata"]["lamap"]["record"] = {"tool": "test"}
    written = write_layers(str(tmp_path / "maps.tif"), layers)
    assert written == [str(tmp_path / "maps.tif")]
    back = read(written[0])
    assert list(back) == ["P31", "Zn66"]
    again, about = back["Zn66"]
    assert np.array_equal(again, values + 1)
    assert np.allclose(about["scale"], (20, 7))
    assert np.allclose(about["translate"], (110, 53.5))
    assert about["metadata"]["lamap"]["unit"] == "counts"
    assert "test" in about["metadata"]["lamap"]["info"]


def test_text_images_are_written_one_for_each_element(tmp_path):
    values = np.eye(3, dtype=np.float32)
    written = write_layers(str(tmp_path / "a.csv"), [image(values, "P31"), image(values, "Zn66")])
    assert len(written) == 2
    assert np.array_equal(read(written[0]).popitem()[1][0], values)


def test_ome_tiff_gives_pixel_size_and_names(tmp_path):
    tifffile = pytest.importorskip("tifffile")
    values = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    about = {"axes": "CYX", "PhysicalSizeX": 7.0, "PhysicalSizeXUnit": "µm", "PhysicalSizeY": 0.02,
             "PhysicalSizeYUnit": "mm", "Channel": {"Name": ["P31", "Zn66"]}}  # fmt: skip
    tifffile.imwrite(tmp_path / "maps.ome.tif", values, photometric="minisblack", metadata=about)
    back = read(tmp_path / "maps.ome.tif")
    assert list(back) == ["P31", "Zn66"]
    again, arguments = back["Zn66"]
    assert np.array_equal(again, values[1])
    assert np.allclose(arguments["scale"], (20, 7))


def test_pew_files_are_told_from_other_archives(tmp_path):
    data = np.zeros((4, 5), dtype=[("P31", "f8"), ("Zn66", "f8")])
    data["Zn66"] = 7
    config = np.array((35.0, 140.0, 0.25), dtype=[("spotsize", "f8"), ("speed", "f8"), ("scantime", "f8")])
    np.savez(tmp_path / "pew.npz", header=np.array("version\t0.10.10"), data=data, config=config)
    np.savez(tmp_path / "other.npz", data=data)
    assert get_reader(str(tmp_path / "other.npz")) is None
    (tmp_path / "Ba.xlsx").write_bytes(b"PK")
    assert get_reader(str(tmp_path / "Ba.xlsx")) is not None
    values, about = read(tmp_path / "pew.npz")["Zn66"]
    assert values.max() == 7
    assert about["scale"] == (35.0, 35.0)


def test_what_is_no_map_is_left_to_other_readers(tmp_path):
    (tmp_path / "points.csv").write_text("index,axis-0,axis-1\n0,1,2\n")
    (tmp_path / "empty").mkdir()
    for name in ("points.csv", "empty", "picture.jpg"):
        assert get_reader(str(tmp_path / name)) is None
    assert get_reader([]) is None


def test_a_damaged_file_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "x.csv").write_text("1,2,3\n4,5\n")
    with pytest.raises(lamap.LamapError, match="line"):
        get_reader(str(tmp_path / "x.csv"))(str(tmp_path / "x.csv"))


def test_layers_that_do_not_fit_are_refused(tmp_path):
    path, values = str(tmp_path / "a.tif"), np.ones((3, 4), np.float32)
    with pytest.raises(OSError, match="not the same pixels"):
        write_layers(path, [image(values, "a"), image(values[:2], "b")])
    with pytest.raises(OSError, match="lines and pixels"):
        write_layers(path, [image(np.ones((3, 4, 3), np.float32), "a", rgb=True)])
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_no_half_file(tmp_path):
    resource = pytest.importorskip("resource")
    values = np.random.default_rng(1).random((200, 200)).astype(np.float32)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(lamap.FileError, match=r"a\.tif"):
            write_layers(str(tmp_path / "a.tif"), [image(values, "a")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("sample", [cells, grains])
def test_samples_lie_on_their_truth(sample):
    layers = {about["name"]: (values, about) for values, about, _ in sample()}
    for name in (name for name in layers if not name.endswith("truth")):
        (values, about), (truth, true) = layers[name], layers[f"{name} truth"]
        for axis in range(2):
            assert truth.shape[axis] * true["scale"][axis] == values.shape[axis] * about["scale"][axis]
            assert about["translate"][axis] - about["scale"][axis] / 2 == 0


def test_napari_says_why_layers_were_not_saved(make_napari_viewer, tmp_path):
    viewer = make_napari_viewer()
    for side in (3, 4):
        viewer.add_image(np.ones((side, 5), np.float32), name=str(side))
    with pytest.raises(OSError, match="not the same pixels: save them one by one"):
        viewer.layers.save(str(tmp_path / "both.tif"), plugin="napari-lamap")


@pytest.fixture
def save_maps(viewer, monkeypatch):
    """What the menu calls, with the name of the file that the user gives."""
    from napari._app_model import get_app_model
    from napari.utils import notifications
    from qtpy.QtWidgets import QFileDialog

    def save(path, kind="ImageJ TIFF"):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path) if path else "", kind))
        get_app_model().commands.execute_command(SAVE).result()
        return notifications.notification_manager.records[-1].message

    return save


def test_the_menu_saves_maps_with_what_napari_loses_by_its_own_writer(viewer, save_maps, counts, tmp_path):
    layers = [add(viewer, counts, name) for name in ("P31", "Zn66")]
    viewer.add_points([[1, 2]])
    viewer.layers.selection = set(viewer.layers)
    assert save_maps(tmp_path / "maps") == "Saved: maps.tif"
    back = lamap.read_map(tmp_path / "maps.tif")
    assert (back.elements, back.unit) == (["P31", "Zn66"], "counts")
    assert (back.pixel_width_um, back.pixel_height_um) == pytest.approx((5, 5))
    assert save_maps(tmp_path / "maps", "Text images") == "Saved: maps_P31.csv, maps_Zn66.csv"
    viewer.layers.selection = {layers[0]}
    writers = PluginManager.instance().iter_compatible_writers(["image"])
    own = next(writer for writer in writers if writer.command == "napari.write_image")
    viewer.layers.save(str(tmp_path / "own.tif"), selected=True, _writer=own)  # as the dialog of napari does
    assert lamap.read_map(tmp_path / "own.tif").pixel_width_um is None


def test_the_menu_saves_nothing_without_maps_or_a_name(viewer, save_maps, counts, tmp_path):
    viewer.add_points([[1, 2]])
    assert save_maps(tmp_path / "maps.tif").startswith("No map is selected: select maps in the list")
    add(viewer, counts)
    save_maps("")
    assert not list(tmp_path.iterdir())


def test_the_menu_for_saving_stands_beside_those_for_importing(viewer):
    utilities = next(a.menu() for a in viewer.window.file_menu.actions() if a.text() == "IO Utilities")
    assert "Save maps (LA maps)" in [action.text() for action in utilities.actions()]
