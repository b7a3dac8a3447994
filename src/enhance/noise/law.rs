// SPDX-License-Identifier: MIT OR Apache-2.0
//! The noise of an element: a law of the expected value, from what is stated and from the map.
//!
//! A value of mean m varies by `readout + counting m + relative m^2`: noise of the detector, counting statistics, and
//! Flicker with all else that grows with the signal.

use super::around::around;
use super::scatter::Scatter;
use crate::enhance::prior::likelihood::NoiseBounds;
use crate::enhance::repair::Repaired;
use crate::enhance::warp::Warp;
use ndarray::Array2;
use serde::Serialize;
use std::ops::Range;

/// Smallest expected counts of a pixel: no counts seen does not mean that none were expected.
const LEAST_COUNTS: f64 = 0.25;
/// Least variance of the noise in units of the map's variance: what single precision can tell.
const LEAST_NOISE: f64 = 1e-12;
/// How many times the stated variance beyond counting the likelihood may take for noise. It takes what no random field
/// describes, such as sharp edges, for noise too, at many counts for a hundred times the true one.
const MOST_NOISE: f64 = 4.0;
/// Largest relative standard deviation of a pixel beyond counting where the conditions state none.
const UNSTATED_RSD: f64 = 0.05;
/// Least variance on a scale where nothing is, over that of the map on average: nothing is measured without noise.
const LEAST_SHARE: f64 = 0.01;
/// Root mean square ratio by which a law of counting and Flicker may miss what was found.
const WELL: f64 = 0.4;
/// Rounds in which the terms of a law are fitted in turn.
const ROUNDS: usize = 200;

/// Variance of a value as a function of its mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct NoiseLaw {
    /// Variance whatever the mean, in the map's unit squared.
    pub readout: f64,
    /// Variance over mean, in the map's unit: what one count is worth.
    pub counting: f64,
    /// Variance over squared mean.
    pub relative: f64,
}

impl NoiseLaw {
    /// Each term alone.
    const TERMS: [NoiseLaw; 3] = [
        NoiseLaw { readout: 1.0, counting: 0.0, relative: 0.0 },
        NoiseLaw { readout: 0.0, counting: 1.0, relative: 0.0 },
        NoiseLaw { readout: 0.0, counting: 0.0, relative: 1.0 },
    ];

    /// The law, no term of it negative or above `most`, under which several variances are as they were found: `ratios` are those of each
    /// term alone over the variance that was found, and should add up to 1. A constant term is taken only where the others
    /// explain the variances badly: detectors that count have none.
    fn of_ratios(ratios: &[[f64; 3]], most: &[f64; 3]) -> Self {
        let (counted, misfit) = Self::of_terms(ratios, most, 1..3);
        if misfit < WELL { counted } else { Self::of_terms(ratios, most, 0..3).0 }
    }

    /// The law of some terms, and the root mean square by which it misses 1.
    fn of_terms(ratios: &[[f64; 3]], most: &[f64; 3], terms: Range<usize>) -> (Self, f64) {
        let mut law = [0.0f64; 3];
        let missed = |law: &[f64; 3], r: &[f64; 3]| 1.0 - (0..3).map(|k| law[k] * r[k]).sum::<f64>();
        for _ in 0..ROUNDS {
            for k in terms.clone() {
                let square: f64 = ratios.iter().map(|r| r[k] * r[k]).sum();
                let product: f64 = ratios.iter().map(|r| r[k] * missed(&law, r)).sum();
                law[k] = (law[k] + product / square.max(f64::MIN_POSITIVE)).clamp(0.0, most[k]);
            }
        }
        let squares: f64 = ratios.iter().map(|r| missed(&law, r).powi(2)).sum();
        let misfit = (squares / ratios.len().max(1) as f64).sqrt();
        (Self { readout: law[0], counting: law[1], relative: law[2] }, misfit)
    }

