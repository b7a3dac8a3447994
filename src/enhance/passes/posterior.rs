// SPDX-License-Identifier: MIT OR Apache-2.0
//! The sample given several passes: its posterior mean near some places, and the standard deviation.
//!
//! The sample u on its scale is a Gaussian process of covariance K. Near some places its values are `x = o + H u`, and pass p measures
//! `A_p x` with noise N_p. With `u = mean + K^(1/2) v` the posterior mean solves
//! `(1 + K^(1/2) H A^T N^-1 A H K^(1/2)) v = K^(1/2) H A^T N^-1 (y - A (o + H mean))`, A and N of all passes, by conjugate
//! gradients. Far from borders the system is nearly diagonal in waves, which preconditions it and gives the deviation. A smooth sample is
//! known in some waves a million times better than in others: single precision leaves stripes of its rounding there.

use super::place::{Axes, Field};
use super::tangent::Tangent;
use crate::ablation::Axis;
use crate::enhance::noise::NoiseLaw;
use crate::enhance::prior::Kernel;
use crate::enhance::prior::waves::{Wave, Waves};
use crate::enhance::restore::grid_scan::GridScan;
use crate::enhance::warp::Warp;
use crate::error::Result;
use crate::numeric::{Until, conjugate_gradients};
use crate::task::Task;
use ndarray::{Array2, Zip};
use std::f64::consts::TAU;

const CLOSELY: Until = Until { tolerance: 1e-4, steps: 200 };
/// Least points between opposite borders of the field, in lengths of the prior, and most.
const GAP_LENGTHS: f64 = 4.0;
const MOST_GAP: usize = 64;
/// Noise levels over the mean one for which the deviation is tabulated, and the ratio of neighbours.
const LEVELS: i32 = 12;
const LEVEL_RATIO: f64 = 2.0;

/// What one pass measured.
#[derive(Clone)]
pub struct Measured {
    /// Values as they lie on the sample, holes filled.
    pub values: Array2<f64>,
    /// 1 where a value was measured, else 0.
    pub seen: Array2<f64>,
    pub axes: Axes,
}

/// What is taken for granted of the sample and the noise.
#[derive(Debug, Clone, Copy)]
pub struct Prior {
    pub kernel: Kernel,
    /// Variance of the sample on the scale, and that of the noise of a measured pixel.
    pub variance: f64,
    pub noise_variance: f64,
    /// Mean of the sample on the scale.
    pub mean: f64,
    /// The scale.
    pub warp: Warp,
    /// Variance of a value as a function of its mean.
    pub law: NoiseLaw,
    /// Height and width of a target pixel.
    pub spacing_um: (f64, f64),
}

/// The sample and the passes over it.
pub struct Joint<'a> {
    prior: Prior,
    passes: Vec<(&'a Measured, GridScan<f64>)>,
    field: Field,
    waves: Waves<f64>,
    passed: Vec<Passed>,
    /// K^(1/2) and the preconditioner, in waves.
    root: Array2<f64>,
    eased: Array2<f64>,
}

impl<'a> Joint<'a> {
    pub fn new(prior: Prior, measured: &'a [Measured], task: &Task) -> Self {
        let field = Field::under(measured.iter().map(|pass| &pass.axes));
        let gap = |um: f64| ((GAP_LENGTHS * prior.kernel.length_um / um).ceil() as usize).min(MOST_GAP);
        let waves = Waves::new(field.shape, (gap(prior.spacing_um.0), gap(prior.spacing_um.1)));
        let points = waves.points() as f64;
        let passed: Vec<Passed> = measured.iter().map(|pass| Passed::of(pass, waves.length())).collect();
        let known = |wave| passed.iter().map(|pass| pass.known(wave, prior.noise_variance)).sum::<f64>();
        let root = waves.each(|across, along| density(&prior, across, along).sqrt() / points);
        let eased = waves.each(|across, along| {
            1.0 / (1.0 + density(&prior, across, along) * known((across, along))) / points
        });
        let passes = measured.iter().map(|pass| (pass, pass.axes.on(&field, task))).collect();
        Self { prior, passes, field, waves, passed, root, eased }
    }

