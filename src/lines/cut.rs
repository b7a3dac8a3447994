// SPDX-License-Identifier: MIT OR Apache-2.0
//! Stretches of a signal become rows of pixels: a pixel is a reading, nothing is averaged or interpolated.

use super::signal::Signal;
use ndarray::{Array2, Axis, s};

/// Where a line lies in a recording and in the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    /// Place of its recording.
    pub signal: usize,
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

/// Takes the readings of a stretch: the first is the one closest to its begin, the others follow.
pub(super) fn row(stretch: &Stretch, signal: &Signal, sweep_s: f64) -> Row {
    let times = &signal.times_s;
    let mut values = Array2::from_elem((signal.elements.len(), stretch.pixels), f32::NAN);
    let begin = stretch.begin_s - sweep_s / 2.0;
    let first = times.partition_point(|time| *time < begin);
    // a stretch that begins before the recording begins with pixels that are missing
    let place = times.get(first).map_or(0.0, |time| (time - stretch.begin_s) / sweep_s);
    let mut pixel = place.round().max(0.0) as usize;
    let (mut reading, mut taken) = (first, 0);
    while reading < times.len() && pixel < stretch.pixels {
        values.slice_mut(s![.., pixel]).assign(&signal.values.slice(s![.., reading]));
        taken += 1;
        reading += 1;
        if let Some(time) = times.get(reading) {
            // a pause is a number of missing readings
            let pause = ((time - times[reading - 1]) / sweep_s).round();
            pixel = pixel.saturating_add(pause.max(1.0) as usize);
        }
    }
    if stretch.is_turned {
        values.invert_axis(Axis(1));
    }
    Row { values, missing: stretch.pixels - taken, phase: place - place.round() }
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
        let stretch = Stretch { signal: 0, begin_s, pixels, offset: 0, is_turned };
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
    fn what_the_recording_does_not_hold_is_missing() {
        assert_eq!(pixels(0.8, 4, false), (vec![-1.0, -1.0, 1.0, 2.0], 2));
        assert_eq!(pixels(1.6, 3, false), (vec![7.0, -1.0, -1.0], 2));
        assert_eq!(pixels(9.0, 2, false), (vec![-1.0, -1.0], 2));
        assert_eq!(pixels(-5.0, 2, false), (vec![-1.0, -1.0], 2));
    }
}
