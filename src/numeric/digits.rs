// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers in sentences.

/// A number in two digits and plain notation, as 4.2 or 150.
pub fn two_digits(value: f64) -> String {
    digits(value, 2)
}

/// A number in six digits at most, as 0.005 where calculating gave 0.005000000000000001.
pub fn six_digits(value: f64) -> String {
    digits(value, 6)
}

fn digits(value: f64, count: usize) -> String {
    format!("{value:.*e}", count - 1).parse::<f64>().unwrap_or(value).to_string()
}
