// SPDX-License-Identifier: MIT OR Apache-2.0
//! Missing values and spikes: found, filled, remembered.

use super::forward::Part;
use super::roughness::Roughness;
use crate::numeric::neighbours;
use ndarray::{Array2, ArrayView2, s};

/// A map without holes, and where they were.
#[derive(Debug, Clone)]
pub struct Repaired {
    /// Values, shape (lines, pixels); holes are filled from their surroundings.
    pub values: Array2<f64>,
    /// Where values were missing.
    pub missing: Array2<bool>,
    /// How many values were missing.
    pub missing_count: usize,
    /// How many spikes were replaced.
    pub spike_count: usize,
}

/// How many pixels are far brighter than all their neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonePixels {
    /// All of them.
    pub count: usize,
    /// Those that are as far brighter than all other pixels of the map, too, as a detector makes them and hardly a sample.
    pub hot: usize,
}

impl LonePixels {
    /// A sentence on those that no sample explains; `None` if there are none.
    pub fn doubt(&self) -> Option<String> {
        let pixels = if self.hot == 1 { "pixel is" } else { "pixels are" };
        (self.hot > 0).then(|| {
            format!(
                "{} {pixels} more than {LONE} times as bright as all others: if the detector made them, set spike_threshold = 20",
                self.hot
            )
        })
    }
}

/// Share of a map beyond which spikes are no faults of a detector.
const MOST_SPIKES: f64 = 0.01;
/// A lone pixel is so many times as bright as each of its neighbours, and by so many deviations of the noise brighter.
const LONE: f64 = 10.0;
const LONE_DEVIATIONS: f64 = 20.0;

impl Repaired {
    /// The values that were measured: neither missing nor spikes.
    pub fn observed(&self) -> impl Iterator<Item = f64> + Clone + '_ {
        self.values.iter().zip(&self.missing).filter(|(_, missing)| !**missing).map(|(value, _)| *value)
    }

    /// The pixels that are far brighter than all their neighbours and were not replaced. `noise`: the standard deviation of the noise of a mean.
    pub fn lone_pixels(&self, noise: impl Fn(f64) -> f64) -> LonePixels {
        let values = &self.values;
        let is_lone = |(at, value): &((usize, usize), &f64)| {
            let above = |neighbour: f64| **value > LONE * neighbour.max(0.0);
            let beside = values.get((at.0, at.1.wrapping_sub(1))).is_none_or(|left| above(*left));
            let highest = || seen_beside(values, *at).fold(f64::NEG_INFINITY, f64::max);
            beside && !self.missing[*at] && {
                let highest = highest();
                above(highest) && **value > highest + LONE_DEVIATIONS * noise(highest)
            }
        };
        let (mut lone, mut brightest_other) = (Vec::new(), 0.0f64);
        for pixel in values.indexed_iter() {
            if is_lone(&pixel) {
                lone.push(*pixel.1)
            } else {
                brightest_other = brightest_other.max(*pixel.1)
            }
        }
        let hot = lone.iter().filter(|value| **value > LONE * brightest_other).count();
        LonePixels { count: lone.len(), hot }
    }

    /// A sentence on spikes that are too many for a detector; `None` if they are not.
    pub fn doubt_of_spikes(&self) -> Option<String> {
        let share = self.spike_count as f64 / self.values.len().max(1) as f64;
        (share > MOST_SPIKES).then(|| {
            format!(
                "{} values, {:.1} %, were replaced as spikes, which is much for a detector: raise spike_threshold",
                self.spike_count,
                100.0 * share
            )
        })
    }

    /// The map as cut out; the numbers of holes and spikes stay those of the whole.
    pub fn part(&self, part: &Part) -> Self {
        let measured = s![part.lines.clone(), part.pixels.clone()];
        Self {
            values: self.values.slice(measured).to_owned(),
            missing: self.missing.slice(measured).to_owned(),
            ..*self
        }
    }
}

/// Fills missing values and replaces spikes.
///
/// A spike differs from the highest and from the lowest of its eight neighbours, on the same side, by more than
/// `threshold` standard deviations of the noise at its brightness (estimated from the differences of neighbours); 0 looks
/// for none.
/// Returns `None` if every value is missing.
pub fn repair(map: ArrayView2<'_, f32>, threshold: f64) -> Option<Repaired> {
    let mut values = map.as_standard_layout().mapv(f64::from);
    let missing_count = values.iter().filter(|v| v.is_nan()).count();
    if missing_count == values.len() {
        return None;
    }
    let spikes = if threshold > 0.0 { spikes(&values, threshold) } else { Vec::new() };
    for &spike in &spikes {
        values[spike] = f64::NAN;
    }
    let missing = values.mapv(f64::is_nan);
    fill(&mut values);
    Some(Repaired { values, missing, missing_count, spike_count: spikes.len() })
}

