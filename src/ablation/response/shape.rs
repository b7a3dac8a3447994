// SPDX-License-Identifier: MIT OR Apache-2.0
//! Shapes of the pulse response: cumulative distribution, mean and variance of the time of arrival, all closed.

use crate::conditions::Shape;
use crate::numeric::gamma;
use crate::numeric::portable;
use statrs::function::erf::erfc;
use std::f64::consts::{PI, SQRT_2};

/// Where the tail of the normal distribution is taken from its asymptotic series: far before it underflows.
const ASYMPTOTIC: f64 = 25.0;

impl Shape {
    /// Share that has arrived at a time > 0.
    pub fn arrived(&self, time_s: f64) -> f64 {
        match self {
            Self::None => 1.0,
            Self::Gamma { stages, scale_s } => gamma(*stages, time_s / scale_s),
            Self::Biexponential { rise_s, decay_s } => biexponential(time_s, *rise_s, *decay_s),
            Self::Lognormal { median_s, sigma } => normal(portable::ln(time_s / median_s) / sigma),
            Self::Emg { center_s, width_s, tail_s } => emg((time_s - center_s) / width_s, width_s / tail_s),
            Self::TwoPhase { particles, gas, gas_fraction, gas_delay_s } => {
                let late = time_s - gas_delay_s;
                let gas = if late <= 0.0 { 0.0 } else { gas.arrived(late) };
                (1.0 - gas_fraction) * particles.arrived(time_s) + gas_fraction * gas
            }
            Self::Table(table) => table.arrived(time_s),
        }
    }

    /// Mean time of arrival.
    pub fn mean_s(&self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Gamma { stages, scale_s } => stages * scale_s,
            Self::Biexponential { rise_s, decay_s } => rise_s + decay_s,
            Self::Lognormal { median_s, sigma } => median_s * portable::exp(sigma * sigma / 2.0),
            Self::Emg { center_s, tail_s, .. } => center_s + tail_s,
            Self::TwoPhase { particles, gas, gas_fraction, gas_delay_s } => {
                (1.0 - gas_fraction) * particles.mean_s() + gas_fraction * (gas.mean_s() + gas_delay_s)
            }
            Self::Table(table) => table.mean_s(),
        }
    }

    /// Variance of the time of arrival.
    pub fn variance_s2(&self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Gamma { stages, scale_s } => stages * scale_s * scale_s,
            Self::Biexponential { rise_s, decay_s } => rise_s * rise_s + decay_s * decay_s,
            Self::Lognormal { sigma, .. } => portable::exp_m1(sigma * sigma) * self.mean_s().powi(2),
            Self::Emg { width_s, tail_s, .. } => width_s * width_s + tail_s * tail_s,
            Self::TwoPhase { particles, gas, gas_fraction, gas_delay_s } => {
                let apart = gas.mean_s() + gas_delay_s - particles.mean_s();
                (1.0 - gas_fraction) * particles.variance_s2()
                    + gas_fraction * gas.variance_s2()
                    + gas_fraction * (1.0 - gas_fraction) * apart * apart
            }
            Self::Table(table) => table.variance_s2(),
        }
    }
}

/// 1 - (t2 e^(-t/t2) - t1 e^(-t/t1)) / (t2 - t1), written so that equal times (two equal volumes) are no exception.
fn biexponential(time_s: f64, rise_s: f64, decay_s: f64) -> f64 {
    let (slow, fast) = (rise_s.max(decay_s), rise_s.min(decay_s));
    let (x, apart) = (time_s / slow, time_s * (slow - fast) / (slow * fast));
    let mixed = if apart < 1e-12 { 1.0 } else { -portable::exp_m1(-apart) / apart };
    (1.0 - portable::exp(-x) * (1.0 + x * mixed)).max(0.0)
}

/// Exponentially modified Gaussian at `z` widths from the centre of the Gaussian; `ratio` = width / tail:
/// Phi(z) - e^(ratio²/2 - z ratio) Phi(z - ratio).
fn emg(z: f64, ratio: f64) -> f64 {
    let before = ratio - z;
    let tail = if before > ASYMPTOTIC {
        // Phi(-x) = phi(x)/x (1 - 1/x² + 3/x⁴ - ...), with an error below 1e-9 of it; the exponents then cancel
        let square = 1.0 / (before * before);
        portable::exp(-z * z / 2.0) / ((2.0 * PI).sqrt() * before)
            * (1.0 - square * (1.0 - 3.0 * square * (1.0 - 5.0 * square)))
    } else {
        normal(-before) * portable::exp(ratio * ratio / 2.0 - z * ratio)
    };
    (normal(z) - tail).clamp(0.0, 1.0)
}

fn normal(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms_at_hand_worked_points() {
        let biexponential = Shape::Biexponential { rise_s: 1.0, decay_s: 3.0 };
        let t: f64 = 2.0;
        let by_hand = 1.0 - (3.0 * (-t / 3.0).exp() - (-t).exp()) / 2.0;
        assert!((biexponential.arrived(t) - by_hand).abs() < 1e-15);
        let lognormal = Shape::Lognormal { median_s: 2.0, sigma: 0.5 };
        assert!((lognormal.arrived(2.0) - 0.5).abs() < 1e-15);
        let emg = Shape::Emg { center_s: 6.0, width_s: 1.0, tail_s: 2.0 };
        // half of the Gaussian less e^(1/8) Phi(-1/2)
        assert!((emg.arrived(6.0) - (0.5 - 0.125f64.exp() * 0.308_537_538_725_987)).abs() < 1e-12);
    }

    #[test]
    fn two_equal_volumes_are_an_erlang_response_and_nothing_jumps_beside_it() {
        let erlang = Shape::Gamma { stages: 2.0, scale_s: 1.0 };
        for t in [0.001, 0.3, 1.0, 7.0] {
            for rise_s in [1.0, 1.0 + 1e-13, 1.0 - 1e-9, 1.0 + 1e-7] {
                let near = Shape::Biexponential { rise_s, decay_s: 1.0 };
                assert!((near.arrived(t) - erlang.arrived(t)).abs() < 2e-7, "{t} {rise_s}");
            }
        }
    }

    #[test]
    fn a_sharp_emg_is_exponential_and_a_broad_one_stays_finite() {
        let sharp = Shape::Emg { center_s: 1.0, width_s: 1e-6, tail_s: 2.0 };
        assert!((sharp.arrived(3.0) - (1.0 - (-1.0f64).exp())).abs() < 1e-9);
        let broad = Shape::Emg { center_s: 100.0, width_s: 10.0, tail_s: 1e-3 };
        assert!((broad.arrived(100.001) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_share_travels_as_gas() {
        let stage = |stages, scale_s| Box::new(Shape::Gamma { stages, scale_s });
        let two = Shape::TwoPhase {
            particles: stage(6.0, 1.2e-3),
            gas: stage(3.0, 7.8e-3),
            gas_fraction: 0.45,
            gas_delay_s: 0.03,
        };
        assert!((two.arrived(0.03) - 0.55).abs() < 1e-4, "the particles have passed, the gas has not come");
        assert!((two.mean_s() - (0.55 * 7.2e-3 + 0.45 * 53.4e-3)).abs() < 1e-15);
    }
}
