# SPDX-License-Identifier: MIT OR Apache-2.0
"""Random conditions of one virtual measurement."""

import math
from dataclasses import dataclass

import numpy as np

from lamap_training.config import Draws
from lamap_training.dynamic_range import DynamicRange, draw_range, log_uniform

REPETITION_RATE_HZ = 100.0  # no loss of generality: every other time is drawn relative to it
TARGET_PIXEL_UM = 1.0


@dataclass(frozen=True)
class Measurement:
    """One draw. Concentrations are relative: the brightest pixel of the map has about 1."""

    conditions: dict[str, float | str]  # true ones
    stated: dict[str, float | str]  # what the restoration is told
    settings: dict[str, float | str]
    rows: int  # size of the sample in target pixels
    columns: int
    line_gain_rsd: float  # 0: none
    bits: int  # of the picture the map is stored as; 0: counts are kept
    dynamic_range: DynamicRange | None = None  # that the sample is given; None: it stays as it is

    @property
    def pixel_width_um(self) -> float:
        """Width of a measured pixel."""
        return float(self.conditions["scan_speed_um_s"]) * float(self.conditions["acquisition_time_s"])

    @property
    def pixel_height_um(self) -> float:
        """Height of a measured pixel."""
        return float(self.conditions["line_spacing_um"])

    @property
    def counts_per_concentration(self) -> float:
        """Expected counts of a pixel for a concentration of 1, without the blank."""
        dosage = REPETITION_RATE_HZ * float(self.conditions["acquisition_time_s"])
        return float(self.conditions["sensitivity_counts"]) * dosage

    @property
    def blank_counts(self) -> float:
        """Expected counts of the gas blank in a pixel."""
        return float(self.conditions["gas_blank_cps"]) * float(self.conditions["acquisition_time_s"])


def draw(draws: Draws, patch: int, rng: np.random.Generator) -> Measurement:
    """Conditions, settings and sample size of one measurement from which a patch can be cut."""
    # no draw where the share is 0: maps of before stay the same
    wide = draw_range(draws, rng) if draws.range_share and rng.random() < draws.range_share else None
    height = log_uniform(rng, draws.magnification)
    if rng.random() < draws.whole_magnification_share:
        height = float(round(height))
    width = height
    if rng.random() < draws.other_width_share:
        width = max(height * rng.uniform(*draws.width_ratio), TARGET_PIXEL_UM)
    conditions = _scan(draws, height, width, rng)
    conditions["flicker_rsd"] = 0.0 if rng.random() < draws.no_flicker_share else rng.uniform(*draws.flicker_rsd)
    acquisition_time_s = float(conditions["acquisition_time_s"])
    peak_counts = 10 ** rng.uniform(*(draws.range_log10_counts if wide else draws.log10_counts))
    conditions["sensitivity_counts"] = peak_counts / (REPETITION_RATE_HZ * acquisition_time_s)
    conditions["gas_blank_cps"] = _blank_counts(draws, peak_counts, wide is not None, rng) / acquisition_time_s
    bits = 0
    if rng.random() < draws.quantised_share:  # 8 bits hold no decades
        bits = 8 if not wide and rng.random() < draws.eight_bit_share else 16
    noise = "auto" if bits or rng.random() < draws.auto_noise_share else "counts"
    measurement = Measurement(
        conditions=conditions,
        stated=_stated(draws, conditions, bits, rng),
        settings={
            "magnification": min(width, height) / TARGET_PIXEL_UM,
            "square_pixels": "no" if width == height else "yes",
            "noise": noise,
            "examine": "no",
        },
        rows=_extent(draws, patch, height, conditions["edge"], rng),
        columns=_extent(draws, patch, width, conditions["edge"], rng),
        line_gain_rsd=rng.uniform(*draws.line_gain_rsd) if rng.random() < draws.line_gain_share else 0.0,
        bits=bits,
        dynamic_range=wide,
    )
    if draws.drift_share and rng.random() < draws.drift_share:  # no draw where it is 0: maps of before stay the same
        measurement.conditions.update(_drift(draws, measurement, rng))
    return measurement


