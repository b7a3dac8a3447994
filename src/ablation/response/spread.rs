// SPDX-License-Identifier: MIT OR Apache-2.0
//! What follows from a pulse response: mean, spread, washout time and transfer, whatever its shape.

use crate::conditions::Response;
use crate::numeric::portable;
use crate::numeric::sinc;
use std::f64::consts::PI;

/// Intervals into which the response is divided; the transfer is then right to 1e-4. A fuzz target asks what breaks, not how exact it is:
/// with so many, one input in which a plan is made takes seconds there.
const INTERVALS: usize = if cfg!(fuzzing) { 64 } else { 4096 };

/// The signal of one pulse in short intervals, which are shorter where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    start_s: f64,
    /// Middle and length of each interval, s, and the share of the signal in it. None: everything at once.
    intervals: Vec<(f64, f64, f64)>,
}

impl Spread {
    /// The spread of a response.
    pub fn new(response: &Response) -> Self {
        let (start_s, length) = (response.delay_s, response.end_s() - response.delay_s);
        let edge = |i: usize| start_s + length * (i as f64 / INTERVALS as f64).powi(3);
        // the part that comes after the end is shared out, so that the shares sum to 1
        let whole = response.arrived(edge(INTERVALS));
        let interval = |i: usize| {
            let (from, to) = (edge(i), edge(i + 1));
            ((from + to) / 2.0, to - from, (response.arrived(to) - response.arrived(from)) / whole)
        };
        let count = if length > 0.0 { INTERVALS } else { 0 };
        Self { start_s, intervals: (0..count).map(interval).collect() }
    }

    /// Mean time from the pulse to its signal, s.
    pub fn mean_s(&self) -> f64 {
        if self.intervals.is_empty() {
            return self.start_s;
        }
        self.intervals.iter().map(|(middle, _, share)| middle * share).sum()
    }

    /// Standard deviation of the time at which the signal arrives, s.
    pub fn sd_s(&self) -> f64 {
        if self.intervals.is_empty() {
            return 0.0;
        }
        let mean = self.mean_s();
        let second = |(middle, length, share): &(f64, f64, f64)| {
            ((middle - mean).powi(2) + length * length / 12.0) * share
        };
        self.intervals.iter().map(second).sum::<f64>().sqrt()
    }

    /// Time from the first signal until this share of it has arrived, s (washout time for 0.99).
    pub fn time_s(&self, share: f64) -> f64 {
        let mut arrived = 0.0;
        for (middle, length, part) in &self.intervals {
            if arrived + part >= share {
                return middle - length / 2.0 + length * (share - arrived) / part - self.start_s;
            }
            arrived += part;
        }
        self.intervals.last().map_or(0.0, |(middle, length, _)| middle + length / 2.0 - self.start_s)
    }

    /// Contrast, 0 to 1, that a signal modulated at this frequency keeps: modulus of the Fourier transform.
    pub fn transfer(&self, frequency_hz: f64) -> f64 {
        if self.intervals.is_empty() {
            return 1.0;
        }
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (middle, length, share) in &self.intervals {
            let (sin, cos) = portable::sin_cos(2.0 * PI * frequency_hz * (middle - self.start_s));
            let weight = share * sinc(frequency_hz * length);
            real += weight * cos;
            imaginary += weight * sin;
        }
        portable::hypot(real, imaginary).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::{Conditions, PulseResponse};

    fn gamma(shape: f64) -> Spread {
        Spread::new(
            &Response::new(&Conditions {
                pulse_response: Some(PulseResponse::Gamma),
                response_shape: shape,
                response_scale_s: 0.01,
                transport_delay_s: 0.3,
                ..Conditions::default()
            })
            .unwrap(),
        )
    }

    #[test]
    fn moments_and_transfer_are_those_of_the_gamma_distribution() {
        for shape in [1.0, 2.542, 6.0, 30.0] {
            let spread = gamma(shape);
            assert!((spread.mean_s() - 0.3 - 0.01 * shape).abs() < 1e-6, "{shape}: {}", spread.mean_s());
            assert!((spread.sd_s() / (0.01 * shape.sqrt()) - 1.0).abs() < 1e-5, "{shape}: {}", spread.sd_s());
            for frequency in [0.0, 1.0, 10.0, 30.0, 100.0] {
                let closed = (1.0 + (2.0 * PI * frequency * 0.01f64).powi(2)).powf(-shape / 2.0);
                let found = spread.transfer(frequency);
                assert!((found - closed).abs() < 2e-5, "{shape}, {frequency} Hz: {found}, not {closed}");
            }
        }
    }

    #[test]
    fn the_washout_time_of_an_exponential_is_its_logarithm() {
        assert!((gamma(1.0).time_s(0.99) - 0.01 * 100f64.ln()).abs() < 1e-6);
    }

    #[test]
    fn without_washout_everything_is_kept() {
        let none = Spread::new(
            &Response::new(&Conditions { transport_delay_s: 0.2, ..Conditions::default() }).unwrap(),
        );
        assert_eq!((none.mean_s(), none.sd_s(), none.time_s(0.99), none.transfer(1e4)), (0.2, 0.0, 0.0, 1.0));
    }
}
