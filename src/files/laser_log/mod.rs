// SPDX-License-Identifier: MIT OR Apache-2.0
//! Logs that lasers write for Iolite: what they state of the conditions of a map.
//!
//! One row for each event (stage arrived, laser on, laser off). The names of the columns differ from program to
//! program (`X` or `X(um)`), cells are empty where nothing changed, the stage misses its goal by some µm, and
//! standards measured between the lines have other spots and speeds.

mod lines;
mod patterns;

use super::errors::format_error;
use super::lines::ended;
use super::text;
use crate::error::Result;
use crate::lines::{LaserLine, spot_sides_um};
use crate::task::Task;
use lines::{Columns, cells};
pub use patterns::Pattern;
use std::path::Path;

/// Steps of the stage beside its goal, as a share of the length of a line.
const STRAIGHT: f64 = 0.05;
/// Distances of lines that agree within this share are equal.
const EQUAL: f64 = 0.02;

/// What a laser log states of the map in it. `None`: the log does not tell.
#[derive(Debug, Clone, PartialEq)]
pub struct LaserLog {
    /// Lines of the map.
    pub lines: usize,
    /// Lines and spots that were left out because spot, speed or rate are others, as those of standards.
    pub left_out: usize,
    /// Diameter or side of the spot, µm.
    pub spot_size_um: Option<f64>,
    /// Speed of the stage along a line, µm/s.
    pub scan_speed_um_s: Option<f64>,
    /// Laser pulses in a second.
    pub repetition_rate_hz: Option<f64>,
    /// Distance of two lines, µm.
    pub line_spacing_um: Option<f64>,
    /// Length of the longest line, µm.
    pub line_length_um: f64,
    /// Do the lines run to and fro?
    pub alternating: bool,
    /// All kinds of lines in the log, in the order of their first lines.
    pub patterns: Vec<Pattern>,
    /// Sentences on what could not be used.
    pub notes: Vec<String>,
}

/// What a caller knows of a laser log. The default: nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogOptions {
    /// Which of [`LaserLog::patterns`] is the map's, counted from 1.
    pub pattern: Option<usize>,
    /// Lines of the map, where it is known.
    pub map_lines: Option<usize>,
}

/// Reads a laser log (csv; comma, semicolon or tab; UTF-8, UTF-16 or Latin-1).
///
/// # Errors
/// [`Error::File`](crate::Error::File) if it cannot be read; [`Error::Format`](crate::Error::Format) if columns that are needed (x, y, laser state) are missing
/// or no line was ablated, and where the lines of the map cannot be told from others.
pub fn read_laser_log(path: &Path) -> Result<LaserLog> {
    read_laser_log_with(path, &LogOptions::default())
}

/// [`read_laser_log`], told which lines are those of the map.
///
/// # Errors
/// Those of [`read_laser_log`]; [`Error::Format`](crate::Error::Format), too, if there is no such pattern.
pub fn read_laser_log_with(path: &Path, options: &LogOptions) -> Result<LaserLog> {
    parse_with(&text::whole(path, &Task::new())?, options).map_err(|reason| format_error(path, reason))
}

/// Every line and spot of a laser log, in the order of the log.
///
/// # Errors
/// As [`read_laser_log`], but for the choice of the map.
pub fn read_laser_lines(path: &Path) -> Result<Vec<LaserLine>> {
    laser_lines_with_notes(path).map(|(lines, _)| lines)
}

/// [`read_laser_lines`], and sentences on the order of the log and on a line that it does not end.
pub(super) fn laser_lines_with_notes(path: &Path) -> Result<(Vec<LaserLine>, Vec<String>)> {
    laser_lines(&text::whole(path, &Task::new())?).map_err(|reason| format_error(path, reason))
}

/// Whether the first line of a text is that of a laser log.
pub(super) fn is_laser_log(text: &str) -> bool {
    let header = ended(text).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let lower = header.to_lowercase();
    lower.contains("laser state") && Columns::new(&cells(header, separator(header))).is_ok()
}

fn separator(header: &str) -> char {
    [';', '\t', ','].into_iter().max_by_key(|c| header.matches(*c).count()).unwrap_or(',')
}

