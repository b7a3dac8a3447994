// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which lines of a laser log belong to one raster, and which raster is the map's.

use super::decimal::decimal;
use super::laser::{LaserLine, is_standard, spot_sides_um};
use super::median::median;
use super::repeats;
use crate::error::{Error, Result};

/// Distances of lines that agree within this share are steps of one raster.
const STEP: f64 = 0.25;
/// Share within which steps are equal, and within which the mean of others is a shorter number.
const EVEN: (f64, f64) = (1e-9, 0.01);
/// Most lines one after the other that may be missing in a log.
const MOST_MISSING: f64 = 2.0;
/// Largest step of a raster in sides of the spot, and in lengths of a line where no spot is stated.
const FARTHEST: (f64, f64) = (5.0, 0.5);
/// Distance in steps within which lines lie at one place.
const SAME_PLACE: f64 = 0.25;
/// Sine of the largest angle between lines of a raster.
const PARALLEL: f64 = 0.05;
/// How many times the lines of the next raster are those of the map, where names do not tell.
const CLEARLY: usize = 3;

/// Parallel lines with the same spot, speed and rate, each one step beside the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster {
    /// The comment on its first line, without the number of a copy; empty if there is none.
    pub name: String,
    /// Its lines in the order of time, as places in the log; where a line was repeated, the one that counts.
    pub lines: Vec<usize>,
    /// Distance of two lines, µm; `None` if there is only one.
    pub line_spacing_um: Option<f64>,
    /// Whether its name is that of a reference material.
    pub is_standard: bool,
    /// Lines at places that others take, as places in the log, each with the line that counts instead.
    pub(super) repeated: Vec<(usize, usize)>,
}

/// The rasters of a log in the order of their first lines, spots left out.
pub fn rasters(log: &[LaserLine]) -> Vec<Raster> {
    let mut found: Vec<Raster> = Vec::new();
    for (place, line) in log.iter().enumerate().filter(|(_, line)| line.length_um() > 0.0) {
        let next = found.iter_mut().rev().find_map(|raster| Some((step(raster, log, line)?, raster)));
        match next {
            Some((step, raster)) => {
                raster.line_spacing_um.get_or_insert(step);
                raster.lines.push(place);
            }
            None => found.push(Raster {
                name: base_name(&line.name),
                lines: vec![place],
                line_spacing_um: None,
                is_standard: is_standard(&line.name),
                repeated: Vec::new(),
            }),
        }
    }
    found.iter_mut().for_each(|raster| raster.line_spacing_um = spacing(raster, log));
    repeats::join(&mut found, log);
    found.iter_mut().for_each(|raster| raster.line_spacing_um = spacing(raster, log));
    found
}

/// The name without the number that a program adds to copies: `Line 1 (Copy 7)`.
fn base_name(name: &str) -> String {
    let name = name.split(" (Copy").next().unwrap_or(name);
    name.trim().to_string()
}

/// The distance by which a line continues a raster; `None` if it belongs to another.
fn step(raster: &Raster, log: &[LaserLine], line: &LaserLine) -> Option<f64> {
    let last = &log[*raster.lines.last()?];
    if !is_of_a_kind(last, line) || is_standard(&line.name) != raster.is_standard {
        return None;
    }
    let (length, (along, across)) = (last.length_um(), offset(last, line));
    let sides = spot_sides_um(&last.spot);
    let farthest = sides.iter().copied().reduce(f64::max).map_or(FARTHEST.1 * length, |s| FARTHEST.0 * s);
    let beside = along.abs() < (length + line.length_um()) / 2.0;
    let across = across.abs();
    let agrees = raster.line_spacing_um.is_none_or(|step| {
        // a line that is missing in the log does not end the raster
        let ratio = (across / step).max(step / across);
        ratio <= MOST_MISSING + 1.0 + STEP && (ratio / ratio.round() - 1.0).abs() <= STEP / ratio.round()
    });
    (across > 0.0 && across <= farthest && beside && agrees).then_some(across)
}

/// Whether two lines have the same spot, speed and rate, and are parallel.
pub(super) fn is_of_a_kind(line: &LaserLine, other: &LaserLine) -> bool {
    let kind = |line: &LaserLine| (line.spot.clone(), line.scan_speed_um_s, line.repetition_rate_hz);
    let ((x, y), (ox, oy)) = (line.vector_um(), other.vector_um());
    kind(line) == kind(other) && (x * oy - y * ox).abs() <= PARALLEL * line.length_um() * other.length_um()
}

