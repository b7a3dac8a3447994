# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the widgets run, without Qt and without a display."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import lamap
import numpy as np
import pint
import pytest
from conftest import MODELS

from napari_lamap.engine import enhancement, record, simulation, words
from napari_lamap.engine.frame import PixelSize, map_frame, origin_um, pixel_size, result_frame, state_pixel_size
from napari_lamap.engine.layers import contrast_limits
from napari_lamap.engine.model_fit import doubts
from napari_lamap.engine.outcome import sentence_of
from napari_lamap.engine.quantities import number_in
from napari_lamap.engine.source import Source, Unusable, take, view

PHYSICS = {"method": "physics", "magnification": 2}
UNITS = pint.get_application_registry().Unit


def layer(data, unit="micrometer", **about):
    ndim = about["ndim"] if "ndim" in about else np.ndim(data)
    fixed = {
        "data": data, "name": "P31", "rgb": False, "multiscale": False, "ndim": ndim, "metadata": {},
        "scale": np.full(ndim, 5.0), "translate": np.zeros(ndim), "rotate": np.eye(ndim),
        "shear": np.zeros(ndim * (ndim - 1) // 2), "units": (UNITS(unit),) * ndim, "axis_labels": ("y", "x")[-ndim:],
        "affine": SimpleNamespace(affine_matrix=np.eye(ndim + 1)), "visible": True,
    }  # fmt: skip
    return SimpleNamespace(**(fixed | about))


def source(values, **about):
    given = {"name": "P31", "size": PixelSize(5, 5), "unit": "counts"} | about
    return Source(None, plane=values, **given)


def go_on(*_):
    return True


def test_the_pixel_size_is_told_in_micrometres_whatever_the_unit():
    assert pixel_size(layer(np.ones((2, 2)), "millimeter", scale=(0.02, 0.007))) == PixelSize(7, 20)
    assert pixel_size(layer(np.ones((2, 2)), "pixel")) is None


def test_a_stated_pixel_size_reaches_the_layer():
    given = layer(np.ones((2, 2)), "pixel", scale=np.ones(2), translate=np.array([2.0, 0]))
    state_pixel_size(given, PixelSize(7, 20))
    assert (given.scale, given.translate, given.units) == ([20, 7], [40, 0], ("micrometer", "micrometer"))


@pytest.mark.parametrize("ratio", [(0.5, 0.5), (0.25, 0.5), (1, 1), (1 / 3, 1 / 3)])
def test_edges_of_a_result_are_those_of_its_source(ratio):
    given = layer(np.ones((6, 12)), scale=np.array([20.0, 7.0]), translate=np.array([3.0, -4.0]))
    frame = result_frame(given, ratio, start=(2, 3))
    first_edge = np.array(frame["translate"]) - np.array(frame["scale"]) / 2
    assert np.allclose(first_edge, given.translate + given.scale * (np.array([2, 3]) - 0.5))
    assert np.allclose(frame["scale"], given.scale * ratio)


def test_maps_begin_at_their_origin():
    frame = map_frame(PixelSize(7, 20), (100, 200))
    given = layer(np.ones((2, 2)), scale=np.array(frame["scale"]), translate=np.array(frame["translate"]))
    assert origin_um(given, PixelSize(7, 20)) == (100, 200)


def test_a_spike_or_nothing_at_all_does_not_spoil_the_contrast():
    values = np.random.default_rng(1).random((100, 100)).astype(np.float32)
    values[3, 4], values[5, 5] = 1e6, np.nan
    assert contrast_limits(values)[1] < 1.1
    assert contrast_limits(np.full((4, 4), np.nan)) == (0, 1)
    assert contrast_limits(np.zeros((4, 4))) == (0, 1)
    assert contrast_limits(np.ones((3000, 4000), np.float32))[0] == 1


def test_one_element_is_taken_out_of_a_layer():
    stack = np.arange(24.0).reshape(2, 3, 4)
    assert np.array_equal(take(layer(stack), (1, 0, 0)).values(), stack[1])
    pyramid = layer([np.ones((8, 8)), np.ones((4, 4))], multiscale=True, ndim=2)
    assert take(pyramid).shape == (8, 8)
    with pytest.raises(Unusable, match="RGB"):
        take(layer(np.ones((4, 4, 3)), rgb=True))
    with pytest.raises(Unusable, match="complex"):
        source(np.ones((4, 4), complex)).values()


def test_lazy_layers_are_computed_only_when_they_are_enhanced():
    computed = []

    class Lazy:
        shape, dtype = (30, 40), np.dtype(float)

        def __getitem__(self, window):
            computed.append(window)
            return np.ones(self.shape)[window]

    taken = take(layer(Lazy(), ndim=2))
    assert words.describe(taken) == "40 × 30 px, 5 × 5 µm"
    assert not computed
    taken.values()
    assert len(computed) == 1


def test_the_view_is_cut_to_what_is_seen():
    seen = layer(np.ones((100, 200)), corner_pixels=np.array([[10, 20], [39, 59]]))
    assert view(seen, take(seen), 128) == (slice(10, 40), slice(20, 60))
    rows, columns = view(seen, take(seen), 16)
    assert (rows.stop - rows.start, columns.stop - columns.start) == (16, 16)
    unseen = layer(np.ones((100, 200)), corner_pixels=np.zeros((2, 2), int))
    assert view(unseen, take(unseen), 64) == (slice(18, 82), slice(68, 132))


def test_a_run_gives_what_the_library_gives(counts):
    told = []
    task = enhancement.EnhanceTask((source(counts), source(counts, name="Zn66")), settings=PHYSICS, chi_square=True)
    done = enhancement.run(task, lambda fraction, text: told.append((fraction, text)) or True)
    result = lamap.enhance(counts, pixel_um=5, unit="counts", **PHYSICS)
    assert [made.kind for made in done.made] == ["chi-square", "sd", "enhanced"] * 2
    assert np.array_equal(done.made[5].values, result.estimate.values[0])
    assert np.array_equal(done.made[1].values, result.deviation.values[0])
    assert [made.ratio for made in done.made[:3]] == [(1, 1), (0.5, 0.5), (0.5, 0.5)]
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert any("Zn66" in text for _, text in told)
    assert done.lines[0].startswith("P31: physics, mean ")
    assert done.notes == []


def test_what_was_taken_for_granted_is_told():
    mean = 40 * (1.5 + np.sin(np.arange(50) / 5)) * np.ones((40, 1))
    unknown = source(np.random.default_rng(0).poisson(mean).astype(np.float32), unit="")
    done = enhancement.run(enhancement.EnhanceTask((unknown,), settings=PHYSICS), go_on)
    (note,) = done.notes
    assert note.startswith("P31: the values look like counts")


def report(method, spike_threshold="0", **element):
    found = {"method": method, "mean_change": -0.002, "chi_square": 10.0, "used_freedom": 0.9, "noise_sd": 3.0, "spikes": 0,
             "missing_values": 0, "counting_statistics": True}  # fmt: skip
    return {"method": method, "settings": {"spike_threshold": spike_threshold}, "elements": [found | element]}


def test_the_numbers_line_names_what_the_verdict_judges_by():
    line = words.numbers_line("P31", "counts", report("unet"), 0)
    assert line == "P31: unet, mean -0.2 %, leaves 1.00 × the noise (chi-square 10.00), noise 3 counts (counting)"
    assert "leaves 2.00 × the noise" in words.numbers_line("P31", "", report("physics", used_freedom=0.8), 0)
    assert "not compared" in words.numbers_line("P31", "", report("physics", chi_square=None), 0)


def test_the_numbers_line_tells_what_became_of_spikes():
    assert "spike" not in words.numbers_line("P31", "", report("physics"), 0)
    assert words.numbers_line("P31", "", report("physics", "9"), 0).endswith(", no spikes found")
    assert words.numbers_line("P31", "", report("physics", "9", spikes=1), 0).endswith(", 1 replaced spike")


def test_a_window_is_enhanced_where_it_lies(counts):
    task = enhancement.EnhanceTask((source(counts, window=(slice(4, 20), slice(6, 30))),), settings=PHYSICS)
    made = enhancement.run(task, go_on).made[-1]
    assert made.values.shape == (32, 48)
    assert made.source.start == (4, 6)


def test_negatives_are_kept_unless_asked_and_then_counted():
    values = np.random.default_rng(2).normal(0, 1, (20, 20))
    kept, zeroed = (
        enhancement.run(
            enhancement.EnhanceTask((source(values, unit=""),), settings=PHYSICS, negatives_to_zero=zero), go_on
        )
        for zero in (False, True)
    )
    assert kept.made[-1].values.min() < 0 == zeroed.made[-1].values.min()
    assert kept.records[0]["negatives_set_to_zero"] == 0 < zeroed.records[0]["negatives_set_to_zero"]
    assert "set to 0" in zeroed.lines[0]


def test_a_run_stops_when_asked(counts):
    for allowed in range(3):
        told = iter([True] * allowed)
        with pytest.raises(lamap.Cancelled):
            enhancement.run(
                enhancement.EnhanceTask((source(counts),), settings=PHYSICS), lambda *_, told=told: next(told, False)
            )


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        (lambda: enhancement.EnhanceTask((source(np.full((9, 9), np.nan)),), settings=PHYSICS), "P31: .*missing"),
        (lambda: enhancement.EnhanceTask((source(np.ones((9, 9)), size=None),)), "P31: the pixel size is not known"),
        (lambda: enhancement.EnhanceTask(()), "no map"),
        (lambda: enhancement.EnhanceTask((source(np.ones((9, 9))),), settings={"magnification": 99}), "1 to 16"),
        (
            lambda: enhancement.EnhanceTask(
                (source(np.ones((9, 9))),), model=str(MODELS / "hostile-contract.onnx"), settings={"method": "unet"}
            ),
            "contract",
        ),
        (lambda: enhancement.EnhanceTask((source(np.ones((9, 9))),), model="no.onnx"), "no.onnx"),
    ],
)
def test_what_cannot_be_enhanced_is_refused_with_a_sentence(task, sentence):
    with pytest.raises((lamap.LamapError, Unusable), match=sentence) as caught:
        enhancement.run(task(), go_on)
    assert sentence_of(caught.value) == words.in_labels(str(caught.value))


