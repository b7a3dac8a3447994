// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much neighbouring values of a map differ where it is dark and where it is bright: an upper bound of its noise.
//!
//! The mixed difference of four neighbours, (a - b - c + d) / 2, lacks slopes and straight edges along the axes, and its
//! median over many places lacks what is rare. What is left is noise, and structure as fine as the pixels.

use crate::enhance::repair::Repaired;
use ndarray::{Array2, s};

/// Parts of equally many places, from dark to bright, and least number of places in a part.
const PARTS: usize = 10;
const LEAST_PLACES: usize = 32;
/// Least mean counts of a part of which the scatter is looked at.
const LEAST_COUNTS: f64 = 4.0;
/// Scatter of a part is uncertain by less than this factor.
const AMPLE: f64 = 1.5;
/// Median of the square of a standard normal number.
const MEDIAN_SQUARE: f64 = 0.4549;

/// Mean and variance of neighbouring values, from dark to bright.
pub struct Scatter(Vec<(f64, f64)>);

impl Scatter {
    /// That of a map; empty if it is too small.
    pub fn of(repaired: &Repaired) -> Self {
        let mut places = places(&repaired.values, &repaired.missing);
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        let parts = PARTS.min(places.len() / LEAST_PLACES);
        if parts == 0 {
            return Self(Vec::new());
        }
        let part = |part: &mut [(f64, f64)]| {
            let mean = part.iter().map(|(mean, _)| mean).sum::<f64>() / part.len() as f64;
            let middle = part.len() / 2;
            let (_, median, _) = part.select_nth_unstable_by(middle, |a, b| a.1.total_cmp(&b.1));
            (mean, median.1 / MEDIAN_SQUARE)
        };
        let length = places.len().div_ceil(parts);
        Self(places.chunks_mut(length).map(part).collect())
    }

    /// Variance over that of counts worth `count`, where it is least: about 1 for counts, less for values that were
    /// averaged or smoothed. Parts with few counts, whose scatter is coarse, do not count.
    pub fn over_counts(&self, count: f64) -> Option<f64> {
        let bright = self.0.iter().filter(|(mean, _)| *mean > LEAST_COUNTS * count);
        bright.map(|(mean, variance)| variance / (mean * count)).min_by(f64::total_cmp)
    }

    /// Most that each term of a law can be, readout, counting and relative, for none to exceed the scatter anywhere; infinite where no part
    /// tells. `step`: of which the values are multiples, 0 for continuous ones.
    pub fn most(&self, step: f64) -> [f64; 3] {
        let telling = || self.0.iter().filter(|(mean, _)| *mean > LEAST_COUNTS * step);
        let least = |over: fn(f64) -> f64| {
            telling().map(|(mean, variance)| variance / over(*mean)).fold(f64::INFINITY, f64::min)
        };
        [least(|_| 1.0), least(|mean| mean), least(|mean| mean * mean)].map(|most| AMPLE * most)
    }
}

/// Mean of each square of four neighbours, and the square of their mixed difference, whose mean is their variance.
fn places(values: &Array2<f64>, missing: &Array2<bool>) -> Vec<(f64, f64)> {
    let (lines, pixels) = values.dim();
    let all = (0..lines.saturating_sub(1)).flat_map(|i| (0..pixels.saturating_sub(1)).map(move |j| (i, j)));
    let seen = all.filter(|(i, j)| !missing.slice(s![*i..i + 2, *j..j + 2]).iter().any(|missing| *missing));
    let of = |(i, j): (usize, usize)| {
        let [a, b, c, d] = [[i, j], [i, j + 1], [i + 1, j], [i + 1, j + 1]].map(|at| values[at]);
        (0.25 * (a + b + c + d), 0.25 * (a - b - c + d).powi(2))
    };
    seen.map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::noise::law::NoiseLaw;
    use crate::enhance::repair::repair;
    use crate::stream::{Purpose, Stream};
    use rand_distr::{Distribution, Normal};

    /// Steps of brightness 1 to 1000, with noise of a law.
    fn map(law: NoiseLaw) -> Repaired {
        let values = Array2::from_shape_fn((100, 100), |(i, j)| {
            let mean = 10f64.powf(3.0 * (i / 10) as f64 / 9.0);
            let mut stream = Stream::new(3, Purpose::Probe, i, j);
            Normal::new(mean, law.variance(mean).sqrt()).unwrap().sample(&mut stream) as f32
        });
        repair(values.view(), 0.0).unwrap()
    }

    #[test]
    fn counts_scatter_by_their_mean() {
        let counts = Scatter::of(&map(NoiseLaw { readout: 0.0, counting: 2.0, relative: 0.0 }));
        let found = counts.over_counts(2.0).unwrap();
        assert!((0.6..1.1).contains(&found), "{found}");
    }

    #[test]
    fn tiny_maps_tell_nothing_and_constant_ones_do_not_scatter() {
        let ratio = |values: Array2<f32>| Scatter::of(&repair(values.view(), 0.0).unwrap()).over_counts(0.1);
        assert_eq!((ratio(Array2::zeros((1, 1))), ratio(Array2::ones((40, 40)))), (None, Some(0.0)));
    }
}