def displacement_um(conditions: dict[str, float | str]) -> float:
    """How far a map lies too far along the scan: transport and mean response less the lead of the stage.

    `conditions` must state beam, speed, rate, response and alignment.
    """
    speed, beam = float(conditions["scan_speed_um_s"]), float(conditions["beam_size_um"])
    mean_response_s = {
        "none": 0.0,
        "exponential": float(conditions["response_scale_s"]),
        "gamma": float(conditions["response_scale_s"]) * float(conditions["response_shape"]),
    }[str(conditions["pulse_response"])]
    travelled = speed * (float(conditions["transport_delay_s"]) + mean_response_s)
    lead = {
        "centred": travelled,
        "seed": speed / float(conditions["repetition_rate_hz"]) - beam / 2,
        "raw": beam / 2,
    }
    return travelled - lead[str(conditions["alignment"])]


def _scan(draws: Draws, height: float, width: float, rng: np.random.Generator) -> dict[str, float | str]:
    acquisition_time_s = round(log_uniform(rng, draws.dosage)) / REPETITION_RATE_HZ
    beam_ratio = rng.uniform(*draws.beam_ratio) if rng.random() < draws.other_beam_share else 1.0
    alignment = str(rng.choice(["seed", "raw"])) if rng.random() < draws.displaced_share else "centred"
    return {
        "beam_size_um": height * beam_ratio,
        "repetition_rate_hz": REPETITION_RATE_HZ,
        "scan_speed_um_s": width / acquisition_time_s,
        "line_spacing_um": height,
        "acquisition_time_s": acquisition_time_s,
        "alignment": alignment,
        "edge": "zero" if rng.random() < draws.zero_edge_share else "reflect",
        **_response(draws, acquisition_time_s, rng),
    }


def _blank_counts(draws: Draws, peak_counts: float, wide: bool, rng: np.random.Generator) -> float:
    """Of a pixel; beside decades of concentration a blank relative to the brightest pixel would drown the rest."""
    if rng.random() < draws.no_blank_share:
        return 0.0
    return log_uniform(rng, draws.range_blank_counts) if wide else rng.uniform(*draws.blank) * peak_counts


def _drift(draws: Draws, measurement: Measurement, rng: np.random.Generator) -> dict[str, float]:
    line_s = measurement.columns * TARGET_PIXEL_UM / float(measurement.conditions["scan_speed_um_s"])
    return {"drift_rsd": rng.uniform(*draws.drift_rsd), "drift_time_s": log_uniform(rng, draws.drift_lines) * line_s}


def _response(draws: Draws, acquisition_time_s: float, rng: np.random.Generator) -> dict[str, float | str]:
    choice = rng.random()
    deviation_s = log_uniform(rng, draws.smear) * acquisition_time_s
    shape = rng.uniform(*draws.response_shape)
    delay_s = rng.uniform(*draws.transport_delay) * acquisition_time_s
    if choice < draws.no_response_share:
        kind = "none"
    elif choice < draws.no_response_share + draws.exponential_share:
        kind, shape = "exponential", 1.0
    else:
        kind = "gamma"
    return {
        "pulse_response": kind,
        "response_scale_s": deviation_s / math.sqrt(shape),
        "response_shape": shape,
        "transport_delay_s": delay_s,
    }


def _stated(
    draws: Draws, conditions: dict[str, float | str], bits: int, rng: np.random.Generator
) -> dict[str, float | str]:
    stated = dict(conditions)
    if bits:  # of unknown gain, so neither means anything in the units of the picture
        del stated["sensitivity_counts"], stated["gas_blank_cps"]
    if rng.random() < draws.misstated_share:
        for key in ("beam_size_um", "response_scale_s"):
            stated[key] = float(stated[key]) * rng.uniform(*draws.misstatement)
    return stated


def _extent(draws: Draws, patch: int, pitch: float, edge: float | str, rng: np.random.Generator) -> int:
    """Sample size in target pixels: whole measured pixels, but where the sample ends in nothing, a part of the last."""
    pixels = math.ceil((patch + rng.uniform(*draws.spare_um)) / pitch) + 1
    missing = rng.uniform(0.0, 0.8) if edge == "zero" else 0.0
    return max(math.floor((pixels - missing) * pitch + 1e-9), patch)
