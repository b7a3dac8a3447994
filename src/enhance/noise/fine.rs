// SPDX-License-Identifier: MIT OR Apache-2.0
//! Does the finest detail of a map hold the noise of a measurement?
//!
//! Each value that was measured has noise of its own, so that the noise of a map is as strong in its finest waves as in longer ones. What
//! was smoothed, interpolated or enhanced lacks the finest. Waves along one axis are looked at in the differences of neighbouring
//! lines, which hold less of the sample than the lines themselves, in short blocks, of which the middle one tells.

use super::law::{Count, CountSource};
use crate::enhance::repair::Repaired;
use ndarray::{ArrayView2, s};
use serde::Serialize;
use std::f64::consts::TAU;

/// Pixels of a block, and least and largest number of blocks that tell.
const BLOCK: usize = 32;
const LEAST_BLOCKS: usize = 64;
const MOST_BLOCKS: usize = 1 << 13;
/// Blocks with more missing values tell nothing: those that fill them are smooth.
const MOST_MISSING: usize = 2;
/// Waves in a block: the finest two, and two longer ones.
const FINEST: [usize; 2] = [15, 16];
const LONGER: [usize; 2] = [11, 12];
/// Coefficients of Blackman's window, of which little leaks from long waves into fine ones.
const BLACKMAN: [f64; 3] = [0.42, 0.5, 0.08];
/// Median of the power of the finest waves over its mean, for noise.
const MEDIAN: f64 = 0.75;

/// Share of the noise of counts that the finest waves hold at least: .7 and more in maps of .01 to 10 million counts.
const LEAST_OF_COUNTS: f64 = 0.5;
/// By how much the finest waves are weaker than longer ones at most, for each pixel of the operator's width: less than 5 in maps of any
/// counts under a beam of a pixel, and less than 20 under one of 4.
const MOST_FALL: f64 = 10.0;
/// By how much they are stronger at most along both axes: means of 3 x 3 pixels lack waves of 3 pixels more than those of 2. Measured maps
/// have 0.8 and more.
const LEAST_FALL: f64 = 0.45;

/// How strong the finest waves of a map are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FineNoise {
    /// Power of longer waves over that of the finest, along the axes where it is least and largest: about 1 to 5 in a measured map;
    /// `None` if there is none.
    pub fall: Option<[f64; 2]>,
    /// Power of the finest waves over that of counting noise, where it is least: about 1 or more in measured counts; `None` where they
    /// are not known.
    pub of_counts: Option<f64>,
    /// Is it what no measurement leaves?
    pub doubted: bool,
}

impl FineNoise {
    /// That of a map; nothing if it is too small, or has too many missing values, to tell. `saturated_from`: values from there on tell
    /// nothing of their noise; `widest_pixels`: stated width of the operator, in measured pixels.
    pub fn of(
        repaired: &Repaired,
        saturated_from: Option<f64>,
        count: Option<Count>,
        widest_pixels: f64,
    ) -> Self {
        let worth = count.map(|count| count.worth);
        let mut silent = repaired.missing.clone();
        if let Some(limit) = saturated_from {
            silent.zip_mut_with(&repaired.values, |silent, value| *silent |= *value >= limit);
        }
        let (values, missing) = (repaired.values.view(), silent.view());
        let (along, shares) = powers((values, missing), worth);
        let (across, others) = powers((values.reversed_axes(), missing.reversed_axes()), worth);
        let falls = along.into_iter().chain(across).map(|fall| [fall, fall]);
        let fall = falls.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]);
        let of_counts = shares.into_iter().chain(others).reduce(f64::min);
        let doubted = match (of_counts, fall) {
            (Some(share), _) => share < LEAST_OF_COUNTS,
            (None, Some([least, most])) => least < LEAST_FALL || most > MOST_FALL * widest_pixels.max(1.0),
            (None, None) => false,
        };
        Self { fall, of_counts, doubted }
    }

    /// What a user should read of it, in words, if it is doubted. `count`: what is known of counts.
    pub fn doubt(&self, count: Option<Count>) -> Option<String> {
        const MADE: &str = "the map was smoothed, interpolated or enhanced before";
        let (fact, step) = match count.map(|count| count.source) {
            Some(CountSource::Time) => (
                format!(
                    "neighbouring pixels differ by less than counts do, so {MADE}, or its time is another"
                ),
                "enhance the map as it was measured, and check dwell_time_s",
            ),
            Some(_) => (
                format!("neighbouring pixels differ by less than counts do, so {MADE}, or holds no counts"),
                "enhance the map as it was measured, and state its own unit",
            ),
            None => (
                format!("its finest detail lacks the noise of a measurement, so {MADE}"),
                "enhance the map as it was measured",
            ),
        };
        self.doubted.then(|| format!("{fact}: {step}"))
    }
}

