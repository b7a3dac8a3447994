// SPDX-License-Identifier: MIT OR Apache-2.0
//! A map on its scale, and the scales among which the likelihood chooses.

use super::forward::{Forward, Part};
use super::noise::KnownNoise;
use super::prior::fit::{Evidence, Fit};
use super::prior::likelihood::NoiseBounds;
use super::repair::Repaired;
use super::settings::Scale;
use super::warp::{Curve, Warp};
use crate::error::Result;
use crate::task::Task;
use ndarray::{Array2, s};

/// Least response to a uniform sample, over the largest, of pixels that tell where its mean lies.
const LEAST_RESPONSE: f64 = 0.3;

/// A map on a scale.
#[derive(Clone)]
pub struct Scaled {
    /// The scale.
    pub warp: Warp,
    /// Where the mean of the sample lies on it.
    pub mean: f64,
    /// What is expected of the sample beyond that mean, on the scale, shape (rows, columns); `None`: nothing.
    pub drift: Option<Array2<f32>>,
    /// Map less what the expected sample gives, on the scale; shape (lines, pixels).
    pub residual: Array2<f64>,
}

impl Scaled {
    /// A map on a scale.
    pub fn new(repaired: &Repaired, forward: &Forward, warp: Warp) -> Self {
        let response = response(forward);
        if warp.is_linear() {
            let values = repaired.values.mapv(|value| value / warp.unit);
            let weight = (&response * &response).sum();
            let mean = if weight > 0.0 { (&values * &response).sum() / weight } else { 0.0 };
            return Self::around(repaired, forward, warp, mean);
        }
        let least = LEAST_RESPONSE * response.fold(0.0f64, |most, r| most.max(*r));
        let (mut sum, mut count) = (0.0, 0.0);
        for (value, response) in repaired.values.iter().zip(&response).filter(|(_, r)| **r > least) {
            (sum, count) = (sum + warp.forward(value / response), count + 1.0);
        }
        Self::around(repaired, forward, warp, if count > 0.0 { sum / count } else { 0.0 })
    }

    /// A map on a scale, of whose sample this is the mean.
    pub fn around(repaired: &Repaired, forward: &Forward, warp: Warp, mean: f64) -> Self {
        let (response, level) = (response(forward), warp.inverse(mean));
        let mut residual = repaired.values.mapv(|value| warp.forward(value));
        residual.zip_mut_with(&response, |residual, response| *residual -= warp.forward(level * response));
        Self { warp, mean, drift: None, residual }
    }

    /// The map on the same scale, of whose sample more than the mean is expected. `drift`: shape (rows, columns), on the scale.
    ///
    /// # Errors
    /// [`crate::Error::Shape`] if `drift` is not on the target grid.
    pub fn drifting(&self, repaired: &Repaired, forward: &Forward, drift: Array2<f32>) -> Result<Self> {
        let (warp, mean) = (self.warp, self.mean);
        let sample = warp.values(&drift.mapv(|drift| mean as f32 + drift));
        let mut residual = forward.operator().apply(sample.view())?;
        residual.zip_mut_with(&repaired.values, |expected, value| {
            *expected = warp.forward(*value) - warp.forward(*expected);
        });
        Ok(Self { warp, mean, drift: Some(drift), residual })
    }

    /// What the likelihood is asked about this map.
    pub fn evidence<'a>(
        &'a self,
        repaired: &'a Repaired,
        noise: NoiseBounds,
        forward: &Forward,
        task: &'a Task,
    ) -> Evidence<'a> {
        let log_slope = |at: (usize, usize)| self.warp.slope(repaired.values[at]).ln();
        let spectra = forward.spectra.clone();
        Evidence::new(self.residual.view(), &repaired.missing, log_slope, noise, spectra, task)
    }

    /// The part of a map.
    pub fn part(&self, part: &Part) -> Self {
        let measured = s![part.lines.clone(), part.pixels.clone()];
        let target = s![part.rows.clone(), part.columns.clone()];
        let drift = self.drift.as_ref().map(|drift| drift.slice(target).to_owned());
        Self { drift, residual: self.residual.slice(measured).to_owned(), ..*self }
    }
}

/// Offsets of logarithmic scales over the typical value, and that of the square root.
const LOGARITHMS: [f64; 5] = [3.0, 1.0, 0.3, 0.1, 0.03];
const SQUARE_ROOT: f64 = 0.1;
/// Share of the values above 0 that may lie below the least offset of a scale.
const FEW: f64 = 0.01;
/// Share of the freedom that a sample uses up on a bending scale, below which the map is noise there. Where half of the values are 0, since noise
/// below 0 was cut off, such a scale is likelier than a linear one for them alone.
const LEAST_SAMPLE: f64 = 0.01;
/// A scale that is not linear must be likelier by this many nats.
const CLEARLY: f64 = 10.0;

