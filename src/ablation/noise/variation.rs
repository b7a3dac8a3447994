// SPDX-License-Identifier: MIT OR Apache-2.0
//! The law by which Flicker noise, drift and gains of lines make the counts of a pixel vary.

use crate::conditions::{Conditions, FlickerStage};
use crate::numeric::portable;

/// Terms of the exponential series below this share are left out.
const NEGLIGIBLE: f64 = 1e-15;

/// Relative variances of the independent factors of mean 1 that multiply the signal of a channel.
pub struct Variation {
    /// Of each pulse alone.
    pulse: f64,
    /// Of each pixel, after counting.
    pixel: f64,
    /// Of the whole line.
    line: f64,
    /// Of the logarithm of the drift.
    log_drift: f64,
    /// Correlation of the logarithm of the drift from pulse to pulse.
    memory: f64,
}

impl Variation {
    /// The variation that the conditions state, with the Flicker noise that a channel has on its own.
    pub fn new(conditions: &Conditions, channel_rsd: f64) -> Self {
        let c = conditions;
        let flicker = (1.0 + c.flicker_rsd.powi(2)) * (1.0 + channel_rsd.powi(2)) - 1.0;
        let (pulse, pixel) = match c.flicker_stage {
            FlickerStage::Pulse => (flicker, 0.0),
            FlickerStage::Pixel => (0.0, flicker),
        };
        Self {
            pulse,
            pixel,
            line: c.line_gain_rsd.powi(2),
            log_drift: portable::ln_1p(c.drift_rsd.powi(2)),
            memory: portable::exp(-1.0 / (c.repetition_rate_hz * c.drift_time_s)),
        }
    }

    /// Variance of the signal of a window whose pulses release these counts, of which it receives these shares.
    ///
    /// With c = share x released, s² and rho the log-variance and the memory of the drift:
    /// (1 + line) [sum_kl c_k c_l exp(s² rho^|k-l|) + pulse exp(s²) sum_k c_k²] - (sum_k c_k)².
    pub fn of_pulses(&self, shares: &[f64], released: &[f64]) -> f64 {
        let received = || shares.iter().zip(released).map(|(share, released)| share * released);
        let (sum, squares) = received().fold((0.0, 0.0), |(sum, squares), c| (sum + c, squares + c * c));
        // written as excess over (sum c)², which would otherwise swallow small variances
        let mut drift = 0.0;
        let (mut term, mut order) = (self.log_drift, 1.0);
        while term > NEGLIGIBLE {
            drift += term * correlated(received(), portable::powf(self.memory, order));
            order += 1.0;
            term *= self.log_drift / order;
        }
        let pulse = self.pulse * portable::exp(self.log_drift) * squares;
        (1.0 + self.line) * (drift + pulse) + self.line * sum * sum
    }

    /// Variance of a pixel of this mean and variance after the Flicker noise of pixels.
    pub fn of_pixel(&self, mean: f64, variance: f64) -> f64 {
        (1.0 + self.pixel) * variance + self.pixel * mean * mean
    }
}

/// sum_kl c_k c_l memory^|k-l|.
fn correlated(received: impl Iterator<Item = f64>, memory: f64) -> f64 {
    let step = |(total, before): (f64, f64), c: f64| {
        let remembered = before * memory;
        (total + c * (c + 2.0 * remembered), remembered + c)
    };
    received.fold((0.0, 0.0), step).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drift_law_is_its_double_sum() {
        let conditions = Conditions {
            drift_rsd: 0.3,
            drift_time_s: 0.03,
            line_gain_rsd: 0.1,
            flicker_rsd: 0.2,
            ..Conditions::default()
        };
        let received = [3.0f64, 1.0, 4.0, 1.0, 5.0];
        let (log_drift, memory) = (1.09f64.ln(), (-1.0f64 / 3.0).exp());
        let mut expected = 0.0;
        for (k, a) in received.iter().enumerate() {
            for (l, b) in received.iter().enumerate() {
                let flicker = if k == l { 1.04 } else { 1.0 };
                let drift = (log_drift * memory.powi(k.abs_diff(l) as i32)).exp();
                expected += a * b * (1.01 * flicker * drift - 1.0);
            }
        }
        let found = Variation::new(&conditions, 0.0).of_pulses(&[1.0; 5], &received);
        assert!((found / expected - 1.0).abs() < 1e-12, "{found} {expected}");
    }
}
