// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of ablation settings: the only place that knows their names, units, ranges and help.

use super::channel::AcquisitionMode;
use super::conditions::{
    Alignment, BeamShape, Conditions, Edge, PulseResponse, ScanDirection, ScanMode, SpotLayout, Tail,
};
use super::detector::{Detector, OutputUnit};
use super::flicker::{FlickerDistribution, FlickerStage};
use super::washout_time::WashoutDefinition;
use crate::param::{Kind, Param};

const fn number(min: f64, max: f64) -> Kind {
    Kind::Number { min, max }
}

fn open(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

fn stated(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

/// Every setting of [`Conditions`].
pub const TABLE: &[Param<Conditions>] = &[
    Param {
        key: "beam_size_um",
        unit: "µm",
        kind: number(0.1, 1000.0),
        optional: true,
        help: "side or diameter of the beam (spot size); auto: the line spacing in a simulation, estimated in an enhancement",
        get: |c| open(c.beam_size_um),
        set: |c, value| c.beam_size_um = stated(value),
    },
    Param {
        key: "repetition_rate_hz",
        unit: "Hz",
        kind: number(0.1, 100_000.0),
        optional: false,
        help: "laser pulses in a second",
        get: |c| c.repetition_rate_hz,
        set: |c, value| c.repetition_rate_hz = value,
    },
    Param {
        key: "scan_speed_um_s",
        unit: "µm/s",
        kind: number(0.001, 100_000.0),
        optional: true,
        help: "speed of the stage along a line; auto: one line spacing (or the map's pixel width) in an acquisition time",
        get: |c| open(c.scan_speed_um_s),
        set: |c, value| c.scan_speed_um_s = stated(value),
    },
    Param {
        key: "line_spacing_um",
        unit: "µm",
        kind: number(0.01, 10_000.0),
        optional: true,
        help: "distance of two lines; auto: the beam size (or the map's pixel height)",
        get: |c| open(c.line_spacing_um),
        set: |c, value| c.line_spacing_um = stated(value),
    },
    Param {
        key: "acquisition_time_s",
        unit: "s",
        kind: number(1e-5, 1000.0),
        optional: false,
        help: "time integrated into one pixel",
        get: |c| c.acquisition_time_s,
        set: |c, value| c.acquisition_time_s = value,
    },
    Param {
        key: "pulse_response",
        unit: "",
        kind: Kind::Choice(&[
            "none",
            "exponential",
            "gamma",
            "biexponential",
            "lognormal",
            "emg",
            "two_phase",
            "table",
        ]),
        optional: true,
        help: "washout of the signal of one pulse; auto: none in a simulation, estimated in an enhancement",
        get: |c| c.pulse_response.map_or(f64::NAN, |response| f64::from(response as u8)),
        set: |c, value| {
            c.pulse_response = stated(value).map(|v| PulseResponse::ALL[v as usize]);
        },
    },
    Param {
        key: "response_scale_s",
        unit: "s",
        kind: number(1e-6, 100.0),
        optional: false,
        help: "time constant: exponential, stage of gamma or two_phase (particles), decay of biexponential, emg; lognormal: median",
        get: |c| c.response_scale_s,
        set: |c, value| c.response_scale_s = value,
    },
    Param {
        key: "response_shape",
        unit: "",
        kind: number(0.1, 100.0),
        optional: false,
        help: "number of stages of the gamma response (two_phase: of the particles), may be fractional",
        get: |c| c.response_shape,
        set: |c, value| c.response_shape = value,
    },
    Param {
        key: "transport_delay_s",
        unit: "s",
        kind: number(0.0, 100.0),
        optional: false,
        help: "time from a pulse to its first signal",
        get: |c| c.transport_delay_s,
        set: |c, value| c.transport_delay_s = value,
    },
    Param {
        key: "flicker_rsd",
        unit: "",
        kind: number(0.0, 1.0),
        optional: false,
        help: "relative standard deviation of the amount ablated from pulse to pulse (Flicker noise)",
        get: |c| c.flicker_rsd,
        set: |c, value| c.flicker_rsd = value,
    },
    Param {
        key: "sensitivity_counts",
        unit: "counts",
        kind: number(1e-9, 1e12),
        optional: false,
        help: "expected counts of one pulse on a concentration of 1",
        get: |c| c.sensitivity_counts,
        set: |c, value| c.sensitivity_counts = value,
    },
    Param {
        key: "gas_blank_cps",
        unit: "cps",
        kind: number(0.0, 1e9),
        optional: false,
        help: "background count rate with the laser off",
        get: |c| c.gas_blank_cps,
        set: |c, value| c.gas_blank_cps = value,
    },
    Param {
        key: "mean_concentration",
        unit: "",
        kind: number(0.0, 1e9),
        optional: false,
        help: "mean to which a picture is scaled after its minimum was subtracted; 0: values as they are",
        get: |c| c.mean_concentration,
        set: |c, value| c.mean_concentration = value,
    },
    Param {
        key: "alignment",
        unit: "",
        kind: Kind::Choice(&["centred", "seed", "raw"]),
        optional: false,
        help: "centred: the map is not displaced; seed: first shot touches the sample; raw: first shot on the sample",
        get: |c| f64::from(c.alignment as u8),
        set: |c, value| {
            c.alignment = match value as u8 {
                0 => Alignment::Centred,
                1 => Alignment::Seed,
                _ => Alignment::Raw,
            };
        },
    },
    Param {
        key: "edge",
        unit: "",
        kind: Kind::Choice(&["reflect", "zero", "clamp", "value"]),
        optional: false,
        help: "outside the picture: reflect: the sample goes on; zero: nothing; clamp: its rim; value: edge_value",
        get: |c| f64::from(c.edge as u8),
        set: |c, value| {
            c.edge = match value as u8 {
                0 => Edge::Reflect,
                1 => Edge::Zero,
                2 => Edge::Clamp,
                _ => Edge::Value,
            };
        },
    },
    Param {
        key: "edge_value",
        unit: "",
        kind: number(0.0, 1e9),
        optional: false,
        help: "concentration outside the picture where edge is value",
        get: |c| c.edge_value,
        set: |c, value| c.edge_value = value,
    },
    Param {
        key: "beam_shape",
        unit: "",
        kind: Kind::Choice(&["square", "rectangle", "disc", "super_gaussian", "kernel"]),
        optional: false,
        help: "shape of the beam on the sample; kernel: a measured crater, given by a program",
        get: |c| f64::from(c.beam_shape as u8),
        set: |c, value| {
            c.beam_shape = match value as u8 {
                0 => BeamShape::Square,
                1 => BeamShape::Rectangle,
                2 => BeamShape::Disc,
                3 => BeamShape::SuperGaussian,
                _ => BeamShape::Kernel,
            };
        },
    },
    Param {
        key: "beam_height_um",
        unit: "µm",
        kind: number(0.1, 1000.0),
        optional: true,
        help: "size of a rectangular beam across the lines; auto: as along the scan",
        get: |c| open(c.beam_height_um),
        set: |c, value| c.beam_height_um = stated(value),
    },
    Param {
        key: "beam_order",
        unit: "",
        kind: number(2.0, 20.0),
        optional: false,
        help: "order of a super-Gaussian beam: 2 is a Gaussian, 20 nearly a disc",
        get: |c| c.beam_order,
        set: |c, value| c.beam_order = value,
    },
    Param {
        key: "sample_layers",
        unit: "",
        kind: number(0.0, 1e6),
        optional: false,
        help: "thickness of the sample in craters, used up pulse by pulse; 0: so thick that it never wears out",
        get: |c| c.sample_layers,
        set: |c, value| c.sample_layers = value,
    },
    Param {
        key: "scan_direction",
        unit: "",
        kind: Kind::Choice(&["one_way", "two_way"]),
        optional: false,
        help: "two_way: every second line runs back and is flipped in the map, so that its smear alternates",
        get: |c| f64::from(c.scan_direction as u8),
        set: |c, value| {
            c.scan_direction = if value == 0.0 { ScanDirection::OneWay } else { ScanDirection::TwoWay };
        },
    },
    Param {
        key: "scan_mode",
        unit: "",
        kind: Kind::Choice(&["lines", "spots"]),
        optional: false,
        help: "lines: the stage moves on while the laser fires; spots: it stands at the centre of each pixel",
        get: |c| f64::from(c.scan_mode as u8),
        set: |c, value| c.scan_mode = if value == 0.0 { ScanMode::Lines } else { ScanMode::Spots },
    },
    Param {
        key: "pulses_per_spot",
        unit: "",
        kind: Kind::Whole { min: 1.0, max: 1e6 },
        optional: false,
        help: "laser pulses on each spot where scan_mode is spots",
        get: |c| c.pulses_per_spot,
        set: |c, value| c.pulses_per_spot = value,
    },
    Param {
        key: "spot_layout",
        unit: "",
        kind: Kind::Choice(&["square", "hexagonal"]),
        optional: false,
        help: "hexagonal: the spots of every second line lie half a pixel further along the scan",
        get: |c| f64::from(c.spot_layout as u8),
        set: |c, value| {
            c.spot_layout = if value == 0.0 { SpotLayout::Square } else { SpotLayout::Hexagonal };
        },
    },
    Param {
        key: "tail",
        unit: "",
        kind: Kind::Choice(&["crop", "keep"]),
        optional: false,
        help: "crop: a map as large as the sample; keep: columns beside it until all signal is counted",
        get: |c| f64::from(c.tail as u8),
        set: |c, value| c.tail = if value == 0.0 { Tail::Crop } else { Tail::Keep },
    },
    Param {
        key: "response_rise_s",
        unit: "s",
        kind: number(1e-6, 100.0),
        optional: false,
        help: "time constant of the rise of biexponential; standard deviation of the Gaussian of emg",
        get: |c| c.response_rise_s,
        set: |c, value| c.response_rise_s = value,
    },
    Param {
        key: "response_center_s",
        unit: "s",
        kind: number(0.0, 100.0),
        optional: false,
        help: "centre of the Gaussian of emg, after the transport delay; at least 6 standard deviations",
        get: |c| c.response_center_s,
        set: |c, value| c.response_center_s = value,
    },
    Param {
        key: "response_sigma",
        unit: "",
        kind: number(0.01, 3.0),
        optional: false,
        help: "standard deviation of the logarithm of time of the lognormal response",
        get: |c| c.response_sigma,
        set: |c, value| c.response_sigma = value,
    },
    Param {
        key: "gas_fraction",
        unit: "",
        kind: number(0.0, 1.0),
        optional: false,
        help: "share of the signal that travels as gas in the two_phase response",
        get: |c| c.gas_fraction,
        set: |c, value| c.gas_fraction = value,
    },
    Param {
        key: "gas_delay_s",
        unit: "s",
        kind: number(0.0, 100.0),
        optional: false,
        help: "time by which the gas of two_phase starts later than the particles",
        get: |c| c.gas_delay_s,
        set: |c, value| c.gas_delay_s = value,
    },
    Param {
        key: "gas_scale_s",
        unit: "s",
        kind: number(1e-6, 100.0),
        optional: false,
        help: "time constant of each stage of the gas of two_phase (gamma)",
        get: |c| c.gas_scale_s,
        set: |c, value| c.gas_scale_s = value,
    },
    Param {
        key: "gas_shape",
        unit: "",
        kind: number(0.1, 100.0),
        optional: false,
        help: "number of stages of the gas of two_phase, may be fractional",
        get: |c| c.gas_shape,
        set: |c, value| c.gas_shape = value,
    },
    Param {
        key: "washout_time_s",
        unit: "s",
        kind: number(1e-6, 1000.0),
        optional: true,
        help: "washout time of an exponential or gamma response, in place of response_scale_s; auto: not stated",
        get: |c| open(c.washout_time_s),
        set: |c, value| c.washout_time_s = stated(value),
    },
    Param {
        key: "washout_definition",
        unit: "",
        kind: Kind::Choice(&["area_99", "width_1_percent", "width_10_percent"]),
        optional: false,
        help: "washout time: until 99 % of the signal is there, or full width at 1 or 10 % of the maximum",
        get: |c| f64::from(c.washout_definition as u8),
        set: |c, value| c.washout_definition = WashoutDefinition::ALL[value as usize],
    },
    Param {
        key: "flicker_distribution",
        unit: "",
        kind: Kind::Choice(&["lognormal", "gamma", "normal"]),
        optional: false,
        help: "distribution of Flicker noise; normal (never below 0): flicker_rsd up to 0.2",
        get: |c| f64::from(c.flicker_distribution as u8),
        set: |c, value| c.flicker_distribution = FlickerDistribution::ALL[value as usize],
    },
    Param {
        key: "flicker_stage",
        unit: "",
        kind: Kind::Choice(&["pulse", "pixel"]),
        optional: false,
        help: "pulse: Flicker noise of the amount ablated; pixel: of the counts, to compare with simulations that do so",
        get: |c| f64::from(c.flicker_stage as u8),
        set: |c, value| c.flicker_stage = FlickerStage::ALL[value as usize],
    },
    Param {
        key: "drift_rsd",
        unit: "",
        kind: number(0.0, 1.0),
        optional: false,
        help: "relative standard deviation of a slow drift of the signal (log-normal, AR(1) from pulse to pulse)",
        get: |c| c.drift_rsd,
        set: |c, value| c.drift_rsd = value,
    },
    Param {
        key: "drift_time_s",
        unit: "s",
        kind: number(1e-6, 1e6),
        optional: false,
        help: "correlation time of the drift; it runs on from line to line, the way back of the stage takes no time",
        get: |c| c.drift_time_s,
        set: |c, value| c.drift_time_s = value,
    },
    Param {
        key: "line_gain_rsd",
        unit: "",
        kind: number(0.0, 1.0),
        optional: false,
        help: "relative standard deviation of the signal from line to line (log-normal)",
        get: |c| c.line_gain_rsd,
        set: |c, value| c.line_gain_rsd = value,
    },
    Param {
        key: "detector",
        unit: "",
        kind: Kind::Choice(&["counting", "tof", "camera"]),
        optional: false,
        help: "counting: Poisson; tof: each ion adds an area of its own; camera: gain, readout noise, offset, full scale",
        get: |c| f64::from(c.detector as u8),
        set: |c, value| c.detector = Detector::ALL[value as usize],
    },
    Param {
        key: "dead_time_s",
        unit: "s",
        kind: number(0.0, 0.001),
        optional: false,
        help: "time for which a counting detector is blind after each ion (non-paralyzable)",
        get: |c| c.dead_time_s,
        set: |c, value| c.dead_time_s = value,
    },
    Param {
        key: "single_ion_sigma",
        unit: "",
        kind: number(0.0, 2.0),
        optional: false,
        help: "standard deviation of the logarithm of a single ion's area (tof)",
        get: |c| c.single_ion_sigma,
        set: |c, value| c.single_ion_sigma = value,
    },
    Param {
        key: "detector_gain",
        unit: "",
        kind: number(1e-9, 1e9),
        optional: false,
        help: "digital units of one count (camera)",
        get: |c| c.detector_gain,
        set: |c, value| c.detector_gain = value,
    },
    Param {
        key: "readout_noise",
        unit: "",
        kind: number(0.0, 1e9),
        optional: false,
        help: "standard deviation of reading one pixel, in digital units (camera)",
        get: |c| c.readout_noise,
        set: |c, value| c.readout_noise = value,
    },
    Param {
        key: "detector_offset",
        unit: "",
        kind: number(0.0, 1e9),
        optional: false,
        help: "what the detector shows without light, in digital units (camera)",
        get: |c| c.detector_offset,
        set: |c, value| c.detector_offset = value,
    },
    Param {
        key: "full_scale",
        unit: "",
        kind: number(1.0, 1e12),
        optional: true,
        help: "largest value the detector shows, in digital units (camera); auto: there is none",
        get: |c| open(c.full_scale),
        set: |c, value| c.full_scale = stated(value),
    },
    Param {
        key: "output_unit",
        unit: "",
        kind: Kind::Choice(&["counts", "cps"]),
        optional: false,
        help: "unit of the map: counts, or counts per second of dwell time",
        get: |c| f64::from(c.output_unit as u8),
        set: |c, value| c.output_unit = OutputUnit::ALL[value as usize],
    },
    Param {
        key: "acquisition_mode",
        unit: "",
        kind: Kind::Choice(&["simultaneous", "sequential"]),
        optional: false,
        help: "channels measured all at once (TOF) or one after the other (quadrupole: dwell and settling times)",
        get: |c| f64::from(c.acquisition_mode as u8),
        set: |c, value| c.acquisition_mode = AcquisitionMode::ALL[value as usize],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_sound_and_round_trips() {
        for (i, param) in TABLE.iter().enumerate() {
            assert!(TABLE[..i].iter().all(|other| other.key != param.key), "{} twice", param.key);
            assert!(!param.help.is_empty() && param.help.len() < 120, "{}", param.key);
            let default = (param.get)(&Conditions::default());
            param.check(default).unwrap();
            let (min, max) = param.range();
            for value in [min, max, default] {
                let mut conditions = Conditions::default();
                (param.set)(&mut conditions, value);
                let got = (param.get)(&conditions);
                assert!(got == value || (got.is_nan() && value.is_nan()), "{} = {value}: {got}", param.key);
                let parsed = param.parse(&param.format(value)).unwrap();
                assert!(parsed == value || value.is_nan(), "{}", param.key);
            }
        }
    }

    #[test]
    fn a_key_with_a_unit_ends_in_it() {
        for param in TABLE {
            let unit = param.unit.replace('µ', "u").replace('/', "_").to_lowercase();
            assert!(param.key.ends_with(&unit), "{} [{}]", param.key, param.unit);
        }
    }
}
