// SPDX-License-Identifier: MIT OR Apache-2.0
//! The single pulse response: how the signal of one pulse is spread over time.

use super::choices::PulseResponse;
use super::conditions::Conditions;
use super::response_shape::Shape;
use super::response_table::ResponseTable;
use super::washout_time;
use crate::error::{Error, Result};

/// Share of the signal that may be missing beyond [`Response::end_s`].
pub(crate) const TAIL: f64 = 1e-9;
/// Widths of its Gaussian by which the centre of an `emg` response must follow the pulse: less than [`TAIL`] of the
/// signal would then come before it.
const CAUSAL: f64 = 6.0;

/// Unit-area response of one pulse, with its transport delay.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    delay_s: f64,
    shape: Shape,
}

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

    /// Share of the signal that has arrived `time_s` after the pulse, 0 to 1.
    ///
    /// Windows are half open, so without washout the signal belongs to the window in which it starts.
    pub fn arrived(&self, time_s: f64) -> f64 {
        let after = time_s - self.delay_s;
        if after <= 0.0 { 0.0 } else { self.shape.arrived(after) }
    }

    /// Time from a pulse to its first signal.
    pub(crate) fn delay_s(&self) -> f64 {
        self.delay_s
    }

    /// Mean time from pulse to signal.
    pub fn mean_s(&self) -> f64 {
        self.delay_s + self.shape.mean_s()
    }

    /// Variance of the time from pulse to signal, in s².
    pub fn variance_s2(&self) -> f64 {
        self.shape.variance_s2()
    }

    /// Time after which all but 1e-9 of the signal has arrived.
    pub fn end_s(&self) -> f64 {
        let mut after = self.shape.mean_s();
        while after > 0.0 && 1.0 - self.shape.arrived(after) > TAIL {
            after *= 1.25;
        }
        self.delay_s + after
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pulse_response: PulseResponse) -> Conditions {
        Conditions {
            pulse_response: Some(pulse_response),
            transport_delay_s: 0.002,
            response_table: Some(ResponseTable {
                times_s: vec![0.001, 0.004, 0.01, 0.05],
                cumulative: vec![0.0, 0.5, 0.8, 1.0],
            }),
            ..Conditions::default()
        }
    }

    fn gamma(shape: f64) -> Response {
        Response::new(&Conditions { response_shape: shape, ..of(PulseResponse::Gamma) }).unwrap()
    }

    #[test]
    fn a_gamma_response_of_one_stage_is_exponential() {
        for time in [0.0, 0.003, 0.02, 0.3] {
            let expected = 1.0 - (-(time - 0.002f64).max(0.0) / 0.01).exp();
            assert!((gamma(1.0).arrived(time) - expected).abs() < 1e-14);
            assert!((gamma(1.0 + 1e-9).arrived(time) - expected).abs() < 1e-8);
        }
    }

    #[test]
    fn an_erlang_response_has_its_closed_form() {
        let x: f64 = 1.7;
        let closed = 1.0 - (-x).exp() * (1.0 + x + x * x / 2.0);
        assert!((gamma(3.0).arrived(0.002 + 0.01 * x) - closed).abs() < 1e-13);
    }

    #[test]
    fn every_response_rises_from_0_to_1_and_has_its_mean_and_variance() {
        // mean = integral of 1 - H, second moment = integral of 2 t (1 - H)
        for kind in PulseResponse::ALL {
            let response = Response::new(&of(kind)).unwrap();
            let (end, steps) = (response.end_s().max(0.01), 400_000);
            assert!(1.0 - response.arrived(end + 1e-12) <= TAIL, "{kind:?}");
            let step = end / f64::from(steps);
            let (mut mean, mut square, mut last) = (0.0, 0.0, 0.0);
            for i in 0..steps {
                let time = (f64::from(i) + 0.5) * step;
                let arrived = response.arrived(time);
                assert!((last..=1.0).contains(&arrived), "{kind:?} at {time} s");
                last = arrived;
                mean += (1.0 - arrived) * step;
                square += 2.0 * time * (1.0 - arrived) * step;
            }
            let scale = response.mean_s();
            assert!((mean - scale).abs() < 1e-5 * scale, "{kind:?}: {mean} {scale}");
            let variance = square - mean * mean;
            assert!((variance - response.variance_s2()).abs() < 2e-5 * scale * scale, "{kind:?}: {variance}");
        }
    }

    #[test]
    fn what_cannot_be_a_response_is_refused() {
        let refused = |c: Conditions| Response::new(&c).unwrap_err().to_string();
        let none = Conditions { response_table: None, ..of(PulseResponse::Table) };
        assert!(refused(none).contains("response_table"));
        let early = Conditions { response_center_s: 0.001, ..of(PulseResponse::Emg) };
        assert!(refused(early).contains("response_center_s = 0.001 s"));
    }
}
