// SPDX-License-Identifier: MIT OR Apache-2.0
//! Stretches of a signal become rows of pixels: a pixel is a reading, nothing is averaged or interpolated.

use super::median::median;
use super::signal::Signal;
use ndarray::{Array2, Axis, s};

/// Time after a reading, in times between readings, from which on the next one is late or lies behind a pause.
const LATE: f64 = 1.5;

/// Share by which the time between readings of one line may differ from that of all.
const OWN: f64 = 1e-3;

/// Where a line lies in a recording and in the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    /// Place of its recording.
    pub signal: usize,
    /// Its row in the map.
    pub row: usize,
    /// Time of the signal at the middle of the first pixel, s.
    pub begin_s: f64,
    /// Number of pixels.
    pub pixels: usize,
    /// Pixels by which the line lies further along the scan than the one that lies least far.
    pub offset: usize,
    /// Whether it ran against the first line.
    pub is_turned: bool,
}

/// The pixels of a line from left to right in the map.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Shape (elements, pixels); NaN where there is no reading.
    pub values: Array2<f32>,
    /// Pixels without a reading.
    pub missing: usize,
    /// How far the first reading lies behind the middle of the first pixel, in pixels.
    pub phase: f64,
}

/// Takes the readings of a stretch: the first is the one closest to its begin, the others lie where their times tell.
pub(super) fn row(stretch: &Stretch, signal: &Signal, sweep_s: f64) -> Row {
    let times = &signal.times_s;
    let mut values = Array2::from_elem((signal.elements.len(), stretch.pixels), f32::NAN);
    let begin = stretch.begin_s - sweep_s / 2.0;
    let first = times.partition_point(|time| *time < begin);
    // a stretch that begins before the recording begins with pixels that are missing
    let place = times.get(first).map_or(0.0, |time| (time - stretch.begin_s) / sweep_s);
    let start = place.round().max(0.0) as usize;
    let end = times.get(first).map_or(0.0, |time| time + (stretch.pixels as f64 + 1.0) * sweep_s);
    let last = times.partition_point(|time| *time < end).max(first);
    let mut taken = 0;
    for (reading, pixel) in (first..last).zip(pixels(&times[first..last], sweep_s)) {
        let pixel = pixel.saturating_add(start);
        if pixel < stretch.pixels {
            values.slice_mut(s![.., pixel]).assign(&signal.values.slice(s![.., reading]));
            taken += 1;
        }
    }
    if stretch.is_turned {
        values.invert_axis(Axis(1));
    }
    Row { values, missing: stretch.pixels - taken, phase: place - place.round() }
}

/// The pixel of each reading, from that of the first.
///
/// Readings without a pause follow each other. Where one comes late, it is its own time that tells, not the number of those
/// before it, so that it does not shift those after it; of two in one pixel the first goes back.
pub(super) fn pixels(times: &[f64], sweep_s: f64) -> Vec<usize> {
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Vec::new() };
    if times.windows(2).all(|pair| pair[1] - pair[0] < LATE * sweep_s) {
        return (0..times.len()).collect();
    }
    // the time between readings within this line, so that a small error of it does not add up
    let steps = ((last - first) / sweep_s).round().max(1.0);
    let step_s = ((last - first) / steps).clamp(sweep_s * (1.0 - OWN), sweep_s * (1.0 + OWN));
    let places: Vec<f64> = times.iter().map(|time| (time - first) / step_s).collect();
    let mut beside: Vec<f64> = places.iter().map(|place| place - place.round()).collect();
    let beside = median(&mut beside).unwrap_or(0.0);
    let mut pixels: Vec<i64> = places.iter().map(|place| (place - beside).round() as i64).collect();
    for i in (1..pixels.len()).rev() {
        pixels[i - 1] = pixels[i - 1].min(pixels[i] - 1);
    }
    let after = |(i, pixel): (usize, i64)| usize::try_from(pixel).unwrap_or(0).max(i);
    pixels.into_iter().enumerate().map(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn signal() -> Signal {
        let times_s = vec![1.0, 1.1, 1.2, 1.5, 1.6];
        let values = array![[1.0, 2.0, 3.0, 6.0, 7.0]];
        let (name, elements, unit) = ("a".into(), vec!["Mg24".into()], String::new());
        Signal { name, elements, times_s, values, unit, began_s: None, track: None }
    }

    fn pixels(begin_s: f64, pixels: usize, is_turned: bool) -> (Vec<f32>, usize) {
        let stretch = Stretch { signal: 0, row: 0, begin_s, pixels, offset: 0, is_turned };
        let row = row(&stretch, &signal(), 0.1);
        (row.values.iter().map(|value| if value.is_nan() { -1.0 } else { *value }).collect(), row.missing)
    }

    #[test]
    fn the_nearest_reading_is_the_first_pixel_and_pauses_stay_empty() {
        assert_eq!(pixels(1.04, 2, false), (vec![1.0, 2.0], 0));
        assert_eq!(pixels(1.06, 2, false), (vec![2.0, 3.0], 0));
        assert_eq!(pixels(1.1, 6, false), (vec![2.0, 3.0, -1.0, -1.0, 6.0, 7.0], 2));
        assert_eq!(pixels(1.1, 3, true), (vec![-1.0, 3.0, 2.0], 1));
    }

    #[test]
    fn a_late_reading_does_not_shift_those_after_it() {
        for (times, expected) in [
            (vec![0.0, 1.0, 2.6, 3.0, 4.0], vec![0, 1, 2, 3, 4]),
            (vec![0.0, 1.0, 2.7, 3.7, 5.4, 6.4], vec![0, 1, 3, 4, 5, 6]),
            (vec![0.0, 1.0, 2.0, 5.0, 6.0], vec![0, 1, 2, 5, 6]),
            (vec![0.4, 1.0, 2.0, 4.0, 5.0], vec![0, 1, 2, 4, 5]),
            (vec![0.0, 1.2, 2.4, 3.6], vec![0, 1, 2, 3]),
            (vec![3.0], vec![0]),
        ] {
            assert_eq!(super::pixels(&times, 1.0), expected, "{times:?}");
        }
    }

    #[test]
    fn what_the_recording_does_not_hold_is_missing() {
        assert_eq!(pixels(0.8, 4, false), (vec![-1.0, -1.0, 1.0, 2.0], 2));
        assert_eq!(pixels(1.6, 3, false), (vec![7.0, -1.0, -1.0], 2));
        assert_eq!(pixels(9.0, 2, false), (vec![-1.0, -1.0], 2));
        assert_eq!(pixels(-5.0, 2, false), (vec![-1.0, -1.0], 2));
    }
}