/// The scale that the likelihood prefers: linear, or one that compresses what is above a share of the typical value. Also
/// told is how noisy the map is on average on each scale that was tried.
///
/// # Errors
/// [`crate::Error::Cancelled`].
pub fn choose(
    repaired: &Repaired,
    known: &KnownNoise,
    forward: &Forward,
    wanted: Scale,
    task: &Task,
) -> Result<(Scaled, Vec<(Warp, f64)>)> {
    let tried = |warp: Warp| -> Result<(Fit, Scaled)> {
        task.check()?;
        let scaled = Scaled::new(repaired, forward, warp);
        task.check()?;
        let evidence = scaled.evidence(repaired, known.bounds(&warp), forward, task);
        Ok((evidence.rough(forward.pitch_um(), forward.axes(), forward.target_um())?, scaled))
    };
    let (fit, mut best) = tried(Warp::linear(spread(repaired)))?;
    let mut lowest = fit.cost - CLEARLY;
    let may_be_noise = known.count.is_none() && wanted.curve().is_none();
    let mut noises = vec![(best.warp, fit.noise_variance)];
    for warp in curved(repaired, known) {
        if known.count.is_some() && wanted.curve().is_some_and(|curve| curve != warp.curve) {
            continue; // nothing more is to be learnt of the noise
        }
        let (fit, scaled) = tried(warp)?;
        noises.push((warp, fit.noise_variance));
        let is_wanted = wanted.curve().is_none_or(|curve| curve == warp.curve);
        if may_be_noise && fit.used_freedom.whole() < LEAST_SAMPLE {
            continue; // nothing would be seen better
        }
        if is_wanted && (fit.cost < lowest || best.warp.is_linear() && wanted.curve().is_some()) {
            (lowest, best) = (fit.cost, scaled);
        }
    }
    Ok((best, noises))
}

/// Offsets of the scales on which a network may work, over the typical value: it was trained on linear ones, and a mild
/// logarithm keeps hot spots from hiding the rest.
const OF_NETWORK: [f64; 2] = [1.0, 5.0];

/// The scales on which a network may work that refines what was restored on `restored`.
pub fn of_network(repaired: &Repaired, restored: &Warp) -> Vec<Warp> {
    match typical(repaired).filter(|_| !restored.is_linear()) {
        None => vec![Warp::linear(spread(repaired))],
        Some(typical) => {
            OF_NETWORK.map(|share| of_spread(repaired, Curve::Logarithm, share * typical)).to_vec()
        }
    }
}

/// Scales that compress, each made when it is asked for; none for a map that is not mostly positive, which no such scale suits.
fn curved(repaired: &Repaired, known: &KnownNoise) -> impl Iterator<Item = Warp> {
    typical(repaired).into_iter().flat_map(move |typical| {
        let least = known.count.map_or_else(|| faintest(repaired), |count| count.worth);
        let logarithms = LOGARITHMS.into_iter().map(|share| (Curve::Logarithm, share));
        let curves = std::iter::once((Curve::SquareRoot, SQUARE_ROOT)).chain(logarithms);
        curves.map(move |(curve, share)| of_spread(repaired, curve, (share * typical).max(least)))
    })
}

/// The least of the observed values above 0 but for a few: one count, in a map of few counts. A scale with a smaller offset
/// would set nothing and one count as far apart as it likes. Where noise below 0 was cut off, as many values above 0 are noise as
/// there are zeros: half of these are few.
fn faintest(repaired: &Repaired) -> f64 {
    let mut positive: Vec<f64> = repaired.observed().filter(|value| *value > 0.0).collect();
    let zeros = repaired.observed().filter(|value| *value == 0.0).count();
    let few = (0.5 * positive.len().min(zeros) as f64).max(FEW * positive.len() as f64) as usize;
    if positive.is_empty() { 0.0 } else { *positive.select_nth_unstable_by(few, f64::total_cmp).1 }
}

/// A scale on which the observed values have a spread of 1.
fn of_spread(repaired: &Repaired, curve: Curve, offset: f64) -> Warp {
    let least = if repaired.observed().all(|value| value >= 0.0) { 0.0 } else { f64::NEG_INFINITY };
    let warp = Warp { curve, offset, unit: 1.0, least };
    let unit = spread_of(repaired.observed().map(|value| warp.forward(value)));
    Warp { unit, ..warp }
}

/// The median of the observed values above 0; `None` where the median of all is not above 0 and some are below.
fn typical(repaired: &Repaired) -> Option<f64> {
    let all = repaired.observed().count();
    let mut positive: Vec<f64> = repaired.observed().filter(|value| *value > 0.0).collect();
    let negative = repaired.observed().filter(|value| *value < 0.0).count();
    if positive.is_empty() || negative > all / 2 || positive.len() < all / 2 && negative > 0 {
        return None;
    }
    let middle = positive.len() / 2;
    Some(*positive.select_nth_unstable_by(middle, f64::total_cmp).1)
}

fn response(forward: &Forward) -> Array2<f64> {
    let (rows, columns) = (forward.rows.steady(), forward.columns.steady());
    Array2::from_shape_fn((rows.len(), columns.len()), |(i, j)| rows[i] * columns[j])
}

/// Standard deviation of the observed values, or 1 where they do not vary.
fn spread(repaired: &Repaired) -> f64 {
    spread_of(repaired.observed())
}

fn spread_of(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / n;
    let sd = (values.map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt();
    if sd > 1e-9 * mean.abs() && sd > 1e-150 { sd } else { mean.abs().max(1.0) }
}
