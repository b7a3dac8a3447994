# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the widget "Enhance LA map" makes of maps in a viewer."""

import json

import lamap
import numpy as np
import pytest
from conftest import add
from qtpy.QtWidgets import QApplication
from steps import dock, edges, finish, run

from napari_lamap.engine import record


@pytest.fixture
def widget(viewer, counts):
    add(viewer, counts)
    return dock(viewer)


def test_a_result_lies_on_its_source_and_looks_like_it(viewer, counts, qtbot):
    source = add(viewer, counts, size=(20.0, 7.0), translate=(3.0, -4.0), colormap="inferno")
    above = add(viewer, counts, name="Zn66")
    widget = dock(viewer)
    widget.choice.box.choose(source)
    assert "not square" in widget.about.text()
    run(qtbot, widget)
    result = viewer.layers["P31 enhanced"]
    assert np.allclose(edges(result), edges(source))
    assert (result.units, result.axis_labels) == (source.units, source.axis_labels)
    assert result.colormap.name == "inferno"
    assert viewer.layers.selection.active is result
    assert viewer.layers.index(above) < viewer.layers.index(source) < viewer.layers.index(result)
    assert viewer.layers[-1] is result, "the newest result is on top"
    assert not viewer.layers["P31 sd"].visible
    assert result.metadata["lamap"]["record"]["report"]["elements"][0]["element"] == "P31"
    assert "chi-square" in widget.result.numbers.text()
    assert widget.bar.button.text() == "Enhance"


@pytest.mark.parametrize(
    "frame", [{"rotate": 30}, {"shear": [0.3]}, {"affine": np.array([[1, 0.2, 5], [0, 1.5, 2], [0, 0, 1.0]])}]
)
def test_turned_and_sheared_layers_keep_their_frame(viewer, counts, qtbot, frame):
    source = add(viewer, counts, size=(20.0, 7.0), **frame)
    run(qtbot, dock(viewer))
    assert np.allclose(edges(viewer.layers["P31 enhanced"]), edges(source))


def test_all_checked_maps_are_enhanced_in_their_places(viewer, counts, qtbot):
    for name in ("P31", "Ca43", "Zn66"):
        add(viewer, counts, name=name)
    widget = dock(viewer)
    widget.choice.checked.setChecked(True)
    widget.choice.check(viewer.layers["Ca43"], False)
    widget.chi_square.setChecked(True)
    widget.deviation.setChecked(False)
    run(qtbot, widget)
    names = [layer.name for layer in viewer.layers]
    assert names == ["Ca43", "P31", "P31 chi-square", "P31 enhanced", "Zn66", "Zn66 chi-square", "Zn66 enhanced"]
    assert np.allclose(edges(viewer.layers["P31 chi-square"]), edges(viewer.layers["P31"]))
    assert [record["source"]["layer"] for record in widget.records] == ["P31", "Zn66"]
    assert [result.measured.elements[0] for result in widget._results] == ["P31", "Zn66"], "the rows of the figure"
    lines = widget.result.numbers.text().splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["P31", "Zn66"]
    items = [widget.choice.list.item(row).text() for row in range(widget.choice.list.count())]
    assert items == ["Ca43", "P31", "Zn66"], "the list has the order of figure and numbers"
    run(qtbot, widget)
    assert [record["source"]["layer"] for record in widget.records] == ["P31", "Zn66"], "also after another run"
    assert len(viewer.layers) == 11, "a result is no map to be enhanced"


def test_two_runs_in_a_row_are_equal(viewer, widget, qtbot):
    run(qtbot, widget)
    run(qtbot, widget)
    first, second = viewer.layers["P31 enhanced"], viewer.layers["P31 enhanced [1]"]
    assert np.array_equal(first.data, second.data)


def test_a_preview_is_a_part_of_the_view_and_takes_the_place_of_the_last(viewer, qtbot):
    layer = add(viewer, np.random.default_rng(1).poisson(50, (300, 400)).astype(np.float32))
    widget = dock(viewer)
    for _ in range(2):
        widget.preview.click()
        finish(qtbot, widget)
    assert [layer.name for layer in viewer.layers] == ["P31", "P31 preview"]
    preview = viewer.layers["P31 preview"]
    assert preview.data.shape == (256, 256)
    inside, outside = edges(preview), edges(layer)
    assert np.all(inside[0] >= outside[0])
    assert np.all(inside[1] <= outside[1])
    assert widget.records == []