/// The mean step: as it is where all agree, else the shortest decimal number that the noise of the stage allows.
fn spacing(raster: &Raster, log: &[LaserLine]) -> Option<f64> {
    let mut places = raster.places(log);
    places.sort_by(f64::total_cmp);
    let steps: Vec<f64> = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
    // parts of one line lie at one place
    let widest = steps.iter().copied().fold(0.0, f64::max);
    let steps: Vec<f64> = steps.into_iter().filter(|step| *step > SAME_PLACE * widest).collect();
    let middle = median(&mut steps.clone())?;
    let steps: Vec<f64> = steps.iter().map(|step| step / (step / middle).round().max(1.0)).collect();
    let mean = steps.iter().sum::<f64>() / steps.len() as f64;
    let is_even = steps.iter().all(|step| (step / mean - 1.0).abs() <= EVEN.0);
    (!steps.is_empty()).then(|| decimal(mean, if is_even { EVEN.0 } else { EVEN.1 }))
}

impl Raster {
    /// How far each line lies beside the first, µm, positive where most of the lines went.
    fn places(&self, log: &[LaserLine]) -> Vec<f64> {
        let Some(first) = self.lines.first() else { return Vec::new() };
        let places: Vec<f64> = self.lines.iter().map(|line| across(&log[*first], &log[*line])).collect();
        let way: f64 = places.windows(2).map(|pair| (pair[1] - pair[0]).signum()).sum();
        if way < 0.0 { places.into_iter().map(|place| -place).collect() } else { places }
    }

    /// The row of each line by its place: where lines are missing between others, rows are left for them, and parts of one line share a
    /// row.
    pub fn rows(&self, log: &[LaserLine]) -> Vec<usize> {
        let step = self.line_spacing_um.unwrap_or(f64::INFINITY);
        let places = self.places(log);
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
        let (mut rows, mut row) = (vec![0; places.len()], 0);
        for pair in order.windows(2) {
            // what is left at one place are parts of one line
            let distance = (places[pair[1]] - places[pair[0]]) / step;
            row += if distance <= SAME_PLACE { 0 } else { distance.round().max(1.0) as usize };
            rows[pair[1]] = row;
        }
        rows
    }

    /// A sentence on lines that are missing between others.
    pub(super) fn missing(&self, log: &[LaserLine]) -> Option<String> {
        let mut rows = self.rows(log);
        rows.sort_unstable();
        let places: Vec<String> = rows
            .windows(2)
            .filter(|pair| pair[1] > pair[0] + 1)
            .map(|pair| (pair[0] + 1).to_string())
            .collect();
        (!places.is_empty()).then(|| {
            format!(
                "lines are missing in the log after the lines {} of the map: their rows are missing values",
                places.join(", ")
            )
        })
    }
}

/// How far the middle of a line lies along and across (to the left of) the one before, µm.
pub(super) fn offset(before: &LaserLine, line: &LaserLine) -> (f64, f64) {
    let middle =
        |line: &LaserLine| ((line.from_um.0 + line.to_um.0) / 2.0, (line.from_um.1 + line.to_um.1) / 2.0);
    let ((x, y), (ax, ay), (bx, by)) = (before.vector_um(), middle(before), middle(line));
    let (dx, dy, length) = (bx - ax, by - ay, before.length_um());
    ((dx * x + dy * y) / length, (dy * x - dx * y) / length)
}

/// How far the middle of a line lies to the left of another, µm.
pub(super) fn across(line: &LaserLine, other: &LaserLine) -> f64 {
    offset(line, other).1
}

/// What a raster is, in words.
pub(super) fn words(raster: &Raster, log: &[LaserLine]) -> String {
    let (first, count) = (&log[raster.lines[0]], raster.lines.len());
    let lines = if count == 1 { "1 line".to_string() } else { format!("{count} lines") };
    let spot = if first.spot.is_empty() { String::new() } else { format!(", spot {} µm", first.spot) };
    let speed = first.scan_speed_um_s.map_or(String::new(), |speed| format!(", {speed} µm/s"));
    let standard = if raster.is_standard { ", a standard" } else { "" };
    format!("\"{}\" ({lines} of {:.0} µm{spot}{speed}{standard})", raster.name, first.length_um())
}

fn list(rasters: &[Raster], log: &[LaserLine]) -> String {
    let row = |(number, raster): (usize, &Raster)| format!("{}: {}", number + 1, words(raster, log));
    rasters.iter().enumerate().map(row).collect::<Vec<_>>().join("; ")
}

