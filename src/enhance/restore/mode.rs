// SPDX-License-Identifier: MIT OR Apache-2.0
//! The most probable sample on a scale that bends.
//!
//! A measured pixel averages values, not places on their scale: where it straddles bright and dark it hardly sees the dark.
//! What the pixels see of a small change of the places u is `B = g'(m) A h'(u)`, for `m = A h(u)` and on their own scale.
//! The most probable places are `u = mean + K B^T w`, whose weights w of the measured pixels fulfil `N w = g'(m) (y - m)`.
//! Newton's method in the form of Gauss, which takes B for constant within a step, solves
//! `(B K B^T + N) w = g'(m) (y - m) + B (u - mean)`.

use super::grid_scan::GridScan;
use super::sight::Sight;
use crate::enhance::noise::NoiseLaw;
use crate::enhance::prior::covariance::Covariance;
use crate::enhance::warp::Warp;
use crate::numeric::{Until, conjugate_gradients};
use crate::task::Task;
use ndarray::{Array2, ArrayView2, Zip};

/// How far a linear system is solved: what the first steps leave, a later one with a better tangent mends.
const ROUGHLY: Until = Until { tolerance: 0.02, steps: 6 };
const CLOSELY: Until = Until { tolerance: 0.0005, steps: 60 };
/// Steps that are solved roughly, and most steps.
const ROUGH_STEPS: usize = 2;
const MOST_STEPS: usize = 12;
/// The steps end where the weights leave this mean square of the noise unexplained, over the share of the measurement's freedom
/// that the sample uses up: a smooth sample is known better than any single pixel.
const CONVERGED: f64 = 0.1;
/// A step that explains the map worse is shortened, at most so often, by this factor; a misfit of the noise is well explained.
const SHORTENINGS: usize = 3;
const SHORTER: f32 = 0.4;
const WELL_EXPLAINED: f64 = 1.0;

/// What is known of a sample on a scale.
pub struct Posterior<'a> {
    /// The sample in blocks.
    pub sight: Sight,
    /// Prior covariance of the sample on its scale.
    pub covariance: Covariance,
    /// Its prior mean there.
    pub mean: f64,
    /// What is expected of each block beyond that mean, on the scale; `None`: nothing.
    pub drift: Option<Array2<f32>>,
    /// The map, in its unit.
    pub values: ArrayView2<'a, f64>,
    /// Noise variance of each measured pixel on the scale before anything is estimated; infinite where the value is missing.
    pub noise: ArrayView2<'a, f64>,
    /// Variance of a value as a function of its mean.
    pub law: NoiseLaw,
    /// The scale.
    pub warp: Warp,
    /// Share of the measurement's freedom that the sample uses up.
    pub used_freedom: f64,
    /// The work: once it is cancelled, no further step is made.
    pub task: &'a Task,
}

