# SPDX-License-Identifier: MIT OR Apache-2.0
"""Maps whose lines arrive one after the other."""

import time

import numpy as np
import pytest

import lamap

SOON_S = 60  # longest time that a small picture may take on a busy machine


@pytest.fixture
def stream(measured, conditions):
    lines, pixels = measured.shape
    given = {"unit": "counts", "method": "physics", "magnification": 2}
    with lamap.MapStream("Zn66", lines, pixels, conditions, **given) as stream:
        yield stream


def settled(stream: lamap.MapStream, lines: int) -> lamap.Latest:
    end = time.monotonic() + SOON_S
    while (latest := stream.latest()).lines < lines:
        assert time.monotonic() < end
        time.sleep(0.02)
    return latest


def test_the_end_is_the_enhancement_of_all_lines(stream, measured, conditions):
    for latest in stream.play(measured):
        assert latest.estimate.shape == (1, 2 * len(measured), 2 * measured.shape[1])
    result = stream.finish()
    whole = lamap.enhance(measured, conditions, unit="counts", method="physics", magnification=2)
    assert np.array_equal(result.estimate.values, whole.estimate.values)
    assert np.array_equal(result.measured.values[0], measured)
    assert (result.estimate.elements, result.estimate.unit) == (["Zn66"], "counts")
    assert result.verdict.level == whole.verdict.level


def test_a_picture_grows_line_by_line(stream, measured):
    assert (stream.arrived, stream.latest().lines) == (0, 0)
    for line in measured[:16]:
        stream.push(line)
    latest = settled(stream, 16)
    known = np.isfinite(latest.estimate.values[0]).all(axis=1)
    assert known[:32].all()
    assert not known[32:].any()
    assert latest.estimate.pixel_width_um == pytest.approx(2.5)
    assert "16 of" in repr(stream)


def test_a_run_that_breaks_off_gives_what_has_arrived(stream, measured, conditions):
    with pytest.raises(lamap.DataError, match="no line has arrived"):
        stream.finish()
    for number, line in enumerate(measured[:10]):
        stream.push(line, number)
    with pytest.raises(lamap.ArgumentError, match="line 12 came before line 10"):
        stream.push(measured[12], 12)
    with pytest.raises(lamap.ArgumentError, match="line 3 has arrived already"):
        stream.push(measured[3], 3)
    with pytest.raises(lamap.ArgumentError, match=r"shape \(1, 3\)"):
        stream.push([1, 2, 3])
    with pytest.raises(lamap.Cancelled):
        stream.finish(progress=lambda *_: False)
    assert stream.arrived == 10
    assert stream.finish().estimate.shape[1] == 20


def test_an_error_names_its_element(conditions):
    names = ["Zn66", "an element of a long name"]
    with lamap.MapStream(names, 3, 4, conditions, unit="counts", method="physics") as stream:
        stream.push([[1, 2, 3, 4], [np.nan] * 4])
        with pytest.raises(lamap.DataError, match=f"^{names[1]}: every value is missing"):
            stream.finish()


def test_what_cannot_be_is_refused_at_once(conditions):
    with pytest.raises(lamap.ArgumentError, match="is empty"):
        lamap.MapStream([], 3, 4, conditions)
    with pytest.raises(lamap.DataError, match="lower the magnification"):
        lamap.MapStream("Zn66", 30_000, 30_000, conditions, method="physics", memory_mib=100)
    with pytest.raises(lamap.ArgumentError, match="pixel width is not known"):
        lamap.MapStream("Zn66", 3, 4, method="physics")
    with lamap.Enhancer(method="physics") as enhancer, pytest.raises(lamap.ArgumentError, match="settings of its own"):
        lamap.MapStream("Zn66", 3, 4, conditions, enhancer=enhancer, magnification=2)
    closed = lamap.MapStream("Zn66", 3, 4, conditions, method="physics")
    closed.close()
    with pytest.raises(lamap.ArgumentError, match="closed"):
        closed.latest()
