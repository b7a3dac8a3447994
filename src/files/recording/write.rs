// SPDX-License-Identifier: MIT OR Apache-2.0
//! A simulated measurement as an instrument and a laser would leave it: recordings of its lines and a laser log.

use crate::conditions::{BeamShape, Conditions, ScanDirection};
use crate::error::Result;
use crate::files::atomic::{Draft, place};
use crate::files::errors::file_error;
use crate::files::moment;
use crate::files::options::Existing;
use crate::files::paths::extension;
use crate::map::Map;
use crate::task::Task;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Readings with the laser off before, between and after the lines.
const PAUSE: usize = 12;
/// The moment at which every simulated measurement begins, 2026-01-05 09:00:00: a result does not depend on when it is made.
const BEGIN_S: f64 = 1_767_603_600.0;
const LOG_HEADER: &str = "Timestamp,Sequence Number,SubPoint Number,Vertex Number,Comment,X(um),Y(um),Intended X(um),\
                          Intended Y(um),Scan Velocity (um/s),Laser State,Laser Rep. Rate (Hz),Spot Type,Spot Size (um)";

/// The files that [`write_lines`] would write for a map of so many lines: for a name that ends in `.csv` one recording and its
/// log (`name.Iolite.csv`), else a folder with a recording for each line and `laser.Iolite.csv`. The log is the last.
#[must_use]
pub fn line_paths(path: &Path, lines: usize) -> Vec<PathBuf> {
    if extension(path) == "csv" {
        return vec![path.to_path_buf(), path.with_extension("Iolite.csv")];
    }
    let digits = lines.to_string().len();
    let mut paths: Vec<PathBuf> =
        (1..=lines).map(|line| path.join(format!("line_{line:0digits$}.csv"))).collect();
    paths.push(path.join("laser.Iolite.csv"));
    paths
}

/// Writes a map as recordings of its lines, with pauses of laser off, and a laser log; [`read_lines`](super::read_lines) gives
/// back the same values and pixel size. Lines of a scan in two directions are written as they ran. `existing`: what becomes of
/// files of the same names. Returns the files written.
///
/// # Errors
/// [`crate::Error::Missing`] if the map has no pixel size; [`crate::Error::File`] if the system refuses.
pub fn write_lines(
    path: &Path,
    map: &Map,
    conditions: &Conditions,
    existing: Existing,
) -> Result<Vec<PathBuf>> {
    let scan = Written::new(map, conditions)?;
    let paths = line_paths(path, map.shape().0);
    if extension(path) != "csv" {
        std::fs::create_dir_all(path).map_err(|error| file_error(path, error))?;
    }
    let Some((log, recordings)) = paths.split_last() else { return Ok(paths) };
    let each = scan.lines().len().div_ceil(recordings.len());
    let mut drafts = Vec::with_capacity(paths.len());
    for (number, recording) in recordings.iter().enumerate() {
        let text = scan.recording(number * each..((number + 1) * each).min(scan.lines().len()));
        drafts.push(Draft::write(recording, existing, &Task::new(), |file| file.write_all(text.as_bytes()))?);
    }
    let text = scan.log();
    drafts.push(Draft::write(log, existing, &Task::new(), |file| file.write_all(text.as_bytes()))?);
    place(drafts)?;
    Ok(paths)
}

/// A map with the times and places of its lines.
struct Written<'a> {
    map: &'a Map,
    conditions: &'a Conditions,
    pixel_um: (f64, f64),
}

impl<'a> Written<'a> {
    fn new(map: &'a Map, conditions: &'a Conditions) -> Result<Self> {
        Ok(Self { map, conditions, pixel_um: map.pixel_size_um()? })
    }

    fn lines(&self) -> std::ops::Range<usize> {
        0..self.map.shape().0
    }

    fn sweep_s(&self) -> f64 {
        self.conditions.acquisition_time_s
    }

    fn runs_back(&self, line: usize) -> bool {
        self.conditions.scan_direction == ScanDirection::TwoWay && line % 2 == 1
    }

    /// The reading, counted from the begin of the measurement, at which a line begins.
    fn first(&self, line: usize) -> usize {
        PAUSE + line * (self.map.shape().1 + PAUSE)
    }

    fn moment(&self, reading: usize) -> String {
        moment::write(BEGIN_S + reading as f64 * self.sweep_s())
    }

    /// The readings of some lines, from a pause before the first to one after the last.
    fn recording(&self, lines: std::ops::Range<usize>) -> String {
        let (pixels, elements) = (self.map.shape().1, self.map.elements().len());
        let begin = self.first(lines.start) - PAUSE;
        let mut text = format!("Acquired : {}\nTime", self.moment(begin));
        for element in self.map.elements() {
            let _ = write!(text, ",{}", element.replace([',', '"', '\n', '\r'], " "));
        }
        let _ = write!(text, "\n[s]{}\n", format!(",[{}]", self.map.unit).repeat(elements));
        let blank = self.conditions.blank() as f32;
        let mut reading = 0;
        let mut row = |text: &mut String, value: &dyn Fn(usize) -> f32| {
            let _ = write!(text, "{}", (reading as f64 + 0.5) * self.sweep_s());
            for element in 0..elements {
                let value = value(element);
                let _ = if value.is_nan() { write!(text, ",nan") } else { write!(text, ",{value:?}") };
            }
            text.push('\n');
            reading += 1;
        };
        for _ in 0..PAUSE {
            row(&mut text, &|_| blank);
        }
        for line in lines {
            for step in 0..pixels {
                let pixel = if self.runs_back(line) { pixels - 1 - step } else { step };
                row(&mut text, &|element| self.map.values()[[element, line, pixel]]);
            }
            for _ in 0..PAUSE {
                row(&mut text, &|_| blank);
            }
        }
        text
    }

    fn log(&self) -> String {
        let (pixels, (width, height)) = (self.map.shape().1, self.pixel_um);
        let (speed, rate, spot) = (width / self.sweep_s(), self.conditions.repetition_rate_hz, self.spot());
        let mut text = format!("{LOG_HEADER}\n");
        for line in self.lines() {
            let y = self.map.origin_um.1 + (line as f64 + 0.5) * height;
            let mut ends = [self.map.origin_um.0, self.map.origin_um.0 + pixels as f64 * width];
            if self.runs_back(line) {
                ends.reverse();
            }
            let (begin, end) = (self.moment(self.first(line)), self.moment(self.first(line) + pixels));
            let (number, [from, to]) = (line + 1, ends);
            let _ = writeln!(
                text,
                "{begin},{number},1,,Line {number},{from},{y},{from},{y},{speed},Off,0,,{spot}"
            );
            let _ = writeln!(text, "{begin},,,,,{from},{y},,,{speed},On,{rate},,{spot}");
            let _ = writeln!(text, "{end},,,,,{to},{y},{to},{y},,On,{rate},,{spot}");
            let _ = writeln!(text, "{end},,,,,{to},{y},,,,Off,0,,{spot}");
        }
        text
    }

    /// The spot as lasers state it: two sides of a square or rectangle, else a diameter.
    fn spot(&self) -> String {
        let c = self.conditions;
        let size =
            c.beam_size_um.or(c.crater.as_ref().map(|crater| crater.size_um().0)).unwrap_or(self.pixel_um.1);
        match c.beam_shape {
            BeamShape::Square => format!("{size} x {size}"),
            BeamShape::Rectangle => format!("{size} x {}", c.beam_height_um.unwrap_or(size)),
            BeamShape::Disc | BeamShape::SuperGaussian | BeamShape::Kernel => size.to_string(),
        }
    }
}
