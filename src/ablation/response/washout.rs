// SPDX-License-Identifier: MIT OR Apache-2.0
//! The single pulse response: how the signal of one pulse is spread over time.

use crate::conditions::Response;

/// Share of the signal that may be missing beyond [`Response::end_s`].
const TAIL: f64 = 1e-9;
impl Response {
    /// Share of the signal that has arrived `time_s` after the pulse, 0 to 1.
    ///
    /// Windows are half open, so without washout the signal belongs to the window in which it starts.
    pub fn arrived(&self, time_s: f64) -> f64 {
        let after = time_s - self.delay_s;
        if after <= 0.0 { 0.0 } else { self.shape.arrived(after) }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::{Conditions, PulseResponse, ResponseTable};

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