    /// Variance of a value whose mean is `mean`.
    pub fn variance(&self, mean: f64) -> f64 {
        let mean = mean.max(LEAST_COUNTS * self.counting);
        self.readout + mean * (self.counting + mean * self.relative)
    }

    /// Variance on a scale.
    pub fn variance_on(&self, warp: &Warp, mean: f64) -> f64 {
        let slope = warp.slope(mean.max(LEAST_COUNTS * self.counting));
        self.variance(mean) * slope * slope
    }
}

/// Where it is known from what one count is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CountSource {
    /// The values are counts.
    Unit,
    /// The values are rates, and the time of one value is stated.
    Time,
    /// All values are multiples of one number and scatter as counts of it do.
    Values,
}

/// One count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Count {
    /// What it is worth in the map's unit.
    pub worth: f64,
    /// How that is known.
    pub source: CountSource,
}

impl Count {
    /// What a user should read, in words, where the values tell that a count is worth another number.
    pub fn contradicted_by(&self, worth: f64) -> String {
        let step = match self.source {
            CountSource::Time => "correct dwell_time_s",
            _ => "state the unit of the values, such as cps with dwell_time_s",
        };
        let (worth, stated) = (four_digits(worth), four_digits(self.worth));
        format!(
            "all values are multiples of {worth}, as where that is one count, but one count is stated to be {stated}: {step}"
        )
    }

    /// What was taken for counts though it was not stated, in words.
    pub fn note(&self) -> Option<String> {
        (self.source == CountSource::Values).then(|| {
            let times = if self.worth == 1.0 { String::new() } else { format!(" x {}", four_digits(self.worth)) };
            format!("the values look like counts{times}, and their noise was taken for that of counts: state the unit if they are not")
        })
    }
}

/// A number in four digits, such as 0.3704 or 1.2e30.
fn four_digits(number: f64) -> String {
    let rounded = format!("{number:.3e}");
    match rounded.parse::<f64>() {
        Ok(plain) if (1e-4..1e7).contains(&plain.abs()) => plain.to_string(),
        _ => rounded,
    }
}

/// What is known of the noise of one map.
#[derive(Debug, PartialEq)]
pub struct KnownNoise {
    /// One count, if the values are known to be counts or rates.
    pub count: Option<Count>,
    /// Variance of rounding.
    rounding: f64,
    /// Most that each term of a law is that is found.
    most: [f64; 3],
    /// How noise grows with brightness, if no counts are known and it was found.
    law: Option<NoiseLaw>,
    relative: f64,
    /// Expected values: the mean of each pixel and its neighbours.
    local: Array2<f64>,
}

impl KnownNoise {
    /// Of a map: what a count is worth, the variance of rounding, and that beyond counting, over the squared signal, if it is stated.
    pub fn new(repaired: &Repaired, count: Option<Count>, rounding: f64, relative: f64) -> Self {
        let local = local_means(&repaired.values, count.map_or(0.0, |count| count.worth));
        Self { count, rounding, most: [f64::INFINITY; 3], law: None, relative, local }
    }

    /// The same, for values to differ from their neighbours by no less than the law that is found, and to vary by no more than pixels do
    /// where the conditions state nothing. `step`: of which the values are multiples, 0 for continuous ones.
    pub fn bounded(self, repaired: &Repaired, step: f64) -> Self {
        let [readout, counting, relative] = Scatter::of(repaired).most(step);
        Self { most: [readout, counting, relative.min(UNSTATED_RSD * UNSTATED_RSD)], ..self }
    }

    /// Least and largest variance on a scale that the noise of a pixel may have on average: at least that of counting, at
    /// most a few times what the conditions state.
    pub fn bounds(&self, warp: &Warp) -> NoiseBounds {
        let Some(count) = self.count else {
            return self.bounds_without_counts(warp);
        };
        let mean =
            |relative: f64| self.mean_on(warp, NoiseLaw { readout: 0.0, counting: count.worth, relative });
        let relative =
            if self.relative > 0.0 { MOST_NOISE * self.relative } else { UNSTATED_RSD * UNSTATED_RSD };
        let most = mean(relative);
        let least = mean(0.0).max(LEAST_NOISE);
        NoiseBounds { least, most: most.max(least) }
    }

