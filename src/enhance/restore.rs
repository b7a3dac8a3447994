// SPDX-License-Identifier: MIT OR Apache-2.0
//! Restoration: posterior of a Gaussian process on the target grid, on a scale on which the sample is stationary.
//!
//! On the scale `g` with inverse `h` the sample is `h(u)`, u a Gaussian process of covariance K, and the measurement is
//! `y = A h(u) + noise`, A the operator. On a linear scale the posterior mean is closed in pairs of eigenvectors of the two
//! axes (two small eigenproblems); missing values are solved by conjugate gradients, which the closed form
//! preconditions. On other scales the estimate is the most probable sample ([`super::mode`]), from the closed form on.
//!
//! On a linear scale the mean takes one noise level even where counting statistics are known: bright parts of a sample vary
//! more as well as being noisier, and weighting each pixel by its own noise under a stationary prior over-smooths them
//! (0.1 to 0.5 dB worse on simulated cells from 10 000 down to 10 counts). The standard deviation does follow each
//! pixel's own noise. Large maps are cut into tiles whose surroundings overlap.

use super::blocks::Blocks;
use super::covariance::Covariance;
use super::fit::Fit;
use super::forward::Forward;
use super::gaps::Gaps;
use super::levels::Levels;
use super::mode::Posterior;
use super::noise::NoiseLaw;
use super::prior::{Spectrum, ratios};
use super::sight::Sight;
use super::warp::Warp;
use super::workers::Workers;
use crate::ablation::Axis;
use crate::error::Result;
use crate::numeric::{Until, conjugate_gradients};
use crate::task::Task;
use ndarray::{Array2, ArrayView2, s};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Longest side that is solved in one piece, in measured pixels.
const WHOLE: usize = 160;
/// Side of a tile without its surroundings.
const CORE: usize = 80;
/// Surroundings of a tile on each side; beyond it the influence of a measured pixel is below 1e-3 of the range.
const HALO: usize = 32;
/// Share of the sample's variance by which the pairs of eigenvectors may miss it: they are only nearly waves.
const CARRIED: f32 = 0.1;
/// Measured pixels between opposite borders of a sample in waves.
const GAP: usize = 8;
/// How far the linear system of a map with missing values is solved.
const UNTIL: Until = Until { tolerance: 1e-4, steps: 100 };

/// A restored map on the target grid, on its scale.
#[derive(Debug, Clone)]
pub struct Restored {
    /// Posterior mean, shape (rows, columns).
    pub mean: Array2<f32>,
    /// Posterior standard deviation, shape (rows, columns).
    pub sd: Array2<f32>,
}

/// A map ready for restoration: missing values filled.
pub struct Prepared<'a> {
    /// Map on its scale less what a uniform sample gives, shape (lines, pixels).
    pub residual: ArrayView2<'a, f64>,
    /// The map, in its unit.
    pub values: ArrayView2<'a, f64>,
    /// Where the uniform sample lies on the scale.
    pub mean: f64,
    /// Noise variance of each measured pixel on the scale; infinite where the value is missing.
    pub noise: ArrayView2<'a, f64>,
    /// Variance of a value as a function of its mean, in the map's unit.
    pub law: NoiseLaw,
    /// The scale.
    pub warp: Warp,
}

/// Restores a map.
///
/// # Errors
/// [`crate::Error::Cancelled`].
pub fn restore(
    map: &Prepared,
    forward: &Forward,
    fit: &Fit,
    workers: &Workers,
    task: &Task,
) -> Result<Restored> {
    Solver { map, forward, fit, workers, whole: WHOLE }.restored(task)
}

/// The restored mean of a map alone, shape (rows, columns).
///
/// # Errors
/// [`crate::Error::Cancelled`].
pub fn restore_mean(
    map: &Prepared,
    forward: &Forward,
    fit: &Fit,
    workers: &Workers,
    task: &Task,
) -> Result<Array2<f32>> {
    let solver = Solver { map, forward, fit, workers, whole: WHOLE };
    let mut mean = solver.image();
    solver.each_tile(task, |tile| tile.mean(), &mut |place, tile| assign(&mut mean, place, &tile))?;
    Ok(mean)
}

