// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signals and logs whose clocks differ, and signals that have lost something: every row is where it was, or the import is refused.

use lamap::lines::{Imported, LaserLine, LineOptions, Signal, import};
use ndarray::Array2;

const COUNT: usize = 12;
const PIXELS: usize = 30;
const SWEEP_S: f64 = 0.5;
/// From the begin of the recording to that of the first line.
const BEFORE_S: f64 = 9.0;

/// When a line begins: the stage takes more or less time to the next one.
fn begin_s(line: usize) -> f64 {
    (23 * line + line * line * 7 % 5) as f64
}

/// Lines of 30 pixels, 40 µm apart.
fn log() -> Vec<LaserLine> {
    let line = |i: usize| LaserLine {
        to_um: (600.0, 40.0 * i as f64),
        on_s: Some(begin_s(i)),
        off_s: Some(begin_s(i) + PIXELS as f64 * SWEEP_S),
        scan_speed_um_s: Some(40.0),
        ..LaserLine::at((0.0, 40.0 * i as f64))
    };
    (0..COUNT).map(line).collect()
}

/// A value that tells its line and its pixel.
fn value(line: usize, pixel: usize) -> f32 {
    (1000 * (line + 1) + pixel) as f32
}

/// A recording in which the sample covers the pixels of each line that `covers` names.
fn recording(covers: impl Fn(usize) -> std::ops::Range<usize>) -> Vec<(f64, f32)> {
    let count = ((BEFORE_S + begin_s(COUNT)) / SWEEP_S) as usize;
    let reading = |i: usize| {
        let time = (i as f64 + 0.5) * SWEEP_S - BEFORE_S;
        let line = (0..COUNT).rev().find(|line| begin_s(*line) <= time);
        let lit = line.map(|line| (line, ((time - begin_s(line)) / SWEEP_S) as usize));
        let value = match lit.filter(|(line, pixel)| *pixel < PIXELS && covers(*line).contains(pixel)) {
            Some((line, pixel)) => value(line, pixel),
            None => 4.0 + (i * 7 % 5) as f32,
        };
        (i as f64 * SWEEP_S, value)
    };
    (0..count).map(reading).collect()
}

fn signal(readings: &[(f64, f32)]) -> Signal {
    Signal {
        name: "a.csv".into(),
        elements: vec!["Ba137".into()],
        times_s: readings.iter().map(|(time, _)| *time).collect(),
        values: Array2::from_shape_fn((1, readings.len()), |(_, i)| readings[i].1),
        unit: "cps".into(),
        began_s: None,
        track: None,
    }
}

fn imported(readings: &[(f64, f32)], options: &LineOptions) -> Result<Imported, String> {
    import(&[signal(readings)], Some(&log()), options).map_err(|error| error.to_string())
}

/// Pixels by which the rows are displaced; every row must hold its own line.
fn displaced(imported: &Imported) -> Vec<i64> {
    let (values, (lines, pixels)) = (imported.map.values(), imported.map.shape());
    assert_eq!(lines, COUNT, "{:?}", imported.map.notes);
    let of = |line: usize| {
        let mut found = (0..pixels).filter_map(|pixel| {
            let value = values[[0, line, pixel]];
            (value >= 1000.0).then(|| {
                assert_eq!(value as usize / 1000, line + 1, "row {line}: {:?}", imported.map.notes);
                (value as usize % 1000) as i64 - pixel as i64
            })
        });
        found.next().unwrap()
    };
    (0..COUNT).map(of).collect()
}

/// The recording without some readings, the times of the others closed up.
fn without(readings: &[(f64, f32)], gone: std::ops::Range<usize>) -> Vec<(f64, f32)> {
    let kept = readings.iter().enumerate().filter(|(i, _)| !gone.contains(i));
    kept.enumerate().map(|(i, (_, (_, value)))| (i as f64 * SWEEP_S, *value)).collect()
}

#[test]
fn a_clock_that_runs_fast_or_slow_is_followed_however_far_it_gets() {
    for rate in [0.98, 0.99, 0.996, 1.0, 1.004, 1.01] {
        let readings: Vec<(f64, f32)> =
            recording(|_| 0..PIXELS).into_iter().map(|(time, value)| (time * rate, value)).collect();
        let imported = imported(&readings, &LineOptions::default()).unwrap();
        assert!(
            displaced(&imported).iter().all(|pixels| pixels.abs() <= 1),
            "{rate}: {:?}",
            displaced(&imported)
        );
    }
}

#[test]
fn the_edge_of_a_sample_is_no_drift() {
    for covers in [
        |line: usize| 2 * line..PIXELS,
        |line: usize| line..PIXELS + line - COUNT + 1,
        |line: usize| 0..PIXELS - 2 * line,
        |_: usize| 3..PIXELS - 3,
    ] {
        let Ok(imported) = imported(&recording(covers), &LineOptions::default()) else { continue };
        let displaced = displaced(&imported);
        assert!(displaced.iter().all(|pixels| *pixels == displaced[0]), "{displaced:?}");
    }
}

#[test]
fn a_signal_that_has_lost_readings_or_lines_is_refused() {
    let whole = recording(|_| 0..PIXELS);
    let begin = |line: usize| ((BEFORE_S + begin_s(line)) / SWEEP_S) as usize;
    for (gone, words) in [
        (begin(6) - 8..begin(6) - 3, "readings or lines are missing in it"),
        (begin(6) + 4..begin(6) + 12, "readings or lines are missing in it"),
        (begin(3) - 2..begin(4) - 2, "missing in it"),
    ] {
        let refused =
            imported(&without(&whole, gone.clone()), &LineOptions::default()).map(|found| found.map.notes);
        assert!(refused.as_ref().is_err_and(|error| error.contains(words)), "{gone:?}: {refused:?}");
    }
    let stated = LineOptions { lag_s: Some(BEFORE_S - SWEEP_S / 2.0), ..LineOptions::default() };
    assert!(imported(&without(&whole, begin(6) - 8..begin(6) - 3), &stated).is_ok());
}

#[test]
fn a_dark_line_between_the_pauses_of_a_signal_is_said() {
    let dark = |line: usize| if line == 5 { 0..0 } else { 0..PIXELS };
    for (covers, expected) in [(dark as fn(usize) -> std::ops::Range<usize>, true), (|_| 0..PIXELS, false)] {
        let found = import(&[signal(&recording(covers))], None, &LineOptions::default()).unwrap();
        let said =
            found.map.notes.iter().any(|note| note.contains("the pauses after the lines 5 are long enough"));
        assert_eq!(said, expected, "{:?}", found.map.notes);
    }
}
