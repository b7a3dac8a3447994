// SPDX-License-Identifier: MIT OR Apache-2.0
//! Structural similarity with a uniform window.

use ndarray::{ArrayView2, Zip};

/// Side of the window.
const SIDE: usize = 7;
const K1: f64 = 0.01;
const K2: f64 = 0.03;

/// Mean similarity over all windows without a missing value; `None` if there is none. `range`: that of the data.
pub(super) fn mean(truth: ArrayView2<'_, f64>, map: ArrayView2<'_, f64>, range: f64) -> Option<f64> {
    if truth.nrows().min(truth.ncols()) < SIDE {
        return None;
    }
    let constants = ((K1 * range).powi(2), (K2 * range).powi(2));
    let (mut sum, mut count) = (0.0, 0usize);
    Zip::from(truth.windows((SIDE, SIDE))).and(map.windows((SIDE, SIDE))).for_each(|truth, map| {
        let similarity = window(truth, map, constants);
        if !similarity.is_nan() {
            sum += similarity;
            count += 1;
        }
    });
    (count > 0).then(|| sum / count as f64)
}

/// Similarity of one window; NaN if a value is missing.
fn window(x: ArrayView2<'_, f64>, y: ArrayView2<'_, f64>, (c1, c2): (f64, f64)) -> f64 {
    let n = (SIDE * SIDE) as f64;
    // sums of differences from one value of the window: no loss of digits on a high background
    let (x0, y0) = (x[[0, 0]], y[[0, 0]]);
    let (mut sx, mut sy, mut sxx, mut syy, mut sxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (x, y) = (x - x0, y - y0);
        sx += x;
        sy += y;
        sxx += x * x;
        syy += y * y;
        sxy += x * y;
    }
    let spread = |sum: f64, a: f64, b: f64| (sum - a * b / n) / (n - 1.0);
    let (var_x, var_y, cov) = (spread(sxx, sx, sx), spread(syy, sy, sy), spread(sxy, sx, sy));
    let (mx, my) = (x0 + sx / n, y0 + sy / n);
    (2.0 * mx * my + c1) * (2.0 * cov + c2) / ((mx * mx + my * my + c1) * (var_x + var_y + c2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn two_flat_windows_differ_by_their_means_alone() {
        let (x, y) = (Array2::from_elem((7, 7), 1.0), Array2::from_elem((7, 7), 2.0));
        let c1 = 1e-4;
        assert!((mean(x.view(), y.view(), 1.0).unwrap() - (4.0 + c1) / (5.0 + c1)).abs() < 1e-12);
    }

    #[test]
    fn a_single_pixel_in_one_window_worked_by_hand() {
        // x has one 1 among zeros, y is zero: mean 1/49, variance (1 - 1/49)/48 = 1/49, covariance 0
        let mut x = Array2::zeros((7, 7));
        x[[3, 3]] = 1.0;
        let y = Array2::zeros((7, 7));
        let (c1, c2) = (1e-4, 9e-4);
        let worked = c1 * c2 / ((1.0 / 2401.0 + c1) * (1.0 / 49.0 + c2));
        assert!((mean(x.view(), y.view(), 1.0).unwrap() - worked).abs() < 1e-15);
    }

    #[test]
    fn windows_with_a_missing_value_do_not_count() {
        let mut x = Array2::from_shape_fn((7, 9), |(i, j)| (i * j) as f64);
        let y = x.clone();
        x[[0, 0]] = f64::NAN;
        assert!((mean(x.view(), y.view(), 48.0).unwrap() - 1.0).abs() < 1e-12);
        x.fill(f64::NAN);
        assert_eq!(mean(x.view(), y.view(), 48.0), None);
    }
}