def test_the_contrast_can_be_that_of_the_source(viewer, widget, qtbot):
    widget.linked.setChecked(True)
    run(qtbot, widget)
    viewer.layers["P31"].contrast_limits = (3, 33)
    assert list(viewer.layers["P31 enhanced"].contrast_limits) == [3, 33]


@pytest.mark.parametrize("kind", ["dask", "multiscale", "integers", "stack"])
def test_lazy_multiscale_and_other_layers_work(viewer, counts, qtbot, kind):
    import dask.array

    data = {
        "dask": lambda: dask.array.from_array(counts, chunks=10),
        "multiscale": lambda: [counts, counts[::2, ::2]],
        "integers": lambda: counts.astype(np.uint16),
        "stack": lambda: np.stack([counts * 0 + 1, counts]),
    }[kind]()
    layer = add(viewer, data, size=(3.0, 5.0, 5.0)[-3 if kind == "stack" else -2 :], **(
        {"units": ("pixel", "um", "um")} if kind == "stack" else {}
    ))  # fmt: skip
    widget = dock(viewer)
    if kind == "stack":
        viewer.dims.set_current_step(0, 1)
    run(qtbot, widget)
    assert widget.bar.message.text() == ""
    made = viewer.layers["P31 enhanced"]
    whole = lamap.enhance(counts, pixel_um=5, unit="counts", method="physics", magnification=2)
    assert np.array_equal(made.data, whole.estimate.values[0])
    if kind != "stack":
        assert np.allclose(edges(made), edges(layer))


def test_what_the_user_should_read_stays_until_the_next_run(viewer, counts, qtbot):
    zoned = lamap.ablate(lamap.phantom("zoning", (300, 300), seed=1), "seed-2019", 1.0, seed=1)
    add(viewer, zoned)
    widget = dock(viewer)
    widget.conditions.choose("seed-2019")
    widget.conditions.form.fields["beam_size_um"].show_value(10.0)  # twice the true one
    run(qtbot, widget)
    assert "check beam size" in widget.result.warnings.text()
    widget.conditions.choose("not stated")
    add(viewer, counts, name="Zn66")
    assert widget.result.warnings.text()
    widget.choice.box.choose(viewer.layers["Zn66"])
    run(qtbot, widget)
    assert widget.result.warnings.text() == ""


def test_replaced_spikes_are_shown_on_the_map(viewer, qtbot):
    spiked = np.random.default_rng(1).poisson(50, (30, 40)).astype(np.float32)
    spiked[3, 7] = spiked[20, 11] = 1e6
    spiked[10, 10] = np.nan
    source = add(viewer, spiked, size=(20.0, 7.0), translate=(3.0, -4.0))
    widget = dock(viewer)
    widget.settings.fields["spike_threshold"].show_value(9)
    run(qtbot, widget)
    assert "2 replaced spikes" in widget.result.numbers.text()
    shown = viewer.layers["P31 spikes"]
    assert {tuple(place) for place in shown.data} == {(3, 7), (20, 11)}
    assert np.allclose(shown.data_to_world((3, 7)), source.data_to_world((3, 7)))
    assert shown.units == source.units


def test_parameters_are_copied_and_records_saved(viewer, widget, qtbot, tmp_path, monkeypatch):
    widget.copy_parameters()
    copied = json.loads(QApplication.clipboard().text())
    assert copied["settings"]["magnification"] == 2
    assert not widget.result.save_button.isEnabled()
    run(qtbot, widget)
    assert widget.result.save_button.isEnabled()
    widget.save_record(str(tmp_path / "r.json"))
    saved = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert saved == [json.loads(record.to_json(viewer.layers["P31 enhanced"].metadata["lamap"]["record"]))]

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(record.os, "replace", full)
    widget.save_record(str(tmp_path / "s.json"))
    assert "No space left on device" in widget.bar.message.text()


def test_a_result_is_saved_and_opened_in_its_place(viewer, widget, qtbot, tmp_path):
    run(qtbot, widget)
    result = viewer.layers["P31 enhanced"]
    path = str(tmp_path / "enhanced.tif")
    assert result.save(path, plugin="napari-lamap") == [path]
    (again,) = viewer.open(path, plugin="napari-lamap")
    assert np.array_equal(again.data, result.data)
    assert np.allclose(again.scale, result.scale)
    assert "report" in again.metadata["lamap"]["info"]