/// The lines, and sentences on rows out of order and on a last line that the log does not end.
fn laser_lines(text: &str) -> std::result::Result<(Vec<LaserLine>, Vec<String>), String> {
    let mut rows = ended(text).filter(|line| !line.trim().is_empty());
    let header = rows.next().ok_or("the file is empty")?;
    let separator = separator(header);
    let columns = Columns::new(&cells(header, separator))?;
    columns.lines(rows.map(|row| cells(row, separator)), separator != ',')
}

impl LaserLog {
    /// What the log states, by the keys of the scan conditions.
    pub fn conditions(&self) -> Vec<(&'static str, f64)> {
        [
            ("beam_size_um", self.spot_size_um),
            ("scan_speed_um_s", self.scan_speed_um_s),
            ("repetition_rate_hz", self.repetition_rate_hz),
            ("line_spacing_um", self.line_spacing_um),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
    }

    /// What a log never states or this one does not, by the keys of the scan conditions.
    pub fn unknown(&self) -> Vec<&'static str> {
        let known = self.conditions();
        let keys = [
            "beam_size_um",
            "scan_speed_um_s",
            "repetition_rate_hz",
            "line_spacing_um",
            "acquisition_time_s",
        ];
        keys.into_iter().filter(|key| known.iter().all(|(stated, _)| stated != key)).collect()
    }
}

fn parse_with(text: &str, options: &LogOptions) -> std::result::Result<LaserLog, String> {
    let (lines, end) = laser_lines(text)?;
    let moving: Vec<&LaserLine> = lines.iter().filter(|line| line.length_um() > 0.0).collect();
    if moving.is_empty() {
        return Err("no line was ablated: the laser is never on while the stage moves".into());
    }
    let patterns = patterns::of(&moving);
    let (chosen, note) = patterns::choose(&patterns, options)?;
    let map: Vec<&LaserLine> = moving.iter().copied().filter(|line| patterns[chosen].holds(line)).collect();
    let most = map[0];
    let mut log = LaserLog {
        lines: map.len(),
        left_out: lines.len() - map.len(),
        spot_size_um: None,
        scan_speed_um_s: most.scan_speed_um_s,
        repetition_rate_hz: most.repetition_rate_hz,
        line_spacing_um: None,
        line_length_um: map.iter().map(|line| line.length_um()).fold(0.0, f64::max),
        alternating: map.windows(2).any(|pair| pair[0].is_against(pair[1])),
        patterns,
        notes: note.into_iter().chain(end).collect(),
    };
    log.state_spot(&most.spot);
    log.state_spacing(&map);
    Ok(log)
}

impl LaserLog {
    /// A number is a diameter or a side; two equal ones with a cross between are the sides of a square.
    fn state_spot(&mut self, spot: &str) {
        match spot_sides_um(spot)[..] {
            [side] => self.spot_size_um = Some(side),
            [a, b] if a == b => self.spot_size_um = Some(a),
            [a, b] => {
                self.notes.push(format!("the spot of {a} x {b} µm is no square: state the beam yourself"))
            }
            _ => self.notes.push("no size of the spot is stated".into()),
        }
    }

