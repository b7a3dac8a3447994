// SPDX-License-Identifier: MIT OR Apache-2.0
//! An element on a scale that keeps what was measured of it.
//!
//! The most probable sample on a logarithm is not its mean: where pixels have about one count or fewer, its values can
//! add up to 40 % too little. That shows where a few windows are restored; the element is then restored on a linear scale,
//! which keeps sums.

use super::fitted::Fitted;
use super::forward::Forward;
use super::noise::StatedNoise;
use super::probe::parts;
use super::settings::{Scale, Settings};
use super::totals::Totals;
use super::warp::Curve;
use super::workers::Workers;
use crate::error::Result;
use crate::task::Task;
use ndarray::ArrayView2;

/// Relative standard deviation of a pixel's noise, on average, below which the most probable sample is nearly the mean.
const QUIET: f64 = 0.07;
/// A sum may fall by this many standard deviations of its noise.
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
    let mut totals = Totals::default();
    for part in parts(&fitted.forward) {
        let element = fitted.part(&part).restore_mean(workers, &task.quiet())?;
        totals.add(&element, &element.expected);
    }
    Ok(totals.are_kept(SURELY))
}