fn spikes(values: &Array2<f64>, threshold: f64) -> Vec<(usize, usize)> {
    let Some(roughness) = Roughness::of(values) else { return Vec::new() };
    let is_spike = |(at, value): &((usize, usize), &f64)| {
        let around: Vec<f64> = seen_beside(values, *at).collect();
        let (low, high) =
            around.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
        let limit = |level: f64| threshold * roughness.at(level);
        around.len() >= 3 && (**value > high + limit(high) || **value < low - limit(low))
    };
    values.indexed_iter().filter(is_spike).map(|(at, _)| at).collect()
}

fn seen_beside(values: &Array2<f64>, at: (usize, usize)) -> impl Iterator<Item = f64> + '_ {
    neighbours(values.dim(), at).map(|at| values[at]).filter(|value| !value.is_nan())
}

/// Fills NaN layer by layer from the edges of the holes inwards with the mean of the known neighbours.
fn fill(values: &mut Array2<f64>) {
    let mut holes: Vec<(usize, usize)> =
        values.indexed_iter().filter(|(_, v)| v.is_nan()).map(|(at, _)| at).collect();
    while !holes.is_empty() {
        let known = |at: &(usize, usize)| {
            let (sum, count) = seen_beside(values, *at).fold((0.0, 0), |(s, c), v| (s + v, c + 1));
            (count > 0).then(|| (*at, sum / f64::from(count)))
        };
        let layer: Vec<_> = holes.iter().filter_map(known).collect();
        for (at, value) in layer {
            values[at] = value;
        }
        holes.retain(|at| values[*at].is_nan());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn holes_are_filled_and_remembered() {
        let mut map = Array2::from_elem((4, 5), 3.0f32);
        map[[1, 1]] = f32::NAN;
        map[[3, 4]] = f32::NAN;
        let repaired = repair(map.view(), 0.0).unwrap();
        assert!(repaired.values.iter().all(|v| *v == 3.0));
        assert_eq!((repaired.missing_count, repaired.missing[[1, 1]]), (2, true));
        assert!(repair(Array2::from_elem((2, 2), f32::NAN).view(), 0.0).is_none());
    }

    #[test]
    fn lone_pixels_are_counted() {
        let mut map = Array2::from_elem((6, 7), 2.0f32);
        (map[[0, 0]], map[[3, 3]], map[[5, 5]], map[[5, 6]]) = (300.0, 25.0, 300.0, 300.0);
        let lone = |noise: f64| repair(map.view(), 0.0).unwrap().lone_pixels(|_| noise).count;
        assert_eq!([0.0, 1.0, 2.0, 20.0].map(lone), [2, 2, 1, 0]); // two bright ones side by side are none
    }

    #[test]
    fn hot_pixels_outshine_all_others() {
        let mut map = Array2::from_shape_fn((9, 9), |(i, j)| 10.0 + ((i * 7 + j * 5) % 3) as f32);
        map[[4, 4]] = 1e6;
        let found = repair(map.view(), 0.0).unwrap().lone_pixels(|_| 1.0);
        assert_eq!(found, LonePixels { count: 1, hot: 1 });
        assert!(
            found.doubt().unwrap().starts_with("1 pixel is more than 10 times as bright as all others: ")
        );
        (map[[0, 7]], map[[0, 8]]) = (3e5, 3e5); // an inclusion
        let found = repair(map.view(), 0.0).unwrap().lone_pixels(|_| 1.0);
        assert_eq!(found, LonePixels { count: 1, hot: 0 });
        assert_eq!(found.doubt(), None);
    }

    #[test]
    fn the_noise_of_what_is_bright_makes_no_spikes() {
        let mut state = 1u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / f64::from(1u32 << 24) - 0.5
        };
        // counts: nothing left, 4000 right
        let map = Array2::from_shape_fn((40, 40), |(_, j)| {
            let mean: f64 = if j < 30 { 0.0 } else { 4000.0 };
            (mean + 3.5 * mean.sqrt() * random()) as f32
        });
        assert_eq!(repair(map.view(), 20.0).unwrap().spike_count, 0);
        let mut sparse =
            Array2::from_shape_fn((40, 40), |(i, j)| f32::from(u8::from((i * 31 + j * 17) % 53 == 0)));
        assert_eq!(repair(sparse.view(), 20.0).unwrap().spike_count, 0);
        sparse[[20, 20]] = 500.0;
        assert_eq!(repair(sparse.view(), 20.0).unwrap().spike_count, 1);
    }

    #[test]
    fn a_spike_is_replaced_only_when_asked_for() {
        let mut map = Array2::from_shape_fn((9, 9), |(i, j)| 10.0 + ((i * 7 + j * 5) % 3) as f32);
        map[[4, 4]] = 500.0;
        assert_eq!(repair(map.view(), 0.0).unwrap().spike_count, 0);
        let repaired = repair(map.view(), 10.0).unwrap();
        assert_eq!(repaired.spike_count, 1);
        assert!(repaired.values[[4, 4]] < 13.0);
    }
}
