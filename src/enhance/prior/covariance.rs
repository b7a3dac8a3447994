// SPDX-License-Identifier: MIT OR Apache-2.0
//! The covariance of a sample on a grid: in waves, a product with the spectral density.
//!
//! The waves of a grid join its opposite borders; a gap between them keeps what lies at one from speaking of the other.

use super::kernel::Kernel;
use crate::numeric::transpose;
use ndarray::Array2;
use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use rustfft::{Fft, FftPlanner};
use std::f64::consts::TAU;
use std::sync::Arc;

/// The covariance of all points of a grid with each other.
pub struct Covariance {
    /// Rows and columns of the grid.
    shape: (usize, usize),
    /// Density of each wave, divided by the number of points; shape (waves along, waves across).
    density: Array2<f32>,
    to_waves: Arc<dyn RealToComplex<f32>>,
    from_waves: Arc<dyn ComplexToReal<f32>>,
    /// Across the rows: to waves and back.
    across: [Arc<dyn Fft<f32>>; 2],
}

impl Covariance {
    /// `spacing_um`: distances of rows and of columns; `gap`: least points between the last and the first of both.
    pub fn new(
        kernel: &Kernel,
        variance: f64,
        shape: (usize, usize),
        spacing_um: (f64, f64),
        gap: (usize, usize),
    ) -> Self {
        let (rows, columns) = (fast_length(shape.0 + gap.0), fast_length(shape.1 + gap.1));
        let point_um2 = spacing_um.0 * spacing_um.1;
        let whole = variance / (point_um2 * (rows * columns) as f64);
        let squared = |wave: usize, length: usize, um: f64| {
            (wave.min(length - wave) as f64 * TAU / (length as f64 * um)).powi(2)
        };
        let density = |(along, across)| {
            let wavenumber = squared(across, rows, spacing_um.0) + squared(along, columns, spacing_um.1);
            (whole / kernel.inverse_density(wavenumber)) as f32
        };
        let (mut real, mut complex) = (RealFftPlanner::new(), FftPlanner::new());
        Self {
            shape,
            density: Array2::from_shape_fn((columns / 2 + 1, rows), density),
            to_waves: real.plan_fft_forward(columns),
            from_waves: real.plan_fft_inverse(columns),
            across: [complex.plan_fft_forward(rows), complex.plan_fft_inverse(rows)],
        }
    }

    /// Rows and columns of the grid.
    pub fn shape(&self) -> (usize, usize) {
        self.shape
    }

    /// The covariance times a field on the grid.
    pub fn times(&self, field: &Array2<f32>) -> Array2<f32> {
        let (waves, rows) = self.density.dim();
        let mut lines = vec![Complex::default(); self.shape.0 * waves];
        let mut line = self.to_waves.make_input_vec();
        let mut scratch = self.to_waves.make_scratch_vec();
        for (row, waves) in field.rows().into_iter().zip(lines.chunks_exact_mut(waves)) {
            line.fill(0.0);
            line.iter_mut().zip(row).for_each(|(point, value)| *point = *value);
            self.to_waves.process_with_scratch(&mut line, waves, &mut scratch).expect("planned lengths");
        }
        let mut columns = vec![Complex::default(); waves * rows];
        transpose(&lines, waves, waves, &mut columns, rows);
        self.weigh(&mut columns);
        transpose(&columns, rows, self.shape.0, &mut lines, waves);
        let mut times = Array2::zeros(self.shape);
        let mut scratch = self.from_waves.make_scratch_vec();
        for (mut row, waves) in times.rows_mut().into_iter().zip(lines.chunks_exact_mut(waves)) {
            // the longest and the shortest wave of a real line have no phase: what they got of one is rounding
            waves[0].im = 0.0;
            if line.len().is_multiple_of(2) {
                waves[line.len() / 2].im = 0.0;
            }
            self.from_waves.process_with_scratch(waves, &mut line, &mut scratch).expect("planned lengths");
            row.iter_mut().zip(&line).for_each(|(value, point)| *value = *point);
        }
        times
    }

    /// Multiplies columns, each given in waves along the lines, by the density.
    fn weigh(&self, columns: &mut [Complex<f32>]) {
        let [to_waves, from_waves] = &self.across;
        let longest = to_waves.get_inplace_scratch_len().max(from_waves.get_inplace_scratch_len());
        let mut scratch = vec![Complex::default(); longest];
        to_waves.process_with_scratch(columns, &mut scratch);
        columns.iter_mut().zip(&self.density).for_each(|(value, density)| *value *= *density);
        from_waves.process_with_scratch(columns, &mut scratch);
    }
}

/// The least length from `least` on that is a product of twos and threes, whose transforms are the fastest.
fn fast_length(least: usize) -> usize {
    let twos = |threes: usize| {
        let mut length = threes;
        while length < least {
            length *= 2;
        }
        length
    };
    (0..)
        .map(|power| 3usize.pow(power))
        .take_while(|threes| *threes < 3 * least)
        .map(twos)
        .min()
        .unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Covariance of the point (20, 30) of a grid of 1.5 µm by 1 µm with the point that lies `rows` and `columns` on.
    fn covariance(kernel: Kernel, rows: usize, columns: usize) -> f64 {
        let covariance = Covariance::new(&kernel, 2.0, (50, 70), (1.5, 1.0), (20, 30));
        let mut point = Array2::zeros((50, 70));
        point[[20, 30]] = 1.0;
        f64::from(covariance.times(&point)[[20 + rows, 30 + columns]])
    }

    #[test]
    fn points_of_a_grid_have_the_matern_covariance() {
        for (rows, columns) in [(0, 0), (0, 4), (2, 4), (8, 0), (6, 12)] {
            let lengths = (1.5 * rows as f64).hypot(columns as f64) / 5.0;
            // a grid holds no waves finer than itself: of an exponential covariance it misses some at distance 0
            let rough = covariance(Kernel { order: 0.5, length_um: 5.0 }, rows, columns);
            let missed = if lengths == 0.0 { 0.2 } else { 0.02 };
            assert!((rough - 2.0 * (-lengths).exp()).abs() < missed, "{rough} {lengths}");
            let smooth = covariance(Kernel { order: 1.5, length_um: 5.0 }, rows, columns);
            let expected = 2.0 * (1.0 + lengths) * (-lengths).exp();
            assert!((smooth - expected).abs() < 0.02, "{smooth} {expected}");
        }
    }

    #[test]
    fn the_covariance_is_symmetric_and_positive() {
        let covariance =
            Covariance::new(&Kernel { order: 1.0, length_um: 2.0 }, 1.0, (7, 9), (1.0, 1.0), (2, 2));
        let field = |a: f32| Array2::from_shape_fn((7, 9), |(i, j)| (a * (i * 9 + j) as f32).sin());
        let (one, other) = (field(1.3), field(2.7));
        let (left, right) =
            ((&one * &covariance.times(&other)).sum(), (&other * &covariance.times(&one)).sum());
        assert!((left - right).abs() < 1e-5, "{left} {right}");
        assert!((&one * &covariance.times(&one)).sum() > 0.0);
    }

    #[test]
    fn lengths_are_products_of_twos_and_threes() {
        assert_eq!([1, 5, 17, 100, 283].map(fast_length), [1, 6, 18, 108, 288]);
    }
}
