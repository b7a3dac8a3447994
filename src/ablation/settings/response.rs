// SPDX-License-Identifier: MIT OR Apache-2.0
//! Settings of the pulse response: transport and washout.

use super::number;
use crate::ablation::choices::PulseResponse;
use crate::ablation::conditions::Conditions;
use crate::ablation::washout_time::WashoutDefinition;
use crate::param::{Kind, Param, open, stated};

/// The settings of a pulse response; a channel may have one of its own.
pub const ROWS: &[Param<Conditions>] = &[
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
];