    /// The distance of neighbouring lines, across their direction, that occurs most.
    fn state_spacing(&mut self, map: &[&LaserLine]) {
        let Some(longest) = map.iter().max_by(|a, b| a.length_um().total_cmp(&b.length_um())) else { return };
        let (length, (x, y)) = (longest.length_um(), longest.vector_um());
        let across = |(px, py): (f64, f64)| (py * x - px * y) / length;
        let bent =
            map.iter().any(|line| (across(line.to_um) - across(line.from_um)).abs() > STRAIGHT * length);
        if bent {
            return self.notes.push("the lines are not parallel: no line spacing is stated".into());
        }
        let mut places: Vec<f64> =
            map.iter().map(|line| (across(line.from_um) + across(line.to_um)) / 2.0).collect();
        places.sort_by(f64::total_cmp);
        let mut steps: Vec<f64> = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
        steps.sort_by(f64::total_cmp);
        let Some(middle) = steps.get(steps.len() / 2).copied().filter(|step| *step > 0.0) else { return };
        let others = steps.iter().filter(|step| (*step / middle - 1.0).abs() > EQUAL).count();
        if others > 0 {
            self.notes
                .push(format!("{others} of {} distances of lines differ from {middle} µm", steps.len()));
        }
        self.line_spacing_um = Some((middle * 1e6).round() / 1e6);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn parse(text: &str) -> std::result::Result<LaserLog, String> {
        parse_with(text, &LogOptions::default())
    }

    const HEADER: &str = "Timestamp,Sequence Number,SubPoint Number,Vertex Number,Comment,X(um),Y(um),Intended X(um),\
                          Intended Y(um),Scan Velocity (um/s),Laser State,Laser Rep. Rate (Hz),Spot Type,Spot Size (um)\n";

    /// A line as lasers log it: goal, on at its start, on at its end, off.
    fn line(number: usize, from: (f64, f64), to: (f64, f64), speed: f64, rate: f64, spot: &str) -> String {
        let row = |(x, y): (f64, f64), speed: &str, state: &str, rate: f64| {
            format!(
                "2026-01-02 03:04:05.678,{number},,,Line,{x},{y},,,{speed},{state},{rate},Square,{spot}\n"
            )
        };
        let speed = speed.to_string();
        row(from, &speed, "Off", 0.0)
            + &row(from, "", "On", rate)
            + &row(to, "", "On", rate)
            + &row(to, "", "Off", 0.0)
    }

    fn raster() -> String {
        let mut text = HEADER.to_string() + &line(0, (0.0, 5000.0), (300.0, 5000.0), 5.0, 10.0, "50 x 50");
        for i in 0..4 {
            let y = 100.0 + 12.0 * i as f64;
            text += &line(i + 1, (10.0 + (i % 2) as f64, y), (510.0, y), 60.0, 50.0, "12 x 12");
        }
        text
    }

    #[test]
    fn a_log_states_spot_speed_rate_and_spacing_of_the_map() {
        let log = parse(&raster()).unwrap();
        assert_eq!((log.lines, log.left_out, log.alternating, log.line_length_um), (4, 1, false, 500.0));
        let stated = [
            ("beam_size_um", 12.0),
            ("scan_speed_um_s", 60.0),
            ("repetition_rate_hz", 50.0),
            ("line_spacing_um", 12.0),
        ];
        assert_eq!(log.conditions(), stated);
        assert_eq!(log.unknown(), ["acquisition_time_s"]);
        assert!(log.notes.is_empty(), "{:?}", log.notes);
    }

    #[test]
    fn other_headers_separators_and_directions_are_the_same_log() {
        let bare = raster().replace("(um)", "").replace(" (um/s)", "").replace(" (Hz)", "");
        for text in [
            bare.replace("Vertex", "Vertix"),
            raster().replace(',', ";"),
            raster().replace(',', "\t"),
            raster().replace(',', ", ").replace('\n', "\r\n"),
            raster().replace("12 x 12", "12"),
        ] {
            assert_eq!(parse(&text).unwrap().conditions(), parse(&raster()).unwrap().conditions(), "{text}");
        }
        let mut fro = HEADER.to_string();
        for i in 0..3 {
            let (x, ends) = (7.0 * i as f64, if i % 2 == 0 { (0.0, 90.0) } else { (90.0, 0.0) });
            fro += &line(i, (x, ends.0), (x, ends.1), 30.0, 20.0, "7");
        }
        let log = parse(&fro).unwrap();
        assert_eq!((log.alternating, log.line_spacing_um), (true, Some(7.0)));
    }

    #[test]
    fn a_log_that_ends_while_the_laser_is_on_says_what_became_of_its_last_line() {
        let rows: Vec<String> = raster().lines().map(str::to_string).collect();
        for (rows_left, words, lines) in [(1, "is taken to end", 4), (2, "is left out", 3)] {
            let log = parse(&(rows[..rows.len() - rows_left].join("\n") + "\n")).unwrap();
            assert_eq!(log.lines, lines);
            assert!(log.notes.iter().any(|note| note.contains(words)), "{:?}", log.notes);
        }
        assert_eq!(parse(&raster().replace('\n', "\r")).unwrap().lines, 4, "lines of old Macintosh programs");
        let grouped = parse(&raster().replace("510,", "1'510,")).unwrap_err();
        assert!(grouped.contains("\"1'510\" in row 8"), "{grouped}");
    }

    #[test]
    fn what_is_missing_is_said_and_never_made_up() {
        let without_speed: String = raster().replace("Scan Velocity (um/s)", "Something");
        assert_eq!(parse(&without_speed).unwrap().unknown(), ["scan_speed_um_s", "acquisition_time_s"]);
        let oblong = parse(&raster().replace("12 x 12", "12 x 40")).unwrap();
        assert!(oblong.spot_size_um.is_none() && oblong.notes[0].contains("12 x 40 µm"));
        let one = HEADER.to_string() + &line(1, (0.0, 0.0), (90.0, 0.0), 30.0, 20.0, "");
        assert_eq!(parse(&one).unwrap().unknown(), ["beam_size_um", "line_spacing_um", "acquisition_time_s"]);
        for (text, words) in [
            ("", "empty"),
            ("a,b\n1,2\n", "\"x\""),
            ("X,Y\n1,2\n", "\"laser state\""),
            (HEADER, "no line was ablated"),
        ] {
            assert!(parse(text).unwrap_err().contains(words), "{text}");
        }
    }

    /// Three rows of standards of 4 lines, a map of 5 lines, all with this name of the map.
    fn many_standards(map: &str) -> String {
        let standard = |name: &str, y: f64| -> String {
            let lines = (0..4)
                .map(|i| line(i, (0.0, y + 90.0 * i as f64), (200.0, y + 90.0 * i as f64), 40.0, 10.0, "80"));
            lines.collect::<String>().replace(",Line,", &format!(",{name},"))
        };
        let map_lines: String = (0..5)
            .map(|i| line(i, (900.0, 9.0 * i as f64), (999.0, 9.0 * i as f64), 20.0, 50.0, "9 x 9"))
            .collect();
        HEADER.to_string()
            + &standard("NIST612", 0.0)
            + &standard("GSE-1G", 700.0)
            + &map_lines.replace(",Line,", &format!(",{map},"))
            + &standard("NIST 610", 1500.0)
    }

    #[test]
    fn standards_do_not_outvote_the_map() {
        let log = parse(&many_standards("Liver")).unwrap();
        assert_eq!((log.lines, log.spot_size_um, log.line_spacing_um), (5, Some(9.0), Some(9.0)));
        let counts: Vec<usize> = log.patterns.iter().map(|pattern| pattern.lines).collect();
        assert_eq!(counts, [12, 5]);
        assert!(log.notes[0].contains("12 lines \"NIST612\"") && log.notes[0].contains("5 lines \"Liver\""));
    }

    #[test]
    fn kinds_of_lines_that_names_do_not_tell_apart_are_listed_and_asked_for() {
        let text =
            many_standards("Liver").replace("NIST612", "a").replace("GSE-1G", "b").replace("NIST 610", "c");
        let error = parse(&text).unwrap_err();
        assert!(error.contains("1: 12 lines \"a\"") && error.contains("2: 5 lines \"Liver\""), "{error}");
        for options in [
            LogOptions { pattern: Some(2), map_lines: None },
            LogOptions { pattern: None, map_lines: Some(5) },
        ] {
            assert_eq!(parse_with(&text, &options).unwrap().spot_size_um, Some(9.0));
        }
        let none = LogOptions { pattern: Some(3), map_lines: None };
        assert!(parse_with(&text, &none).unwrap_err().contains("no pattern 3"));
        let other = LogOptions { pattern: Some(2), map_lines: Some(6) };
        assert!(parse_with(&text, &other).unwrap().notes.iter().any(|note| note.contains("6 lines")));
    }

    #[test]
    fn bytes_of_any_kind_give_a_log_or_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        let utf16: Vec<u8> =
            [0xfeff].into_iter().chain(raster().encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let latin: Vec<u8> = raster().replace("Comment", "Bem\u{e9}rkung").chars().map(|c| c as u8).collect();
        for bytes in [raster().into_bytes(), format!("\u{feff}{}", raster()).into_bytes(), utf16, latin] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read_laser_log(&path).unwrap().lines, 4);
        }
        std::fs::write(&path, [0u8, 1, 2, 255]).unwrap();
        assert!(matches!(read_laser_log(&path), Err(Error::Format { .. })));
        assert!(matches!(read_laser_log(&folder.path().join("none.csv")), Err(Error::File { .. })));
    }
}
