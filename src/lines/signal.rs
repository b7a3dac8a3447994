// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signals over time, and one number for each reading that tells how much of the sample arrives.

use super::decimal::decimal;
use super::median::median;
use crate::error::{Error, Result};
use ndarray::Array2;

/// Steps of time within this share of their median are those of readings that follow each other.
const STEADY: f64 = 0.5;
/// Share by which clocks run fast or slow: a time between readings of so many signs at most is meant within it.
const CLOCK: f64 = 1e-4;
const SHORT: usize = "2.07".len();
/// Share of the time between readings within which it is a shorter decimal number: clocks are read to as many digits.
const DIGITS: f64 = 2e-8;
/// Decimals of times that may be rounded coarsely.
const DECIMALS: i32 = 4;
/// Share of the time between readings from which on the unit of their times makes steps differ.
const COARSE: f64 = 0.05;
/// Fewest steps that differ, and are not pauses, in times that are rounded coarsely.
const SKIPS: usize = 3;
/// One in so many steps must differ at least.
const RARE: usize = 50;
/// Range, in units, of what rounding moves times from a straight line, which is fitted to them.
const ROUNDED: f64 = 1.2;
/// Shares of all readings that count as nothing and as everything of an element.
const RANGE: (f64, f64) = (0.05, 0.95);

/// One recording: elements over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// What it is called: its file, or its line in a table.
    pub name: String,
    /// Names of the elements.
    pub elements: Vec<String>,
    /// Time of each reading in s; rises.
    pub times_s: Vec<f64>,
    /// Shape (elements, readings); NaN where a value is missing.
    pub values: Array2<f32>,
    /// Unit of the values, empty where the file does not tell it.
    pub unit: String,
    /// Moment of time 0, in s since 1970 on the clock of the instrument; `None` where the file does not tell it.
    pub began_s: Option<f64>,
    /// Where on the sample the readings were taken; `None` where the file does not tell it.
    pub track: Option<Track>,
}

/// Places of the first and the last reading, (x, y) in µm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Track {
    /// Place of the first reading.
    pub from_um: (f64, f64),
    /// Place of the last reading.
    pub to_um: (f64, f64),
}

impl Track {
    /// From the first reading to the last, µm.
    pub fn vector_um(&self) -> (f64, f64) {
        (self.to_um.0 - self.from_um.0, self.to_um.1 - self.from_um.1)
    }

    /// Does it run against the other?
    pub fn is_against(&self, other: &Self) -> bool {
        let ((ax, ay), (bx, by)) = (self.vector_um(), other.vector_um());
        ax * bx + ay * by < 0.0
    }
}

impl Signal {
    /// Number of readings.
    pub fn readings(&self) -> usize {
        self.times_s.len()
    }

    /// Time between two readings (sweep time), s: the mean of the steps close to their median.
    ///
    /// # Errors
    /// [`Error::Data`] if there are fewer than two readings.
    pub fn sweep_s(&self) -> Result<f64> {
        let mut steps: Vec<f64> = self.times_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let middle = median(&mut steps.clone()).ok_or_else(|| {
            Error::Data(format!("{} holds a single reading: a line needs two or more", self.name))
        })?;
        let mean = self.coarse_sweep_s(middle).unwrap_or_else(|| {
            steps.retain(|step| (step / middle - 1.0).abs() <= STEADY);
            steps.iter().sum::<f64>() / steps.len() as f64
        });
        let short = decimal(mean, CLOCK);
        let digits = format!("{short:e}").split('e').next().unwrap_or_default().len();
        Ok(if digits <= SHORT { short } else { decimal(mean, DIGITS) })
    }
}

impl Signal {
    /// The time between readings whose times are rounded so coarsely that their steps differ: the mean over the longest run
    /// without a pause. `None` where the times are finer, or do not follow each other evenly but for their rounding.
    fn coarse_sweep_s(&self, middle_s: f64) -> Option<f64> {
        let unit_s = self.unit_s().filter(|unit_s| *unit_s > COARSE * middle_s)?;
        let is_pause = |pair: &[f64]| pair[1] - pair[0] > middle_s + 1.5 * unit_s;
        let mut runs = self.times_s.chunk_by(|a, b| !is_pause(&[*a, *b])).filter(|run| run.len() > 2);
        let run = runs.by_ref().max_by_key(|run| run.len())?;
        let mean_s = slope(run);
        let others =
            run.windows(2).filter(|pair| (pair[1] - pair[0] - middle_s).abs() > unit_s / 2.0).count();
        let beside = run.iter().enumerate().map(|(i, time)| time - run[0] - mean_s * i as f64);
        let (least, most) = beside.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
        let is_rounding = others >= SKIPS.max(run.len() / RARE) && most - least <= ROUNDED * unit_s;
        is_rounding.then_some(mean_s)
    }