impl Posterior<'_> {
    /// The most probable places of the target pixels in the blocks on the scale.
    ///
    /// `residual`: map less what a uniform sample gives, on the scale; `precondition` nearly solves `(A K A^T + N) w = r`.
    pub fn mode(
        &self,
        residual: ArrayView2<f64>,
        precondition: impl Fn(&Array2<f64>) -> Array2<f64>,
    ) -> Array2<f32> {
        let ones = Array2::ones(self.covariance.shape());
        let response = seen(&self.sight.seen, &ones);
        let expected = self.tangent_at_expected(&ones, &response);
        // steps that begin far off do not lead back where a sample is smooth or values are missing
        let mut weights = self.solve(&expected, residual.to_owned(), None, CLOSELY, &precondition);
        let mut places = self.prior(&expected.carried(&weights));
        let mut tangent = self.tangent(&places, &response);
        for step in (0..MOST_STEPS).take_while(|_| !self.task.is_cancelled()) {
            let right = tangent.seen(self.unexpected(&places)) + &tangent.unexplained;
            let until = if step < ROUGH_STEPS { ROUGHLY } else { CLOSELY };
            weights = self.solve(&tangent, right, Some(weights), until, &precondition);
            let aims = self.prior(&tangent.carried(&weights));
            (places, tangent) = self.step(&places, &aims, &tangent, &response);
            if step >= ROUGH_STEPS && tangent.left(&weights) < CONVERGED * self.used_freedom {
                break;
            }
        }
        self.sight.between.apply(&places)
    }

    /// Weights of the measured pixels: solves `(B K B^T + N) w = right`.
    fn solve(
        &self,
        tangent: &Tangent,
        right: Array2<f64>,
        start: Option<Array2<f64>>,
        until: Until,
        precondition: &impl Fn(&Array2<f64>) -> Array2<f64>,
    ) -> Array2<f64> {
        let system = |w: &Array2<f64>| {
            tangent.seen(self.covariance.times(&tangent.carried(w))) + w.clone() * &tangent.noise
        };
        let precondition = |r: &Array2<f64>| tangent.precondition(r, precondition);
        conjugate_gradients(start, right, system, precondition, until)
    }

    /// The expected places and what forces make of them.
    fn prior(&self, forces: &Array2<f32>) -> Array2<f32> {
        let places = self.covariance.times(forces) + self.mean as f32;
        match &self.drift {
            None => places,
            Some(drift) => places + drift,
        }
    }

    /// How far places are from those that are expected.
    fn unexpected(&self, places: &Array2<f32>) -> Array2<f32> {
        let beyond_mean = places.clone() - self.mean as f32;
        match &self.drift {
            None => beyond_mean,
            Some(drift) => beyond_mean - drift,
        }
    }

    /// The tangent of the expected sample, with the noise of the map as it is. `response`: what each measured pixel sees of `ones`.
    fn tangent_at_expected(&self, ones: &Array2<f32>, response: &Array2<f64>) -> Tangent<'_> {
        let tangent = match &self.drift {
            Some(drift) => self.tangent(&(drift + self.mean as f32), response),
            None => {
                let level = self.warp.inverse(self.mean);
                let slope = 1.0 / self.warp.slope(level);
                self.tangent_of(response * level, ones * slope as f32, response)
            }
        };
        let noise = self.noise.mapv(|noise| if noise.is_finite() { noise } else { 1.0 });
        Tangent { noise, ..tangent }
    }

    fn tangent(&self, places: &Array2<f32>, response: &Array2<f64>) -> Tangent<'_> {
        let sample = self.warp.bent(self.sight.between.apply(places));
        let expected = seen(&self.sight.exact, &sample.values);
        self.tangent_of(expected, self.sight.means.apply(&sample.slopes), response)
    }

    fn tangent_of(&self, expected: Array2<f64>, slopes: Array2<f32>, response: &Array2<f64>) -> Tangent<'_> {
        let scan = &self.sight.seen;
        let mut steepness = expected.mapv(|value| self.warp.slope(value));
        let mut noise = expected.mapv(|value| self.law.variance_on(&self.warp, value));
        Zip::from(&mut steepness).and(&mut noise).and(self.noise).for_each(|steepness, noise, before| {
            if !before.is_finite() {
                (*steepness, *noise) = (0.0, 1.0);
            }
        });
        let unexplained = (self.values.to_owned() - &expected) * &steepness;
        let response = seen(scan, &slopes) * &steepness / response;
        Tangent { scan, slopes, steepness, noise, unexplained, response }
    }

    /// Goes from places towards others, as far as the map is explained better or well.
    fn step(
        &self,
        places: &Array2<f32>,
        aims: &Array2<f32>,
        tangent: &Tangent,
        response: &Array2<f64>,
    ) -> (Array2<f32>, Tangent<'_>) {
        let enough = tangent.misfit().max(WELL_EXPLAINED);
        let gone = |share: f32| {
            let gone = self.warp.towards(places, aims, &tangent.slopes, share);
            let next = self.tangent(&gone, response);
            (gone, next)
        };
        let mut share = 1.0;
        let mut last = gone(share);
        for _ in 0..SHORTENINGS {
            if last.1.misfit() <= enough || self.task.is_cancelled() {
                break;
            }
            share *= SHORTER;
            last = gone(share);
        }
        last
    }
}

