// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers in sentences.

/// A number in two digits and plain notation, as 4.2 or 150.
pub fn two_digits(value: f64) -> String {
    format!("{value:.1e}").parse::<f64>().unwrap_or(value).to_string()
}
