# SPDX-License-Identifier: MIT OR Apache-2.0
"""Whatever is handed over by mistake is refused in one short sentence with the next step, and never taken for something else."""

import lamap
import numpy as np
import pytest

M = np.arange(300.0, dtype=np.float32).reshape(15, 20) + 1.0
MAP = lamap.Map(np.stack([M, 2 * M]), ["Ba", "Zn"], 5.0, 5.0, "ppm")
FAST = {"method": "physics", "magnification": 2}

CALLS = {
    "transpose": lambda: lamap.read_map("a.csv", transpose="no"),
    "flip_lines": lambda: lamap.read_map("a.csv", flip_lines="false"),
    "flip_pixels": lambda: lamap.read_map("a.csv", flip_pixels=0),
    "pixel of a file": lambda: lamap.read_map("a.csv", pixel_um=True),
    "unit of a file": lambda: lamap.read_map("a.csv", unit=5),
    "columns": lambda: lamap.read_map("a.csv", columns=3),
    "replace": lambda: lamap.Conditions(beam_size_um=5).save_instrument("x", replace="no"),
    "pixel true": lambda: lamap.enhance(M, pixel_um=True, **FAST),
    "pixel text": lambda: lamap.enhance(M, pixel_um="5", **FAST),
    "pixel pair": lambda: lamap.enhance(M, pixel_um=(5, "a"), **FAST),
    "two maps": lambda: lamap.enhance(MAP, MAP),
    "array as conditions": lambda: lamap.enhance(MAP, M),
    "numbered conditions": lambda: lamap.enhance(MAP, {1: 2}),
    "progress": lambda: lamap.enhance(MAP, None, M),
    "a model": lambda: lamap.Enhancer(MAP),
    "a setting": lambda: lamap.Enhancer(magnification=M),
    "mask in a mapping": lambda: lamap.enhance({"a": M > 3}, pixel_um=5, **FAST),
    "mask": lambda: lamap.enhance(M > 3, pixel_um=5, **FAST),
    "passes of maps": lambda: lamap.Enhancer(**FAST).enhance_passes([MAP, MAP], "seed-2019"),
    "passes of pairs": lambda: lamap.Enhancer(**FAST).enhance_passes([(MAP, (0, 0))], "seed-2019"),
    "passes": lambda: lamap.Enhancer(**FAST).enhance_passes(5, "seed-2019"),
    "rows": lambda: lamap.Enhancer(**FAST).enhance_window(M, 5, (0, 4), pixel_um=5),
    "high": lambda: lamap.Enhancer(**FAST).enhance_window(M, (0, 4), (0, 4), pixel_um=5, high="x"),
    "crater": lambda: lamap.Conditions(crater=M),
    "channels": lambda: lamap.Conditions(channels=3),
    "channel": lambda: lamap.Conditions(channels={"a": 5}),
    "dwell": lambda: lamap.Conditions(channels={"a": {"dwell_s": M}}),
    "table": lambda: lamap.Conditions(response_table=5),
    "file as preset": lambda: lamap.Conditions("/x.toml"),
    "file as conditions": lambda: lamap.enhance(M, "our.toml", pixel_um=5),
    "file as text": lambda: lamap.Conditions.from_text("our.toml"),
    "number as text": lambda: lamap.Conditions.from_text(5),
    "names": lambda: lamap.Map(M, 5),
    "equal names": lambda: lamap.Map(np.stack([M, M]), ["a", "a"]),
    "origin": lambda: lamap.Map(M, origin_um=5),
    "no origin": lambda: lamap.Map(M, origin_um=None),
    "origin of text": lambda: lamap.Map(M, origin_um=("a", 0)),
    "pixel of a map": lambda: lamap.Map(M, "Ba", "5"),
    "objects": lambda: lamap.Map(np.array([[1.0, None], [2.0, 3.0]], dtype=object)),
    "drawn number": lambda: MAP.plot(0),
    "drawn list": lambda: MAP.plot(["Ba", 3]),
    "element": lambda: MAP[1.5],
    "element of a mask": lambda: MAP[M > 3],
    "word as operand": lambda: MAP + "a",
    "none as operand": lambda: MAP + None,
    "signs": lambda: MAP & 3,
    "where": lambda: np.log(MAP, where=M > 3),
    "side of a phantom": lambda: lamap.phantom("cells", 20, pixel_um="a"),
    "shape of a phantom": lambda: lamap.phantom("cells", "20"),
    "width of a plan": lambda: lamap.plan("seed-2019", "a"),
    "concentration": lambda: lamap.plan("seed-2019", concentration=M),
    "shape of a scan": lambda: lamap.scan("seed-2019", 200, 1.0),
    "side of a scan": lambda: lamap.scan("seed-2019", (200, 300), "a"),
    "pass of a scan": lambda: lamap.scan("seed-2019", (200, 300), 1.0, (0, 0)),
    "ablated passes": lambda: lamap.ablate_passes(M, "seed-2019", "two", 1.0),
    "swapped": lambda: lamap.ablate("seed-2019", M),
    "seed": lambda: lamap.ablate(M, "seed-2019", 1.0, seed=True),
    "elements of a stream": lambda: lamap.MapStream(1, 20, 20),
    "result as map": lambda: lamap.Map(lamap.enhance(MAP, "seed-2019", **FAST)),
    "runtime": lambda: lamap.load_runtime(5),
    "record": lambda: lamap.report_of(5),
    "figure": lambda: lamap.write_map(5, MAP),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_of_another_type_is_refused_in_a_sentence(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(lamap.LamapError) as refused:
        CALLS[name]()
    sentence = str(refused.value)
    assert ":" in sentence, sentence
    assert "\n" not in sentence and len(sentence) < 250, sentence


def test_a_map_holds_names_and_gives_parts_of_itself():
    assert "Ba" in MAP and "ba" not in MAP and 3.0 not in MAP
    part = MAP[["Zn"]]
    assert (part.elements, part.shape, part.unit, part.pixel_width_um) == (["Zn"], (1, 15, 20), "ppm", 5.0)
    assert MAP[[1, 0]].elements == MAP["Zn", "Ba"].elements == MAP[::-1].elements == ["Zn", "Ba"]
    assert MAP[np.array(["Zn"])].elements == ["Zn"]
    assert len(list(MAP)) == 2
    with pytest.raises(IndexError, match="numbered 0 to 1"):
        MAP[2]
    with pytest.raises(KeyError, match="did you mean 'Zn'"):
        MAP["zn"]


def test_what_is_said_in_another_form_is_taken():
    table = np.array([[0.0, 0.1], [0.0, 1.0]])
    named = lamap.Map(np.stack([M, M]), np.array(["Ba", "Zn"]), np.float32(5), np.int64(5), "ppm", np.array([1.0, 2.0]))
    assert (named.elements, named.origin_um) == (["Ba", "Zn"], (1.0, 2.0))
    for pixel in (np.array(5.0), np.float32(5), [5, 5], np.array([5.0, 5.0])):
        assert lamap.enhance(M, pixel_um=pixel, **FAST).estimate.pixel_width_um == 2.5
    assert list(lamap.Conditions(channels=np.array(["a"]), response_table=table).channels) == ["a"]
    assert lamap.phantom("cells", np.array([20, 30])).shape == (20, 30)
    assert len(lamap.ablate_passes(M, "seed-2019", iter([lamap.Pass()]), 1.0)) == 1
    crossing = zip([MAP, MAP], [lamap.Pass(), lamap.Pass(orthogonal=True)], strict=True)
    assert lamap.Enhancer(**FAST).enhance_passes(crossing, "seed-2019").estimate.elements == ["Ba", "Zn"]


def test_comparisons_are_joined_by_signs():
    both = (MAP > 3) & (MAP < 9)
    assert (both.values == ((MAP.values > 3) & (MAP.values < 9))).all()
    assert ((~(MAP > 3) | (MAP > 5)).values == (~(MAP.values > 3) | (MAP.values > 5))).all()


def test_maps_of_several_parts_keep_what_they_tell():
    parts = {name: lamap.Map(MAP[name], name, 5.0, 4.0, "ppm", (10.0, 20.0)) for name in MAP.elements}
    joined = lamap.maps.as_map(parts)
    assert (joined.elements, joined.unit, joined.pixel_height_um) == (["Ba", "Zn"], "ppm", 4.0)
    assert joined.origin_um == (10.0, 20.0)
    parts["Zn"].unit = "cps"
    with pytest.raises(lamap.ArgumentError, match="the maps of Ba and Zn have the unit 'ppm' and 'cps'"):
        lamap.maps.as_map(parts)


def test_a_map_of_an_enhanced_map_is_enhanced_still():
    result = lamap.enhance(MAP, "seed-2019", **FAST)
    for again in (lamap.Map(result.estimate), result.estimate[["Ba"]], {"Ba": result.estimate[["Ba"]]}):
        with pytest.raises(lamap.ArgumentError, match="enhanced already"):
            lamap.enhance(again, "seed-2019", **FAST)


def test_lines_are_taken_until_the_map_is_finished():
    with lamap.MapStream("Zn", 15, 20, {"beam_size_um": 5}, pixel_um=5, unit="ppm", **FAST) as stream:
        with pytest.raises(lamap.LamapError, match="lines"):
            list(stream.play(5))
        for line in M:
            stream.push(line)
        stream.finish()
        with pytest.raises(lamap.ArgumentError, match="finished"):
            stream.push(M[0])


def test_the_lines_of_a_map_are_played():
    with lamap.MapStream(["Ba", "Zn"], 15, 20, {"beam_size_um": 5}, pixel_um=5, unit="ppm", **FAST) as stream:
        others = (MAP["Zn", "Ba"], lamap.Map(MAP, unit="cps"), lamap.Map(MAP.values, MAP.elements, 20.0, 5.0))
        for other in others:
            with pytest.raises(lamap.ArgumentError, match="open a stream for this map"):
                next(stream.play(other))
        assert len(list(stream.play(MAP))) == 15
        assert stream.finish().measured.elements == ["Ba", "Zn"]


def test_a_false_of_numpy_cancels():
    with pytest.raises(lamap.Cancelled):
        lamap.enhance(MAP, "seed-2019", lambda *_: np.False_, **FAST)
    lamap.enhance(MAP, "seed-2019", lambda *_: 0, **FAST)


def test_conditions_come_from_files(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text("beam_size_um = 5\n", encoding="utf-8")
    assert lamap.Conditions.from_file(path) == lamap.Conditions(beam_size_um=5)
    for missing in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(lamap.FileError, match=": |cannot be read"):
            lamap.Conditions.from_file(missing)
    with pytest.raises(lamap.ArgumentError, match=r"lamap.Conditions.from_file\('our.toml'\)"):
        lamap.Conditions("our.toml")


def test_what_a_file_does_not_tell_is_stated_with_it(tmp_path):
    np.savetxt(tmp_path / "Zn66.csv", M, "%.1f", delimiter=",")
    read = lamap.read_map(tmp_path / "Zn66.csv", pixel_um=(5, 4), unit="ppm")
    assert (read.pixel_width_um, read.pixel_height_um, read.unit) == (5.0, 4.0, "ppm")
    with pytest.raises(lamap.ArgumentError, match="did you mean 'counts'"):
        lamap.read_map(tmp_path / "Zn66.csv", unit="cts")
