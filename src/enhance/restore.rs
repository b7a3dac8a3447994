// SPDX-License-Identifier: MIT OR Apache-2.0
//! Closed-form restoration: posterior mean and standard deviation of a Gaussian process on the target grid.
//!
//! With one noise level the posterior is closed in pairs of eigenvectors of the two axes (two small eigenproblems).
//! With missing values the same closed form preconditions conjugate gradients. The mean takes one noise level even where
//! counting statistics are known: bright parts of a sample vary more as well as being noisier, and weighting each
//! pixel by its own noise under a stationary prior over-smooths them (0.1 to 0.5 dB worse on simulated cells from
//! 10 000 down to 10 counts). The standard deviation does follow each pixel's own noise.
//! Large maps are cut into tiles whose surroundings overlap.

use super::conjugate_gradients::conjugate_gradients;
use super::fit::Fit;
use super::forward::Forward;
use super::levels::Levels;
use super::prior::{Spectrum, ratios};
use super::workers::Workers;
use crate::ablation::Axis;
use crate::error::{Error, Result};
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
const CARRIED: f64 = 0.1;

/// A restored map on the target grid, in the measured unit.
#[derive(Debug, Clone)]
pub struct Restored {
    /// Posterior mean, shape (rows, columns).
    pub mean: Array2<f32>,
    /// Posterior standard deviation, shape (rows, columns).
    pub sd: Array2<f32>,
}

/// A map ready for restoration: missing values filled, in units of its own spread.
pub struct Prepared<'a> {
    /// Map less its mean, shape (lines, pixels).
    pub residual: ArrayView2<'a, f64>,
    /// Mean of the sample.
    pub mean: f64,
    /// Noise variance of each measured pixel; infinite where the value is missing.
    pub noise: ArrayView2<'a, f64>,
    /// What one unit is in the measured unit.
    pub unit: f64,
}

/// Restores a map. `progress` gets the share done and may cancel by returning false.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn restore(
    map: &Prepared,
    forward: &Forward,
    fit: &Fit,
    workers: &Workers,
    progress: &mut dyn FnMut(f64) -> bool,
) -> Result<Restored> {
    restore_tiles(map, forward, fit, workers, progress, WHOLE)
}

/// The restored mean of a map alone, shape (rows, columns).
///
/// # Errors
/// None: nothing cancels it.
pub fn restore_mean(map: &Prepared, forward: &Forward, fit: &Fit, workers: &Workers) -> Result<Array2<f32>> {
    let mut image = Array2::zeros((forward.grid.rows, forward.grid.columns));
    let mut assign = |(row, column): Place, mean: Array2<f32>| {
        image.slice_mut(s![row.target.clone(), column.target.clone()]).assign(&mean);
    };
    each_tile((map, forward, fit), workers, &mut |_| true, WHOLE, |tile| tile.mean(), &mut assign)?;
    Ok(image)
}

fn restore_tiles(
    map: &Prepared,
    forward: &Forward,
    fit: &Fit,
    workers: &Workers,
    progress: &mut dyn FnMut(f64) -> bool,
    whole: usize,
) -> Result<Restored> {
    let shape = (forward.grid.rows, forward.grid.columns);
    let mut restored = Restored { mean: Array2::zeros(shape), sd: Array2::zeros(shape) };
    let mut assign = |place: Place, (mean, sd): (Array2<f32>, Array2<f32>)| {
        let place = s![place.0.target.clone(), place.1.target.clone()];
        restored.mean.slice_mut(place).assign(&mean);
        restored.sd.slice_mut(place).assign(&sd);
    };
    let both = |tile: &Tile| (tile.mean(), tile.deviation());
    each_tile((map, forward, fit), workers, progress, whole, both, &mut assign)?;
    Ok(restored)
}

/// The strips that cross in a tile (across, along).
type Place<'a> = (&'a Strip, &'a Strip);

