// SPDX-License-Identifier: MIT OR Apache-2.0
//! Does each second line run backwards?
//!
//! A laser that goes to and fro writes each second line from its end, unless somebody turns it. Neighbouring lines of such a map are alike
//! only when one of them is turned, while those two apart are alike as they are.

use super::repair::Repaired;
use ndarray::{ArrayView1, s};

/// Least lines and pixels that tell.
const LEAST: usize = 16;
/// By so much must neighbouring lines correlate better when one is turned, and lines two apart better than neighbours.
const CLEARLY: f64 = 0.2;

/// Does each second line seem to run backwards?
pub fn is_alternating(repaired: &Repaired) -> bool {
    let values = &repaired.values;
    let (lines, pixels) = values.dim();
    if lines < LEAST || pixels < LEAST {
        return false;
    }
    let correlation = |apart: usize, step: isize| {
        let pairs = (0..lines - apart).map(|line| {
            let other = values.row(line + apart);
            product(values.row(line), other.slice(s![..;step]))
        });
        let [product, first, second] =
            pairs.fold([0.0; 3], |sum, pair| std::array::from_fn(|i| sum[i] + pair[i]));
        product / (first * second).sqrt().max(f64::MIN_POSITIVE)
    };
    let beside = correlation(1, 1);
    correlation(1, -1) > beside + CLEARLY && correlation(2, 1) > beside + CLEARLY
}

/// Sum of the products of what two lines are beyond their means, and sums of their squares.
fn product(a: ArrayView1<f64>, b: ArrayView1<f64>) -> [f64; 3] {
    let mean = |line: &ArrayView1<f64>| line.sum() / line.len() as f64;
    let (of_a, of_b) = (mean(&a), mean(&b));
    a.iter()
        .zip(&b)
        .map(|(a, b)| (a - of_a, b - of_b))
        .fold([0.0; 3], |[p, a2, b2], (a, b)| [p + a * b, a2 + a * a, b2 + b * b])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::repair::repair;
    use ndarray::Array2;

    /// Two grains of a sample; `at` says which pixel of a line lies where.
    fn alternates(at: impl Fn(usize, usize) -> usize) -> bool {
        let sample = |i: usize, j: usize| {
            let grain = |y: f32, x: f32| (-((i as f32 - y).powi(2) + (j as f32 - x).powi(2)) / 30.0).exp();
            9.0 * grain(12.0, 8.0) + 4.0 * grain(28.0, 30.0) + 0.3 * ((7 * i + 3 * j) % 5) as f32
        };
        let map = Array2::from_shape_fn((40, 44), |(i, j)| sample(i, at(i, j)));
        is_alternating(&repair(map.view(), 0.0).unwrap())
    }

    #[test]
    fn lines_that_run_to_and_fro_are_found() {
        assert!(alternates(|i, j| if i % 2 == 0 { j } else { 43 - j }));
        assert!(!alternates(|_, j| j) && !alternates(|_, j| 43 - j));
        assert!(!alternates(|_, j| j.min(43 - j)), "a symmetric sample");
        assert!(!is_alternating(&repair(Array2::ones((40, 40)).view(), 0.0).unwrap()));
    }
}
