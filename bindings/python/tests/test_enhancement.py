# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from conftest import MODELS

import lamap


def same(one: lamap.Enhanced, other: lamap.Enhanced) -> bool:
    pairs = [(one.estimate, other.estimate), (one.deviation, other.deviation), (one.chi_square, other.chi_square)]
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def test_an_enhanced_map_has_finer_pixels_names_unit_and_report(measured, conditions, physics):
    given = lamap.Map(np.stack([measured, measured]), ["Ba137", "Zn66"], 5.0, 5.0, "counts", (10.0, 20.0))
    result = physics.enhance(given, conditions)
    for output in (result.estimate, result.deviation):
        assert output.shape == (2, 48, 64)
        assert output.elements == ["Ba137", "Zn66"]
        assert (output.pixel_width_um, output.pixel_height_um) == (2.5, 2.5)
        assert (output.unit, output.origin_um) == ("counts", (10.0, 20.0))
    assert np.array_equal(result.estimate["Ba137"], result.estimate[1])
    assert result.chi_square.shape == (2, 24, 32)
    assert result.report["method"] == physics.method == "physics"
    assert [row["element"] for row in result.report["elements"]] == ["Ba137", "Zn66"]
    assert result.report["settings"]["magnification"] == "2"
    assert isinstance(result.warnings, tuple)
    assert (result.deviation.values >= 0).all()
    assert result.deviation.values.mean() > 0


def test_every_way_to_hand_over_a_map_gives_the_same(measured, conditions, physics):
    reference = physics.enhance(lamap.Map(measured, "1", 5.0, 5.0), conditions)
    for given in (
        measured,
        measured[np.newaxis],
        {"1": measured},
        measured.astype(np.float64),
        np.asfortranarray(measured),
        measured[:, ::-1][:, ::-1],
        measured.tolist(),
    ):
        assert same(physics.enhance(given, conditions), reference)
    assert same(lamap.enhance(measured, conditions, method="physics", magnification=2), reference)
    assert same(
        lamap.enhance(measured, conditions.to_dict(), pixel_um=(5, 5), method="physics", magnification=2), reference
    )


def test_float32_row_by_row_is_not_copied(measured):
    assert np.shares_memory(lamap.Map(measured).values, measured)


def test_counts_have_the_noise_of_counting(measured, conditions, physics):
    elements = [physics.enhance(measured, conditions, unit=unit).report["elements"][0] for unit in ("counts", "cps")]
    assert [element["counting_statistics"] for element in elements] == [True, False]


def test_missing_values_stay_missing_and_masked_ones_are_missing(measured, conditions, physics):
    holed = measured.copy()
    holed[3:5, 7] = np.nan
    result = physics.enhance(holed, conditions)
    assert np.isnan(result.estimate[0][6:10, 14:16]).all()
    assert np.isnan(result.estimate).sum() == 8
    assert result.report["elements"][0]["missing_values"] == 2
    masked = np.ma.masked_array(measured, mask=np.isnan(holed))
    assert same(physics.enhance(masked, conditions), result)
    filled = lamap.enhance(holed, conditions, method="physics", missing="fill")
    assert not np.isnan(filled.estimate).any()


def test_open_conditions_are_estimated(measured, physics):
    result = physics.enhance(measured, pixel_um=5.0, unit="counts")
    assert any(not width["stated"] for width in result.report["elements"][0]["widths"])


def test_progress_rises_to_one(measured, conditions, physics):
    told = []
    physics.enhance({"Ba": measured}, conditions, lambda *step: told.append(step))
    fractions = [fraction for fraction, _, _ in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert {element for _, element, _ in told} == {"Ba"}
    assert {stage.split(",")[0] for _, _, stage in told} <= {"restore", "refine", "check"}


@pytest.mark.parametrize("when", [0.0, 0.3, 1.0])
def test_false_cancels(when, measured, conditions, physics):
    with pytest.raises(lamap.Cancelled) as caught:
        physics.enhance(measured, conditions, lambda fraction, *_: fraction < when)
    assert caught.value.status == 3


@pytest.mark.parametrize("error", [ZeroDivisionError("mine"), KeyboardInterrupt()])
def test_an_exception_of_the_callback_cancels_and_is_raised(error, measured, conditions, physics):
    calls = []

    def progress(*step):
        calls.append(step)
        raise error

    with pytest.raises(type(error)) as caught:
        physics.enhance(measured, conditions, progress)
    assert caught.value is error
    assert len(calls) == 1


def test_ctrl_c_ends_an_enhancement_within_a_second(physics):
    noisy = np.random.default_rng(1).poisson(np.exp(np.linspace(0, 8, 400))[:, None] * np.ones(400)).astype(np.float32)
    noisy[::7, ::5] = np.nan
    begin = time.monotonic()
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        physics.enhance(noisy, pixel_um=5.0, unit="counts")
    assert time.monotonic() - begin < 2


def test_eight_threads_share_an_enhancer(measured, conditions, model):
    with lamap.Enhancer(model, method="unet", magnification=2) as enhancer:
        reference = enhancer.enhance(measured, conditions)
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda _: enhancer.enhance(measured, conditions), range(16)))
    assert all(same(result, reference) for result in results)


def test_errors_of_threads_do_not_mix():
    def message(size: float) -> str:
        with pytest.raises(lamap.ArgumentError) as caught:
            lamap.Conditions(beam_size_um=-size)
        return str(caught.value)

    with ThreadPoolExecutor(8) as pool:
        messages = list(pool.map(message, range(1, 400)))
    assert messages == [f"beam_size_um = -{n} µm is out of range 0.1 to 1000 µm" for n in range(1, 400)]


