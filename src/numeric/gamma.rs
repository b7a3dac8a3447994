// SPDX-License-Identifier: MIT OR Apache-2.0
//! The incomplete gamma function.

use super::portable;
use statrs::function::gamma::gamma_lr;

/// Regularised lower incomplete gamma function; `x` > 0.
pub fn gamma(stages: f64, x: f64) -> f64 {
    if stages == 1.0 { -portable::exp_m1(-x) } else { gamma_lr(stages, x) }
}
