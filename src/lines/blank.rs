// SPDX-License-Identifier: MIT OR Apache-2.0
//! The gas blank: the mean of the readings while the laser is off.

use super::signal::Signal;

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
    for (signal, windows) in signals.iter().zip(windows) {
        for (reading, time) in signal.times_s.iter().enumerate() {
            if !is_off(*time, windows, sweep_s) {
                continue;
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_settled_part_of_a_pause_is_blank() {
        let windows = [(10.0, 20.0), (30.0, 40.0)];
        let off: Vec<i32> = (0..60).filter(|time| is_off(f64::from(*time), &windows, 1.0)).collect();
        assert_eq!(off, (0..9).chain(26..29).chain(46..60).collect::<Vec<_>>());
    }
}