/// Power of longer waves along the lines over that of the finest, and power of these over that of counts worth so much.
fn powers(
    (values, missing): (ArrayView2<f64>, ArrayView2<bool>),
    worth: Option<f64>,
) -> (Option<f64>, Option<f64>) {
    let (lines, pixels) = values.dim();
    let starts = || (0..(pixels + 1).saturating_sub(BLOCK)).step_by(BLOCK / 2);
    let pairs = lines.saturating_sub(1);
    let step = (pairs * starts().count()).div_ceil(MOST_BLOCKS).max(1);
    let waves = Waves::new();
    let (mut falls, mut shares) = (Vec::new(), Vec::new());
    for (line, start) in (0..pairs).step_by(step).flat_map(|line| starts().map(move |start| (line, start))) {
        let block = s![line..line + 2, start..start + BLOCK];
        if missing.slice(block).iter().filter(|missing| **missing).count() > MOST_MISSING {
            continue;
        }
        let (finest, longer, sum) = waves.powers(values.slice(block));
        let counting = worth.map(|worth| FINEST.len() as f64 * worth * sum);
        shares.extend(counting.filter(|counting| *counting > 0.0).map(|counting| finest / counting));
        if finest + longer > 0.0 {
            falls.push(longer / finest);
        }
    }
    let told = |values: Vec<f64>| if values.len() < LEAST_BLOCKS { None } else { Some(median(values)) };
    (told(falls), told(shares).map(|share| share / MEDIAN))
}

/// The waves of a block, windowed.
struct Waves {
    /// Cosine and sine of each of the finest and the longer ones.
    finest: [[[f64; 2]; BLOCK]; 2],
    longer: [[[f64; 2]; BLOCK]; 2],
    /// Squares of the window.
    squares: [f64; BLOCK],
}

impl Waves {
    fn new() -> Self {
        let turn = |wave: usize, k: usize| TAU * (wave * k % BLOCK) as f64 / BLOCK as f64;
        let [a, b, c] = BLACKMAN;
        let window: [f64; BLOCK] = std::array::from_fn(|k| a - b * turn(1, k).cos() + c * turn(2, k).cos());
        let of = |wave: usize| {
            std::array::from_fn(|k| [turn(wave, k).cos(), turn(wave, k).sin()].map(|wave| window[k] * wave))
        };
        Self { finest: FINEST.map(of), longer: LONGER.map(of), squares: window.map(|w| w * w) }
    }

    /// Power of the finest and of the longer waves in the difference of two lines, and the sum of their values by the window's squares,
    /// which is the power of counting noise in each wave.
    fn powers(&self, lines: ArrayView2<f64>) -> (f64, f64, f64) {
        let (first, second) = (lines.row(0), lines.row(1));
        let power = |waves: &[[[f64; 2]; BLOCK]; 2]| {
            let of = |wave: &[[f64; 2]; BLOCK]| {
                let part = |i: usize| (0..BLOCK).map(|k| wave[k][i] * (second[k] - first[k])).sum::<f64>();
                part(0).powi(2) + part(1).powi(2)
            };
            waves.iter().map(of).sum::<f64>()
        };
        let sum = (0..BLOCK).map(|k| self.squares[k] * (first[k] + second[k])).sum();
        (power(&self.finest), power(&self.longer), sum)
    }
}

