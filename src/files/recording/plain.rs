// SPDX-License-Identifier: MIT OR Apache-2.0
//! Recordings with a column of times and one for each element, as nearly all programs export them.

use super::clock;
use super::columns::{Role, roles, time_unit, value_unit};
use super::groups;
use super::sheet::{Row, Sheet};
use crate::files::moment::moment;
use crate::files::table::quoted;
use crate::lines::{Signal, TimeUnit, Track};
use ndarray::Array2;

/// Recordings and notes on them, or a sentence on what is wrong.
pub(super) type Found = Result<(Vec<Signal>, Vec<String>), String>;

/// Numbers of a recording, reading after reading.
#[derive(Default)]
struct Readings {
    lines: Vec<usize>,
    times: Vec<f64>,
    values: Vec<f32>,
    places: Vec<[f64; 2]>,
    numbers: Vec<f64>,
}

/// The recordings of a sheet: one, or one for each number of a column of lines. Notes are on what was left out.
pub(super) fn read(sheet: &Sheet<'_>, name: &str, unit_of_time: Option<TimeUnit>) -> Found {
    let roles = roles(sheet)?;
    groups::refuse(sheet.values(), sheet.separator)?;
    let elements: Vec<String> = roles
        .iter()
        .filter_map(|role| if let Role::Element(name) = role { Some(name.clone()) } else { None })
        .collect();
    let mut readings = Readings::default();
    for row in sheet.readings() {
        readings.take(&row?, sheet, &roles)?;
    }
    clock::over_midnight(sheet.written, &mut readings.times);
    let scale = clock::in_s(sheet.written, unit_of_time, time_unit(sheet, unit_of_time)?, &readings.times)?;
    let zero = if sheet.written == clock::Written::Moments { readings.times[0] } else { 0.0 };
    let began_s = if sheet.written == clock::Written::Moments { Some(zero) } else { began(sheet) };
    let has_track =
        [0, 1].iter().all(|axis| roles.iter().any(|role| matches!(role, Role::Place(a, _) if a == axis)));
    let named = roles.iter().zip(&sheet.names.cells).filter(|(role, _)| matches!(role, Role::Element(_)));
    let (unit, note) = value_unit(sheet, named.map(|(_, name)| *name));
    let mut signals = Vec::new();
    for range in readings.ranges()? {
        let times_s: Vec<f64> =
            readings.times[range.clone()].iter().map(|time| (time - zero) * scale).collect();
        rises(&times_s, &readings.lines[range.clone()])?;
        let count = times_s.len();
        let rows = &readings.values[range.start * elements.len()..range.end * elements.len()];
        let values = Array2::from_shape_fn((elements.len(), count), |(e, i)| rows[i * elements.len() + e]);
        let numbered = readings.numbers.get(range.start).map(|number| format!("{name}, line {number}"));
        let track = has_track.then(|| {
            let place = |i: usize| (readings.places[i][0], readings.places[i][1]);
            Track { from_um: place(range.start), to_um: place(range.end - 1) }
        });
        signals.push(Signal {
            name: numbered.unwrap_or_else(|| name.to_string()),
            elements: elements.clone(),
            times_s,
            values,
            unit: unit.clone(),
            began_s,
            track,
        });
    }
    Ok((signals, note.into_iter().chain(left_out(sheet, &roles)).collect()))
}

