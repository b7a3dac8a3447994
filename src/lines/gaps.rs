// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lines of a signal without a laser log: from where it rises to where it falls back to the gas blank.
//!
//! Pauses between lines and dark parts of the sample look alike for a while. So the shortest pause that counts is raised until
//! the lines are as long as each other; where they never are, the signal is refused.

use super::median::median;
use super::signal::{Signal, activity};
use crate::error::{Error, Result};

/// Standard deviations of the gas blank that are one step of the scale on which signal and blank are told apart.
const DEVIATIONS: f64 = 3.0;
/// Smallest distance of signal and blank in standard deviations of the blank.
const CONTRAST: f64 = 5.0;
/// Bins of that scale.
const BINS: usize = 256;
/// Lines within this share of the middle length, or this many readings, are as long as each other.
const EQUAL: (f64, usize) = (0.1, 2);
/// Share of the signal that must lie in such lines.
const MOST: f64 = 0.8;

/// What was found: first and last reading of each line, and of what was left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Runs {
    pub lines: Vec<(usize, usize)>,
    pub left_out: Vec<(usize, usize)>,
}

/// The lines of a signal.
///
/// # Errors
/// [`Error::Missing`] if there are no lines of equal length.
pub(super) fn find(signal: &Signal) -> Result<Runs> {
    let activity = &activity(std::slice::from_ref(signal))[0];
    let on = is_on(activity);
    let runs = if contrast(activity, &on) < CONTRAST { Vec::new() } else { runs(&on) };
    let mut pauses: Vec<usize> = runs.windows(2).map(|pair| pair[1].0 - pair[0].1).collect();
    pauses.sort_unstable();
    pauses.dedup();
    let mut best: Option<Runs> = None;
    for shortest in std::iter::once(0).chain(pauses) {
        let found = alike(&merge(&runs, shortest), on.len());
        // of ways that divide the signal the first that leaves least out
        best = match (best, found) {
            (Some(best), Some(found)) if size(&found.left_out) >= size(&best.left_out) => Some(best),
            (best, found) => found.or(best),
        };
    }
    best.ok_or_else(|| Error::Missing {
        what: "where the lines of the signal begin and end",
        hint: "its pauses do not divide it into lines of equal length: state the laser log".into(),
    })
}

/// Distance of the means of signal and blank in standard deviations of the blank.
fn contrast(activity: &[f64], on: &[bool]) -> f64 {
    let of = |wanted: bool| activity.iter().zip(on).filter(move |(_, on)| **on == wanted).map(|(a, _)| *a);
    let mean = |wanted: bool| of(wanted).sum::<f64>() / of(wanted).count() as f64;
    let (signal, blank) = (mean(true), mean(false));
    let variance = of(false).map(|a| (a - blank).powi(2)).sum::<f64>() / of(false).count() as f64;
    // a blank without any noise counts as one of a thousandth
    (signal - blank) / variance.sqrt().max(1e-3)
}

/// Divides the readings into signal and gas blank where both scatter least on a scale that is linear in the blank and
/// logarithmic above it (Otsu's threshold); single readings follow their neighbours.
fn is_on(activity: &[f64]) -> Vec<bool> {
    let mut sorted = activity.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.truncate((sorted.len() / 4).max(1));
    let blank = median(&mut sorted).unwrap_or(0.0);
    sorted.iter_mut().for_each(|value| *value = (*value - blank).abs());
    let deviation = 1.4826 * median(&mut sorted).unwrap_or(0.0);
    let unit = DEVIATIONS * deviation.max(1e-3);
    let scaled: Vec<f64> = activity.iter().map(|value| ((value - blank) / unit).asinh()).collect();
    let threshold = otsu(&scaled);
    let raw: Vec<bool> = scaled.iter().map(|value| *value > threshold).collect();
    (0..raw.len())
        .map(|i| {
            let around = [raw[i.saturating_sub(1)], raw[i], raw[(i + 1).min(raw.len() - 1)]];
            around.iter().filter(|on| **on).count() >= 2
        })
        .collect()
}

