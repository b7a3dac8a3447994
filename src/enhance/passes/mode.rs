// SPDX-License-Identifier: MIT OR Apache-2.0
//! The most probable sample given several passes, on any scale.
//!
//! It is found by steps of Gauss and Newton from what the first pass tells alone: far from it, a long washout beside a sharp edge leads
//! to single bright points.

use super::posterior::Joint;
use super::tangent::Tangent;
use crate::enhance::warp::Warp;
use crate::error::Result;
use crate::task::Task;
use ndarray::Array2;

/// Most steps; they end where one changes what is unexplained by less than this share.
const MOST_STEPS: usize = 6;
const CONVERGED: f64 = 2e-3;
/// A step that explains the maps worse is shortened, at most so often, by this factor; a misfit of the noise is well explained.
const SHORTENINGS: usize = 3;
const SHORTER: f32 = 0.4;
const WELL_EXPLAINED: f64 = 1.0;

impl Joint<'_> {
    /// The most probable places of the field. `start`: those of the target grid to begin with, on a scale that bends.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`], and those of `start`.
    pub fn mode(&self, start: impl FnOnce() -> Result<Array2<f32>>, task: &Task) -> Result<Array2<f64>> {
        if self.prior().warp.is_linear() {
            return Ok(self.places(&Tangent::uniform(self), task)?.0);
        }
        let mut places = self.around(&start()?);
        let (mut tangent, mut misfit) = self.seen_from(&places);
        for step in 0..MOST_STEPS {
            let (from, to) = (step as f64 / MOST_STEPS as f64, (step + 1) as f64 / MOST_STEPS as f64);
            let (aims, _) = self.places(&tangent, &task.part(from..to))?;
            let before = misfit;
            (places, tangent, misfit) = self.step(&places, &aims, &tangent, before);
            if (misfit - before).abs() < CONVERGED * before {
                break;
            }
        }
        Ok(places)
    }

    /// Goes from places towards others, as far as the maps are explained better or well.
    fn step(
        &self,
        places: &Array2<f64>,
        aims: &Array2<f64>,
        tangent: &Tangent,
        misfit: f64,
    ) -> (Array2<f64>, Tangent, f64) {
        let enough = misfit.max(WELL_EXPLAINED);
        let mut share = 1.0;
        loop {
            let gone = towards(&self.prior().warp, (places, aims), &tangent.slopes, share);
            let (next, left) = self.seen_from(&gone);
            if left <= enough || share <= SHORTER.powi(SHORTENINGS as i32) {
                return (gone, next, left);
            }
            share *= SHORTER;
        }
    }

    /// The tangent at places, and the mean square of what they leave unexplained, in units of the noise.
    fn seen_from(&self, places: &Array2<f64>) -> (Tangent, f64) {
        let tangent = Tangent::at(self, places);
        let values = tangent.values(places);
        let squares: f64 = self.squares(&values, &tangent).iter().sum();
        let seen: f64 = self.measured().map(|seen| seen.sum()).sum();
        (tangent, squares / seen.max(1.0))
    }
}

/// A share of the way from places to others.
fn towards(
    warp: &Warp,
    (places, aims): (&Array2<f64>, &Array2<f64>),
    slopes: &Array2<f64>,
    share: f32,
) -> Array2<f64> {
    let single = |field: &Array2<f64>| field.mapv(|value| value as f32);
    warp.towards(&single(places), &single(aims), &single(slopes), share).mapv(f64::from)
}
