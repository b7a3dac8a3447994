// SPDX-License-Identifier: MIT OR Apache-2.0
//! The posterior of one tile of a map: its mean, or most probable sample, and its standard deviation.

use super::blocks::Blocks;
use super::gaps::Gaps;
use super::levels::Levels;
use super::mode::Posterior;
use super::sight::Sight;
use super::strip::Strip;
use crate::ablation::Axis;
use crate::enhance::forward::Forward;
use crate::enhance::noise::NoiseLaw;
use crate::enhance::prior::Spectrum;
use crate::enhance::prior::covariance::Covariance;
use crate::enhance::prior::fit::Fit;
use crate::enhance::warp::Warp;
use crate::numeric::{Until, conjugate_gradients};
use crate::task::Task;
use ndarray::{Array2, ArrayView2, s};
use std::sync::Arc;

/// Share of the sample's variance by which the pairs of eigenvectors may miss it: they are only nearly waves.
const CARRIED: f32 = 0.1;
/// Measured pixels between opposite borders of a sample in waves.
const GAP: usize = 8;
/// How far the linear system of a map with missing values is solved.
const UNTIL: Until = Until { tolerance: 1e-4, steps: 100 };

/// A map ready for restoration: missing values filled.
pub struct Prepared<'a> {
    /// Map on its scale less what the expected sample gives, shape (lines, pixels).
    pub residual: ArrayView2<'a, f64>,
    /// The map, in its unit.
    pub values: ArrayView2<'a, f64>,
    /// Where the mean of the sample lies on the scale.
    pub mean: f64,
    /// What is expected beyond that mean, on the scale, shape (rows, columns); `None`: nothing.
    pub drift: Option<ArrayView2<'a, f32>>,
    /// Noise variance of each measured pixel on the scale; infinite where the value is missing.
    pub noise: ArrayView2<'a, f64>,
    /// Variance of a value as a function of its mean, in the map's unit.
    pub law: NoiseLaw,
    /// The scale.
    pub warp: Warp,
}

/// One side of a tile.
pub struct Side<'a> {
    pub axis: &'a Axis,
    /// Its measured and target pixels.
    pub strip: Strip,
    pub spectrum: Arc<Spectrum>,
    /// What the eigenvectors say of the target pixels ([`Spectrum::lifted`]).
    pub lifted: Array2<f64>,
}

impl Side<'_> {
    /// The sample under the strip in blocks.
    fn blocks(&self) -> Blocks {
        Blocks::cover(self.axis, &self.strip.measured, &self.strip.target)
    }
}

/// One tile: its data, prior and two sides.
pub struct Tile<'a, 'm> {
    pub map: &'a Prepared<'m>,
    pub forward: &'a Forward,
    pub fit: &'a Fit,
    pub row: &'a Side<'a>,
    pub column: &'a Side<'a>,
    /// Variance of each pair of eigenvectors under the fit over that under the carriers of the spectra.
    pub ratios: Array2<f64>,
    /// The work, which may be cancelled within a tile.
    pub task: &'a Task,
}

impl Tile<'_, '_> {
    /// The tile's part of a measured map.
    fn cut<'v>(&self, map: &'v ArrayView2<'v, f64>) -> ArrayView2<'v, f64> {
        map.slice(s![self.row.strip.measured.clone(), self.column.strip.measured.clone()])
    }