fn otsu(values: &[f64]) -> f64 {
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
    let width = (high - low) / BINS as f64;
    let mut counts = [0.0f64; BINS];
    for value in values {
        counts[(((value - low) / width) as usize).min(BINS - 1)] += 1.0;
    }
    let total: f64 = counts.iter().sum();
    let sum: f64 = counts.iter().enumerate().map(|(bin, count)| bin as f64 * count).sum();
    let (mut below, mut sum_below, mut best) = (0.0, 0.0, (0.0, 0));
    for (bin, count) in counts.iter().enumerate() {
        below += count;
        sum_below += bin as f64 * count;
        let above = total - below;
        if below > 0.0 && above > 0.0 {
            let between = below * above * (sum_below / below - (sum - sum_below) / above).powi(2);
            best = if between > best.0 { (between, bin) } else { best };
        }
    }
    low + (best.1 as f64 + 1.0) * width
}

/// First reading and the one after the last of each stretch that is on.
fn runs(on: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (i, _) in on.iter().enumerate().filter(|(_, on)| **on) {
        match runs.last_mut() {
            Some(run) if run.1 == i => run.1 = i + 1,
            _ => runs.push((i, i + 1)),
        }
    }
    runs
}

fn merge(runs: &[(usize, usize)], shortest: usize) -> Vec<(usize, usize)> {
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for run in runs {
        match merged.last_mut() {
            Some(last) if run.0 - last.1 <= shortest && shortest > 0 => last.1 = run.1,
            _ => merged.push(*run),
        }
    }
    merged
}

/// The runs that are as long as each other, if they hold most of the signal; the others, and one that the recording cuts
/// off, are left out.
fn alike(runs: &[(usize, usize)], readings: usize) -> Option<Runs> {
    let mut lengths: Vec<usize> = runs.iter().map(|(from, to)| to - from).collect();
    lengths.sort_unstable();
    let middle = *lengths.get(lengths.len() / 2)?;
    let reach = ((middle as f64 * EQUAL.0) as usize).max(EQUAL.1);
    let whole =
        |run: &&(usize, usize)| run.0 > 0 && run.1 < readings && (run.1 - run.0).abs_diff(middle) <= reach;
    let lines: Vec<_> = runs.iter().filter(whole).copied().collect();
    let left_out: Vec<_> = runs.iter().filter(|run| !whole(run)).copied().collect();
    let most = size(&lines) as f64 >= MOST * (size(&lines) + size(&left_out)) as f64;
    (lines.len() >= 2 && middle > 2 * EQUAL.1 && most).then_some(Runs { lines, left_out })
}

/// Readings in some runs.
fn size(runs: &[(usize, usize)]) -> usize {
    runs.iter().map(|(from, to)| to - from).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    fn signal(values: Vec<f32>) -> Signal {
        let times_s = (0..values.len()).map(|i| i as f64).collect();
        let values = Array2::from_shape_vec((1, values.len()), values).unwrap();
        let (name, elements, unit) = ("a".into(), vec!["Mg24".into()], String::new());
        Signal { name, elements, times_s, values, unit, began_s: None, track: None }
    }

    #[test]
    fn lines_with_dark_parts_are_found_and_a_standard_is_left_out() {
        let mut values: Vec<f32> = (0..5).map(|i| (i % 3) as f32).collect();
        values.extend([400.0; 9]);
        for line in 0..7 {
            values.extend((0..8).map(|i| ((i + line) % 3) as f32));
            let dark = |i: usize| line == 3 && (7..11).contains(&i);
            values.extend((0..20).map(|i| if dark(i) { 1.0 } else { 30.0 + 20.0 * (i % 5) as f32 }));
        }
        values.extend((0..6).map(|i| (i % 3) as f32));
        let found = find(&signal(values)).unwrap();
        assert_eq!(found.left_out, [(5, 14)]);
        assert_eq!(found.lines, (0..7).map(|i| (22 + 28 * i, 42 + 28 * i)).collect::<Vec<_>>());
    }

    #[test]
    fn a_signal_without_pauses_is_refused() {
        let mut state = 5u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as f32
        };
        let error = find(&signal((0..300).map(|_| noise()).collect())).unwrap_err();
        assert!(error.to_string().ends_with("state the laser log"), "{error}");
    }
}
