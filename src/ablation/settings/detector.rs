// SPDX-License-Identifier: MIT OR Apache-2.0
//! Settings of the detector and of what it makes of the signal.

use super::number;
use crate::ablation::channel::AcquisitionMode;
use crate::ablation::conditions::Conditions;
use crate::ablation::detector::{Detector, OutputUnit};
use crate::param::{Kind, Param, open, stated};

/// Rows of the table.
pub(super) const ROWS: &[Param<Conditions>] = &[
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
        key: "acquisition_mode",
        unit: "",
        kind: Kind::Choice(&["simultaneous", "sequential"]),
        optional: false,
        help: "channels measured all at once (TOF) or one after the other (quadrupole: dwell and settling times)",
        get: |c| f64::from(c.acquisition_mode as u8),
        set: |c, value| c.acquisition_mode = AcquisitionMode::ALL[value as usize],
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
        key: "excess_noise_factor",
        unit: "",
        kind: number(1.0, 5.0),
        optional: false,
        help: "factor by which the amplification of a camera raises counting noise: 1 CCD, 1.41 EMCCD, 1.6 to 2 ICCD",
        get: |c| c.excess_noise_factor,
        set: |c, value| c.excess_noise_factor = value,
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
];
