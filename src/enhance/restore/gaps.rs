// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solves a system of the seen pixels of a map by what solves that of all its pixels.
//!
//! Values are found for the missing pixels with which their weights become zero; the weights of the others are then those of
//! the system without them. Conjugate gradients find such values in a few steps for gaps that are narrow, where a smooth
//! sample would take the system itself hundreds. The pixels of wide holes get the value 0 instead: they bear little on the
//! seen ones, and values for them are as hard to find as the solution.

use crate::enhance::noise::around::around;
use crate::numeric::{Until, conjugate_gradients};
use ndarray::{Array2, ArrayView2};

/// How far the values of gaps are found: weights of the seen pixels differ by these values over the least noise.
const UNTIL: Until = Until { tolerance: 1e-5, steps: 60 };

/// The missing pixels of a map.
pub struct Gaps {
    /// 1 where a value is missing and a seen pixel is near, else 0.
    narrow: Array2<f64>,
    /// 1 where a value is there, else 0.
    seen: Array2<f64>,
}

impl Gaps {
    /// Those of a map with this noise, which is infinite where a value is missing; `None` if none is.
    pub fn of(noise: ArrayView2<f64>) -> Option<Self> {
        let missing = noise.mapv(|noise| !noise.is_finite());
        if !missing.iter().any(|missing| *missing) {
            return None;
        }
        let inner = around(&missing, |near| near.iter().all(|missing| *missing));
        let wide = around(&inner, |near| near.iter().any(|inner| *inner));
        let one = |yes: bool| f64::from(u8::from(yes));
        let narrow = Array2::from_shape_fn(missing.dim(), |at| one(missing[at] && !wide[at]));
        Some(Self { narrow, seen: missing.mapv(|missing| one(!missing)) })
    }

    /// 1 where a value is there, else 0.
    pub fn seen(&self) -> &Array2<f64> {
        &self.seen
    }

    /// Nearly solves the system of the seen pixels, exactly where all holes are narrow. `inverse` solves that of all pixels.
    pub fn solve(
        &self,
        right: &Array2<f64>,
        inverse: impl Fn(ArrayView2<f64>) -> Array2<f64>,
    ) -> Array2<f64> {
        let weights = inverse(right.view());
        let of_gaps = |values: &Array2<f64>| inverse(values.view()) * &self.narrow;
        let wanted = -(&weights * &self.narrow);
        let values = conjugate_gradients(None, wanted, of_gaps, Array2::clone, UNTIL);
        (weights + inverse(values.view())) * &self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};

    const SHAPE: (usize, usize) = (7, 9);

    /// Covariance of smooth samples with little noise, of all pixels.
    fn system() -> DMatrix<f64> {
        let n = SHAPE.0 * SHAPE.1;
        let at = |k: usize| ((k / SHAPE.1) as f64, (k % SHAPE.1) as f64);
        DMatrix::from_fn(n, n, |a, b| {
            let ((i, j), (k, l)) = (at(a), at(b));
            let distance = (i - k).hypot(j - l) / 4.0;
            (1.0 + distance) * (-distance).exp() + if a == b { 1e-4 } else { 0.0 }
        })
    }

    fn noise(missing: &[(usize, usize)]) -> Array2<f64> {
        let mut noise = Array2::from_elem(SHAPE, 1e-4);
        missing.iter().for_each(|at| noise[*at] = f64::INFINITY);
        noise
    }

    /// The largest distance from the solution of the seen pixels, over its largest weight.
    fn error(missing: &[(usize, usize)]) -> f64 {
        let (system, noise) = (system(), noise(missing));
        let right =
            Array2::from_shape_fn(
                SHAPE,
                |(i, j)| if noise[[i, j]].is_finite() { (i * j) as f64 } else { 0.0 },
            );
        let inverse = system.clone().try_inverse().unwrap();
        let times = |right: ArrayView2<f64>| {
            let solved = &inverse * DVector::from_iterator(right.len(), right.iter().copied());
            Array2::from_shape_vec(SHAPE, solved.iter().copied().collect()).unwrap()
        };
        let found = Gaps::of(noise.view()).unwrap().solve(&right, times);
        let seen: Vec<usize> =
            (0..right.len()).filter(|k| noise[[k / SHAPE.1, k % SHAPE.1]].is_finite()).collect();
        let part = DMatrix::from_fn(seen.len(), seen.len(), |a, b| system[(seen[a], seen[b])]);
        let values: Vec<f64> = right.iter().copied().collect();
        let exact =
            part.lu().solve(&DVector::from_iterator(seen.len(), seen.iter().map(|k| values[*k]))).unwrap();
        let found: Vec<f64> = found.iter().copied().collect();
        let difference = seen.iter().zip(&exact).map(|(k, exact)| (found[*k] - exact).abs());
        difference.fold(0.0, f64::max) / exact.amax()
    }

    #[test]
    fn single_pixels_and_a_line_that_are_missing_are_solved_exactly() {
        let line: Vec<(usize, usize)> = (0..SHAPE.1).map(|j| (3, j)).collect();
        assert!(error(&[(1, 1), (1, 4), (5, 5), (6, 8)]) < 1e-6);
        assert!(error(&line) < 1e-6);
    }

    #[test]
    fn a_wide_hole_is_left_out_and_a_map_without_holes_has_no_gaps() {
        let hole: Vec<(usize, usize)> = (2..5).flat_map(|i| (3..6).map(move |j| (i, j))).collect();
        let gaps = Gaps::of(noise(&[&hole[..], &[(0, 0)]].concat()).view()).unwrap();
        assert_eq!(gaps.narrow.sum(), 1.0);
        assert_eq!(gaps.narrow[[0, 0]], 1.0);
        assert!(Gaps::of(noise(&[]).view()).is_none());
    }
}