/// What is to be solved.
struct Solver<'a, 'm> {
    map: &'a Prepared<'m>,
    forward: &'a Forward,
    fit: &'a Fit,
    workers: &'a Workers,
    /// Longest side that is solved in one piece.
    whole: usize,
}

impl Solver<'_, '_> {
    fn restored(&self, task: &Task) -> Result<Restored> {
        let (mut mean, mut sd) = (self.image(), self.image());
        let both = |tile: &Tile| (tile.mean(), tile.deviation());
        self.each_tile(task, both, &mut |place, (tile_mean, tile_sd)| {
            assign(&mut mean, place, &tile_mean);
            assign(&mut sd, place, &tile_sd);
        })?;
        Ok(Restored { mean, sd })
    }

    /// An empty target grid.
    fn image(&self) -> Array2<f32> {
        Array2::zeros((self.forward.grid.rows, self.forward.grid.columns))
    }

    /// The strips of both axes, solved.
    fn sides(&self) -> (Vec<Side<'_>>, Vec<Side<'_>>) {
        let forward = self.forward;
        let (lines, pixels) = self.map.residual.dim();
        let (row_um, column_um) = forward.target_um();
        let (measured_row, measured_column) = forward.measured_um();
        let rows = Strip::cover(lines, measured_row / row_um, &forward.lines_over(), self.whole);
        let columns = Strip::cover(pixels, measured_column / column_um, &forward.pixels_over(), self.whole);
        let solve = |strips: Vec<Strip>, axis, um: f64| -> Vec<Side> {
            let solved = |strip: Strip| {
                let spectrum = forward.spectra.of(axis, strip.measured.clone(), um);
                let lifted = spectrum.lifted(axis, strip.measured.clone(), strip.target.clone());
                Side { axis, strip, spectrum, lifted }
            };
            self.workers.run(|| strips.into_par_iter().map(solved).collect())
        };
        (solve(rows, &forward.rows, row_um), solve(columns, &forward.columns, column_um))
    }

    /// Does `work` for each tile and hands what it gives to `take`, in the order of the tiles.
    fn each_tile<T: Send>(
        &self,
        task: &Task,
        work: impl Fn(&Tile) -> T + Sync,
        take: &mut dyn FnMut(Place, T),
    ) -> Result<()> {
        let (map, forward, fit, (rows, columns)) = (self.map, self.forward, self.fit, self.sides());
        for (done, row) in rows.iter().enumerate() {
            task.at(done as f64 / rows.len() as f64)?;
            let tile = |column: &Side| {
                let ratios = ratios(&fit.kernel, &row.spectrum, &column.spectrum);
                work(&Tile { map, forward, fit, row, column, ratios, task })
            };
            let tiles: Vec<T> = self.workers.run(|| columns.par_iter().map(tile).collect());
            columns.iter().zip(tiles).for_each(|(column, done)| take((&row.strip, &column.strip), done));
        }
        task.check() // a tile may have ended early
    }
}

/// The strips that cross in a tile (across, along).
type Place<'a> = (&'a Strip, &'a Strip);

/// Puts the target pixels of a tile where they belong.
fn assign(image: &mut Array2<f32>, (row, column): Place, tile: &Array2<f32>) {
    image.slice_mut(s![row.target.clone(), column.target.clone()]).assign(tile);
}

/// A stretch of one axis: the measured pixels used and the target pixels they give.
#[derive(Debug, Clone, PartialEq)]
struct Strip {
    measured: Range<usize>,
    target: Range<usize>,
    /// Measured pixel over the middle of each target pixel, counted from the start of `measured`.
    nearest: Vec<usize>,
}

