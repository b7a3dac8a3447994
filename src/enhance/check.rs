// SPDX-License-Identifier: MIT OR Apache-2.0
//! Does the estimate explain the measurement? Re-ablates it without noise and compares.

use super::element::Element;
use crate::error::Result;
use ndarray::{Array2, ArrayView2};

/// Least share of the measurement's freedom that counts as left: with less, the reduction would only amplify rounding.
const LEAST_FREEDOM: f64 = 0.002;

/// Chi-square that is doubted, and by how many of its standard deviations it must be above that.
const LIMIT: f64 = 1.5;
const CLEARLY: f64 = 3.0;

/// What the comparison found.
#[derive(Debug, Clone)]
pub struct Check {
    /// Sum of the squared residuals over that of the noise variances, reduced by the freedom used: about 1 if the
    /// estimate and the noise level explain the measurement, clearly above where the estimate contradicts it. A pixel
    /// counts by its noise: the restoration has one noise level, so that what it smooths over is much for the small
    /// noise of dark pixels beside bright ones, and yet nothing for the map.
    pub chi_square: f64,
    /// Squared residual in units of the noise variance, shape (lines, pixels); NaN where nothing was measured.
    pub chi_square_map: Array2<f32>,
    /// Mean of the re-ablated estimate against that of the measurement, less 1.
    pub mean_change: f64,
    used_freedom: f64,
    /// How many pixels of one noise level would scatter as much as these do.
    equal_pixels: f64,
}

impl Check {
    /// What a restoration leaves unexplained, in words, if that is clearly more than it should.
    pub fn doubt_of_restoration(&self) -> Option<String> {
        let freedom = self.equal_pixels * (1.0 - self.used_freedom);
        above(self.chi_square, freedom).then(|| {
            format!(
                "the estimate leaves more of the measurement unexplained than the noise (chi-square {:.2}, expected about 1): \
                 check the conditions",
                self.chi_square
            )
        })
    }

    /// The same for a network. It is no linear fit and may leave all of the noise: only more than that is doubted.
    pub fn doubt_of_network(&self) -> Option<String> {
        let noises = self.chi_square * (1.0 - self.used_freedom);
        above(noises, self.equal_pixels).then(|| {
            format!(
                "the estimate of the network leaves {noises:.2} times the noise of the measurement unexplained: compare it with \
                 method physics, and check the conditions"
            )
        })
    }
}

/// Is a reduced chi-square of so many degrees of freedom too large? Its standard deviation is (2 / freedom)^1/2.
fn above(chi_square: f64, freedom: f64) -> bool {
    chi_square > LIMIT + CLEARLY * (2.0 / freedom.max(f64::MIN_POSITIVE)).sqrt()
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
    let (mut squares, mut variances, mut squared_variances, mut totals) = (0.0, 0.0, 0.0, (0.0, 0.0));
    for (at, variance) in element.noise_variance.indexed_iter().filter(|(_, variance)| variance.is_finite()) {
        let variance = variance.max(f64::MIN_POSITIVE);
        let square = (measured[at] - expected[at]).powi(2);
        chi_square_map[at] = (square / variance).min(f64::from(f32::MAX)) as f32;
        squares += square;
        variances += variance;
        squared_variances += variance * variance;
        totals = (totals.0 + measured[at], totals.1 + expected[at]);
    }
    let mean_change = if totals.0 == 0.0 { 0.0 } else { totals.1 / totals.0 - 1.0 };
    Ok(Check {
        chi_square: squares / (variances.max(f64::MIN_POSITIVE) * (1.0 - used_freedom).max(LEAST_FREEDOM)),
        chi_square_map,
        mean_change,
        used_freedom,
        equal_pixels: variances * variances / squared_variances.max(f64::MIN_POSITIVE),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(chi_square: f64, used_freedom: f64, equal_pixels: f64) -> Check {
        Check {
            chi_square,
            chi_square_map: Array2::zeros((1, 1)),
            mean_change: 0.0,
            used_freedom,
            equal_pixels,
        }
    }

    #[test]
    fn the_restoration_is_doubted_where_its_residuals_are_clearly_too_large() {
        // 1000 pixels with half of their freedom left: 1.5 + 3 (2 / 500)^1/2 = 1.69
        assert!(found(1.65, 0.5, 1000.0).doubt_of_restoration().is_none());
        assert!(found(1.75, 0.5, 1000.0).doubt_of_restoration().unwrap().contains("chi-square 1.75"));
    }

    #[test]
    fn a_few_bright_pixels_or_hardly_any_freedom_left_raise_no_doubt() {
        assert!(found(3.0, 0.5, 10.0).doubt_of_restoration().is_none());
        assert!(found(3.0, 0.995, 1000.0).doubt_of_restoration().is_none());
    }

    #[test]
    fn a_network_is_doubted_where_it_leaves_more_than_the_noise() {
        assert!(found(10.0, 0.9, 1000.0).doubt_of_network().is_none());
        assert!(found(20.0, 0.9, 1000.0).doubt_of_network().unwrap().contains("2.00 times the noise"));
    }
}
