// SPDX-License-Identifier: MIT OR Apache-2.0
//! Clocks that run at different speeds: the lag between log and signal grows from line to line.

use super::lag::Search;
use super::median::median;

/// Most groups of lines whose lags are compared.
const GROUPS: usize = 8;
/// Share of the pause between lines within which the lag of a group is looked for.
const REACH: f64 = 0.5;
/// Drift over the whole scan, in readings, from which on it is followed.
const FOLLOWED: f64 = 1.0;
/// Largest scatter of the lags of groups, in readings, that shows a drift and not the sample.
const SCATTER: f64 = 0.5;

/// How the lag changes along the log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drift {
    /// Lag where the log's time is 0, s.
    pub lag_s: f64,
    /// Seconds of lag in a second of the log.
    pub rate: f64,
    /// Change of the lag from the first line to the last, s.
    pub total_s: f64,
}

/// The drift of the lags of groups of lines; `None` where they agree or scatter.
pub(super) fn of(search: &Search<'_>, windows: &[(f64, f64)], lag_s: f64, sweep_s: f64) -> Option<Drift> {
    let groups = GROUPS.min(windows.len() / 2);
    if groups < 3 {
        return None;
    }
    let mut pauses: Vec<f64> = windows.windows(2).map(|pair| pair[1].0 - pair[0].1).collect();
    let reach_s = REACH * median(&mut pauses)?.max(2.0 * sweep_s);
    let points: Vec<(f64, f64)> = (0..groups)
        .map(|group| {
            let ends = [group, group + 1].map(|group| group * windows.len() / groups);
            let lines = &windows[ends[0]..ends[1]];
            ((lines[0].0 + lines[lines.len() - 1].1) / 2.0, search.near(lines, lag_s, reach_s))
        })
        .collect();
    let mut slopes = Vec::new();
    for (i, a) in points.iter().enumerate() {
        slopes.extend(points[i + 1..].iter().map(|b| (b.1 - a.1) / (b.0 - a.0)));
    }
    let rate = median(&mut slopes)?;
    let mut left: Vec<f64> = points.iter().map(|(time, lag)| lag - rate * time).collect();
    let at_zero = median(&mut left)?;
    left.iter_mut().for_each(|lag| *lag = (*lag - at_zero).abs());
    let scatter = median(&mut left)?;
    let total_s = rate * (windows[windows.len() - 1].1 - windows[0].0);
    let is_drift = total_s.abs() > FOLLOWED * sweep_s && scatter <= SCATTER * sweep_s;
    is_drift.then_some(Drift { lag_s: at_zero, rate, total_s })
}
