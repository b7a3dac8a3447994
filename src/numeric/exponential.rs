// SPDX-License-Identifier: MIT OR Apache-2.0
//! The exponential function of many numbers at once, in plain arithmetic: the same on every system.

use pulp::{Arch, Simd, WithSimd};
use std::f64::consts::LOG2_E;

/// Arguments beyond this would leave the range of numbers; they are cut off.
const LARGEST: f64 = 700.0;
/// Adding it rounds to a whole number, which then stands in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 x 2^52
/// ln 2 in two parts, the first with so few digits that its multiples are exact.
const LN_2: (f64, f64) = (0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10);
/// 1/n! from n = 13 down to 0: the series is exact to rounding for half of ln 2.
const SERIES: [f64; 14] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];

/// Replaces each number by its exponential, to 4e-16 of it; numbers beyond 700 are taken as 700.
pub fn exponentials(values: &mut [f64]) {
    Arch::new().dispatch(Exponentials(values));
}

/// The work of [`exponentials`], compiled for each kind of vector unit.
struct Exponentials<'a>(&'a mut [f64]);

impl WithSimd for Exponentials<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.0.iter_mut().for_each(|value| *value = exponential(*value));
    }
}

#[inline(always)]
fn exponential(x: f64) -> f64 {
    let x = x.clamp(-LARGEST, LARGEST);
    let rounded = x * LOG2_E + ROUND;
    let twos = rounded - ROUND;
    let rest = (x - twos * LN_2.0) - twos * LN_2.1;
    let mantissa = SERIES.iter().fold(0.0, |sum, term| sum * rest + term);
    // 2^n by adding n to the exponent
    f64::from_bits(mantissa.to_bits().wrapping_add(rounded.to_bits() << 52))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_agree_with_those_of_the_system() {
        let arguments: Vec<f64> = (-70_000..=70_000).map(|i| f64::from(i) * 0.009_999_7).collect();
        let mut values = arguments.clone();
        exponentials(&mut values);
        for (x, value) in arguments.iter().zip(&values) {
            assert!((value / x.exp() - 1.0).abs() < 5e-16, "{x}: {value}");
        }
        let mut extreme = [0.0, f64::INFINITY, f64::NEG_INFINITY, 1e-300];
        exponentials(&mut extreme);
        assert_eq!((extreme[0], extreme[3]), (1.0, 1.0));
        assert!(extreme[1].is_finite() && extreme[2] > 0.0);
    }
}