    /// The decimal unit in which all times are whole numbers, s; `None` where they have more digits.
    pub(super) fn unit_s(&self) -> Option<f64> {
        (0..=DECIMALS).map(|digits| 10f64.powi(-digits)).find(|unit_s| {
            self.times_s.iter().all(|time| {
                let units = time / unit_s;
                (units - units.round()).abs() < 1e-6 * units.abs().max(1.0)
            })
        })
    }
}

/// The slope of the straight line through values in their order.
fn slope(values: &[f64]) -> f64 {
    let middle = (values.len() - 1) as f64 / 2.0;
    let terms = values.iter().enumerate().map(|(i, value)| (i as f64 - middle, value - values[0]));
    let (product, square) = terms.fold((0.0, 0.0), |(p, s), (i, v)| (p + i * v, s + i * i));
    product / square
}

/// How much of the sample arrives in each reading, 0 to 1: every element on its own range, so that none outweighs the
/// others, and cut there, so that spikes do not count.
pub(super) fn activity(signals: &[Signal]) -> Vec<Vec<f64>> {
    let mut sums: Vec<Vec<f64>> = signals.iter().map(|signal| vec![0.0; signal.readings()]).collect();
    let mut used = 0.0f64;
    for element in 0..signals.first().map_or(0, |signal| signal.elements.len()) {
        let all = signals.iter().flat_map(|signal| signal.values.row(element).to_vec());
        let mut finite: Vec<f32> = all.filter(|value| value.is_finite()).collect();
        finite.sort_by(f32::total_cmp);
        let at = |share: f64| finite.get((share * finite.len() as f64) as usize).map(|v| f64::from(*v));
        let (Some(low), Some(high)) = (at(RANGE.0), at(RANGE.1)) else { continue };
        if high <= low {
            continue;
        }
        used += 1.0;
        for (sums, signal) in sums.iter_mut().zip(signals) {
            for (sum, value) in sums.iter_mut().zip(signal.values.row(element)) {
                *sum += if value.is_finite() {
                    ((f64::from(*value) - low) / (high - low)).clamp(0.0, 1.0)
                } else {
                    0.0
                };
            }
        }
    }
    sums.iter_mut().flatten().for_each(|sum| *sum /= used.max(1.0));
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn signal(times_s: Vec<f64>) -> Signal {
        Signal {
            name: "a".into(),
            elements: vec!["Mg24".into(), "Al27".into()],
            values: Array2::zeros((2, times_s.len())),
            times_s,
            unit: String::new(),
            began_s: None,
            track: None,
        }
    }

    #[test]
    fn the_sweep_time_ignores_pauses_and_is_a_decimal_number() {
        let times: Vec<f64> = (0..10).map(|i| 0.1 * f64::from(i) + if i > 4 { 7.0 } else { 0.0 }).collect();
        assert_eq!(signal(times).sweep_s().unwrap(), 0.1);
        assert_eq!(signal((0..9).map(|i| 0.0207 * f64::from(i)).collect()).sweep_s().unwrap(), 0.0207);
        assert_eq!(signal((0..9).map(|i| 12.0 * f64::from(i)).collect()).sweep_s().unwrap(), 12.0);
        let fast: Vec<f64> = (0..900).map(|i| (1.000_024_9 * f64::from(i) * 1e4).round() / 1e4).collect();
        assert_eq!(signal(fast).sweep_s().unwrap(), 1.0);
        let third = signal((0..9).map(|i| f64::from(i) / 3.0).collect()).sweep_s().unwrap();
        assert!((third * 3.0 - 1.0).abs() < 1e-7);
        for (sweep_s, digits) in [(0.0137, 1e2), (0.0263, 1e2), (0.0163, 1e2), (1.25, 1.0)] {
            let rounded: Vec<f64> =
                (0..2000).map(|i| (sweep_s * f64::from(i) * digits).round() / digits).collect();
            let found = signal(rounded).sweep_s().unwrap();
            assert!((found / sweep_s - 1.0).abs() < 1e-3, "{sweep_s}: {found}");
        }
        // readings that are missing here and there are no rounding
        let holes: Vec<f64> = (0..200).filter(|i| ![7, 9, 60, 61, 150].contains(i)).map(f64::from).collect();
        assert_eq!(signal(holes).sweep_s().unwrap(), 1.0);
        assert!(signal(vec![1.0]).sweep_s().is_err());
    }

    #[test]
    fn every_element_counts_alike_and_a_spike_does_not() {
        let mut signal = signal((0..6).map(f64::from).collect());
        signal.values = array![[0.0, 0.0, 1.0, 1.0, 0.0, 1.0], [0.0, 0.0, 500.0, 500.0, f32::NAN, 9e9]];
        let activity = &activity(&[signal])[0];
        assert_eq!((activity[0], activity[4]), (0.0, 0.0));
        assert!(activity[2] > 0.4 && activity[5] == 1.0, "{activity:?}");
    }
}