/// The measurement near some places of the sample, where it is linear.
struct Tangent<'a> {
    scan: &'a GridScan,
    /// Slopes h' of values over places.
    slopes: Array2<f32>,
    /// Slope g' of the scale at the expected value of each measured pixel; 0 where the value is missing.
    steepness: Array2<f64>,
    /// Noise variance of each measured pixel on the scale.
    noise: Array2<f64>,
    /// What is measured less what is expected, on the scale.
    unexplained: Array2<f64>,
    /// How much more of a change common to all places each measured pixel sees than of one common to all values.
    response: Array2<f64>,
}

impl Tangent<'_> {
    /// Mean square of what is unexplained, in units of the noise.
    fn misfit(&self) -> f64 {
        let sum =
            Zip::from(&self.unexplained).and(&self.noise).fold(0.0, |sum, u, noise| sum + u * u / noise);
        sum / self.noise.len() as f64
    }

    /// Mean square of what weights leave unexplained, in units of the noise.
    fn left(&self, weights: &Array2<f64>) -> f64 {
        let squares = |sum: f64, u: &f64, noise: &f64, w: &f64| sum + (u - noise * w).powi(2) / noise;
        let sum = Zip::from(&self.unexplained).and(&self.noise).and(weights).fold(0.0, squares);
        sum / self.noise.len() as f64
    }

    /// B: what the measured pixels see of a change of the places.
    fn seen(&self, change: Array2<f32>) -> Array2<f64> {
        seen(self.scan, &(change * &self.slopes)) * &self.steepness
    }

    /// B^T: the forces on the places that weights of the measured pixels mean.
    fn carried(&self, weights: &Array2<f64>) -> Array2<f32> {
        carried(self.scan, &(weights.clone() * &self.steepness)) * &self.slopes
    }

    /// Nearly solves `(B K B^T + N) w = r` by what nearly solves `(A K A^T + N) w = r`.
    fn precondition(
        &self,
        right: &Array2<f64>,
        precondition: &impl Fn(&Array2<f64>) -> Array2<f64>,
    ) -> Array2<f64> {
        let inverse = self.response.mapv(|response| if response > 0.0 { 1.0 / response } else { 0.0 });
        precondition(&(right.clone() * &inverse)) * inverse
    }
}

fn seen(scan: &GridScan, sample: &Array2<f32>) -> Array2<f64> {
    scan.apply(sample).mapv(f64::from)
}