    /// The mean of the field on the scale near some places, and how improbable it and the maps are together: half the squares of what is
    /// unexplained, in units of the noise, and of v; in nats, up to a constant.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn places(&self, tangent: &Tangent, task: &Task) -> Result<(Array2<f64>, f64)> {
        let uniform = Array2::from_elem(self.field.shape, self.prior.mean);
        let right = self.forces(tangent, self.unexplained(&tangent.values(&uniform)));
        let system = |v: &Array2<f64>| {
            let change = self.rooted(v) * &tangent.slopes;
            v + &self.forces(tangent, self.seen(&change))
        };
        let precondition = |r: &Array2<f64>| {
            if task.is_cancelled() {
                return Array2::zeros(r.dim()); // ends every iteration
            }
            self.waves.times(&self.eased, r)
        };
        // at borders the preconditioner is far too large for waves of a smooth sample: what it makes of `right` is no start
        let start = Array2::zeros(right.dim());
        let v = conjugate_gradients(Some(start), right, system, precondition, CLOSELY);
        task.check()?;
        let places = self.rooted(&v) + &uniform;
        let unexplained: f64 = self.squares(&tangent.values(&places), tangent).iter().sum();
        Ok((places, 0.5 * (unexplained + v.iter().map(|v| v * v).sum::<f64>())))
    }

    /// The places of a target grid, and those nearest to it around it.
    pub fn around(&self, target: &Array2<f32>) -> Array2<f64> {
        let nearest = |at: usize, before: usize, length: usize| at.saturating_sub(before).min(length - 1);
        let ((rows, columns), [above, left]) = (target.dim(), self.field.before);
        Array2::from_shape_fn(self.field.shape, |(i, j)| {
            f64::from(target[[nearest(i, above, rows), nearest(j, left, columns)]])
        })
    }

    /// What is taken for granted.
    pub fn prior(&self) -> &Prior {
        &self.prior
    }

    /// Number of points of the field, rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        self.field.shape
    }

    /// Which values each pass measured: 1, else 0.
    pub fn measured(&self) -> impl Iterator<Item = &Array2<f64>> {
        self.passes.iter().map(|(pass, _)| &pass.seen)
    }

    /// The places of the target grid of (rows, columns) among those of the field.
    pub fn target(&self, places: &Array2<f64>, (rows, columns): (usize, usize)) -> Array2<f32> {
        let [above, left] = self.field.before;
        places.slice(ndarray::s![above..above + rows, left..left + columns]).mapv(|place| place as f32)
    }

    /// Mean square of what places leave unexplained of each pass, in units of the noise.
    pub fn misfits(&self, places: &Array2<f64>) -> Vec<f64> {
        let tangent = Tangent::at(self, places);
        let squares = self.squares(&tangent.values(places), &tangent);
        squares.iter().zip(self.measured()).map(|(squares, seen)| squares / seen.sum().max(1.0)).collect()
    }

    /// Standard deviation of a place where the noise is so many times the mean one.
    pub fn deviation(&self) -> impl Fn(f64) -> f64 + use<> {
        let points = self.waves.points() as f64;
        let sum = |of: &dyn Fn(f64, f64) -> f64, level: f64| {
            let of =
                |across, along| of(density(&self.prior, across, along), self.known((across, along), level));
            self.waves.sum(&self.waves.each(of)) / points
        };
        // what is finer than the grid is not seen at all
        let fine = (self.prior.variance - sum(&|density, _| density, 1.0)).max(0.0);
        let variance = |level: f64| fine + sum(&|density, known| density / (1.0 + density * known), level);
        let table: Vec<f64> = (-LEVELS..=LEVELS).map(|k| variance(LEVEL_RATIO.powi(k)).sqrt()).collect();
        move |level: f64| {
            let place =
                level.log(LEVEL_RATIO).clamp(f64::from(-LEVELS), f64::from(LEVELS)) + f64::from(LEVELS);
            let (below, share) = (place.floor() as usize, place.fract());
            let above = (below + 1).min(table.len() - 1);
            (1.0 - share) * table[below] + share * table[above]
        }
    }

    /// Share of the freedom of the first pass that the sample uses up where its noise is so many times the mean one.
    pub fn used_freedom(&self, level: f64) -> f64 {
        let (first, noise) = (&self.passed[0], self.prior.noise_variance * level);
        let used = self.waves.each(|across, along| {
            let density = density(&self.prior, across, along);
            density * first.known((across, along), noise)
                / (1.0 + density * self.known((across, along), level))
        });
        (self.waves.sum(&used) / (self.waves.points() as f64 * first.pixels)).min(1.0)
    }

    /// What all passes tell of a wave: one over a variance, where the noise is so many times the mean one.
    fn known(&self, wave: (Wave, Wave), level: f64) -> f64 {
        self.passed.iter().map(|pass| pass.known(wave, self.prior.noise_variance * level)).sum()
    }

    /// What each pass sees of values.
    pub fn seen(&self, values: &Array2<f64>) -> Vec<Array2<f64>> {
        self.passes.iter().map(|(_, scan)| scan.apply(values)).collect()
    }

    /// What each pass measured less what it would of these values.
    fn unexplained(&self, values: &Array2<f64>) -> Vec<Array2<f64>> {
        self.passes.iter().map(|(pass, scan)| &pass.values - &scan.apply(values)).collect()
    }

    /// Sum of the squares of what values leave unexplained of each pass, in units of the noise.
    pub fn squares(&self, values: &Array2<f64>, tangent: &Tangent) -> Vec<f64> {
        let squares = |sum: f64, u: &f64, weight: &f64| sum + weight * u * u;
        let of = |(unexplained, weights): (Array2<f64>, &Array2<f64>)| {
            Zip::from(&unexplained).and(weights).fold(0.0, squares)
        };
        self.unexplained(values).into_iter().zip(&tangent.weights).map(of).collect()
    }

    /// K^(1/2) H A^T N^-1 of values of each pass.
    fn forces(&self, tangent: &Tangent, values: Vec<Array2<f64>>) -> Array2<f64> {
        let mut sum = Array2::zeros(self.field.shape);
        for (((_, scan), values), weights) in self.passes.iter().zip(values).zip(&tangent.weights) {
            sum += &scan.adjoint(&(values * weights));
        }
        self.waves.times(&self.root, &(sum * &tangent.slopes))
    }

    /// K^(1/2) of a field.
    fn rooted(&self, field: &Array2<f64>) -> Array2<f64> {
        self.waves.times(&self.root, field)
    }
}

