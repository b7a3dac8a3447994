// SPDX-License-Identifier: MIT OR Apache-2.0
//! Does the estimate explain the measurement? Re-ablates it without noise and compares.

use super::element::Element;
use crate::error::Result;
use ndarray::{Array2, ArrayView2};

/// Least share of the measurement's freedom that counts as left: with less, the reduction would only amplify rounding.
const LEAST_FREEDOM: f64 = 0.002;

/// What the comparison found.
#[derive(Debug, Clone)]
pub struct Check {
    /// Reduced chi-square over all measured pixels: about 1 if the estimate and the noise level explain the
    /// measurement, clearly above where the estimate contradicts it.
    pub chi_square: f64,
    /// Squared residual in units of the noise variance, shape (lines, pixels); NaN where nothing was measured.
    pub chi_square_map: Array2<f32>,
    /// Mean of the re-ablated estimate against that of the measurement, less 1.
    pub mean_change: f64,
}

/// Compares an estimate on the target grid with the measurement of its element.
///
/// `used_freedom`: share of the measurement's freedom that the estimate used up, by which the sum is reduced: that
/// of the closed-form restoration is known, that of a network is measured.
///
/// # Errors
/// [`crate::Error::Shape`] if the estimate is not on the target grid.
pub fn check(element: &Element, estimate: ArrayView2<'_, f32>, used_freedom: f64) -> Result<Check> {
    let expected = element.forward.operator().apply(estimate)?;
    let measured = &element.repaired.values;
    let mut chi_square_map = Array2::from_elem(measured.dim(), f32::NAN);
    let (mut sum, mut count, mut totals) = (0.0, 0usize, (0.0, 0.0));
    for (at, variance) in element.noise_variance.indexed_iter().filter(|(_, variance)| variance.is_finite()) {
        let residual = measured[at] - expected[at];
        let square = residual * residual / variance.max(f64::MIN_POSITIVE);
        chi_square_map[at] = square.min(f64::from(f32::MAX)) as f32;
        sum += square;
        count += 1;
        totals = (totals.0 + measured[at], totals.1 + expected[at]);
    }
    let mean_change = if totals.0 == 0.0 { 0.0 } else { totals.1 / totals.0 - 1.0 };
    Ok(Check {
        chi_square: sum / (count.max(1) as f64 * (1.0 - used_freedom).max(LEAST_FREEDOM)),
        chi_square_map,
        mean_change,
    })
}