    /// The law whose mean variance on a scale is `variance`: what exceeds counting grows with the square of the signal
    /// as Flicker does; where counts are not known, the noise grows with brightness as was found.
    pub fn law(&self, warp: &Warp, variance: f64) -> NoiseLaw {
        let Some(count) = self.count else {
            return self.law_without_counts(warp, variance);
        };
        let counted = NoiseLaw { readout: 0.0, counting: count.worth, relative: 0.0 };
        let excess = (variance - self.mean_on(warp, counted)).max(0.0);
        let squares = self.mean_on(warp, NoiseLaw { readout: 0.0, counting: 0.0, relative: 1.0 });
        NoiseLaw { relative: excess / squares.max(f64::MIN_POSITIVE), ..counted }
    }

    /// Knowing how noisy the map is, on average, on several scales: bright places count most on a linear scale, dark ones on
    /// a logarithmic one, so that together they tell how noise grows with brightness.
    pub fn with_levels(self, levels: &[(Warp, f64)]) -> Self {
        if self.count.is_some() {
            return self;
        }
        let ratios =
            |(warp, level): &(Warp, f64)| NoiseLaw::TERMS.map(|term| self.mean_on(warp, term) / level);
        let ratios: Vec<[f64; 3]> = levels.iter().map(ratios).collect();
        Self { law: Some(NoiseLaw::of_ratios(&ratios, &self.most)), ..self }
    }

    /// Without counts the noise is at least that of rounding.
    fn bounds_without_counts(&self, warp: &Warp) -> NoiseBounds {
        let rounding = NoiseLaw { readout: self.rounding, ..NoiseLaw::default() };
        let least = self.mean_on(warp, rounding).max(LEAST_NOISE);
        let most =
            self.law.filter(|_| !warp.is_linear()).map_or(f64::INFINITY, |law| self.mean_on(warp, law));
        NoiseBounds { least, most: most.max(least) }
    }

    /// Without counts the noise is one level on a linear scale; on others it grows with brightness as was found.
    fn law_without_counts(&self, warp: &Warp, variance: f64) -> NoiseLaw {
        let Some(law) = self.law.filter(|_| !warp.is_linear()) else {
            return NoiseLaw { readout: variance * warp.unit * warp.unit, ..NoiseLaw::default() };
        };
        let rounding = NoiseLaw { readout: self.rounding, ..NoiseLaw::default() };
        let excess = (variance - self.mean_on(warp, rounding)).max(0.0);
        let share = excess / self.mean_on(warp, law).max(f64::MIN_POSITIVE);
        let least = LEAST_SHARE * variance * warp.unit * warp.unit;
        NoiseLaw {
            readout: (self.rounding + share * law.readout).max(least),
            counting: share * law.counting,
            relative: share * law.relative,
        }
    }

    /// Noise variance of each pixel on a scale; infinite where the value is missing.
    pub fn map(&self, repaired: &Repaired, warp: &Warp, law: &NoiseLaw) -> Array2<f64> {
        map_of(repaired, &self.local, |mean| law.variance_on(warp, mean))
    }

    fn mean_on(&self, warp: &Warp, law: NoiseLaw) -> f64 {
        self.local.iter().map(|mean| law.variance_on(warp, *mean)).sum::<f64>()
            / self.local.len().max(1) as f64
    }
}

/// A variance of each pixel's expected value; infinite where the value is missing.
pub fn map_of(repaired: &Repaired, expected: &Array2<f64>, variance: impl Fn(f64) -> f64) -> Array2<f64> {
    let mut noise = expected.mapv(variance);
    noise.zip_mut_with(&repaired.missing, |noise, missing| {
        if *missing {
            *noise = f64::INFINITY;
        }
    });
    noise
}