/// Variance of a wave of the sample.
fn density(prior: &Prior, across: Wave, along: Wave) -> f64 {
    let wavenumber = across.squared(prior.spacing_um.0) + along.squared(prior.spacing_um.1);
    prior.variance / (prior.spacing_um.0 * prior.spacing_um.1 * prior.kernel.inverse_density(wavenumber))
}

/// What a pass lets through of each wave.
struct Passed {
    /// Share of the power of so many waves across the rows and along them.
    across: Vec<f64>,
    along: Vec<f64>,
    /// Measured pixels to a point.
    pixels: f64,
}

impl Passed {
    fn of(pass: &Measured, (rows, columns): (usize, usize)) -> Self {
        let Axes { rows: across, columns: along } = &pass.axes;
        let density = |axis: &Axis| axis.taps.len() as f64 / axis.length as f64;
        Self {
            across: powers(across, rows),
            along: powers(along, columns),
            pixels: density(across) * density(along),
        }
    }

    /// What the pass tells of a wave: one over a variance, where a measured pixel has this noise.
    fn known(&self, (across, along): (Wave, Wave), noise: f64) -> f64 {
        self.across[across.count] * self.along[along.count] * self.pixels / noise
    }
}

/// How much of the power of each number of waves on so many points the pixel in the middle of an axis lets through.
fn powers(axis: &Axis, length: usize) -> Vec<f64> {
    let weights = &axis.taps[axis.taps.len() / 2].weights;
    let power = |count: usize| {
        let phase = TAU * count as f64 / length as f64;
        let sum = |of: fn(f64) -> f64| -> f64 {
            weights.iter().enumerate().map(|(point, weight)| weight * of(phase * point as f64)).sum()
        };
        sum(f64::cos).powi(2) + sum(f64::sin).powi(2)
    };
    (0..=length / 2).map(power).collect()
}
