// SPDX-License-Identifier: MIT OR Apache-2.0
//! Columns of a table of one element that are no pixels, told by their names: numbers of lines, places along them, means and sums.
//!
//! The names of pixels are alike (`p1`, `p2`, ... or `a`, `b`, ...). A name of another kind that labels rows or sums them up is
//! refused, and so is a first column of another kind whose values rise or fall from row to row.

use super::axis::{axis_of, heading};
use super::cell::Cell;
use super::steps::way;
use super::table::{Table, quoted};
use std::collections::HashMap;

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
const SUMMARIES: [&str; 21] = [
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
    "2se",
];
/// Words of names that number the lines of a scan.
const LINES: [&str; 6] = ["line", "row", "scan", "zeile", "ligne", "linie"];

/// Refuses a column, from column `left` on, that labels the rows or sums them up; the error is a sentence that names it.
pub(super) fn refuse(table: &Table, left: usize) -> Result<(), String> {
    let Some(names) = names(table, left) else { return Ok(()) };
    let odd = |column: &usize| !names[*column].is_empty() && is_odd(&names, *column);
    // a name beside empty cells may be a title above the whole
    let are_named = names.iter().all(|name| !name.is_empty());
    let refused = |column: usize, what: &str| {
        Err(format!(
            "column {} ({}) {what}: delete it, or state that the file is an image",
            left + column + 1,
            quoted(&names[column])
        ))
    };
    let labels = |column: &usize| {
        let name = &names[*column];
        is_label(name)
            && (are_named || (*column == 0 && is_bare(name, &LABELS) && is_monotone(table, left).is_some()))
    };
    let sums = |column: &usize| {
        let name = &names[*column];
        has_word(name, &SUMMARIES) && (are_named || (*column > 0 && is_bare(name, &SUMMARIES)))
    };
    if let Some(column) = (0..names.len()).filter(odd).find(labels) {
        return refused(column, "labels the rows");
    }
    if let Some(column) = (0..names.len()).filter(odd).find(sums) {
        return refused(column, "sums up the others");
    }
    match is_monotone(table, left).filter(|_| are_named && odd(&0)) {
        Some(way) => refused(
            0,
            &format!(
                "{way} from row to row, as places or numbers of rows do, and its name is unlike the others"
            ),
        ),
        None => Ok(()),
    }
}

/// A sentence on names of columns that number lines: the map may lie on its side.
pub(super) fn on_lines(table: &Table, left: usize) -> Option<String> {
    let names = names(table, left)?;
    let numbers_line = |name: &String| has_word(name, &LINES) && name.contains(|c: char| c.is_ascii_digit());
    names.iter().all(numbers_line).then(|| {
        format!(
            "the columns are named as lines ({}) and are read as pixels: state transpose if they are the lines of the scan",
            quoted(&names[0])
        )
    })
}

/// Names of two or more columns from `left` on; a header may have no cell for the first column, which numbers the rows.
fn names(table: &Table, left: usize) -> Option<Vec<String>> {
    let last = table.heads.last().filter(|head| left == 1 && head.cells.len() + 1 == table.columns);
    let names = match (&table.header, last) {
        (Some(names), _) => names[left..].to_vec(),
        (None, Some(head)) => head.cells.clone(),
        (None, None) => return None,
    };
    (names.len() > 1).then_some(names)
}

/// Whether names of some other kind are as many as those of the kind of this column.
fn is_odd(names: &[String], column: usize) -> bool {
    let own = kind(&names[column]);
    let mut counts = HashMap::new();
    names.iter().for_each(|name| *counts.entry(kind(name)).or_insert(0) += 1);
    counts.iter().any(|(kind, count)| *kind != own && *count >= counts[&own])
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

/// Whether all words of a name are among these, or the letter of an axis.
fn is_bare(name: &str, words: &[&str]) -> bool {
    let lower = heading(name).lower;
    !axis_of(&lower).0.is_empty()
        || lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .all(|word| words.contains(&word))
}

/// Whether the values of a column rise strictly, or fall strictly.
fn is_monotone(table: &Table, column: usize) -> Option<&'static str> {
    let values: Vec<f64> = table.column(column).map(Cell::number).collect();
    way(&values).filter(|_| values.len() >= RISING_ROWS)
}
