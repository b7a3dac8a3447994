// SPDX-License-Identifier: MIT OR Apache-2.0
//! The sample given several passes: its most probable places on a scale, and their standard deviation.
//!
//! As for a single map the sample is `h(u)`, u a Gaussian process of covariance K, and pass p measures `A_p h(u)` with noise N_p. With
//! `u = mean + K^(1/2) v` each step of Gauss and Newton solves
//! `(1 + K^(1/2) B^T N^-1 B K^(1/2)) v = K^(1/2) B^T N^-1 (g'(m) (y - m) + B (u - mean))`, B and N of all passes, by conjugate gradients.
//! Far from borders and where all places are alike the system is diagonal in waves, which preconditions it and gives the deviation.

use super::place::{Axes, Field};
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

/// How far a linear system is solved: what the first steps leave, a later one with a better tangent mends.
const ROUGHLY: Until = Until { tolerance: 1e-2, steps: 30 };
const CLOSELY: Until = Until { tolerance: 1e-4, steps: 200 };
/// Steps that are solved roughly.
const ROUGH_STEPS: usize = 3;
/// Most steps, and the mean change of places, over the spread of the sample, with which they end.
const MOST_STEPS: usize = 10;
const STILL: f32 = 3e-3;
/// A step that explains the maps worse is shortened, at most so often, by this factor; a misfit of the noise is well explained.
const SHORTENINGS: usize = 3;
const SHORTER: f32 = 0.4;
const WELL_EXPLAINED: f64 = 1.0;
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
    pub warp: Warp,
    /// Variance of a value as a function of its mean.
    pub law: NoiseLaw,
    /// Height and width of a target pixel.
    pub spacing_um: (f64, f64),
}

/// The sample and the passes over it.
pub struct Joint<'a> {
    prior: Prior,
    passes: Vec<(&'a Measured, GridScan)>,
    field: Field,
    waves: Waves,
    passed: Vec<Passed>,
    /// K^(1/2) and the preconditioner, in waves.
    root: Array2<f32>,
    eased: Array2<f32>,
}

/// What the maps say near some places of the sample.
struct Tangent {
    /// Slopes h' of values over places.
    slopes: Array2<f32>,
    passes: Vec<OfPass>,
}

/// The same of one pass.
struct OfPass {
    /// Slope g' of the scale at the expected values.
    steepness: Array2<f64>,
    /// One over the noise variance on the scale; 0 where nothing was measured.
    precision: Array2<f64>,
    /// What is measured less what is expected, on the scale.
    unexplained: Array2<f64>,
}

impl<'a> Joint<'a> {
    pub fn new(prior: Prior, measured: &'a [Measured]) -> Self {
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
        let passes = measured.iter().map(|pass| (pass, pass.axes.on(&field))).collect();
        Self { prior, passes, field, waves, passed, root, eased }
    }

