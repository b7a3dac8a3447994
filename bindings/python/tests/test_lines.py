# SPDX-License-Identifier: MIT OR Apache-2.0
"""From line scans to a map: recordings in folders and with a laser log, and what must be stated."""

import numpy as np
import pytest

import lamap

SWEEP_S, LINES, PIXELS, LAG_S = 0.5, 5, 20, 7.05
LOG_HEADER = (
    "Timestamp, Sequence Number, SubPoint Number, Vertix Number, Comment, X, Y, Intended X, Intended Y, "
    "Scan Velocity, Laser State, Laser Rep. Rate, Spot Type, Spot Size"
)
VALUES = np.array([[100 + 7 * (line * PIXELS + pixel) % 61 for pixel in range(PIXELS)] for line in range(LINES)])


def begin_s(line):
    """When a line begins on the clock of the log; the pauses differ."""
    return line * (PIXELS * SWEEP_S + 6) + [0, 0.5, 0.1, 1, 0.5][line]


def log_rows(begin, name, y):
    """The laser on for 200 µm at 20 µm/s."""

    def moment(seconds):
        return f"2026-01-05 09:{int(seconds) // 60:02}:{seconds % 60:06.3f}"

    on, off = moment(begin), moment(begin + PIXELS * SWEEP_S)
    return [
        f"{on},1,1,,{name},50,{y},,,20,Off,0,,10 x 10",
        f"{on},,,,,50,{y},,,,On,40,,10 x 10",
        f"{off},,,,,250,{y},,,,On,40,,10 x 10",
        f"{off},,,,,250,{y},,,,Off,0,,10 x 10",
    ]


def log(names=("Line 1",) * LINES, ys=range(100, 150, 10)):
    rows = [log_rows(begin_s(line), f"{names[line]} (Copy {line})", ys[line]) for line in range(LINES)]
    return "\n".join([LOG_HEADER, *(row for line in rows for row in line)]) + "\n"