fn carried(scan: &GridScan, weights: &Array2<f64>) -> Array2<f32> {
    scan.adjoint(&weights.mapv(|weight| weight as f32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::Axis;
    use crate::conditions::Edge;
    use crate::enhance::prior::Kernel;
    use crate::enhance::restore::blocks::Blocks;
    use crate::enhance::warp::Curve;
    use nalgebra::{DMatrix, DVector};

    /// Measured lines and pixels, each over one target pixel, which is one block.
    const SHAPE: (usize, usize) = (9, 11);

    /// What is seen, and how many blocks there are.
    fn sight() -> (Sight, (usize, usize)) {
        let axis = |count| Axis::boxes(count, 1.0, 1.6, 0.2, 1.0, count, Edge::Reflect).unwrap();
        let (rows, columns) = (axis(SHAPE.0), axis(SHAPE.1));
        let (lines, pixels) = (0..SHAPE.0, 0..SHAPE.1);
        let (across, along) =
            (Blocks::cover(&rows, &lines, &lines), Blocks::cover(&columns, &pixels, &pixels));
        let sight = Sight::new((&across, &rows, &lines), (&along, &columns, &pixels), &Task::new());
        (sight, (across.count, along.count))
    }

    fn posterior<'a>(values: &'a Array2<f64>, noise: &'a Array2<f64>, warp: Warp) -> Posterior<'a> {
        let ((sight, blocks), kernel) = (sight(), Kernel { order: 1.5, length_um: 2.0 });
        let covariance = Covariance::new(&kernel, 0.8, blocks, (1.0, 1.0), (8, 8));
        let law = NoiseLaw { readout: 0.25, counting: 0.0, relative: 0.0 };
        let (values, noise) = (values.view(), noise.view());
        let (task, used_freedom) = (Box::leak(Box::default()), 0.5);
        Posterior { sight, covariance, mean: 1.0, drift: None, values, noise, law, warp, used_freedom, task }
    }

    /// One bright pixel on a dark ground, one value missing.
    fn spot() -> (Array2<f64>, Array2<f64>) {
        let mut values = Array2::from_shape_fn(SHAPE, |(i, j)| 1.5 + (i as f64 * 1.3 + j as f64 * 0.9).sin());
        values[[4, 5]] = 9.0;
        let mut noise = Array2::from_elem(SHAPE, 0.25);
        noise[[2, 3]] = f64::INFINITY;
        (values, noise)
    }

    /// Solves `(A K A^T + N) w = right` of the values that are there, densely.
    fn dense(posterior: &Posterior, right: &Array2<f64>) -> Array2<f64> {
        let finite = |(at, noise): ((usize, usize), &f64)| noise.is_finite().then_some(at);
        let there: Vec<(usize, usize)> = posterior.noise.indexed_iter().filter_map(finite).collect();
        let scan = &posterior.sight.seen;
        let mut system = DMatrix::zeros(there.len(), there.len());
        for (j, at) in there.iter().enumerate() {
            let mut unit = Array2::zeros(SHAPE);
            unit[*at] = 1.0;
            let image = seen(scan, &posterior.covariance.times(&carried(scan, &unit)));
            there.iter().enumerate().for_each(|(i, at)| system[(i, j)] = image[*at]);
            system[(j, j)] += posterior.noise[*at];
        }
        let right = DVector::from_iterator(there.len(), there.iter().map(|at| right[*at]));
        let solved = system.lu().solve(&right).unwrap();
        let mut weights = Array2::zeros(SHAPE);
        there.iter().zip(&solved).for_each(|(at, weight)| weights[*at] = *weight);
        weights
    }

    #[test]
    fn the_mode_explains_a_bright_spot_and_the_dark_around_it() {
        let (values, noise) = spot();
        let warp = Warp { curve: Curve::Logarithm, offset: 0.5, unit: 0.5, least: f64::NEG_INFINITY };
        let posterior = posterior(&values, &noise, warp);
        let residual = values.mapv(|value| warp.forward(value) - 1.0);
        let places = posterior.mode(residual.view(), |right| dense(&posterior, right));
        let response = seen(&posterior.sight.seen, &Array2::ones(places.dim()));
        let tangent = posterior.tangent(&places, &response);
        assert_eq!(tangent.unexplained[[2, 3]], 0.0);
        let uniform = posterior.tangent(&Array2::ones(places.dim()), &response);
        assert!(tangent.misfit() < 0.3 * uniform.misfit(), "{} {}", tangent.misfit(), uniform.misfit());
        assert!(places.iter().any(|place| *place > 2.5)); // the spot is there: ln(1 + 9 / 0.5) = 2.9
    }

    #[test]
    fn on_a_linear_scale_the_mode_solves_the_linear_system() {
        let (values, noise) = spot();
        let posterior = posterior(&values, &noise, Warp::linear(1.0));
        let residual = values.mapv(|value| value - 1.0);
        let places = posterior.mode(residual.view(), |right| dense(&posterior, right));
        let exact = posterior.prior(&carried(&posterior.sight.seen, &dense(&posterior, &residual)));
        let farthest = (&exact - &places).fold(0.0f32, |most, d| most.max(d.abs()));
        assert!(farthest < 0.02, "{farthest}");
    }
}