/// The place of the map's raster: the one of this number (from 1) or name, else the only one that can be a map.
///
/// # Errors
/// [`Error::InvalidValue`] if there is no such raster; [`Error::Missing`], with the list, if it must be stated.
pub(super) fn choose(rasters: &[Raster], log: &[LaserLine], stated: Option<&str>) -> Result<usize> {
    if rasters.is_empty() {
        return Err(Error::Data("the log holds no line: the laser is never on while the stage moves".into()));
    }
    let unknown = |pattern: &str| Error::InvalidValue {
        key: "pattern".into(),
        value: pattern.into(),
        expected: format!("the log holds {}", list(rasters, log)),
    };
    if let Some(pattern) = stated {
        let named = |same: &dyn Fn(&str) -> bool| {
            let mut found = (0..rasters.len()).filter(|i| same(&rasters[*i].name));
            found.next().filter(|_| found.next().is_none())
        };
        let lower = pattern.to_lowercase();
        let number = pattern.parse::<usize>().ok().filter(|n| (1..=rasters.len()).contains(n));
        return number
            .map(|number| number - 1)
            .or_else(|| named(&|name| name == pattern))
            .or_else(|| named(&|name| name.to_lowercase().starts_with(&lower)))
            .ok_or_else(|| unknown(pattern));
    }
    let mut maps: Vec<usize> = (0..rasters.len()).filter(|i| !rasters[*i].is_standard).collect();
    if maps.is_empty() {
        maps = (0..rasters.len()).collect();
    }
    maps.sort_by_key(|i| std::cmp::Reverse(rasters[*i].lines.len()));
    match maps[..] {
        [first, next, ..] if rasters[first].lines.len() < CLEARLY * rasters[next].lines.len() => {
            Err(Error::Missing {
                what: "which lines of the log are the map's",
                hint: format!("it holds {}: state the pattern by its number or name", list(rasters, log)),
            })
        }
        _ => Ok(maps[0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, from: (f64, f64), to: (f64, f64), spot: &str) -> LaserLine {
        let (scan_speed_um_s, repetition_rate_hz) = (Some(10.0), Some(20.0));
        let at = LaserLine::at(from);
        LaserLine {
            to_um: to,
            spot: spot.into(),
            scan_speed_um_s,
            repetition_rate_hz,
            name: name.into(),
            ..at
        }
    }

    /// A standard before, in the middle of and after a serpentine of 6 lines whose stage misses by 1 µm.
    fn log() -> Vec<LaserLine> {
        let standard = |y: f64| line("NIST 612", (9000.0, y), (9200.0, y), "20");
        let mut log = vec![standard(0.0)];
        for i in 0..6 {
            let (y, miss) = (20.0 * f64::from(i), f64::from(i % 2));
            let ends = [(0.0, y + miss), (300.0 - miss, y)];
            let (from, to) = if i % 2 == 0 { (ends[0], ends[1]) } else { (ends[1], ends[0]) };
            log.push(line(&format!("Line 1 (Copy {i})"), from, to, "20"));
            if i == 2 {
                log.push(standard(20.0));
            }
        }
        log.push(line("Line 1", (0.0, 7000.0), (300.0, 7000.0), "20"));
        log.push(line("spot", (5.0, 5.0), (5.0, 5.0), "20"));
        log
    }

    #[test]
    fn lines_far_away_and_standards_between_are_other_rasters() {
        let log = log();
        let found = rasters(&log);
        assert_eq!(found.iter().map(|raster| raster.lines.len()).collect::<Vec<_>>(), [2, 6, 1]);
        assert_eq!((found[1].name.as_str(), found[1].line_spacing_um), ("Line 1", Some(20.0)));
        assert_eq!(choose(&found, &log, None).unwrap(), 1);
        for (pattern, place) in [("2", 1), ("3", 2), ("nist", 0), ("NIST 612", 0)] {
            assert_eq!(choose(&found, &log, Some(pattern)).unwrap(), place, "{pattern}");
        }
        let error = choose(&found, &log, Some("Line 1")).unwrap_err().to_string();
        assert!(error.contains("2: \"Line 1\" (6 lines of 300 µm, spot 20 µm, 10 µm/s)"), "{error}");
    }

    #[test]
    fn a_line_that_is_missing_does_not_end_a_raster_and_is_said() {
        for gone in [1, 3, 6] {
            let log: Vec<LaserLine> = (0..8)
                .filter(|i| *i != gone)
                .map(|i| line("a", (0.0, 20.0 * f64::from(i)), (300.0, 20.0 * f64::from(i)), "20"))
                .collect();
            let found = rasters(&log);
            assert_eq!((found.len(), found[0].line_spacing_um), (1, Some(20.0)), "{gone}");
            assert!(found[0].missing(&log).unwrap().contains(&format!("after the lines {gone} of")));
        }
    }

    #[test]
    fn rasters_that_are_alike_are_listed_and_asked_for() {
        let two: Vec<LaserLine> = (0..8)
            .map(|i| {
                let y = 10.0 * f64::from(i % 4) + if i < 4 { 0.0 } else { 4000.0 };
                line(if i < 4 { "a" } else { "b" }, (0.0, y), (100.0, y), "10 x 10")
            })
            .collect();
        let found = rasters(&two);
        assert_eq!(found.len(), 2);
        let error = choose(&found, &two, None).unwrap_err().to_string();
        assert!(error.contains("1: \"a\" (4 lines") && error.contains("2: \"b\" (4 lines"), "{error}");
    }
}
