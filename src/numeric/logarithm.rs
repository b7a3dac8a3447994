// SPDX-License-Identifier: MIT OR Apache-2.0
//! The natural logarithm in plain arithmetic, which a compiler turns into vectors: the same on every system.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

/// Bits of the exponent of 1.
const ONE: u64 = 1f64.to_bits();
/// Or-ing a whole number below 2^52 into it adds that number.
const WHOLE: f64 = 4_503_599_627_370_496.0; // 2^52
/// 1/(2n + 1) from n = 10 down to 0: the series of artanh is exact to rounding for mantissas between the roots of 1/2 and 2.
const SERIES: [f64; 11] = [
    1.0 / 21.0,
    1.0 / 19.0,
    1.0 / 17.0,
    1.0 / 15.0,
    1.0 / 13.0,
    1.0 / 11.0,
    1.0 / 9.0,
    1.0 / 7.0,
    1.0 / 5.0,
    1.0 / 3.0,
    1.0,
];

/// Logarithm of a normal positive number, to 4e-16 of the larger of it and 1.
#[inline(always)]
pub fn logarithm(x: f64) -> f64 {
    // x = 2^n m with m between the roots of 1/2 and 2
    let exponent = x.to_bits().wrapping_sub(FRAC_1_SQRT_2.to_bits()).wrapping_add(ONE) >> 52;
    let twos = f64::from_bits(WHOLE.to_bits() | exponent) - (WHOLE + 1023.0);
    let mantissa = f64::from_bits(x.to_bits().wrapping_sub(exponent << 52).wrapping_add(ONE));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    2.0 * s * SERIES.iter().fold(0.0, |sum, term| sum * square + term) + twos * LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_agree_with_those_of_the_system() {
        for i in -700_000..700_000 {
            let x = (f64::from(i) * 0.001).exp();
            let (found, exact) = (logarithm(x), x.ln());
            assert!((found - exact).abs() <= 4e-16 * exact.abs().max(1.0), "{x:e}: {found} {exact}");
        }
        assert_eq!(logarithm(1.0), 0.0);
        assert_eq!(logarithm(f64::MIN_POSITIVE), f64::MIN_POSITIVE.ln());
        assert_eq!(logarithm(f64::MAX), f64::MAX.ln());
    }
}