/// The upper median of values, of which there are some.
fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::repair::repair;
    use crate::stream::{Purpose, Stream};
    use ndarray::Array2;
    use rand_distr::{Distribution, Poisson};

    const COUNTS: Option<Count> = Some(Count { worth: 1.0, source: CountSource::Unit });

    /// Counts of a sample with waves of 20 pixels.
    fn counts(mean: f64) -> Array2<f32> {
        Array2::from_shape_fn((80, 90), |(i, j)| {
            let mut stream = Stream::new(11, Purpose::Probe, i, j);
            let sample = mean * (1.0 + 0.8 * (i as f64 * 0.3).sin() * (j as f64 * 0.3).cos());
            Poisson::new(sample).unwrap().sample(&mut stream) as f32
        })
    }

    /// Means of so many neighbours along each axis.
    fn smoothed(map: &Array2<f32>, side: usize) -> Array2<f32> {
        let (lines, pixels) = (map.nrows() + 1 - side, map.ncols() + 1 - side);
        let mean = |(i, j)| map.slice(s![i..i + side, j..j + side]).mean().unwrap();
        Array2::from_shape_fn((lines, pixels), mean)
    }

    /// Each value four times.
    fn repeated(map: &Array2<f32>) -> Array2<f32> {
        Array2::from_shape_fn((2 * map.nrows(), 2 * map.ncols()), |(i, j)| map[[i / 2, j / 2]])
    }

    fn doubt(map: &Array2<f32>, count: Option<Count>) -> Option<String> {
        FineNoise::of(&repair(map.view(), 0.0).unwrap(), None, count, 1.0).doubt(count)
    }

    #[test]
    fn measured_values_are_not_doubted() {
        for mean in [0.02, 1.0, 300.0, 1e7] {
            for count in [COUNTS, None] {
                assert_eq!(doubt(&counts(mean), count), None, "{mean}");
            }
        }
    }

    #[test]
    fn values_that_were_smoothed_or_repeated_are() {
        let map = counts(300.0);
        for made in
            [smoothed(&map, 4), repeated(&map), map.mapv(|value| (value + 1.0).log10()), &map / 1000.0]
        {
            let said = doubt(&made, COUNTS).unwrap();
            assert!(said.starts_with("neighbouring pixels differ by less than counts do"), "{said}");
        }
        assert!(doubt(&smoothed(&map, 3), None).is_some() && doubt(&smoothed(&map, 3), COUNTS).is_some());
        let lines = &map.slice(s![1.., ..]) + &map.slice(s![..-1, ..]); // along one axis alone
        let said = doubt(&(&lines.slice(s![1.., ..]) + &lines.slice(s![..-1, ..])), None).unwrap();
        assert!(said.starts_with("its finest detail lacks the noise of a measurement"), "{said}");
    }

    #[test]
    fn missing_values_are_left_out_and_few_values_tell_nothing() {
        let map = smoothed(&counts(300.0), 4);
        let with_holes = |every: usize| {
            Array2::from_shape_fn(map.dim(), |(i, j)| {
                if (7 * i + 3 * j) % every == 0 { f32::NAN } else { map[[i, j]] }
            })
        };
        assert!(doubt(&with_holes(211), COUNTS).is_some());
        assert_eq!(doubt(&with_holes(11), COUNTS), None);
        for lone in [Array2::ones((1, 1)), Array2::ones((500, 1)), Array2::zeros((90, 90))] {
            let silent = FineNoise { fall: None, of_counts: None, doubted: false };
            assert_eq!(FineNoise::of(&repair(lone.view(), 0.0).unwrap(), None, COUNTS, 1.0), silent);
        }
        assert!(doubt(&Array2::from_elem((90, 90), 100.0), COUNTS).is_some(), "counts vary");
        assert_eq!(doubt(&Array2::from_elem((90, 90), 100.0), None), None);
    }
}
