// SPDX-License-Identifier: MIT OR Apache-2.0
//! The decimal number that a computed one stands for.

/// The number with the fewest decimal digits within a share of a value: clocks and stages write decimal numbers, and their
/// differences and products have digits of the binary ones.
pub(super) fn decimal(value: f64, share: f64) -> f64 {
    let short = (0..17).filter_map(|digits| format!("{value:.digits$e}").parse::<f64>().ok());
    short.into_iter().find(|short| (short / value - 1.0).abs() <= share).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_binary_numbers_vanish_and_others_stay() {
        assert_eq!(decimal(0.1 * 3.0, 1e-12), 0.3);
        assert_eq!(decimal(0.329_999_998, 2e-8), 0.33);
        assert_eq!(decimal(1.0 / 3.0, 1e-16), 1.0 / 3.0);
        assert_eq!(decimal(0.0, 1e-9), 0.0);
    }
}