impl Strip {
    /// `ratio`: target pixels per measured pixel; `over`: measured pixel over each target pixel.
    fn cover(measured: usize, ratio: f64, over: &[usize], whole: usize) -> Vec<Strip> {
        let parts = if measured <= whole { 1 } else { measured.div_ceil(CORE) };
        let border = |part: usize| part * measured / parts;
        // the last tile takes what rounding left over at the far side
        let target = |part: usize| match part {
            _ if part == parts => over.len(),
            _ => ((border(part) as f64 * ratio).round() as usize).min(over.len()),
        };
        let strip = |part: usize| {
            let from = border(part).saturating_sub(HALO);
            let range = from..(border(part + 1) + HALO).min(measured);
            let (from, last) = (range.start, range.end - 1);
            let target = target(part)..target(part + 1);
            let nearest = over[target.clone()].iter().map(|i| (*i).clamp(from, last) - from).collect();
            Strip { measured: range, target, nearest }
        };
        (0..parts).map(strip).filter(|strip| !strip.target.is_empty()).collect()
    }
}

/// One side of a tile.
struct Side<'a> {
    axis: &'a Axis,
    strip: Strip,
    spectrum: Arc<Spectrum>,
    /// What the eigenvectors say of the target pixels ([`Spectrum::lifted`]).
    lifted: Array2<f64>,
}

impl Side<'_> {
    /// The sample under the strip in blocks.
    fn blocks(&self) -> Blocks {
        Blocks::cover(self.axis, &self.strip.measured, &self.strip.target)
    }
}

