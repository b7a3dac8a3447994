# SPDX-License-Identifier: MIT OR Apache-2.0
import numpy as np
import pytest

import lamap

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")


@pytest.fixture(scope="module")
def result(measured, conditions, physics):
    given = lamap.Map(np.stack([measured, 3 * measured]), ["Ba137", "Zn66"], 5.0, 5.0, "counts")
    return physics.enhance(given, conditions)


@pytest.mark.parametrize(("ending", "begin"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_a_figure_is_written_as_its_name_says(tmp_path, result, ending, begin):
    path = tmp_path / f"figure.{ending}"
    result.figure(path)
    assert path.read_bytes().startswith(begin)
    assert [file.name for file in tmp_path.iterdir()] == [path.name], "nothing else is left"


def test_measured_and_enhanced_share_limits_and_scale(result):
    from lamap import figures

    drawn = figures.draw([result], (), figures._of_itself)
    maps = drawn.axes
    titles = [axes.get_title() for axes in maps[:3]]
    assert titles == ["measured", "enhanced", "standard deviation"]
    assert [axes.get_ylabel() for axes in maps[::3]] == ["Ba137", "Zn66"]
    for first, second, deviation in zip(maps[::3], maps[1::3], maps[2::3], strict=True):
        assert first.images[0].get_clim() == second.images[0].get_clim()
        assert first.images[0].get_extent() == second.images[0].get_extent() == [0, 160, 120, 0]
        assert deviation.images[0].get_clim()[0] == 0
        assert [text.get_text() for text in first.texts] == ["20 µm"]
    bars = [bar.get_ylabel() for axes in maps for bar in axes.child_axes]
    assert bars == ["Ba137, counts", "sd, counts", "Zn66, counts", "sd, counts"]


def test_elements_can_be_chosen(tmp_path, result):
    result.figure(tmp_path / "zinc.png", ["Zn66"])
    result.figure(tmp_path / "zinc.png", "Zn66")
    with pytest.raises(lamap.WrongTypeError, match="5 is an int: state the name of a file"):
        result.figure(5)
    with pytest.raises(lamap.ArgumentError, match="there is no element 'Zn': did you mean 'Zn66'"):
        result.figure(tmp_path / "none.png", ["Zn"])
    with pytest.raises(lamap.ArgumentError, match=r"end it in .png, .pdf or .svg"):
        result.figure(tmp_path / "figure.docx")
    with pytest.raises(lamap.FileError, match="cannot be written"):
        result.figure(tmp_path / "none" / "figure.png")
    assert [file.name for file in tmp_path.iterdir()] == ["zinc.png"]


def test_maps_and_results_are_drawn_by_plot(result, measured):
    from matplotlib import pyplot

    assert len(result.plot("Ba137").axes) == 3
    assert len(result.measured.plot().axes) == 2
    without_size = lamap.Map(measured, "Ba").plot()
    assert not without_size.axes[0].texts, "no scale bar where the pixel size is not known"
    pyplot.close("all")


def test_a_scale_bar_has_a_round_length():
    from lamap.figures import round_length

    assert [round_length(most) for most in (0.9, 1.0, 4.9, 5.0, 48, 260)] == [0.5, 1, 2, 5, 20, 200]


def test_a_map_that_is_missing_or_flat_can_be_drawn(tmp_path, conditions, physics):
    flat = lamap.Map(np.full((24, 32), 7.0), "Ba", 5.0, 5.0, "counts")
    physics.enhance(flat, conditions).figure(tmp_path / "flat.png")
    lamap.Map(np.full((4, 5), np.nan), "Ba").plot()
    matplotlib.pyplot.close("all")


def test_a_notebook_shows_pictures_and_the_verdict(result):
    shown = result._repr_html_()
    assert f"<b>{result.verdict.level}</b>" in shown
    assert shown.count("data:image/png;base64,") == 4
    assert "Map of Ba137, Zn66" in result.measured._repr_html_()
    assert "&lt;b&gt;" in lamap.Map([[1, 2]], "<b>")._repr_html_()
    assert "more elements" in lamap.Map(np.ones((20, 2, 2)))._repr_html_()


def test_without_matplotlib_the_package_is_named(result, tmp_path, monkeypatch):
    import importlib

    def without(name, *more):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(ImportError, match="needs the package matplotlib: pip install matplotlib"):
        result.figure(tmp_path / "figure.png")
