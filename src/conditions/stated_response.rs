// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pulse response that conditions state, and the conditions that state a response.

use super::choices::PulseResponse;
use super::fields::Conditions;
use super::response::{Response, Shape};
use super::response_table::ResponseTable;
use super::washout_time;
use crate::error::{Error, Result};

/// Widths of its Gaussian by which the centre of an `emg` response must follow the pulse: less than 1e-9 of the
/// signal would then come before it.
const CAUSAL: f64 = 6.0;

impl Response {
    /// The response that the conditions state.
    ///
    /// # Errors
    /// [`Error::Missing`] if a table is asked for and there is none, [`Error::InvalidValue`] if the table is no
    /// cumulative response; [`Error::Contradiction`] if a washout time contradicts the response or its scale, or if
    /// part of an `emg` response would come before the pulse.
    pub fn new(conditions: &Conditions) -> Result<Self> {
        let c = conditions;
        let kind = c.pulse_response.unwrap_or(PulseResponse::None);
        let scale_s = washout_time::scale_s(c, kind)?;
        let shape = match kind {
            PulseResponse::None => Shape::None,
            PulseResponse::Exponential => Shape::Gamma { stages: 1.0, scale_s },
            PulseResponse::Gamma => Shape::Gamma { stages: c.response_shape, scale_s },
            PulseResponse::Biexponential => {
                Shape::Biexponential { rise_s: c.response_rise_s, decay_s: scale_s }
            }
            PulseResponse::Lognormal => Shape::Lognormal { median_s: scale_s, sigma: c.response_sigma },
            PulseResponse::Emg => emg(c.response_center_s, c.response_rise_s, scale_s)?,
            PulseResponse::TwoPhase => Shape::TwoPhase {
                particles: Box::new(Shape::Gamma { stages: c.response_shape, scale_s }),
                gas: Box::new(Shape::Gamma { stages: c.gas_shape, scale_s: c.gas_scale_s }),
                gas_fraction: c.gas_fraction,
                gas_delay_s: c.gas_delay_s,
            },
            PulseResponse::Table => Shape::Table(table(c.response_table.as_ref())?),
        };
        Ok(Self { delay_s: c.transport_delay_s, shape })
    }

    /// States this response in conditions: [`Response::new`] then gives it back.
    pub(super) fn state(&self, c: &mut Conditions) {
        (c.transport_delay_s, c.washout_time_s) = (self.delay_s, None);
        c.pulse_response = Some(match &self.shape {
            Shape::None => PulseResponse::None,
            Shape::Gamma { stages, scale_s } => {
                (c.response_shape, c.response_scale_s) = (*stages, *scale_s);
                PulseResponse::Gamma
            }
            Shape::Biexponential { rise_s, decay_s } => {
                (c.response_rise_s, c.response_scale_s) = (*rise_s, *decay_s);
                PulseResponse::Biexponential
            }
            Shape::Lognormal { median_s, sigma } => {
                (c.response_scale_s, c.response_sigma) = (*median_s, *sigma);
                PulseResponse::Lognormal
            }
            Shape::Emg { center_s, width_s, tail_s } => {
                (c.response_center_s, c.response_rise_s, c.response_scale_s) = (*center_s, *width_s, *tail_s);
                PulseResponse::Emg
            }
            Shape::TwoPhase { particles, gas, gas_fraction, gas_delay_s } => {
                if let Shape::Gamma { stages, scale_s } = **particles {
                    (c.response_shape, c.response_scale_s) = (stages, scale_s);
                }
                if let Shape::Gamma { stages, scale_s } = **gas {
                    (c.gas_shape, c.gas_scale_s) = (stages, scale_s);
                }
                (c.gas_fraction, c.gas_delay_s) = (*gas_fraction, *gas_delay_s);
                PulseResponse::TwoPhase
            }
            Shape::Table(table) => {
                c.response_table = Some(table.clone());
                PulseResponse::Table
            }
        });
    }
}

fn emg(center_s: f64, width_s: f64, tail_s: f64) -> Result<Shape> {
    if center_s < CAUSAL * width_s {
        return Err(Error::Contradiction(format!(
            "response_center_s = {center_s} s is less than {CAUSAL} times response_rise_s = {width_s} s: part of the \
             signal of an emg response would come before its pulse"
        )));
    }
    Ok(Shape::Emg { center_s, width_s, tail_s })
}

fn table(table: Option<&ResponseTable>) -> Result<ResponseTable> {
    let table = table.ok_or_else(|| Error::Missing {
        what: "the table of the pulse response",
        hint: "fill in Conditions::response_table, or choose another pulse_response".into(),
    })?;
    table.check()?;
    Ok(table.clone())
}
