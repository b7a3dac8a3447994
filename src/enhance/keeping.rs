// SPDX-License-Identifier: MIT OR Apache-2.0
//! An element on a scale that keeps what was measured of it.
//!
//! The most probable sample on a logarithm is not its mean: where pixels have about one count or fewer, its values can
//! add up to 40 % too little. That shows where a few windows are restored; the element is then restored on a linear scale,
//! which keeps sums.

use super::element::Element;
use super::fitted::Fitted;
use super::forward::Forward;
use super::noise::StatedNoise;
use super::probe::parts;
use super::settings::{Scale, Settings};
use super::warp::Curve;
use super::workers::Workers;
use crate::error::Result;
use crate::task::Task;
use ndarray::{ArrayView2, Zip};

/// Relative standard deviation of a pixel's noise, on average, below which the most probable sample is nearly the mean.
const QUIET: f64 = 0.07;
/// Share of what was measured that may be lost or added, beside so many standard deviations of the sum's noise.
const LOST: f64 = 0.05;
const SURELY: f64 = 3.0;

/// The element on the scale that the settings ask for; if the likelihood is to choose, on a linear one where that which it prefers
/// does not keep what was measured. The arguments and errors are those of [`Fitted::of`].
pub fn fitted(
    map: ArrayView2<'_, f32>,
    stated: StatedNoise,
    forward: Forward,
    settings: &Settings,
    workers: &Workers,
    task: &Task,
) -> Result<Fitted> {
    let preferred = Fitted::of(map, stated, forward.clone(), settings, workers, task)?;
    if settings.scale != Scale::Auto || keeps(&preferred, workers, task)? {
        return Ok(preferred);
    }
    let linear = Settings { scale: Scale::Linear, ..settings.clone() };
    Fitted::of(map, stated, forward, &linear, workers, task)
}

fn keeps(fitted: &Fitted, workers: &Workers, task: &Task) -> Result<bool> {
    let warp = &fitted.scaled.warp;
    let noise = fitted.fit.noise_variance.sqrt() * warp.unit / warp.offset;
    if warp.curve != Curve::Logarithm || noise < QUIET {
        return Ok(true);
    }
    let mut sums = Sums::default();
    for part in parts(&fitted.forward) {
        sums.add(&fitted.part(&part).restore_mean(workers, &task.quiet())?);
    }
    Ok(sums.are_kept())
}

/// What was measured of some windows and what their restoration gives.
#[derive(Debug, Default)]
struct Sums {
    measured: f64,
    expected: f64,
    /// Variance of the noise of `measured`.
    variance: f64,
}

impl Sums {
    fn add(&mut self, element: &Element) {
        let repaired = &element.repaired;
        Zip::from(&repaired.values).and(&element.expected).and(&repaired.missing).for_each(
            |value, expected, missing| {
                if !missing {
                    self.measured += value;
                    self.expected += expected;
                    self.variance += element.law.variance(*expected);
                }
            },
        );
    }

    fn are_kept(&self) -> bool {
        let allowed = LOST * self.measured.abs() + SURELY * self.variance.sqrt();
        (self.expected - self.measured).abs() <= allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_may_differ_by_a_twentieth_and_its_noise() {
        let are_kept = |expected| Sums { measured: 1000.0, expected, variance: 900.0 }.are_kept();
        assert!(are_kept(861.0) && are_kept(1139.0)); // 50 and three times 30
        assert!(!are_kept(859.0) && !are_kept(1141.0));
    }
}