def test_the_interpreter_goes_on_during_a_call(conditions):
    large = lamap.ablate(lamap.phantom("cells", 1200, seed=1), conditions, 1.0, 1)
    ticks, done = [], threading.Event()

    def tick():
        while not done.wait(0.001):
            ticks.append(1)

    other = threading.Thread(target=tick)
    other.start()
    lamap.enhance(large, conditions, method="physics", threads=1)
    done.set()
    other.join()
    assert len(ticks) > 20


def test_a_closed_enhancer_says_so_and_a_running_call_ends_well(measured, conditions):
    enhancer = lamap.Enhancer(method="physics")
    assert enhancer.enhance(measured, conditions, lambda *_: enhancer.close()).estimate.shape == (1, 96, 128)
    with pytest.raises(lamap.ArgumentError, match="closed"):
        enhancer.enhance(measured, conditions)
    assert repr(enhancer) == "<Enhancer, closed>"


def test_models_come_from_files_or_bytes(measured, conditions, model):
    with lamap.Enhancer(model, method="unet") as enhancer:
        assert (enhancer.method, enhancer.device) == ("unet", "cpu")
        assert enhancer.settings["method"] == "unet"
        result = enhancer.enhance(measured, conditions)
    assert same(lamap.enhance(measured, conditions, model=model.read_bytes(), method="unet"), result)
    assert "identity" in result.report["model"]


def test_the_embedded_network_runs(measured, conditions):
    result = lamap.enhance(measured, conditions, unit="counts", method="unet")
    assert result.report["model"].startswith("unet")


@pytest.mark.parametrize("path", sorted(MODELS.glob("hostile-*.onnx")), ids=lambda path: path.stem)
def test_a_broken_model_is_an_error(path, measured, conditions):
    with pytest.raises((lamap.ModelError, lamap.InferenceError), match=r"model"):
        lamap.enhance(measured, conditions, model=path, method="unet")


def test_what_is_no_model_is_an_error(tmp_path):
    with pytest.raises(lamap.ModelError):
        lamap.Enhancer(b"no model at all", method="unet")
    with pytest.raises(FileNotFoundError, match=r"none\.onnx"):
        lamap.Enhancer(tmp_path / "none.onnx", method="unet")
    with pytest.raises(lamap.FileError):
        lamap.Enhancer(tmp_path, method="unet")


@pytest.mark.parametrize(
    ("given", "options", "sentence"),
    [
        (np.ones((4, 4)), {}, "pixel width is not known"),
        (lamap.Map(np.ones((4, 4)), (), 5.0), {}, "pixel height is not known"),
        (np.ones((4, 4)), {"pixel_um": -1.0}, r"pixel_um = -1 µm is out of range: state a number above 0"),
        (np.ones((4, 4)), {"pixel_um": (1, 2, 3)}, "neither a number nor a width and a height"),
        (np.ones((0, 4)), {"pixel_um": 1.0}, "found 0 x 4"),
        (np.ones((2, 2, 4, 4)), {"pixel_um": 1.0}, "2 or 3 dimensions"),
        (np.full((4, 4), np.inf), {"pixel_um": 1.0}, "inf at line 0, pixel 0"),
        (np.full((4, 4), 1e300), {"pixel_um": 1.0}, "inf at line 0, pixel 0"),
        (np.full((4, 4), np.nan), {"pixel_um": 1.0}, "missing"),
        (np.full((4, 4), "a"), {"pixel_um": 1.0}, "<U1"),
        ({}, {"pixel_um": 1.0}, "no element"),
        ({"A": np.ones((4, 4)), "B": np.ones((4, 5))}, {"pixel_um": 1.0}, r"A and B have the shapes \(4, 4\)"),
    ],
)
def test_a_bad_map_is_refused_with_a_sentence(given, options, sentence, physics):
    with pytest.raises(ValueError, match=sentence) as caught:
        physics.enhance(given, **options)
    assert isinstance(caught.value, lamap.LamapError)


def test_the_inputs_of_a_network(measured, conditions):
    inputs, scale, offset = lamap.network_input(measured, conditions, noise="counts", magnification=2, scale="linear")
    assert inputs.shape == (3, 48, 64)
    assert scale > 0
    assert offset is None
    assert np.allclose(inputs[1, ::2, ::2] * scale, measured, rtol=1e-5, atol=1e-3)
    with pytest.raises(lamap.ArgumentError, match="one element, not of 2"):
        lamap.network_input(np.stack([measured, measured]), conditions)


def test_the_inputs_of_a_network_are_logarithms_where_that_is_asked_for(measured, conditions):
    made = lamap.network_input(measured, conditions, noise="counts", magnification=2, scale="logarithm")
    assert made.offset > 0
    logarithms = made.offset * np.log1p(measured / made.offset)
    assert np.allclose(made.inputs[1, ::2, ::2] * made.scale, logarithms, rtol=1e-4)


def test_a_model_card_states_what_the_model_was_trained_on(model):
    embedded = lamap.model_card()
    assert embedded["training"]["draws"]["magnification"] == [2, 8]
    assert embedded["name"]
    assert lamap.model_card(model)["name"] == lamap.model_card(model.read_bytes())["name"] != embedded["name"]
    with pytest.raises(lamap.ModelError, match="contract"):
        lamap.model_card(model.with_name("hostile-contract.onnx"))
    with pytest.raises(lamap.MissingFileError):
        lamap.model_card("none.onnx")