def test_without_onnx_runtime_the_network_is_refused_in_words(tmp_path):
    code = (
        "import numpy as np;from test_engine import *;"
        "task=enhancement.EnhanceTask((source(np.ones((9,9))),),settings={'method':'unet'})\n"
        "try: enhancement.run(task, go_on)\n"
        "except lamap.RuntimeNotFoundError as error: print(sentence_of(error))"
    )
    here = os.path.dirname(__file__)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "LAMAP_ONNXRUNTIME": str(tmp_path), "PYTHONPATH": here},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ONNX Runtime" in done.stdout


def test_the_record_makes_the_run_again(counts):
    conditions = lamap.Conditions(beam_size_um=5, flicker_rsd=0.02)
    task = enhancement.EnhanceTask((source(counts),), conditions, PHYSICS)
    done = enhancement.run(task, go_on)
    again = json.loads(record.to_json(done.records))[0]
    assert lamap.Conditions.from_dict(again["conditions"]) == conditions
    result = lamap.enhance(counts, again["conditions"], pixel_um=5, unit=again["source"]["unit"], **again["settings"])
    assert np.array_equal(result.estimate.values[0], done.made[-1].values)


def test_a_record_is_saved_whole_or_not_at_all(tmp_path, monkeypatch):
    record.save(tmp_path / "a.json", "old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        record.save(tmp_path / "a.json", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_text() == "old\n"


def test_the_card_tells_what_lies_outside_the_training():
    card, conditions = lamap.model_card(), lamap.Conditions()
    assert doubts(card, conditions, 4, PixelSize(5, 5), 1000) == []
    found = doubts(card, lamap.Conditions(beam_size_um=50, flicker_rsd=0.5), 12, PixelSize(50, 5), 1e7)
    assert [words.split(" ")[0] for words in found] == ["magnification", "width", "beam", "Flicker", "counts"]
    assert "12, trained on 2 to 8" in found[0]
    assert doubts(lamap.model_card(MODELS / "identity-lamap1.onnx"), conditions, 12, None) == []
    assert "magnification: 2 to 8" in words.card_text(card)


def test_a_phantom_is_ablated_as_the_library_does_it():
    task = simulation.SimulateTask(
        simulation.Phantom("cells", 60, 1.0, 3), lamap.Conditions("seed-2019"), 7, ("ablated", "expected", "variance")
    )
    done = simulation.run(task, go_on)
    truth = lamap.phantom("cells", 60, 3)
    assert np.array_equal(done.truth, truth)
    assert np.array_equal(done.made[0].values, lamap.ablate(truth, "seed-2019", 1.0, 7))
    assert np.array_equal(done.made[1].values, lamap.expected(truth, "seed-2019", 1.0))
    assert [made.unit for made in done.made] == ["counts", "counts", "counts²"]
    assert done.made[0].ratio == (5, 5)
    assert done.plan["map"]["lines"] == 12


def test_a_simulation_stops_within_a_measurement():
    slow = lamap.Conditions(beam_size_um=20, scan_speed_um_s=20, line_spacing_um=1, sample_layers=40)
    task = simulation.SimulateTask(source(np.ones((1500, 1500)), size=PixelSize(1, 1)), slow)
    told = []

    def tell(fraction, _text):
        told.append(fraction)
        return fraction < 0.01

    with pytest.raises(lamap.Cancelled):
        simulation.run(task, tell)
    assert told[-1] < 0.9


def test_a_preview_is_a_small_part():
    conditions = lamap.Conditions("seed-2019")
    side = simulation.preview_side(conditions, PixelSize(1, 1))
    assert side == 200
    done = simulation.run(simulation.SimulateTask(simulation.Phantom("cells", 400, 1.0), conditions, crop=side), go_on)
    assert (done.start, done.made[0].values.shape) == ((100, 100), (40, 40))


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        (lambda c: simulation.SimulateTask(source(np.ones((9, 9)), size=None), c), "pixel size is not known"),
        (lambda c: simulation.SimulateTask(source(np.ones((9, 9)), size=PixelSize(1, 2)), c), "square"),
        (lambda c: simulation.SimulateTask(source(-np.ones((9, 9))), lamap.Conditions(beam_size_um=5)), ">= 0"),
        (lambda c: simulation.SimulateTask(source(np.ones((9, 9))), lamap.Conditions()), "line spacing"),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_a_sentence(task, sentence):
    with pytest.raises((lamap.LamapError, Unusable), match=sentence):
        simulation.run(task(lamap.Conditions("seed-2019")), go_on)


def test_times_are_told_for_people():
    assert [words.duration(t) for t in (0.2, 40, 300, 9000)] == ["less than 1 s", "40 s", "5 min", "2.5 h"]


def test_plans_are_told_in_lines():
    lines = words.plan_lines(lamap.plan("seed-2019", 500, 300))
    assert lines[0] == "60 lines of 100 pixels in 5 min"
    assert any("resolved" in line for line in lines)


def test_unknown_errors_name_their_kind():
    assert sentence_of(KeyError("x")) == "KeyError: 'x'"
    assert "memory" in sentence_of(MemoryError())


@pytest.mark.parametrize("shape", [(60, 90, 3), (4, 60, 90, 12), (20, 30, 5)])
def test_a_last_axis_of_colours_or_elements_is_told_from_lines_of_pixels(shape):
    with pytest.raises(Unusable, match=f"last axis, of {shape[-1]}, seems to be colours or elements"):
        take(layer(np.ones(shape)))


@pytest.mark.parametrize("shape", [(3, 60, 90), (60, 50, 20), (5, 5, 1), (60, 3)])
def test_stacks_of_maps_are_taken(shape):
    assert take(layer(np.ones(shape))).shape == shape[-2:]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("the pixel width is not known: state pixel_um", "the pixel width is not known: state the pixel size"),
        ("dwell_time_s = -1 s is out of range", "“Dwell time” = -1 s is out of range"),
        ("magnification = 99 is out of range 1 to 16", "“Magnification” = 99 is out of range 1 to 16"),
        ("the scale of a map of 1 elements", "the scale of a map of 1 element"),
        ("it needs 9 MiB (LAMAP_MEMORY_MIB states another number): take less", "it needs 9 MiB: take less"),
    ],
)
def test_errors_name_what_the_user_sees(error, sentence):
    assert sentence_of(lamap.ArgumentError(error)) == sentence


def test_too_little_memory_names_the_field_that_allows_more():
    values = np.random.default_rng(1).poisson(20, (3000, 3000)).astype(np.float32)
    task = enhancement.EnhanceTask((source(values),), settings=PHYSICS | {"memory_mib": 64, "magnification": 8})
    with pytest.raises(lamap.LamapError, match="“Memory” below “Advanced” states another number"):
        enhancement.run(task, go_on)


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("5", "µm", 5), ("5 µm", "µm", 5), ("5um", "µm", 5), ("0,005 mm", "µm", 5), ("5 μm", "µm", 5),
        ("40 um/s", "µm/s", 40), ("50 ms", "s", 0.05), ("20 Hz", "Hz", 20), ("1e-3", "s", 1e-3),
    ],
)  # fmt: skip
def test_a_number_may_be_typed_with_its_unit(text, unit, number):
    assert number_in(text, unit) == pytest.approx(number)


@pytest.mark.parametrize("text", ["", "five", "5 s", "5 5", "µm", "nan", "5 m²"])
def test_what_is_no_number_in_a_unit_is_refused(text):
    with pytest.raises(ValueError, match=text or None):
        number_in(text, "µm")
