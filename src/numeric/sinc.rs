// SPDX-License-Identifier: MIT OR Apache-2.0
//! The transfer of a box.

use super::portable;
use std::f64::consts::PI;

/// sin(pi x) / (pi x), the transfer of a box of width 1.
pub fn sinc(x: f64) -> f64 {
    let x = PI * x;
    if x.abs() < 1e-4 { 1.0 - x * x / 6.0 } else { portable::sin(x) / x }
}