/// Does `work` for each tile of a map and hands what it gives to `take`, in the order of the tiles.
fn each_tile<T: Send>(
    (map, forward, fit): (&Prepared, &Forward, &Fit),
    workers: &Workers,
    progress: &mut dyn FnMut(f64) -> bool,
    whole: usize,
    work: impl Fn(&Tile) -> T + Sync,
    take: &mut dyn FnMut(Place, T),
) -> Result<()> {
    let (lines, pixels) = map.residual.dim();
    let (row_um, column_um) = forward.target_um();
    let (measured_row, measured_column) = forward.measured_um();
    let rows = Strip::cover(lines, measured_row / row_um, &forward.lines_over(), whole);
    let columns = Strip::cover(pixels, measured_column / column_um, &forward.pixels_over(), whole);
    let solve = |strips: Vec<Strip>, axis: &Axis, um: f64| -> Vec<Side> {
        let solved = |strip: Strip| {
            let spectrum = forward.spectra.of(axis, strip.measured.clone(), um);
            let lifted = spectrum.lifted(axis, strip.measured.clone(), strip.target.clone());
            Side { strip, spectrum, lifted }
        };
        workers.run(|| strips.into_par_iter().map(solved).collect())
    };
    let (rows, columns) = (solve(rows, &forward.rows, row_um), solve(columns, &forward.columns, column_um));
    let pixel_area_um2 = measured_row * measured_column;
    for (done, row) in rows.iter().enumerate() {
        if !progress(done as f64 / rows.len() as f64) {
            return Err(Error::Cancelled);
        }
        let tile = |column: &Side| {
            let ratios = ratios(&fit.kernel, &row.spectrum, &column.spectrum);
            work(&Tile { map, fit, row, column, ratios, pixel_area_um2 })
        };
        let tiles: Vec<T> = workers.run(|| columns.par_iter().map(tile).collect());
        columns.iter().zip(tiles).for_each(|(column, done)| take((&row.strip, &column.strip), done));
    }
    Ok(())
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
struct Side {
    strip: Strip,
    spectrum: Arc<Spectrum>,
    /// What the eigenvectors say of the target pixels ([`Spectrum::lifted`]).
    lifted: Array2<f64>,
}

/// One tile: its data, prior and two sides.
struct Tile<'a, 'm> {
    map: &'a Prepared<'m>,
    fit: &'a Fit,
    row: &'a Side,
    column: &'a Side,
    /// Variance of each pair of eigenvectors under the fit over that under the carriers of the spectra.
    ratios: Array2<f64>,
    /// Area of a measured pixel.
    pixel_area_um2: f64,
}

impl Tile<'_, '_> {
    fn residual(&self) -> ArrayView2<'_, f64> {
        self.map.residual.slice_move(s![self.row.strip.measured.clone(), self.column.strip.measured.clone()])
    }

    fn noise(&self) -> ArrayView2<'_, f64> {
        self.map.noise.slice_move(s![self.row.strip.measured.clone(), self.column.strip.measured.clone()])
    }

    /// Posterior mean of each target pixel, in the measured unit.
    fn mean(&self) -> Array2<f32> {
        let weights = self.solve(self.residual(), self.noise());
        let modes = self.modes(weights.view()) * &self.ratios;
        let mean = self.row.lifted.dot(&modes).dot(&self.column.lifted.t());
        let (unit, variance, offset) = (self.map.unit, self.fit.variance, self.map.mean);
        mean.mapv(|value| ((variance * value + offset) * unit) as f32)
    }

    /// Solves (s2 K + n2) w = residual for the measured pixels; w is zero where the value is missing.
    fn solve(&self, residual: ArrayView2<f64>, noise: ArrayView2<f64>) -> Array2<f64> {
        let start = self.precondition(residual);
        if noise.iter().all(|n| n.is_finite()) {
            return start;
        }
        let observed = noise.mapv(|n| f64::from(u8::from(n.is_finite())));
        let signal = self.signal();
        let system = |w: &Array2<f64>| {
            (self.measured(&(self.modes(w.view()) * &signal)) + w * self.fit.noise_variance) * &observed
        };
        let precondition = |r: &Array2<f64>| self.precondition(r.view()) * &observed;
        conjugate_gradients(start * &observed, &residual * &observed, system, precondition)
    }

    /// Solves the system as if no value were missing.
    fn precondition(&self, residual: ArrayView2<f64>) -> Array2<f64> {
        self.measured(&(self.modes(residual) / (self.signal() + self.fit.noise_variance)))
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

    /// Posterior standard deviation of each target pixel, in the measured unit.
    ///
    /// What the measured pixels see of the sample is left with the share of its variance that the noise leaves. What
    /// they do not see keeps all of it: structure finer than they resolve, and places that no pixel covers.
    fn deviation(&self) -> Array2<f32> {
        let levels = Levels::of(self.noise());
        let (across, along) = (self.row.lifted.mapv(|v| v * v), self.column.lifted.mapv(|v| v * v));
        let lift = |modes: &Array2<f64>| across.dot(modes).dot(&along.t());
        let (variance, signal) = (self.fit.variance, self.signal());
        // prior variance of a pair of eigenvectors as carried to the target pixels
        let mut carried = self.ratios.mapv(|ratio| (variance * ratio).powi(2)) / &signal;
        carried
            .zip_mut_with(&signal, |carried, signal| *carried = if *signal > 0.0 { *carried } else { 0.0 });
        let fine = variance * self.fit.kernel.finer_than(self.pixel_area_um2);
        let unseen = lift(&carried).mapv(|seen| ((1.0 - CARRIED) * variance - seen).clamp(fine, variance));
        let posterior = |level: &f64| {
            let left = signal.mapv(|signal| level / (signal + level));
            lift(&(left * &carried)) + &unseen
        };
        let tables: Vec<Array2<f64>> = levels.0.iter().map(posterior).collect();
        let between = self.noise().mapv(|noise| levels.between(noise));
        let (rows, columns) = (&self.row.strip.nearest, &self.column.strip.nearest);
        Array2::from_shape_fn((rows.len(), columns.len()), |(i, j)| {
            let left = match between[[rows[i], columns[j]]] {
                Some((low, high, share)) => {
                    (1.0 - share) * tables[low][[i, j]] + share * tables[high][[i, j]]
                }
                None => variance, // nothing was measured here: as uncertain as the prior
            };
            (left.sqrt() * self.map.unit) as f32
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::{Conditions, simulate};
    use crate::enhance::element::{forward, restore_element};
    use crate::enhance::likelihood::NoiseBounds;
    use crate::enhance::noise::StatedNoise;
    use crate::enhance::settings::Settings;
    use crate::phantom::{Kind, draw};

    /// What the influence of pixels beyond the halo may change, as a share of the range.
    const TILE_TOLERANCE: f32 = 1e-3;

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
        let (workers, mean) = (Workers::new(0).unwrap(), map.mean().unwrap());
        let residual = map.mapv(|v| v - mean);
        let missing = Array2::from_elem(map.dim(), false);
        let evidence = crate::enhance::fit::Evidence::new(
            residual.view(),
            &missing,
            NoiseBounds { least: 0.0, most: f64::INFINITY },
            forward.spectra.clone(),
            &|_| true,
        );
        let fit = evidence.best(3.0, forward.axes(), forward.target_um()).unwrap();
        let noise = Array2::from_elem(map.dim(), fit.noise_variance);
        let prepared = Prepared { residual: residual.view(), mean, noise: noise.view(), unit: 1.0 };
        let run = |whole| restore_tiles(&prepared, &forward, &fit, &workers, &mut |_| true, whole).unwrap();
        let (tiled, untiled) = (run(WHOLE), run(1000));
        let largest = |a: &Array2<f32>, b: &Array2<f32>| (a - b).iter().fold(0.0f32, |m, d| m.max(d.abs()));
        assert!(largest(&tiled.mean, &untiled.mean) <= TILE_TOLERANCE * range(&untiled.mean));
        assert!(largest(&tiled.sd, &untiled.sd) <= TILE_TOLERANCE * range(&untiled.mean));
    }

    #[test]
    fn a_uniform_map_stays_uniform_up_to_its_border() {
        let map = Array2::from_elem((20, 30), 7.0f32);
        let settings = Settings { magnification: 3.0, ..Settings::default() };
        let forward = forward(&conditions(), &settings, map.dim(), (3.0, 3.0)).unwrap();
        let workers = Workers::new(1).unwrap();
        let element =
            restore_element(map.view(), StatedNoise::none(), forward, &settings, &workers, &mut |_| true)
                .unwrap();
        assert!(element.restored.mean.iter().all(|v| (v - 7.0).abs() < 1e-3));
    }

    #[test]
    fn a_missing_value_is_estimated_from_its_surroundings_with_a_larger_deviation() {
        let mut map = Array2::from_shape_fn((24, 24), |(i, j)| ((i + j) as f32 * 0.3).sin() + 3.0);
        let truth = map[[12, 12]];
        map[[12, 12]] = f32::NAN;
        let settings = Settings { magnification: 1.0, ..Settings::default() };
        let forward = forward(&conditions(), &settings, map.dim(), (3.0, 3.0)).unwrap();
        let workers = Workers::new(1).unwrap();
        let element =
            restore_element(map.view(), StatedNoise::none(), forward, &settings, &workers, &mut |_| true)
                .unwrap();
        assert!((element.restored.mean[[12, 12]] - truth).abs() < 0.1);
        assert!(element.restored.sd[[12, 12]] > element.restored.sd[[5, 5]]);
    }

    #[test]
    fn in_a_displaced_map_the_deviation_is_large_where_the_sample_was_missed() {
        let seed = crate::ablation::preset("seed-2019").unwrap();
        let sample = draw(Kind::Grains, 100, 100, 2).unwrap();
        let mut map = simulate(sample.view(), 1.0, &seed, 1).unwrap();
        map[[10, 10]] = f32::NAN;
        let settings = Settings { magnification: 5.0, examine: false, ..Settings::default() };
        let forward = forward(&seed, &settings, map.dim(), (5.0, 5.0)).unwrap();
        let workers = Workers::new(1).unwrap();
        let element =
            restore_element(map.view(), StatedNoise::none(), forward, &settings, &workers, &mut |_| true)
                .unwrap();
        // 4.357 µm too far along the scan: pixel 10 shows what lies from 45.6 µm on, not from 50 µm
        let (inside, beside) = (element.restored.sd[[52, 47]], element.restored.sd[[52, 53]]);
        assert!(inside > 1.2 * beside, "{inside} {beside}");
    }
}
