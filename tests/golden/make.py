#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Makes the golden values again from the conditions in these files, by the model that README.md describes.

    python tests/golden/make.py            compares the files with the model
    python tests/golden/make.py --write    writes what the model gives

Needs numpy and scipy. It is written for clarity and shares no code with lamap.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy import special

ROWS, COLUMNS, DIGITS = 23, 35, 9
FINE = 64  # points of a crater profile along each side of a sample pixel


def sample():
    i, j = np.mgrid[:ROWS, :COLUMNS]
    return ((7 * i * i + 3 * j * j + 5 * i * j) % 13).astype(float)


def cumulative_response(c):
    """H(t): share of the signal of a pulse that has arrived t seconds after it."""
    kind, scale, delay = c["pulse_response"], c["response_scale_s"], c.get("transport_delay_s", 0.0)

    def after(t):
        if kind == "exponential":
            return 1 - np.exp(-t / scale)
        if kind == "gamma":
            return special.gammainc(c["response_shape"], t / scale)
        if kind == "biexponential":
            rise = c["response_rise_s"]
            return 1 - (scale * np.exp(-t / scale) - rise * np.exp(-t / rise)) / (scale - rise)
        if kind == "lognormal":
            with np.errstate(divide="ignore"):
                return special.ndtr(np.log(t / scale) / c["response_sigma"])
        if kind == "two_phase":
            gas = special.gammainc(c["gas_shape"], np.maximum(t - c["gas_delay_s"], 0) / c["gas_scale_s"])
            aerosol = special.gammainc(c["response_shape"], t / scale)
            return (1 - c["gas_fraction"]) * aerosol + c["gas_fraction"] * gas
        raise ValueError(kind)

    return lambda t: after(np.maximum(t - delay, 0.0))


def overlap(low, high, edges):
    return np.clip(np.minimum(high, edges[1:]) - np.maximum(low, edges[:-1]), 0, None)


def disc_area(x, y, radius):
    """Area of the part of a disc about 0 that lies left of x and above y."""
    x, y = np.clip(x, -radius, radius), np.clip(y, -radius, radius)

    def chord(u):  # integral of the half chord from 0 to u
        u = np.clip(u, -radius, radius)
        return (u * np.sqrt(radius**2 - u**2) + radius**2 * np.arcsin(u / radius)) / 2

    half = np.sqrt(radius**2 - y**2)
    first, middle, last = np.minimum(x, -half), np.clip(x, -half, half), np.maximum(x, half)
    whole_chords = 2 * (chord(first) - chord(-radius) + chord(last) - chord(half))
    return np.where(y > 0, whole_chords, 0) + chord(middle) - chord(-half) + y * (middle + half)


def weights(c, pixel_um, left, top):
    """Share of the crater in each pixel of the sample; the crater's box begins at left, top."""
    size, shape = c["beam_size_um"], c.get("beam_shape", "square")
    x, y = np.arange(COLUMNS + 1) * pixel_um, np.arange(ROWS + 1) * pixel_um
    if shape == "square":
        return np.outer(overlap(top, top + size, y), overlap(left, left + size, x)) / size**2
    centre_x, centre_y, radius = left + size / 2, top + size / 2, size / 2
    if shape == "disc":
        corners = disc_area(x[None] - centre_x, y[:, None] - centre_y, radius)
        return np.diff(np.diff(corners, axis=0), axis=1) / (np.pi * radius**2)
    # a pulse leaves no crater where its fluence is below 1/e^2 of the peak
    depth = lambda r: np.maximum(np.exp(-2 * (r / radius) ** c["beam_order"]) - np.exp(-2), 0)
    points = lambda count: (np.arange(count * FINE) + 0.5) / FINE * pixel_um
    r = np.hypot(points(COLUMNS)[None] - centre_x, points(ROWS)[:, None] - centre_y)
    pixels = depth(r).reshape(ROWS, FINE, COLUMNS, FINE).mean((1, 3)) * pixel_um**2
    r, step = np.linspace(0, radius, 200_001, retstep=True)
    ring = depth(r) * 2 * np.pi * r
    return pixels / ((ring.sum() - (ring[0] + ring[-1]) / 2) * step)


def windows(c, pixels):
    """Begin and length of each window of the last channel."""
    period, begin, length = c["acquisition_time_s"], 0.0, c["acquisition_time_s"]
    if c.get("acquisition_mode") == "sequential":
        for channel in c["channel"]:
            begin, length = begin + channel.get("settling_s", 0.0), channel["dwell_s"]
            last, begin = begin, begin + length
        begin = last
    return np.arange(pixels) * period + begin, length


def golden(pixel_um, c):
    """Expected counts and their variance, (lines, pixels)."""
    concentration, width, height = sample(), COLUMNS * pixel_um, ROWS * pixel_um
    size, spacing, speed, rate = c["beam_size_um"], c["line_spacing_um"], c["scan_speed_um_s"], c["repetition_rate_hz"]
    step, pitch = speed / rate, speed * c["acquisition_time_s"]
    lines, pixels = int(np.ceil(height / spacing - 1e-9)), int(np.ceil(width / pitch - 1e-9))
    start = step - size if c["alignment"] == "seed" else 0.0
    pulses = np.arange(int(np.floor((width - start) / step - 1e-9)) + 1)
    begin, length = windows(c, pixels)
    response, fired = cumulative_response(c), pulses[:, None] / rate
    shares = response(begin + length - fired) - response(begin - fired)
    mean, variance = np.zeros((lines, pixels)), np.zeros((lines, pixels))
    for line in range(lines):
        back = c.get("scan_direction") == "two_way" and line % 2 == 1
        lefts = start + pulses * step
        lefts = pixels * pitch - lefts - size if back else lefts
        top = line * spacing + (spacing - size) / 2
        ions = c["sensitivity_counts"] * np.array([(weights(c, pixel_um, x, top) * concentration).sum() for x in lefts])
        counts = ions @ shares + c["gas_blank_cps"] * length
        spread = c["flicker_rsd"] ** 2 * ions**2 @ shares**2
        ion_areas = c.get("single_ion_sigma", 0.0)
        excess = np.exp(ion_areas**2) if c.get("detector") == "tof" else 1.0
        order = slice(None, None, -1 if back else 1)
        mean[line], variance[line] = counts[order], (counts * excess + spread)[order]
    return mean, variance


def rounded(values):
    return [[float(f"{value:.{DIGITS}g}") for value in row] for row in values]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--write", action="store_true", help="write the files instead of comparing them")
    write = arguments.parse_args().write
    for path in sorted(Path(__file__).parent.glob("*.json")):
        file = json.loads(path.read_text())
        mean, variance = golden(file["pixel_um"], file["conditions"])
        made = {"expected": mean} | ({"variance": variance} if "variance" in file else {})
        off = max(np.abs(np.array(file[key]) - values).max() / values.mean() for key, values in made.items())
        print(f"{path.name}: off by {off:.1e} of the mean")
        if write:
            rows = lambda values: "[\n  " + ",\n  ".join(json.dumps(row) for row in rounded(values)) + "\n ]"
            head = json.dumps({"pixel_um": file["pixel_um"], "conditions": file["conditions"]}, indent=1)
            tables = "".join(f',\n "{key}": {rows(values)}' for key, values in made.items())
            path.write_text(head.removesuffix("\n}") + tables + "\n}\n")


if __name__ == "__main__":
    main()