impl Readings {
    /// Takes one row; the error names line and column.
    fn take(&mut self, row: &Row<'_>, sheet: &Sheet<'_>, roles: &[Role]) -> Result<(), String> {
        let mut place = [f64::NAN; 2];
        let names = &sheet.names.cells;
        for (column, cell) in row.cells.iter().enumerate() {
            let wrong = |what: &str| {
                let name = names.get(column).copied().unwrap_or_default();
                Err(format!(
                    "{} in line {}, column {} ({name}) is {what}",
                    quoted(cell),
                    row.line,
                    column + 1
                ))
            };
            match roles.get(column) {
                Some(Role::Time) => match sheet.written.value(cell) {
                    Some(time) => self.times.push(time),
                    None => return wrong("no time as those above"),
                },
                Some(Role::Line) => match clock::number(cell).filter(|number| number.fract() == 0.0) {
                    Some(number) => self.numbers.push(number),
                    None => return wrong("no number of a line"),
                },
                Some(Role::Place(axis, um)) => match clock::number(cell) {
                    Some(value) => place[*axis] = value * um,
                    None => return wrong("no coordinate"),
                },
                Some(Role::Element(_)) => match value(cell) {
                    Some(value) => self.values.push(value),
                    None => return wrong("neither a number nor a missing value (nan, or nothing)"),
                },
                Some(Role::LeftOut) => {}
                Some(Role::Empty) | None if cell.is_empty() => {}
                Some(Role::Empty) | None => return wrong("in a column without a name"),
            }
        }
        if row.cells.len() < names.len() && !names[row.cells.len()].is_empty() {
            return Err(format!("line {} ends before the column {}", row.line, names[row.cells.len()]));
        }
        self.lines.push(row.line);
        self.places.push(place);
        Ok(())
    }

    /// The readings of each line where a column numbers them; else all.
    fn ranges(&self) -> Result<Vec<std::ops::Range<usize>>, String> {
        let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
        for i in 0..self.times.len() {
            let number = self.numbers.get(i);
            let is_same = |range: &std::ops::Range<usize>| self.numbers.get(range.start) == number;
            if let Some(range) = ranges.last_mut().filter(|range| is_same(range)) {
                range.end = i + 1;
            } else if ranges.iter().any(is_same) {
                let number = number.copied().unwrap_or_default();
                return Err(format!(
                    "line {number} of the scan goes on in line {} of the file",
                    self.lines[i]
                ));
            } else {
                ranges.push(i..i + 1);
            }
        }
        Ok(ranges)
    }
}

/// A value of a reading; NaN where it is missing; `None` if it is none, or infinite.
pub(super) fn value(cell: &str) -> Option<f32> {
    if cell.is_empty() || cell.eq_ignore_ascii_case("nan") || cell == "NA" {
        return Some(f32::NAN);
    }
    clock::number(cell).map(|value| value as f32).filter(|value| value.is_finite())
}

/// Times must rise; `lines` are the lines of the file.
pub(super) fn rises(times_s: &[f64], lines: &[usize]) -> Result<(), String> {
    match (1..times_s.len()).find(|i| times_s[*i] <= times_s[*i - 1]) {
        None => Ok(()),
        Some(i) => Err(format!(
            "the time does not rise from line {} to line {}: give one recording, with all digits of its times",
            lines.get(i - 1).copied().unwrap_or_default(),
            lines.get(i).copied().unwrap_or_default()
        )),
    }
}

/// The moment at which the recording began, where a title states it and day and month are certain.
fn began(sheet: &Sheet<'_>) -> Option<f64> {
    sheet.above.iter().find_map(|(_, text)| {
        let text = text.split(" using ").next().unwrap_or(text);
        let after =
            text.split_once(':').map_or("", |(_, after)| after.trim_start_matches([',', ';', '\t', ' ']));
        let found = moment(text).or_else(|| moment(after))?;
        found.is_certain.then_some(found.seconds)
    })
}

fn left_out(sheet: &Sheet<'_>, roles: &[Role]) -> Vec<String> {
    let named = roles.iter().zip(&sheet.names.cells).filter(|(role, _)| **role == Role::LeftOut);
    let called =
        |name: &str| if name.is_empty() { "the first, without a name".into() } else { name.to_string() };
    let names: Vec<String> = named.map(|(_, name)| called(name)).collect();
    if names.is_empty() { Vec::new() } else { vec![format!("columns left out: {}", names.join(", "))] }
}
