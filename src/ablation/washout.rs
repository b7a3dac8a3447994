// SPDX-License-Identifier: MIT OR Apache-2.0
//! The single pulse response: how the signal of one pulse is spread over time.

use super::conditions::{Conditions, PulseResponse};
use statrs::function::gamma::gamma_lr;

/// Share of the signal that may be missing beyond [`Response::end_s`].
const TAIL: f64 = 1e-9;

/// Unit-area response of one pulse, with its transport delay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response {
    delay_s: f64,
    stages: f64,
    scale_s: f64,
}

impl Response {
    /// The response that the conditions state.
    pub fn new(conditions: &Conditions) -> Self {
        let (stages, scale_s) = match conditions.pulse_response.unwrap_or(PulseResponse::None) {
            PulseResponse::None => (0.0, 0.0),
            PulseResponse::Exponential => (1.0, conditions.response_scale_s),
            PulseResponse::Gamma => (conditions.response_shape, conditions.response_scale_s),
        };
        Self { delay_s: conditions.transport_delay_s, stages, scale_s }
    }

    /// Share of the signal that has arrived `time_s` after the pulse, 0 to 1.
    ///
    /// Windows are half open, so without washout the signal belongs to the window in which it starts.
    pub fn arrived(&self, time_s: f64) -> f64 {
        let after = time_s - self.delay_s;
        if after <= 0.0 {
            0.0
        } else if self.stages == 0.0 {
            1.0
        } else if self.stages == 1.0 {
            -(-after / self.scale_s).exp_m1()
        } else {
            gamma_lr(self.stages, after / self.scale_s)
        }
    }

    /// Time from a pulse to its first signal.
    pub(crate) fn delay_s(&self) -> f64 {
        self.delay_s
    }

    /// Mean time from pulse to signal.
    pub fn mean_s(&self) -> f64 {
        self.delay_s + self.stages * self.scale_s
    }

    /// Time after which all but 1e-9 of the signal has arrived.
    pub fn end_s(&self) -> f64 {
        if self.stages == 0.0 {
            return self.delay_s;
        }
        let mut after = self.stages.max(1.0) * self.scale_s;
        while 1.0 - self.arrived(self.delay_s + after) > TAIL {
            after *= 1.25;
        }
        self.delay_s + after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gamma(shape: f64) -> Response {
        Response { delay_s: 0.002, stages: shape, scale_s: 0.01 }
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
    fn the_end_comes_when_nothing_is_missing() {
        for shape in [0.0, 0.5, 1.0, 2.542, 20.0] {
            let response = gamma(shape);
            assert!(1.0 - response.arrived(response.end_s() + 1e-12) <= TAIL);
        }
    }
}