/// One tile: its data, prior and two sides.
struct Tile<'a, 'm> {
    map: &'a Prepared<'m>,
    forward: &'a Forward,
    fit: &'a Fit,
    row: &'a Side<'a>,
    column: &'a Side<'a>,
    /// Variance of each pair of eigenvectors under the fit over that under the carriers of the spectra.
    ratios: Array2<f64>,
    task: &'a Task,
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
    fn mean(&self) -> Array2<f32> {
        let residual = self.cut(&self.map.residual);
        if self.map.warp.is_linear() {
            return self.lift(&self.solve(residual)) + self.map.mean as f32;
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
        Posterior {
            sight: Sight::new(
                (across, row.axis, &row.strip.measured),
                (along, column.axis, &column.strip.measured),
            ),
            covariance,
            mean: self.map.mean,
            values: self.cut(&self.map.values),
            noise: self.noise(),
            law: self.map.law,
            warp: self.map.warp,
            used_freedom: self.fit.used_freedom.whole(),
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
        conjugate_gradients(precondition(&right), right, system, precondition, UNTIL)
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
    fn deviation(&self) -> Array2<f32> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::simulate;
    use crate::conditions::Conditions;
    use crate::enhance::fitted::{forward, tests::restored};
    use crate::enhance::likelihood::UsedFreedom;
    use crate::enhance::prior::Kernel;
    use crate::enhance::settings::Settings;
    use crate::enhance::warp::Curve;
    use crate::phantom::{Kind, draw};

    /// What the influence of pixels beyond the halo may change, as a share of the range.
    const TILE_TOLERANCE: f32 = 1e-3;
    /// ... and what steps that end somewhere near the mode may change.
    const STEPS_TOLERANCE: f32 = 1e-2;

    fn conditions() -> Conditions {
        Conditions {
            beam_size_um: Some(3.0),
            sensitivity_counts: 400.0,
            flicker_rsd: 0.03,
            ..Conditions::default()
        }
    }

    fn range(image: &Array2<f32>) -> f32 {
        image.iter().fold(f32::MIN, |a, b| a.max(*b)) - image.iter().fold(f32::MAX, |a, b| a.min(*b))
    }

    #[test]
    fn tiled_equals_untiled_away_from_the_border() {
        let sample = draw(Kind::Grains, 3 * 200, 3 * 230, 5).unwrap();
        let map = simulate(sample.view(), 1.0, &conditions(), 1).unwrap().mapv(f64::from);
        let settings = Settings { magnification: 2.0, ..Settings::default() };
        let forward = forward(&conditions(), &settings, map.dim(), (3.0, 3.0)).unwrap();
        let workers = Workers::new(0).unwrap();
        let level = map.mean().unwrap();
        let law = NoiseLaw { readout: 0.0, counting: 1.0, relative: 1e-3 };
        for curve in [Curve::Linear, Curve::Logarithm] {
            let warp = Warp { curve, offset: 0.1 * level, unit: 0.1 * level, least: f64::NEG_INFINITY };
            let mean = warp.forward(level);
            let residual = map.mapv(|value| warp.forward(value) - mean);
            let noise = map.mapv(|value| law.variance_on(&warp, value));
            let variance = residual.mapv(|r| r * r).mean().unwrap();
            let kernel = Kernel { order: 0.5, length_um: 9.6 };
            let noise_variance = noise.mean().unwrap();
            let fit = Fit {
                kernel,
                variance,
                noise_variance,
                used_freedom: UsedFreedom::of(noise_variance, |_| 0.5),
                cost: 0.0,
            };
            let (residual, values, noise) = (residual.view(), map.view(), noise.view());
            let prepared = Prepared { residual, values, mean, noise, law, warp };
            let run = |whole| {
                let solver =
                    Solver { map: &prepared, forward: &forward, fit: &fit, workers: &workers, whole };
                let Restored { mean, sd } = solver.restored(&Task::new()).unwrap();
                (mean, sd)
            };
            let (tiled, untiled) = (run(WHOLE), run(1000));
            let largest =
                |a: &Array2<f32>, b: &Array2<f32>| (a - b).iter().fold(0.0f32, |m, d| m.max(d.abs()));
            let most = if warp.is_linear() { TILE_TOLERANCE } else { STEPS_TOLERANCE } * range(&untiled.0);
            assert!(largest(&tiled.0, &untiled.0) <= most, "{}", largest(&tiled.0, &untiled.0) / most);
            assert!(largest(&tiled.1, &untiled.1) <= TILE_TOLERANCE * range(&untiled.0));
        }
    }

    #[test]
    fn a_uniform_map_stays_uniform_up_to_its_border() {
        let map = Array2::from_elem((20, 30), 7.0f32);
        let settings = Settings { magnification: 3.0, ..Settings::default() };
        let forward = forward(&conditions(), &settings, map.dim(), (3.0, 3.0)).unwrap();
        let element = restored(map.view(), forward, &settings);
        assert!(element.warp.values(&element.restored.mean).iter().all(|v| (v - 7.0).abs() < 1e-3));
    }

    #[test]
    fn a_missing_value_is_estimated_from_its_surroundings_with_a_larger_deviation() {
        let mut map = Array2::from_shape_fn((24, 24), |(i, j)| ((i + j) as f32 * 0.3).sin() + 3.0);
        let truth = map[[12, 12]];
        map[[12, 12]] = f32::NAN;
        let settings = Settings { magnification: 1.0, ..Settings::default() };
        let forward = forward(&conditions(), &settings, map.dim(), (3.0, 3.0)).unwrap();
        let element = restored(map.view(), forward, &settings);
        assert!((element.warp.values(&element.restored.mean)[[12, 12]] - truth).abs() < 0.1);
        assert!(element.restored.sd[[12, 12]] > element.restored.sd[[5, 5]]);
    }

    #[test]
    fn in_a_displaced_map_the_deviation_is_large_where_the_sample_was_missed() {
        let seed = crate::conditions::preset("seed-2019").unwrap();
        let sample = draw(Kind::Grains, 100, 100, 2).unwrap();
        let mut map = simulate(sample.view(), 1.0, &seed, 1).unwrap();
        map[[10, 10]] = f32::NAN;
        let settings = Settings { magnification: 5.0, examine: false, ..Settings::default() };
        let forward = forward(&seed, &settings, map.dim(), (5.0, 5.0)).unwrap();
        let element = restored(map.view(), forward, &settings);
        // 4.357 µm too far along the scan: pixel 10 shows what lies from 45.6 µm on, not from 50 µm
        let (inside, beside) = (element.restored.sd[[52, 47]], element.restored.sd[[52, 53]]);
        assert!(inside > 1.2 * beside, "{inside} {beside}");
    }
}
