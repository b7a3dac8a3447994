// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tables with the lines side by side: one column of times, and for each line a column for each element.

use super::clock::{self, Written};
use super::columns::{element, time_unit, value_unit};
use super::groups;
use super::plain::{Found, rises, value};
use super::sheet::Sheet;
use crate::files::moment::moment;
use crate::files::name::is_element;
use crate::files::table::quoted;
use crate::lines::{Signal, TimeUnit};
use ndarray::Array2;

/// Columns of one line.
struct Line<'a> {
    name: &'a str,
    columns: Vec<usize>,
    elements: Vec<String>,
}

/// The recordings of a table with lines side by side; `None` if it is another. `file_element` is the element that the
/// name of the file states.
pub(super) fn read(
    sheet: &Sheet<'_>,
    file_element: Option<&str>,
    unit_of_time: Option<TimeUnit>,
) -> Option<Found> {
    let lines = by_isotopes(sheet).or_else(|| by_number(sheet, file_element))?;
    Some(signals(sheet, &lines, unit_of_time))
}

/// Names of lines in the row of names, each once for every element, and the elements in a row below.
fn by_isotopes<'a>(sheet: &Sheet<'a>) -> Option<Vec<Line<'a>>> {
    let isotopes = sheet.below.iter().find(|row| {
        let known = |cell: &&&str| is_element(&element(cell));
        let named = row.cells.iter().filter(|cell| !cell.is_empty());
        named.clone().count() > 1 && named.clone().filter(known).count() == named.count()
    })?;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (column, (name, isotope)) in sheet.names.cells.iter().zip(&isotopes.cells).enumerate() {
        if column == sheet.time || isotope.is_empty() {
            continue;
        }
        match lines.last_mut() {
            Some(line) if line.name == *name => {
                line.columns.push(column);
                line.elements.push(element(isotope));
            }
            _ => lines.push(Line { name, columns: vec![column], elements: vec![element(isotope)] }),
        }
    }
    (lines.len() > 1).then_some(lines)
}

/// Columns named `Line 1`, `Line 2`: lines of the one element that the file is named after.
fn by_number<'a>(sheet: &Sheet<'a>, file_element: Option<&str>) -> Option<Vec<Line<'a>>> {
    let columns = || (0..sheet.names.cells.len()).filter(|column| *column != sheet.time);
    let numbered = |name: &str| {
        let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let noun = word.trim_end_matches([' ', '_', '-', '.', '#']).to_lowercase();
        word.len() < name.len() && ["line", "scan", "row", "scan line"].contains(&noun.as_str())
    };
    if columns().count() < 2 || !columns().all(|column| numbered(sheet.names.cells[column])) {
        return None;
    }
    let elements = vec![file_element?.to_string()];
    let line =
        |column| Line { name: sheet.names.cells[column], columns: vec![column], elements: elements.clone() };
    Some(columns().map(line).collect())
}

fn signals(sheet: &Sheet<'_>, lines: &[Line<'_>], unit_of_time: Option<TimeUnit>) -> Found {
    groups::refuse(sheet.values(), sheet.separator)?;
    let (mut times, mut places, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for row in sheet.readings() {
        let row = row?;
        let time = row.cells.get(sheet.time).and_then(|cell| sheet.written.value(cell));
        times.push(time.ok_or_else(|| format!("line {} has no time as those above", row.line))?);
        places.push(row.line);
        rows.push(row);
    }
    clock::over_midnight(sheet.written, &mut times);
    let scale = clock::in_s(sheet.written, unit_of_time, time_unit(sheet, unit_of_time)?, &times)?;
    let zero = if sheet.written == Written::Moments { times[0] } else { 0.0 };
    let times_s: Vec<f64> = times.iter().map(|time| (time - zero) * scale).collect();
    rises(&times_s, &places)?;
    let heads = sheet.names.cells.iter().chain(sheet.below.iter().flat_map(|row| &row.cells));
    let (first, (unit, note)) = (&lines[0].elements, value_unit(sheet, heads.copied()));
    let mut signals = Vec::with_capacity(lines.len());
    for line in lines {
        if line.elements != *first {
            return Err(format!(
                "{} has the elements {}, {} has {}: every line needs the same",
                quoted(lines[0].name),
                first.join(", "),
                quoted(line.name),
                line.elements.join(", ")
            ));
        }
        let mut values = Array2::zeros((first.len(), rows.len()));
        for ((e, i), value_here) in values.indexed_iter_mut() {
            let (row, column) = (&rows[i], line.columns[e]);
            let cell = row.cells.get(column).copied().unwrap_or_default();
            *value_here = value(cell).ok_or_else(|| {
                format!("{} in line {}, column {} is not a number", quoted(cell), row.line, column + 1)
            })?;
        }
        let began_s = sheet
            .below
            .iter()
            .find_map(|row| moment(row.cells.get(line.columns[0])?))
            .filter(|moment| moment.is_certain)
            .map(|moment| moment.seconds);
        let (name, elements, times_s) = (line.name.to_string(), first.clone(), times_s.clone());
        signals.push(Signal { name, elements, times_s, values, unit: unit.clone(), began_s, track: None });
    }
    Ok((signals, note.into_iter().collect()))
}