/// Noise variance of each pixel on a scale, its expected value taken from its surroundings; infinite where the value is missing.
pub fn map_around(repaired: &Repaired, count: Option<Count>, law: &NoiseLaw, warp: &Warp) -> Array2<f64> {
    let local = local_means(&repaired.values, count.map_or(0.0, |count| count.worth));
    map_of(repaired, &local, |mean| law.variance_on(warp, mean))
}

/// The mean of each pixel and its neighbours, at least a share of one count.
fn local_means(values: &Array2<f64>, count: f64) -> Array2<f64> {
    around(values, |near| near.mean().unwrap_or(0.0).max(LEAST_COUNTS * count))
}

#[cfg(test)]
mod tests {
    use super::super::stated::StatedNoise;
    use super::*;
    use crate::conditions::Conditions;
    use crate::enhance::repair::repair;
    use crate::enhance::settings::{NoiseModel, Settings};
    use crate::enhance::warp::Curve;
    use ndarray::s;

    fn settings(noise: NoiseModel) -> Settings {
        Settings { noise, ..Settings::default() }
    }

    /// 100 everywhere, one value missing.
    fn hundreds() -> Repaired {
        let mut map = Array2::from_elem((8, 8), 100.0f32);
        map[[3, 3]] = f32::NAN;
        repair(map.view(), 0.0).unwrap()
    }

    fn known(settings: &Settings, unit: &str, conditions: &Conditions) -> KnownNoise {
        StatedNoise::new(settings, unit, conditions, "Zn66").of(&hundreds())
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
        let bounds = known(&settings(NoiseModel::Auto), "Counts", &conditions).bounds(&Warp::linear(2.0));
        assert!((bounds.least - 25.0).abs() < 1e-9, "{bounds:?}");
        assert!((bounds.most - (100.0 + 4.0 * 40.0) / 4.0).abs() < 1e-9, "{bounds:?}");
    }

    #[test]
    fn what_exceeds_counting_grows_with_the_squared_signal() {
        let known = known(&settings(NoiseModel::Counts), "", &Conditions::default());
        let law = known.law(&Warp::linear(10.0), 2.0); // 200 counts squared where counting has 100
        assert!((law.counting - 1.0).abs() < 1e-12 && (law.relative - 0.01).abs() < 1e-12, "{law:?}");
        assert!((law.variance(300.0) - 1200.0).abs() < 1e-9);
        let map = known.map(&hundreds(), &Warp::linear(10.0), &law);
        assert!((map[[0, 0]] - 2.0).abs() < 1e-9 && map[[3, 3]].is_infinite());
    }

    #[test]
    fn a_law_follows_from_the_noise_on_several_scales() {
        let mut map = hundreds();
        map.values.slice_mut(s![4.., ..]).fill(1.0);
        let true_law = NoiseLaw { readout: 0.0, counting: 0.5, relative: 0.01 };
        let scale = |curve, offset| Warp { curve, offset, unit: 1.0, least: f64::NEG_INFINITY };
        let unknown = StatedNoise::none().of(&map);
        let scales = [Warp::linear(1.0), scale(Curve::SquareRoot, 1.0), scale(Curve::Logarithm, 1.0)];
        let levels = scales.map(|warp| (warp, unknown.mean_on(&warp, true_law)));
        let found = unknown.with_levels(&levels).law.unwrap();
        assert!((found.counting - 0.5).abs() < 1e-3 && (found.relative - 0.01).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn without_counts_a_linear_scale_has_one_level() {
        let law = StatedNoise::none().of(&hundreds()).law(&Warp::linear(2.0), 0.25);
        assert_eq!(law, NoiseLaw { readout: 1.0, ..NoiseLaw::default() });
    }
}
