// SPDX-License-Identifier: MIT OR Apache-2.0
//! Does one lag between log and signal fit all lines? Where clocks run at different speeds it grows from line to line; where the
//! signal has lost readings it leaps.

use super::lag::{Near, Search};
use super::median::median;
use crate::error::{Error, Result};

/// Most groups of lines whose lags are compared.
const GROUPS: usize = 8;
/// Share of the pause between lines within which the lag of a group is looked for.
const REACH: f64 = 0.5;
/// Drift over the whole scan, in readings, from which on it is followed.
const FOLLOWED: f64 = 1.0;
/// Readings by which the lag may lie beside those that fit a group.
const SCATTER: f64 = 0.5;
/// Rounds in which a drift is looked for.
const ROUNDS: usize = 6;
/// Most readings by which a group may be displaced.
const DISPLACED: f64 = 1.0;

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

impl Drift {
    /// The lag at a time of the log.
    pub fn at(&self, time_s: f64) -> f64 {
        self.lag_s + self.rate * time_s
    }
}

/// Some lines of the log that follow each other.
struct Group<'a> {
    /// First and last line, counted from 1.
    lines: (usize, usize),
    /// Time of the log in their middle, s.
    middle_s: f64,
    /// The lags that fit them.
    near: Near<'a>,
}

impl Group<'_> {
    fn fits(&self, lag_s: f64, within_s: f64) -> bool {
        self.near.from_s - within_s <= lag_s && lag_s <= self.near.to_s + within_s
    }

    fn lag_s(&self) -> f64 {
        (self.near.from_s + self.near.to_s) / 2.0
    }
}

/// The drift of the lags of groups of lines; `None` where one lag fits them.
///
/// # Errors
/// [`Error::Contradiction`] where neither one lag nor a drift fits: the signal has lost readings or lines, or its clock leaps.
pub(super) fn of(
    search: &Search<'_>,
    windows: &[(f64, f64)],
    lag_s: f64,
    sweep_s: f64,
) -> Result<Option<Drift>> {
    let constant = Drift { lag_s, rate: 0.0, total_s: 0.0 };
    let steady = groups(search, windows, constant, sweep_s);
    if share_a_lag(&steady, SCATTER * sweep_s) {
        return Ok(None);
    }
    let span_s = windows[windows.len() - 1].1 - windows[0].0;
    let (mut drift, mut around) = (constant, None);
    // each round looks half a pause farther
    for _ in 0..ROUNDS {
        let groups_around = around.as_ref().unwrap_or(&steady);
        if groups_around.iter().all(|group| group.fits(drift.at(group.middle_s), SCATTER * sweep_s)) {
            break;
        }
        let Some(next) = straight(groups_around, span_s) else { break };
        drift = next;
        around = Some(groups(search, windows, drift, sweep_s));
    }
    let is_drift = drift.total_s.abs() > FOLLOWED * sweep_s;
    if is_drift && around.is_some_and(|groups| displaced(&groups, drift).is_none()) {
        return Ok(Some(drift));
    }
    match displaced(&steady, constant) {
        None => Ok(None),
        Some(group) => Err(Error::Contradiction(format!(
            "the lines {} to {} of the log lie {:.1} s from where one lag for all has them in the signal: readings or lines are \
             missing in it, or its clock is wrong: state the lag, or cut by gaps",
            group.lines.0,
            group.lines.1,
            (group.lag_s() - lag_s).abs()
        ))),
    }
}

/// A group that lies elsewhere in the signal than a drift says.
fn displaced<'a, 'b>(groups: &'b [Group<'a>], drift: Drift) -> Option<&'b Group<'a>> {
    groups.iter().find(|group| group.near.displaced(drift.at(group.middle_s)) > DISPLACED)
}

/// Is there a lag that fits all groups? The edge of a sample leaves each of them a range of lags.
fn share_a_lag(groups: &[Group<'_>], within_s: f64) -> bool {
    let least = groups.iter().map(|group| group.near.from_s).fold(f64::MIN, f64::max);
    let most = groups.iter().map(|group| group.near.to_s).fold(f64::MAX, f64::min);
    least <= most + within_s
}

fn groups<'a>(
    search: &'a Search<'a>,
    windows: &'a [(f64, f64)],
    drift: Drift,
    sweep_s: f64,
) -> Vec<Group<'a>> {
    let count = GROUPS.min(windows.len() / 2);
    let mut pauses: Vec<f64> = windows.windows(2).map(|pair| pair[1].0 - pair[0].1).collect();
    let reach_s = REACH * median(&mut pauses).unwrap_or(0.0).max(2.0 * sweep_s);
    let group = |group: usize| {
        let (first, end) = (group * windows.len() / count, (group + 1) * windows.len() / count);
        let lines = &windows[first..end];
        let middle_s = (lines[0].0 + lines[lines.len() - 1].1) / 2.0;
        Group { lines: (first + 1, end), middle_s, near: search.near(lines, drift.at(middle_s), reach_s) }
    };
    (0..count).map(group).collect()
}

/// The straight line through the lags of groups; `None` for fewer than three.
fn straight(groups: &[Group<'_>], span_s: f64) -> Option<Drift> {
    let points: Vec<(f64, f64)> = groups.iter().map(|group| (group.middle_s, group.lag_s())).collect();
    let mut slopes = Vec::new();
    for (i, a) in points.iter().enumerate() {
        slopes.extend(points[i + 1..].iter().map(|b| (b.1 - a.1) / (b.0 - a.0)));
    }
    let rate = median(&mut slopes).filter(|_| groups.len() >= 3)?;
    let mut left: Vec<f64> = points.iter().map(|(time, lag)| lag - rate * time).collect();
    Some(Drift { lag_s: median(&mut left)?, rate, total_s: rate * span_s })
}
