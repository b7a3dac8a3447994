// SPDX-License-Identifier: MIT OR Apache-2.0
//! A scene of five lines and a standard: its laser log, its signal, and its values.

use lamap::Map;
use lamap::Task;
use lamap::files::read_lines;
use lamap::lines::{Imported, LineOptions};
use std::fmt::Write as _;
use std::path::PathBuf;
use tempfile::TempDir;

const LOG_HEADER: &str = "Timestamp, Sequence Number, SubPoint Number, Vertix Number, Comment, X, Y, Intended X, Intended Y, \
                          Scan Velocity, Laser State, Laser Rep. Rate, Spot Type, Spot Size";
pub const SWEEP_S: f64 = 0.5;
pub const LINES: usize = 5;
pub const PIXELS: usize = 20;
/// Time of the signal at which the first line begins.
pub const LAG_S: f64 = 7.05;

/// Value of an element with the laser on: never as low as the blank, and different in every pixel.
pub fn value(element: usize, line: usize, pixel: usize) -> f32 {
    (100 + 7 * (line * PIXELS + pixel) % 61 * (element + 1) + line) as f32
}

pub fn blank(reading: usize) -> f32 {
    (reading % 3) as f32
}

/// When a line begins on the clock of the log, s; the pauses differ.
fn begin_s(line: usize) -> f64 {
    line as f64 * (PIXELS as f64 * SWEEP_S + 6.0) + [0.0, 0.5, 0.1, 1.0, 0.5][line]
}

/// The log of a standard of two lines and a map of five, 20 µm/s, 10 µm apart; a line may run back.
pub fn log(runs_back: impl Fn(usize) -> bool) -> String {
    let mut text = format!("{LOG_HEADER}\n");
    let mut line = |begin_s: f64, name: &str, from: f64, to: f64, y: f64, spot: &str| {
        let moment = |s: f64| {
            let s = s + 30.0;
            format!("2026-01-05 09:{:02}:{:06.3}", (s / 60.0) as u32, s % 60.0)
        };
        let (on, off) = (moment(begin_s), moment(begin_s + (to - from).abs() / 20.0));
        let _ = writeln!(text, "{on},1,1,,{name},{from},{y},,,20,Off,0,,{spot}");
        let _ = writeln!(text, "{on},,,,,{from},{y},,,,On,40,,{spot}");
        let _ = writeln!(text, "{off},,,,,{to},{y},,,,On,40,,{spot}");
        let _ = writeln!(text, "{off},,,,,{to},{y},,,,Off,0,,{spot}");
    };
    for i in 0..LINES {
        let (y, ends) = (100.0 + 10.0 * i as f64, [50.0, 250.0]);
        let (from, to) = if runs_back(i) { (ends[1], ends[0]) } else { (ends[0], ends[1]) };
        line(begin_s(i), &format!("Line 1 (Copy {i})"), from, to, y, "10 x 10");
    }
    for i in 0..2 {
        let begin = begin_s(LINES - 1) + 20.0 + 11.0 * f64::from(i);
        line(begin, "NIST 612", 5000.0, 5060.0, 30.0 * f64::from(i), "30");
    }
    text
}

/// The signal of that log, as (time, values) of each reading.
pub fn signal() -> Vec<(f64, [f32; 2])> {
    let standard = |i: usize| begin_s(LINES - 1) + 20.0 + 11.0 * i as f64;
    let of = |time: f64, reading: usize| {
        let time = time - LAG_S;
        for line in 0..LINES {
            let pixel = ((time - begin_s(line)) / SWEEP_S).floor();
            if (0.0..PIXELS as f64).contains(&pixel) {
                return [0, 1].map(|element| value(element, line, pixel as usize));
            }
        }
        let in_standard = (0..2).any(|i| (standard(i)..standard(i) + 3.0).contains(&time));
        if in_standard { [150.0, 250.0] } else { [blank(reading); 2] }
    };
    (0..300).map(|i| (0.25 + SWEEP_S * i as f64, of(0.25 + SWEEP_S * i as f64, i))).collect()
}

pub fn csv(header: &str, rows: &[(f64, [f32; 2])]) -> String {
    let rows = rows.iter().map(|(time, [a, b])| format!("{time},{a},{b}\n"));
    header.to_string() + &rows.collect::<String>()
}

/// The readings of each line alone.
pub fn by_line() -> Vec<Vec<(f64, [f32; 2])>> {
    let readings = |line: usize| {
        (0..PIXELS).map(move |i| (SWEEP_S * (i + 1) as f64, [0, 1].map(|element| value(element, line, i))))
    };
    (0..LINES).map(|line| readings(line).collect()).collect()
}

pub struct Place(pub TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

pub fn logged(log_text: &str, options: LineOptions) -> lamap::Result<Imported> {
    let place = Place::new();
    let signal = place.write("map.csv", csv("Time [Sec],Mg24,Al27\n", &signal()));
    let log = Some(place.write("log.csv", log_text));
    read_lines(&[signal], &LineOptions { log, ..options }, &Task::new())
}

pub fn says(map: &Map, words: &str) -> bool {
    map.notes.iter().any(|note| note.contains(words))
}

/// Whether a map holds the values of the scene; lines that ran back are turned.
pub fn is_scene(map: &Map, runs_back: impl Fn(usize) -> bool) -> bool {
    map.values().dim() == (2, LINES, PIXELS)
        && map.values().indexed_iter().all(|((element, line, pixel), found)| {
            let pixel = if runs_back(line) { PIXELS - 1 - pixel } else { pixel };
            *found == value(element, line, pixel)
        })
}
