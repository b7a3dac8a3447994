// SPDX-License-Identifier: MIT OR Apache-2.0
//! The gas blank: the mean of the readings while the laser is off.

use super::median::median;
use super::signal::{Signal, activity};

/// Longest pause, in usual ones, that is taken for blank unseen: in a longer one there may be lines that the log does not know.
const LONGEST: f64 = 2.0;
/// Mean activity, in that of the near readings, up to which what lies farther is blank too.
const QUIET: f64 = 1.5;
/// Share of a pause after which the signal of the line before has gone.
const SETTLED: f64 = 0.5;

/// The mean of each element while the laser is off, and the number of readings in it; `None` if there are none.
///
/// `windows` are the times with the laser on in each signal. The first half of a pause is left out, and so are the
/// readings at its ends.
pub(super) fn means(
    signals: &[Signal],
    windows: &[Vec<(f64, f64)>],
    sweep_s: f64,
) -> Option<(Vec<f64>, usize)> {
    let elements = signals.first()?.elements.len();
    let (mut sums, mut counts, mut readings) = (vec![0.0; elements], vec![0usize; elements], 0);
    for ((signal, windows), activity) in signals.iter().zip(windows).zip(activity(signals)) {
        let mut pauses: Vec<f64> = windows.windows(2).map(|pair| pair[1].0 - pair[0].1).collect();
        let pause_s = median(&mut pauses).unwrap_or(f64::INFINITY);
        let off = |reading: &usize| is_off(signal.times_s[*reading], windows, sweep_s);
        let off: Vec<usize> = (0..signal.readings()).filter(off).collect();
        let (near, far): (Vec<usize>, Vec<usize>) =
            off.into_iter().partition(|reading| is_near(signal.times_s[*reading], windows, pause_s));
        let mean = |readings: &[usize]| {
            readings.iter().map(|reading| activity[*reading]).sum::<f64>() / readings.len() as f64
        };
        let pause = |reading: usize| windows.partition_point(|(on, _)| *on <= signal.times_s[reading]);
        let quiet = |far: &&[usize]| near.is_empty() || mean(far) <= QUIET * mean(&near);
        let far = far.chunk_by(|a, b| pause(*a) == pause(*b)).filter(quiet).flatten();
        for &reading in near.iter().chain(far) {
            readings += 1;
            for (element, value) in signal.values.column(reading).iter().enumerate() {
                if value.is_finite() {
                    sums[element] += f64::from(*value);
                    counts[element] += 1;
                }
            }
        }
    }
    let means = sums.iter().zip(&counts).map(|(sum, count)| sum / *count as f64);
    (readings > 0).then(|| (means.collect(), readings))
}

/// Whether the laser has been off long enough at a time, and stays so for the reading.
fn is_off(time_s: f64, windows: &[(f64, f64)], sweep_s: f64) -> bool {
    let next = windows.partition_point(|(on, _)| *on <= time_s);
    let before_next = windows.get(next).is_none_or(|(on, _)| time_s < on - 1.5 * sweep_s);
    let settled = next.checked_sub(1).is_none_or(|last| {
        let off = windows[last].1;
        // after the last line the pause is taken to be as long as the one before it
        let pause = match (windows.get(next), last.checked_sub(1)) {
            (Some((on, _)), _) => on - off,
            (None, Some(before)) => windows[last].0 - windows[before].1,
            (None, None) => off - windows[last].0,
        };
        time_s > off + (SETTLED * pause).max(1.5 * sweep_s)
    });
    before_next && settled
}

/// Whether a time lies in a usual pause, or as close before or after all lines.
fn is_near(time_s: f64, windows: &[(f64, f64)], pause_s: f64) -> bool {
    let next = windows.partition_point(|(on, _)| *on <= time_s);
    let before = next.checked_sub(1).map(|last| windows[last].1);
    match (before, windows.get(next).map(|(on, _)| *on)) {
        (Some(off), Some(on)) => on - off <= LONGEST * pause_s,
        (Some(off), None) => time_s - off <= pause_s,
        (None, Some(on)) => on - time_s <= pause_s,
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_settled_part_of_a_pause_is_blank() {
        let windows = [(10.0, 20.0), (30.0, 40.0)];
        let off: Vec<i32> = (0..60).filter(|time| is_off(f64::from(*time), &windows, 1.0)).collect();
        assert_eq!(off, (0..9).chain(26..29).chain(46..60).collect::<Vec<_>>());
    }

    #[test]
    fn where_a_line_may_lie_that_the_log_does_not_know_is_no_blank() {
        let windows = [(100.0, 200.0), (210.0, 310.0), (430.0, 530.0), (540.0, 640.0)];
        for (time, near) in
            [(50.0, false), (95.0, true), (205.0, true), (370.0, false), (645.0, true), (670.0, false)]
        {
            assert_eq!(is_near(time, &windows, 10.0), near, "{time}");
        }
    }
}