def signal(header="Time [Sec],Mg24", unit_s=1.0):
    """Five lines over a blank of 0, 1 and 2."""
    rows = [header]
    for reading in range(220):
        time = 0.25 + SWEEP_S * reading
        value = reading % 3
        for line in range(LINES):
            pixel = int((time - LAG_S - begin_s(line)) // SWEEP_S)
            value = VALUES[line, pixel] if 0 <= pixel < PIXELS else value
        rows.append(f"{time / unit_s},{value}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def recorded(tmp_path):
    """A recording of all lines and its log, in a folder with a space in its name."""
    folder = tmp_path / "two words"
    folder.mkdir()
    (folder / "the signal.csv").write_text(signal())
    (folder / "the log.csv").write_text(log())
    return folder / "the signal.csv", folder / "the log.csv"


def test_a_recording_and_its_log_become_a_map_and_conditions(recorded):
    read = lamap.read_lines(recorded[0], log=recorded[1])
    assert np.array_equal(read.map["Mg24"], VALUES)
    assert (read.map.pixel_width_um, read.map.pixel_height_um) == (10, 10)
    assert read.map.origin_um == (50, 95)
    assert any("lag" in note for note in read.map.notes)
    stated = {"beam_size_um": 10, "scan_speed_um_s": 20, "line_spacing_um": 10, "repetition_rate_hz": 40}
    assert {key: getattr(read.conditions, key) for key in stated} == stated
    assert read.conditions.acquisition_time_s == SWEEP_S
    for paths in (recorded, (recorded[0].parent,)):
        assert np.array_equal(lamap.read_lines(*paths).map.values, read.map.values)


def test_a_folder_of_lines_needs_no_log(tmp_path):
    for line, values in enumerate(VALUES):
        rows = (f"{SWEEP_S * (pixel + 1)},{value}" for pixel, value in enumerate(values))
        (tmp_path / f"line_{line + 1}.csv").write_text("Time [Sec],Mg24\n" + "\n".join(rows) + "\n")
    read = lamap.read_lines(tmp_path)
    assert np.array_equal(read.map["Mg24"], VALUES)
    assert read.map.pixel_width_um is None
    stated = lamap.read_lines(tmp_path, scan_speed_um_s=20, line_spacing_um=np.float64(15))
    assert (stated.map.pixel_width_um, stated.map.pixel_height_um) == (10, 15)
    assert stated.conditions.line_spacing_um == 15


def test_the_conditions_serve_the_enhancement(recorded, physics):
    read = lamap.read_lines(*recorded)
    read.conditions.response_scale_s = 0.2
    assert read.conditions == lamap.Conditions.from_text(read.conditions.to_toml())
    result = physics.enhance(read.map, read.conditions)
    assert result.estimate.shape == (1, 2 * LINES, 2 * PIXELS)
    assert result.estimate.pixel_width_um == 5


def test_options_reach_the_library(recorded):
    subtracted = lamap.read_lines(recorded[0], log=str(recorded[1]), blank="subtract").map.values
    kept = lamap.read_lines(*recorded, cut="log", blank="keep", lag_s=LAG_S).map.values
    assert np.allclose(kept - subtracted, 1, atol=0.05)
    earlier = lamap.read_lines(*recorded, lag_s=LAG_S - 2 * SWEEP_S).map.values
    assert np.array_equal(earlier[..., 2:], kept[..., :-2])
    recorded[0].write_text(signal("Time,Mg24", unit_s=1e-3))
    with pytest.raises(lamap.FileError, match=r"state the unit of time \(time_unit\)$"):
        lamap.read_lines(*recorded)
    assert np.array_equal(lamap.read_lines(*recorded, time_unit="ms").map.values, kept)


def test_one_of_several_patterns_is_chosen_by_number_or_name(recorded):
    names, ys = ["Liver", "Liver", "Kidney left", "Kidney left", "Kidney left"], [100, 110, 900, 910, 920]
    recorded[1].write_text(log(names, ys))
    with pytest.raises(lamap.ArgumentError, match=r"Kidney left.* by its number or name \(pattern\)$"):
        lamap.read_lines(*recorded)
    for pattern in (2, "2", "Kidney left"):
        assert np.array_equal(lamap.read_lines(*recorded, pattern=pattern).map["Mg24"], VALUES[2:])
    with pytest.raises(lamap.ArgumentError, match='pattern = "Spleen"'):
        lamap.read_lines(*recorded, pattern="Spleen")


def refusal(*paths, **options):
    with pytest.raises(lamap.LamapError) as caught:
        lamap.read_lines(*paths, **options)
    assert "--" not in str(caught.value)
    return caught.value


def test_what_must_be_stated_is_named_as_in_python(recorded, tmp_path):
    noise = np.random.default_rng(1).integers(0, 9, 200)
    rows = "\n".join(f"{second},{value}" for second, value in enumerate(noise))
    flat = tmp_path / "flat.csv"
    flat.write_text(f"Time [Sec],Mg24\n{rows}\n")
    assert str(refusal(flat)).endswith("state the laser log (log)")
    assert str(refusal(flat, cut="log")).endswith("state the laser log (log)")
    assert str(refusal(flat, log=recorded[1])).endswith("state the lag (lag_s)")
    flat.write_text("Time [Sec],Mg24,Al27\n0,1,2\n1,2,4\n2,3,5\n")
    with pytest.raises(lamap.FileError, match=r"import them as line scans \(lamap\.read_lines\)$"):
        lamap.read_map(flat)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"cut": "here"}, 'cut = "here" is not allowed: it is detect, log, columns, files or gaps'),
        ({"blank": "no"}, "keep or subtract"),
        ({"time_unit": "week"}, "s, ms, us, min, h or d"),
        ({"lag_s": "soon"}, 'lag_s = "soon"'),
        ({"lag_s": float("nan")}, "it is a number"),
        ({"pattern": "1\ncut=gaps"}, "several lines"),
        ({"pattern": "a\0"}, "NUL"),
    ],
)
def test_wrong_options_are_refused(recorded, options, sentence):
    error = refusal(*recorded, **options)
    assert isinstance(error, lamap.ArgumentError)
    assert sentence in str(error)


def test_files_that_cannot_be_used_are_named(recorded, tmp_path):
    for paths, about in (([tmp_path / "none.csv"], {}), (recorded[:1], {"log": tmp_path / "none.csv"})):
        error = refusal(*paths, **about)
        assert isinstance(error, lamap.MissingFileError)
        assert "none.csv" in str(error)
    image = tmp_path / "image.csv"
    image.write_text("1,2\n3,4\n")
    error = refusal(image)
    assert isinstance(error, lamap.FileError)
    assert not isinstance(error, FileNotFoundError)
    assert "no recording" in str(error)
    assert isinstance(refusal(), lamap.LamapError)