    fn noise(&self) -> ArrayView2<'_, f64> {
        self.cut(&self.map.noise)
    }

    /// Posterior mean of each target pixel on a linear scale, and otherwise the most probable one.
    pub fn mean(&self) -> Array2<f32> {
        let residual = self.cut(&self.map.residual);
        if self.map.warp.is_linear() {
            let mean = self.lift(&self.solve(residual)) + self.map.mean as f32;
            return match &self.map.drift {
                None => mean,
                Some(drift) => {
                    mean + drift.slice(s![self.row.strip.target.clone(), self.column.strip.target.clone()])
                }
            };
        }
        let (across, along) = (self.row.blocks(), self.column.blocks());
        let (posterior, expected) = (self.posterior(&across, &along), self.expected());
        let inverse = |right: ArrayView2<f64>| self.precondition(right, &expected);
        let gaps = Gaps::of(self.noise());
        let places = posterior.mode(residual, |right| match &gaps {
            None => inverse(right.view()),
            Some(gaps) => gaps.solve(right, inverse),
        });
        let (rows, columns) = (&self.row.strip.target, &self.column.strip.target);
        places.slice(s![across.within(rows), along.within(columns)]).to_owned()
    }

    /// What is known of the sample in blocks.
    fn posterior(&self, across: &Blocks, along: &Blocks) -> Posterior<'_> {
        let (row, column, (row_um, column_um)) = (self.row, self.column, self.forward.target_um());
        let covariance = Covariance::new(
            &self.fit.kernel,
            self.fit.variance,
            (across.count, along.count),
            (across.size as f64 * row_um, along.size as f64 * column_um),
            (across.under(row.axis, GAP), along.under(column.axis, GAP)),
        );
        let sight = Sight::new(
            (across, row.axis, &row.strip.measured),
            (along, column.axis, &column.strip.measured),
            self.task,
        );
        let drift = |drift: &ArrayView2<f32>| {
            let (rows, columns) = (across.nearest(drift.nrows()), along.nearest(drift.ncols()));
            let shape = (rows.len(), columns.len());
            sight.means.apply(&Array2::from_shape_fn(shape, |(i, j)| drift[[rows[i], columns[j]]]))
        };
        Posterior {
            drift: self.map.drift.as_ref().map(drift),
            sight,
            covariance,
            mean: self.map.mean,
            values: self.cut(&self.map.values),
            noise: self.noise(),
            law: self.map.law,
            warp: self.map.warp,
            used_freedom: self.fit.used_freedom.whole(),
            task: self.task,
        }
    }

    /// What the weights of the measured pixels say of each target pixel.
    fn lift(&self, weights: &Array2<f64>) -> Array2<f32> {
        let modes = self.modes(weights.view()) * &self.ratios;
        let lifted = self.row.lifted.dot(&modes).dot(&self.column.lifted.t());
        lifted.mapv(|value| (self.fit.variance * value) as f32)
    }

    /// Solves (s2 K + N) w = residual for the measured pixels, N the same for all; w is zero where the value is missing.
    fn solve(&self, residual: ArrayView2<f64>) -> Array2<f64> {
        let expected = self.expected();
        let inverse = |right: ArrayView2<f64>| self.precondition(right, &expected);
        let Some(gaps) = Gaps::of(self.noise()) else { return inverse(residual) };
        let (signal, noise, right) = (self.signal(), self.fit.noise_variance, &residual * gaps.seen());
        let system =
            |w: &Array2<f64>| (self.measured(&(self.modes(w.view()) * &signal)) + w * noise) * gaps.seen();
        let precondition = |right: &Array2<f64>| gaps.solve(right, inverse);
        conjugate_gradients(None, right, system, precondition, UNTIL)
    }

    /// Solves the system as if no value were missing and all had the same noise. `expected`: [`Tile::expected`]. Zeros once
    /// the task is cancelled, which end every iteration.
    fn precondition(&self, residual: ArrayView2<f64>, expected: &Array2<f64>) -> Array2<f64> {
        if self.task.is_cancelled() {
            return Array2::zeros(residual.dim());
        }
        self.measured(&(self.modes(residual) / expected))
    }

    /// Variance that a map has in each pair of eigenvectors.
    fn expected(&self) -> Array2<f64> {
        self.signal() + self.fit.noise_variance
    }

    /// Measured pixels in pairs of eigenvectors.
    fn modes(&self, measured: ArrayView2<f64>) -> Array2<f64> {
        self.row.spectrum.vectors.t().dot(&measured).dot(&self.column.spectrum.vectors)
    }

    /// The inverse of [`Tile::modes`].
    fn measured(&self, modes: &Array2<f64>) -> Array2<f64> {
        self.row.spectrum.vectors.dot(modes).dot(&self.column.spectrum.vectors.t())
    }

    /// Prior variance of each pair of eigenvectors.
    fn signal(&self) -> Array2<f64> {
        let (across, along) = (&self.row.spectrum.values, &self.column.spectrum.values);
        let carried = |i: usize, j: usize| across[i] * along[j];
        let signal = |((i, j), ratio): ((usize, usize), &f64)| self.fit.variance * ratio * carried(i, j);
        let values = self.ratios.indexed_iter().map(signal).collect();
        Array2::from_shape_vec(self.ratios.dim(), values).expect("a value for each ratio")
    }

    /// Posterior standard deviation of each target pixel, on the scale.
    ///
    /// What the measured pixels see of the sample is left with the share of its variance that the noise leaves. What
    /// they do not see keeps all of it: structure finer than they resolve, and places that no pixel covers.
    pub fn deviation(&self) -> Array2<f32> {
        let levels = Levels::of(self.noise());
        let squares = |side: &Side| side.lifted.mapv(|v| (v * v) as f32);
        let (across, along) = (squares(self.row), squares(self.column));
        let lift = |modes: Array2<f64>| across.dot(&modes.mapv(|mode| mode as f32)).dot(&along.t());
        let (variance, signal) = (self.fit.variance, self.signal());
        // prior variance of a pair of eigenvectors as carried to the target pixels
        let mut carried = self.ratios.mapv(|ratio| (variance * ratio).powi(2)) / &signal;
        carried
            .zip_mut_with(&signal, |carried, signal| *carried = if *signal > 0.0 { *carried } else { 0.0 });
        let (measured_row, measured_column) = self.forward.measured_um();
        let fine = variance * self.fit.kernel.finer_than(measured_row * measured_column);
        let (most, fine) = (variance as f32, fine as f32);
        let unseen = lift(carried.clone()).mapv(|seen| ((1.0 - CARRIED) * most - seen).clamp(fine, most));
        let posterior = |level: &f64| {
            let left = signal.mapv(|signal| level / (signal + level));
            lift(left * &carried) + &unseen
        };
        let tables: Vec<Array2<f32>> = levels.0.iter().map(posterior).collect();
        let between = self.noise().mapv(|noise| levels.between(noise));
        let (rows, columns) = (&self.row.strip.nearest, &self.column.strip.nearest);
        Array2::from_shape_fn((rows.len(), columns.len()), |(i, j)| {
            let left = match between[[rows[i], columns[j]]] {
                Some((low, high, share)) => {
                    let share = share as f32;
                    (1.0 - share) * tables[low][[i, j]] + share * tables[high][[i, j]]
                }
                None => most, // nothing was measured here: as uncertain as the prior
            };
            left.sqrt()
        })
    }
}
