// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is assumed of the sample: a Gaussian process with a separable Matérn covariance.

use crate::ablation::{Axis, Taps};
use nalgebra::{DMatrix, SymmetricEigen};
use ndarray::{Array1, Array2};

/// Smoothness and length of a covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernel {
    /// Matérn order: 0.5 (rough, edges) or 1.5 (smooth); 2.5 was never preferred on simulated samples.
    pub order: f64,
    /// Length in µm.
    pub length_um: f64,
}

/// Candidates: (order, length in measured pixels).
const CANDIDATES: [(f64, f64); 9] = [
    (0.5, 0.8),
    (0.5, 1.6),
    (0.5, 3.2),
    (0.5, 6.4),
    (0.5, 12.8),
    (1.5, 0.6),
    (1.5, 1.2),
    (1.5, 2.4),
    (1.5, 4.8),
];

impl Kernel {
    /// The candidates for a map whose pixels measure `pitch_um` on geometric average.
    pub fn candidates(pitch_um: f64) -> impl Iterator<Item = Kernel> {
        CANDIDATES.into_iter().map(move |(order, length)| Kernel { order, length_um: length * pitch_um })
    }

    /// Correlation of two points.
    pub fn correlation(&self, distance_um: f64) -> f64 {
        let d = distance_um / self.length_um;
        if self.order == 0.5 {
            (-d).exp()
        } else {
            let z = 3f64.sqrt() * d;
            (1.0 + z) * (-z).exp()
        }
    }
}

/// One axis of the covariance of the measured pixels, diagonalised, and its link to the target grid.
#[derive(Debug, Clone)]
pub struct Spectrum {
    /// Eigenvalues of R K R^T, not negative.
    pub values: Array1<f64>,
    /// Eigenvectors in columns, shape (measured, measured).
    pub vectors: Array2<f64>,
    /// K R^T U: covariance of the target pixels with the eigenvectors, shape (target, measured).
    pub lifted: Array2<f64>,
    /// R K R^T, shape (measured, measured).
    pub gram: Array2<f64>,
}

impl Spectrum {
    /// Diagonalises the measured pixels `measured` of an axis; links them to the target pixels `target`.
    pub fn new(
        axis: &Axis,
        measured: std::ops::Range<usize>,
        target: std::ops::Range<usize>,
        kernel: &Kernel,
        target_um: f64,
    ) -> Self {
        let taps = &axis.taps[measured];
        let n = taps.len();
        let domain = Domain::around(taps, &target);
        let correlation: Vec<f64> =
            (0..domain.length).map(|i| kernel.correlation(i as f64 * target_um)).collect();
        let mut cross = Array2::zeros((target.len(), n));
        let mut gram = DMatrix::zeros(n, n);
        let mut column = vec![0.0; domain.length];
        for (j, tap) in taps.iter().enumerate() {
            domain.covariance(tap, &correlation, &mut column);
            let first = (target.start as i64 - domain.start) as usize;
            cross.column_mut(j).iter_mut().zip(&column[first..]).for_each(|(c, value)| *c = *value);
            for (i, other) in taps.iter().enumerate() {
                let under = &column[(other.start - domain.start) as usize..];
                gram[(i, j)] = other.weights.iter().zip(under).map(|(weight, value)| weight * value).sum();
            }
        }
        let stored = Array2::from_shape_fn((n, n), |(i, j)| gram[(i, j)]);
        let eigen = SymmetricEigen::new(gram);
        let vectors = Array2::from_shape_fn((n, n), |(i, j)| eigen.eigenvectors[(i, j)]);
        let values = eigen.eigenvalues.iter().map(|value: &f64| value.max(0.0)).collect();
        Self { values, lifted: cross.dot(&vectors), vectors, gram: stored }
    }
}

/// Stretch of the target axis that holds the target pixels and all taps.
struct Domain {
    start: i64,
    length: usize,
}

impl Domain {
    fn around(taps: &[Taps], target: &std::ops::Range<usize>) -> Self {
        let start = taps.iter().map(|t| t.start).chain([target.start as i64]).min().unwrap_or(0);
        let end = taps
            .iter()
            .map(|t| t.start + t.weights.len() as i64)
            .chain([target.end as i64])
            .max()
            .unwrap_or(1);
        Self { start, length: (end - start).max(1) as usize }
    }

    /// Covariance of a measured pixel with every point of the domain.
    fn covariance(&self, taps: &Taps, correlation: &[f64], column: &mut [f64]) {
        column.fill(0.0);
        for (at, weight) in (taps.start - self.start..).zip(&taps.weights) {
            let at = at as usize;
            let (before, after) = column.split_at_mut(at);
            before.iter_mut().rev().zip(&correlation[1..]).for_each(|(value, c)| *value += weight * c);
            after.iter_mut().zip(correlation).for_each(|(value, c)| *value += weight * c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::Edge;

    #[test]
    fn the_spectrum_reproduces_its_gram_matrix() {
        let axis = Axis::boxes(7, 4.0, 5.0, -1.3, 1.0, 28, Edge::Reflect);
        let kernel = Kernel { order: 1.5, length_um: 6.0 };
        let spectrum = Spectrum::new(&axis, 0..7, 0..28, &kernel, 1.0);
        let rebuilt = (&spectrum.vectors * &spectrum.values).dot(&spectrum.vectors.t());
        assert!((&rebuilt - &spectrum.gram).iter().all(|d| d.abs() < 1e-12));
        // one entry by hand: covariance of measured pixels 2 and 4
        let by_hand: f64 = (axis.taps[2].start..)
            .zip(&axis.taps[2].weights)
            .flat_map(|(i, w)| {
                (axis.taps[4].start..).zip(&axis.taps[4].weights).map(move |(j, v)| (i, w, j, v))
            })
            .map(|(i, w, j, v)| w * v * kernel.correlation((i - j).abs() as f64))
            .sum();
        assert!((spectrum.gram[[2, 4]] - by_hand).abs() < 1e-12);
    }
}
