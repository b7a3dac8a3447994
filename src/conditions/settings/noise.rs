// SPDX-License-Identifier: MIT OR Apache-2.0
//! Settings of what varies from pulse to pulse, slowly, and from line to line.

use crate::conditions::choices::{FlickerDistribution, FlickerStage};
use crate::conditions::fields::Conditions;
use crate::param::{Kind, Param, number};

/// Rows of the table.
pub(super) const ROWS: &[Param<Conditions>] = &[
    Param {
        key: "flicker_rsd",
        unit: "",
        kind: number(0.0, 1.0),
        optional: false,
        help: "relative standard deviation from pulse to pulse (Flicker); bounds the noise that is found in a map of counts",
        get: |c| c.flicker_rsd,
        set: |c, value| c.flicker_rsd = value,
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
];
