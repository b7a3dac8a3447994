// SPDX-License-Identifier: MIT OR Apache-2.0
//! Columns of a table of one element that are no pixels, told by their names: numbers of lines, places along them, means and sums.
//!
//! The names of pixels are alike (`p1`, `p2`, ... or `a`, `b`, ...). A name of another kind that labels rows or sums them up is refused, and so is
//! a first column of another kind whose values rise or fall from row to row.

use super::axis::{axis_of, heading};
use super::table::{Table, quoted};

/// Fewest rows whose rise can be told from chance together with the name.
const RISING_ROWS: usize = 3;
/// Words of names of columns that number the rows or tell where they lie.
const LABELS: [&str; 38] = [
    "line",
    "lines",
    "row",
    "rows",
    "no",
    "nr",
    "num",
    "number",
    "id",
    "index",
    "idx",
    "position",
    "pos",
    "distance",
    "dist",
    "depth",
    "spot",
    "spots",
    "sample",
    "point",
    "scan",
    "pixel",
    "col",
    "column",
    "label",
    "name",
    "easting",
    "northing",
    "lon",
    "lat",
    "coord",
    "coordinate",
    "zeile",
    "nummer",
    "probe",
    "ligne",
    "fila",
    "unnamed",
];
/// Words of names of columns that sum up the others.
const SUMMARIES: [&str; 22] = [
    "mean",
    "means",
    "average",
    "avg",
    "sum",
    "total",
    "sd",
    "std",
    "stdev",
    "stddev",
    "rsd",
    "min",
    "minimum",
    "max",
    "maximum",
    "median",
    "mittelwert",
    "mittel",
    "summe",
    "moyenne",
    "se",
    "2se",
];
/// Words of names that number the lines of a scan.
const LINES: [&str; 6] = ["line", "row", "scan", "zeile", "ligne", "linie"];

/// Refuses a column that labels the rows or sums them up; the error is a sentence that names it.
pub(super) fn refuse(table: &Table) -> Result<(), String> {
    let Some(names) = table.header.as_ref().filter(|names| names.len() > 1) else { return Ok(()) };
    let odd = |column: &usize| is_odd(names, *column);
    if let Some(column) = (0..names.len()).filter(odd).find(|column| is_label(&names[*column])) {
        return Err(format!(
            "column {} ({}) labels the rows: delete it, or state that the file is an image",
            column + 1,
            quoted(&names[column])
        ));
    }
    if let Some(column) = (0..names.len()).filter(odd).find(|column| has_word(&names[*column], &SUMMARIES)) {
        return Err(format!(
            "column {} ({}) sums up the others: delete it, or state that the file is an image",
            column + 1,
            quoted(&names[column])
        ));
    }
    if !names[0].is_empty() && odd(&0) && is_monotone(table) {
        return Err(format!(
            "column 1 ({}) {} from row to row, as places or numbers of rows do, and its name is unlike the others: delete it, \
             or state that the file is an image",
            quoted(&names[0]),
            if table.number(0, 0) < table.number(1, 0) { "rises" } else { "falls" }
        ));
    }
    Ok(())
}

/// A sentence on names of columns that number lines: the map may lie on its side.
pub(super) fn on_lines(table: &Table) -> Option<String> {
    let names = table.header.as_ref().filter(|names| names.len() > 1)?;
    let numbers_line = |name: &String| has_word(name, &LINES) && name.contains(|c: char| c.is_ascii_digit());
    names.iter().all(numbers_line).then(|| {
        format!(
            "the columns are named as lines ({}) and are read as pixels: state transpose if they are the lines of the scan",
            quoted(&names[0])
        )
    })
}

/// Whether no other column has a name of the same kind.
fn is_odd(names: &[String], column: usize) -> bool {
    let own = kind(&names[column]);
    (0..names.len()).all(|other| other == column || kind(&names[other]) != own)
}

/// A name without its numbers and signs; all single letters are of one kind.
fn kind(name: &str) -> String {
    let letters: String = heading(name).lower.chars().filter(|c| c.is_alphabetic()).collect();
    let is_letter = letters.chars().count() == 1 && name.trim().chars().count() == 1;
    let is_letter = is_letter && !["x", "y", "z"].contains(&letters.as_str());
    if is_letter { "?".into() } else { letters }
}

/// `x` and `y` are labels too, alone or beside words such as `position`.
fn is_label(name: &str) -> bool {
    let lower = heading(name).lower;
    has_word(name, &LABELS) || !axis_of(&lower).0.is_empty()
}

fn has_word(name: &str, words: &[&str]) -> bool {
    let lower = heading(name).lower;
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| {
        words.contains(&word) || words.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()))
    })
}

/// Whether the values of the first column rise strictly, or fall strictly.
fn is_monotone(table: &Table) -> bool {
    let values: Vec<f64> = (0..table.lines.len()).map(|row| table.number(row, 0)).collect();
    let all = |holds: fn(f64, f64) -> bool| values.windows(2).all(|pair| holds(pair[0], pair[1]));
    values.len() >= RISING_ROWS && (all(|a, b| a < b) || all(|a, b| a > b))
}
