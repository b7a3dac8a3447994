// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes near some places of the sample, where what they measure is linear.

use super::posterior::Joint;
use ndarray::{Array2, Zip};

/// Least variance of a value's noise over the mean one: nothing is measured without noise, also where nothing is expected.
const LEAST_NOISE: f64 = 0.01;

/// Values as a straight line of the places, and the noise of each measured pixel there.
pub struct Tangent {
    /// What the lines give at place 0, and their slopes, in the map's unit.
    origin: Array2<f64>,
    pub slopes: Array2<f64>,
    /// One over the noise variance of each value of each pass, in the map's unit; 0 where it is missing.
    pub weights: Vec<Array2<f64>>,
}

impl Tangent {
    /// That of places on a linear scale, each value as noisy as all are on average.
    pub fn uniform(joint: &Joint) -> Self {
        let (unit, variance) = (joint.prior().warp.unit, variance_at_zero(joint));
        Self {
            origin: Array2::zeros(joint.shape()),
            slopes: Array2::from_elem(joint.shape(), unit),
            weights: joint.measured().map(|seen| seen / variance).collect(),
        }
    }

    /// That of some places of the field. On a linear scale noise stays what it is on average: weights that differ by orders of magnitude,
    /// as where nothing was counted, cannot be solved there.
    pub fn at(joint: &Joint, places: &Array2<f64>) -> Self {
        let (warp, law) = (joint.prior().warp, joint.prior().law);
        if warp.is_linear() {
            return Self::uniform(joint);
        }
        let bent = places.mapv(|place| warp.at(place));
        let (values, slopes) = (bent.mapv(|(value, _)| value), bent.mapv(|(_, slope)| slope));
        let origin = &values - &(&slopes * places);
        let least = LEAST_NOISE * variance_at_zero(joint);
        let expected = joint.seen(&values);
        let weights = expected.iter().zip(joint.measured()).map(|(expected, seen)| {
            Zip::from(expected).and(seen).map_collect(|mean, seen| seen / law.variance(*mean).max(least))
        });
        Self { origin, slopes, weights: weights.collect() }
    }

    /// The values of places on the lines.
    pub fn values(&self, places: &Array2<f64>) -> Array2<f64> {
        &self.origin + &(places * &self.slopes)
    }
}

/// Variance of the noise of a value that is as noisy on the scale as all are on average, where its slope is that at 0.
fn variance_at_zero(joint: &Joint) -> f64 {
    joint.prior().noise_variance * joint.prior().warp.unit.powi(2)
}
