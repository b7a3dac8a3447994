// SPDX-License-Identifier: MIT OR Apache-2.0
//! The covariance of a sample on a grid: in waves, a product with the spectral density.

use super::kernel::Kernel;
use super::waves::Waves;
use ndarray::Array2;

/// The covariance of all points of a grid with each other.
pub struct Covariance {
    waves: Waves,
    /// Density of each wave, divided by the number of points.
    density: Array2<f32>,
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
        let waves = Waves::new(shape, gap);
        let point_um2 = spacing_um.0 * spacing_um.1;
        let whole = variance / (point_um2 * waves.points() as f64);
        let density = waves.each(|across, along| {
            whole / kernel.inverse_density(across.squared(spacing_um.0) + along.squared(spacing_um.1))
        });
        Self { waves, density }
    }

    /// Rows and columns of the grid.
    pub fn shape(&self) -> (usize, usize) {
        self.waves.shape()
    }

    /// The covariance times a field on the grid.
    pub fn times(&self, field: &Array2<f32>) -> Array2<f32> {
        self.waves.times(&self.density, field)
    }
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
}