    /// The most probable places of the field, and how improbable they and the maps are together: half the squares of what is
    /// unexplained, in units of the noise, and of v; in nats, up to a constant.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn places(&self, task: &Task) -> Result<(Array2<f32>, f64)> {
        let Prior { mean, warp, .. } = self.prior;
        let uniform = Array2::from_elem(self.field.shape, mean as f32);
        let mut tangent = self.first_tangent(&uniform);
        let mut v = self.solve(&tangent, &(&uniform - mean as f32), None, CLOSELY, task);
        task.check()?;
        let mut places = self.carried(&v);
        for step in 1..if warp.is_linear() { 1 } else { MOST_STEPS } {
            task.at(step as f64 / MOST_STEPS as f64)?;
            tangent = self.tangent(&places);
            let until = if step <= ROUGH_STEPS { ROUGHLY } else { CLOSELY };
            v = self.solve(&tangent, &(&places - mean as f32), Some(v), until, task);
            let next = self.step(&places, &self.carried(&v), &tangent);
            let change = Zip::from(&next).and(&places).fold(0.0, |sum, a, b| sum + (a - b).abs());
            places = next;
            if step > ROUGH_STEPS
                && change / (places.len() as f32) < STILL * self.prior.variance.sqrt() as f32
            {
                break;
            }
        }
        task.check()?;
        let unexplained: f64 = self.tangent(&places).passes.iter().map(OfPass::squares).sum();
        let cost = 0.5 * (unexplained + v.iter().map(|v| v * v).sum::<f64>());
        Ok((places, cost))
    }

    /// The places of the target grid of (rows, columns) among those of the field.
    pub fn target(&self, places: &Array2<f32>, (rows, columns): (usize, usize)) -> Array2<f32> {
        let [above, left] = self.field.before;
        places.slice(ndarray::s![above..above + rows, left..left + columns]).to_owned()
    }

    /// Mean square of what places leave unexplained of each pass, in units of the noise.
    pub fn misfits(&self, places: &Array2<f32>) -> Vec<f64> {
        self.tangent(places).passes.iter().map(OfPass::misfit).collect()
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

    /// Solves a step: the field v whose places are the aims.
    fn solve(
        &self,
        tangent: &Tangent,
        gone: &Array2<f32>,
        start: Option<Array2<f64>>,
        until: Until,
        task: &Task,
    ) -> Array2<f64> {
        let right = self.forces(tangent, |scan, pass| &pass.unexplained + &pass.seen(scan, tangent, gone));
        let system = |v: &Array2<f64>| {
            let places = self.rooted(&v.mapv(|v| v as f32));
            v + &self.forces(tangent, |scan, pass| pass.seen(scan, tangent, &places))
        };
        let precondition = |r: &Array2<f64>| {
            if task.is_cancelled() {
                return Array2::zeros(r.dim()); // ends every iteration
            }
            self.waves.times(&self.eased, &r.mapv(|r| r as f32)).mapv(f64::from)
        };
        conjugate_gradients(start, right, system, precondition, until)
    }

    /// K^(1/2) B^T N^-1 of what `of` says of each pass.
    fn forces(&self, tangent: &Tangent, of: impl Fn(&GridScan, &OfPass) -> Array2<f64>) -> Array2<f64> {
        let mut sum = Array2::<f32>::zeros(self.field.shape);
        for ((_, scan), pass) in self.passes.iter().zip(&tangent.passes) {
            let weights = of(scan, pass) * &pass.precision * &pass.steepness;
            sum += &scan.adjoint(&weights.mapv(|weight| weight as f32));
        }
        self.rooted(&(sum * &tangent.slopes)).mapv(f64::from)
    }

    fn rooted(&self, field: &Array2<f32>) -> Array2<f32> {
        self.waves.times(&self.root, field)
    }

    /// The places that a field v stands for.
    fn carried(&self, v: &Array2<f64>) -> Array2<f32> {
        self.rooted(&v.mapv(|v| v as f32)) + self.prior.mean as f32
    }

    /// The tangent of a uniform sample, which takes distances on the scale as they are and the noise from the values.
    fn first_tangent(&self, uniform: &Array2<f32>) -> Tangent {
        let Prior { warp, law, .. } = self.prior;
        let mut tangent = self.tangent(uniform);
        for ((measured, scan), pass) in self.passes.iter().zip(&mut tangent.passes) {
            let expected = scan.apply(&warp.values(uniform)).mapv(f64::from);
            pass.unexplained = Zip::from(&measured.values)
                .and(&expected)
                .map_collect(|value, expected| warp.forward(*value) - warp.forward(*expected));
            if !warp.is_linear() {
                pass.precision = measured.values.mapv(|value| 1.0 / law.variance_on(&warp, value.max(0.0)))
                    * &measured.seen;
            }
        }
        tangent
    }

    fn tangent(&self, places: &Array2<f32>) -> Tangent {
        let Prior { warp, law, noise_variance, .. } = self.prior;
        let sample = warp.bent(places.clone());
        let of_pass = |(measured, scan): &(&Measured, GridScan)| {
            let expected = scan.apply(&sample.values).mapv(f64::from);
            let steepness = expected.mapv(|value| warp.slope(value));
            let noise =
                |value: f64| if warp.is_linear() { noise_variance } else { law.variance_on(&warp, value) };
            let precision = expected.mapv(|value| 1.0 / noise(value)) * &measured.seen;
            OfPass { unexplained: (&measured.values - &expected) * &steepness, steepness, precision }
        };
        Tangent { passes: self.passes.iter().map(of_pass).collect(), slopes: sample.slopes }
    }

    /// Goes from places towards others, as far as the maps are explained better or well.
    fn step(&self, places: &Array2<f32>, aims: &Array2<f32>, tangent: &Tangent) -> Array2<f32> {
        let misfit = |tangent: &Tangent| {
            tangent.passes.iter().map(OfPass::misfit).sum::<f64>() / self.passes.len() as f64
        };
        let enough = misfit(tangent).max(WELL_EXPLAINED);
        let mut share = 1.0;
        let mut gone = self.prior.warp.towards(places, aims, &tangent.slopes, share);
        for _ in 0..SHORTENINGS {
            if misfit(&self.tangent(&gone)) <= enough {
                break;
            }
            share *= SHORTER;
            gone = self.prior.warp.towards(places, aims, &tangent.slopes, share);
        }
        gone
    }
}

impl OfPass {
    /// B: what the pass sees of a change of the places.
    fn seen(&self, scan: &GridScan, tangent: &Tangent, change: &Array2<f32>) -> Array2<f64> {
        scan.apply(&(change * &tangent.slopes)).mapv(f64::from) * &self.steepness
    }

    /// Sum of the squares of what is unexplained, in units of the noise.
    fn squares(&self) -> f64 {
        Zip::from(&self.unexplained)
            .and(&self.precision)
            .fold(0.0, |sum, u, precision| sum + u * u * precision)
    }

    fn misfit(&self) -> f64 {
        let seen = self.precision.iter().filter(|precision| **precision > 0.0).count();
        self.squares() / seen.max(1) as f64
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
