// SPDX-License-Identifier: MIT OR Apache-2.0
//! The noise of measured pixels: what is known of it before a map is looked at, and that of each pixel once its level is
//! found.

use super::likelihood::NoiseBounds;
use super::repair::Repaired;
use super::settings::{NoiseModel, Settings};
use crate::ablation::{Conditions, Detector};
use ndarray::{Array2, s};

/// Smallest variance of a pixel's counts: no counts seen does not mean that none were expected.
const LEAST_COUNTS: f64 = 0.25;
/// Least variance of the noise in units of the map's variance: what single precision can tell.
const LEAST_NOISE: f64 = 1e-12;
/// How many times the stated variance the likelihood may take for noise. It takes what no random field describes, such as
/// sharp edges, for noise too, at many counts for a hundred times the true one.
const MOST_NOISE: f64 = 4.0;

/// What is known of the noise of a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatedNoise {
    /// Are the values counts?
    pub counts: bool,
    /// Variance of a pixel beyond that of counting, over its squared signal; 0 if the conditions state none.
    relative: f64,
}

impl StatedNoise {
    /// What settings, unit and conditions say.
    pub fn new(settings: &Settings, unit: &str, conditions: &Conditions) -> Self {
        let counts = match settings.noise {
            NoiseModel::Counts => true,
            NoiseModel::Uniform => false,
            NoiseModel::Auto => unit.eq_ignore_ascii_case("counts"),
        };
        let squares =
            [conditions.flicker_rsd.powi(2) / conditions.dosage(), conditions.line_gain_rsd.powi(2)];
        let counting = conditions.detector == Detector::Counting && conditions.flicker_rsd > 0.0;
        Self { counts, relative: if counting { squares.iter().sum() } else { 0.0 } }
    }

    /// Nothing is known.
    #[cfg(test)]
    pub fn none() -> Self {
        Self { counts: false, relative: 0.0 }
    }

    /// What that means for a map, whose variances are from here on in units of `unit` squared.
    pub fn of(&self, repaired: &Repaired, unit: f64) -> KnownNoise {
        let counts = self.counts.then(|| Counts::of(&repaired.values));
        KnownNoise { counts, relative: self.relative, square_unit: unit * unit }
    }
}

/// What is known of the noise of the pixels of one map.
pub struct KnownNoise {
    /// The counts that are expected, if the values are counts.
    counts: Option<Counts>,
    relative: f64,
    square_unit: f64,
}

/// Expected counts around each pixel, their mean and that of their squares.
struct Counts {
    local: Array2<f64>,
    mean: f64,
    square: f64,
}

impl KnownNoise {
    /// Least and largest variance that the noise of a pixel may have on average: at least that of counting, at most a few
    /// times what the conditions state.
    pub fn bounds(&self) -> NoiseBounds {
        let Some(counts) = &self.counts else {
            return NoiseBounds { least: LEAST_NOISE, most: f64::INFINITY };
        };
        let stated = (counts.mean + self.relative * counts.square) / self.square_unit;
        let most = if self.relative > 0.0 { MOST_NOISE * stated } else { f64::INFINITY };
        let least = (counts.mean / self.square_unit).max(LEAST_NOISE);
        NoiseBounds { least, most: most.max(least) }
    }

    /// Noise variance of each pixel: counting statistics, and what exceeds them growing with the square of the signal as
    /// Flicker does; without counts one level. Infinite where the value is missing.
    pub fn map(&self, repaired: &Repaired, noise_variance: f64) -> Array2<f64> {
        let mut noise = match &self.counts {
            None => Array2::from_elem(repaired.values.dim(), noise_variance),
            Some(Counts { local, mean, square }) => {
                let excess = (noise_variance * self.square_unit - mean).max(0.0) / square;
                local.mapv(|v| (v + excess * v * v) / self.square_unit)
            }
        };
        noise.zip_mut_with(&repaired.missing, |noise, missing| {
            if *missing {
                *noise = f64::INFINITY;
            }
        });
        noise
    }
}

impl Counts {
    /// The mean of each pixel and its neighbours.
    fn of(values: &Array2<f64>) -> Self {
        let (lines, pixels) = values.dim();
        let local = Array2::from_shape_fn((lines, pixels), |(i, j)| {
            let around = values
                .slice(s![i.saturating_sub(1)..(i + 2).min(lines), j.saturating_sub(1)..(j + 2).min(pixels)]);
            around.mean().unwrap_or(0.0).max(LEAST_COUNTS)
        });
        let (mean, square) = (local.mean().unwrap_or(0.0), local.mapv(|v| v * v).mean().unwrap_or(1.0));
        Self { local, mean, square }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::repair::repair;

    fn settings(noise: NoiseModel) -> Settings {
        Settings { noise, ..Settings::default() }
    }

    /// 100 counts everywhere, one value missing.
    fn counts() -> Repaired {
        let mut map = Array2::from_elem((8, 8), 100.0f32);
        map[[3, 3]] = f32::NAN;
        repair(map.view(), 0.0).unwrap()
    }

    #[test]
    fn counts_are_noisier_than_counting_and_not_much_noisier_than_stated() {
        // 10 shots of 20 % each: 0.004 of 100 squared are 40, and counting has 100, in units of 2 counts
        let conditions = Conditions {
            flicker_rsd: 0.2,
            repetition_rate_hz: 100.0,
            acquisition_time_s: 0.1,
            ..Conditions::default()
        };
        let stated = StatedNoise::new(&settings(NoiseModel::Auto), "Counts", &conditions);
        let bounds = stated.of(&counts(), 2.0).bounds();
        assert!((bounds.least - 25.0).abs() < 1e-9 && (bounds.most - 140.0).abs() < 1e-9, "{bounds:?}");
    }

    #[test]
    fn without_counts_or_flicker_nothing_bounds_the_noise_from_above() {
        let flickering = Conditions { flicker_rsd: 0.2, ..Conditions::default() };
        for (model, conditions) in
            [(NoiseModel::Uniform, &flickering), (NoiseModel::Counts, &Conditions::default())]
        {
            let bounds = StatedNoise::new(&settings(model), "", conditions).of(&counts(), 1.0).bounds();
            assert!(bounds.most.is_infinite());
        }
    }

    #[test]
    fn what_exceeds_counting_grows_with_the_squared_signal() {
        let mut repaired = counts();
        repaired.values.slice_mut(s![.., 4..]).fill(300.0);
        let known =
            StatedNoise::new(&settings(NoiseModel::Counts), "", &Conditions::default()).of(&repaired, 10.0);
        // mean counts of 200; 0.01 of the mean square are shared out, in units of 10 counts
        let square = known.counts.as_ref().unwrap().square;
        let noise = known.map(&repaired, (200.0 + 0.01 * square) / 100.0);
        assert!((noise[[0, 0]] - 2.0).abs() < 1e-9 && (noise[[0, 7]] - 12.0).abs() < 1e-9);
        assert!(noise[[3, 3]].is_infinite());
    }
}
