// SPDX-License-Identifier: MIT OR Apache-2.0
//! An element on a scale that keeps what was measured of it.
//!
//! The most probable sample on a logarithm is not its mean: where pixels have about one count or fewer, its values can
//! add up to 40 % too little. Where counts are not known, bright inclusions of a pixel can also be taken for noise. Both
//! show where a few windows are restored. The noise is then taken to be at most what neighbouring values differ by; if that
//! does not help, the element is restored on a linear scale, which keeps sums, but not what is faint beside bright inclusions.

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

/// The element on the scale that the settings ask for; if the likelihood is to choose and what it prefers does not keep what
/// was measured, with less noise, and where that does not either, on a linear scale. The arguments and errors are those of [`Fitted::of`].
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
    if preferred.count.is_none() {
        let quieter = Fitted::of(map, stated.bounded(), forward.clone(), settings, workers, task)?;
        if keeps(&quieter, workers, task)? {
            return Ok(quieter);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::Conditions;
    use crate::enhance::fitted::forward;
    use crate::enhance::warp::Curve;
    use crate::stream::{Purpose, Stream};
    use ndarray::Array2;
    use rand_distr::{Distribution, Normal, Uniform};

    const LINES: usize = 60;

    /// A mineral of 1000 beside one of 300, noise of 10 %, in no known unit; in one of 50 pixels an inclusion a hundred to ten
    /// thousand times as bright.
    fn with_inclusions() -> Array2<f32> {
        Array2::from_shape_fn((LINES, LINES), |(i, j)| {
            let mut stream = Stream::new(5, Purpose::Probe, i, j);
            let mineral = if j < LINES / 2 { 1000.0 } else { 300.0 };
            let noise = Normal::new(1.0, 0.1).unwrap().sample(&mut stream);
            let share = Uniform::new(0.0, 1.0).unwrap().sample(&mut stream);
            let decades = if share < 0.02 { 2.0 + 100.0 * share } else { 0.0 };
            (mineral * noise * 10f64.powf(decades)) as f32
        })
    }

    #[test]
    fn inclusions_keep_their_sum_and_what_is_faint_beside_them_is_kept() {
        let (map, workers, task) = (with_inclusions(), Workers::new(1).unwrap(), Task::new());
        let conditions = Conditions { beam_size_um: Some(10.0), ..Conditions::default() };
        let settings = Settings::default();
        let forward = forward(&conditions, &settings, map.dim(), (10.0, 10.0)).unwrap();
        let fitted = fitted(map.view(), StatedNoise::none(), forward, &settings, &workers, &task).unwrap();
        assert_eq!(fitted.scaled.warp.curve, Curve::Logarithm);
        assert!(keeps(&fitted, &workers, &task).unwrap());
        let element = fitted.restore(&workers, &task).unwrap();
        let estimate = element.warp.values(&element.restored.mean);
        let middle = |columns: std::ops::Range<usize>| {
            let mut values: Vec<f32> = estimate.slice(ndarray::s![.., columns]).iter().copied().collect();
            let middle = values.len() / 2;
            *values.select_nth_unstable_by(middle, f32::total_cmp).1
        };
        let columns = estimate.ncols();
        let (bright, faint) = (middle(0..columns / 2), middle(columns / 2..columns));
        assert!((900.0..1200.0).contains(&bright) && (270.0..360.0).contains(&faint), "{bright} {faint}");
    }
}
