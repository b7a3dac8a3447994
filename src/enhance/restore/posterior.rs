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

use super::strip::Strip;
use super::tile::{Prepared, Side, Tile};
use crate::enhance::forward::Forward;
use crate::enhance::prior::fit::Fit;
use crate::enhance::prior::ratios;
use crate::enhance::workers::Workers;
use crate::error::Result;
use crate::task::Task;
use ndarray::{Array2, s};
use rayon::prelude::*;

/// Longest side that is solved in one piece, in measured pixels.
pub const WHOLE: usize = 160;

/// A restored map on the target grid, on its scale.
#[derive(Debug, Clone)]
pub struct Restored {
    /// Posterior mean, shape (rows, columns).
    pub mean: Array2<f32>,
    /// Posterior standard deviation, shape (rows, columns).
    pub sd: Array2<f32>,
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
    fn sides(&self, task: &Task) -> Result<(Vec<Side<'_>>, Vec<Side<'_>>)> {
        let forward = self.forward;
        let (lines, pixels) = self.map.residual.dim();
        let (row_um, column_um) = forward.target_um();
        let (measured_row, measured_column) = forward.measured_um();
        let rows = Strip::cover(lines, measured_row / row_um, &forward.lines_over(), self.whole);
        let columns = Strip::cover(pixels, measured_column / column_um, &forward.pixels_over(), self.whole);
        let solve = |strips: Vec<Strip>, axis, um: f64| -> Result<Vec<Side>> {
            let solved = |strip: Strip| {
                let spectrum = forward.spectra.of(axis, strip.measured.clone(), um, task)?;
                let lifted = spectrum.lifted(axis, strip.measured.clone(), strip.target.clone());
                Ok(Side { axis, strip, spectrum, lifted })
            };
            self.workers.run(|| strips.into_par_iter().map(solved).collect())
        };
        Ok((solve(rows, &forward.rows, row_um)?, solve(columns, &forward.columns, column_um)?))
    }

    /// Does `work` for each tile and hands what it gives to `take`, in the order of the tiles.
    fn each_tile<T: Send>(
        &self,
        task: &Task,
        work: impl Fn(&Tile) -> T + Sync,
        take: &mut dyn FnMut(Place, T),
    ) -> Result<()> {
        let (map, forward, fit, (rows, columns)) = (self.map, self.forward, self.fit, self.sides(task)?);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::simulate;
    use crate::conditions::Conditions;
    use crate::enhance::fitted::{forward, tests::restored};
    use crate::enhance::noise::NoiseLaw;
    use crate::enhance::prior::Kernel;
    use crate::enhance::prior::likelihood::UsedFreedom;
    use crate::enhance::settings::Settings;
    use crate::enhance::warp::{Curve, Warp};
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
            let prepared = Prepared { residual, values, mean, drift: None, noise, law, warp };
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
