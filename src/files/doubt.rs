// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sentences on rows and columns that are read as values and may be something else, which nothing in the file decides.

use super::cell::Cell;
use super::numbered;
use super::steps::{AXIS_VALUES, unevenness, way};
use super::table::{Corner, Table};

/// Largest difference between a step of such an axis and its mean step, as a share of this.
const JITTER: f64 = 0.5;
/// Seconds since 1970 from 2001 to 2036.
const UNIX: std::ops::Range<f64> = 1e9..2.1e9;
/// Days since 1900, as spreadsheets count them, from 2000 to 2064.
const DAYS: std::ops::Range<f64> = 36526.0..60000.0;
/// Most days, or seconds, that one table takes, as a share of the first value.
const SPAN: f64 = 1e-3;

/// Fewest values whose strict rise is hardly chance, and fewest that stay or count on, or are all the same.
const RISING: usize = 4;
const STAYING: usize = 5;

/// Sentences on the first row and column of a table that is read as an image.
pub(super) fn notes(table: &Table) -> Vec<String> {
    let note = framed(table).or_else(|| moments(table)).or_else(|| rising(table));
    let note = note.or_else(|| numbered::doubt(table)).or_else(|| staying(table));
    note.or_else(|| index_of_one_row(table)).into_iter().collect()
}

/// A first column, or row, that alone rises or falls from value to value.
fn rising(table: &Table) -> Option<String> {
    let (rows, columns) = (table.lines.len(), table.columns);
    let row = |row: usize| (0..columns).map(|column| table.number(row, column)).collect::<Vec<_>>();
    let column = |column: usize| (0..rows).map(|row| table.number(row, column)).collect::<Vec<_>>();
    let is_label = |values: &[f64]| values.len() >= RISING && way(values).is_some();
    let what = if columns > 1 && is_label(&column(0)) && !(1..columns).any(|i| way(&column(i)).is_some()) {
        "column 1".to_string()
    } else if rows > 1 && is_label(&row(0)) && !(1..rows).any(|i| way(&row(i)).is_some()) {
        format!("line {}", table.lines[0])
    } else {
        return None;
    };
    Some(format!(
        "{what} alone rises or falls from value to value and is read as values: delete it if it tells places, numbers or times"
    ))
}

/// A first column that alone holds one number, or counts on or stays from line to line, as numbers of lines in several passes.
fn staying(table: &Table) -> Option<String> {
    let column = |column: usize| table.column(column).collect::<Vec<Cell>>();
    let stays = |cells: &[Cell]| {
        let steps = || cells.windows(2).map(|pair| pair[1].number() - pair[0].number());
        let is_whole = cells.iter().all(|cell| matches!(cell, Cell::Whole(value) if *value > 0.0));
        cells.len() >= STAYING && is_whole && steps().all(|step| step == 0.0 || step == 1.0)
    };
    let alone = table.columns > 1 && stays(&column(0)) && !(1..table.columns).any(|i| stays(&column(i)));
    alone.then(|| {
        "column 1 alone stays or counts on from line to line and is read as values: delete it if it holds numbers of samples \
         or lines"
            .into()
    })
}

/// A single row that begins with a count of 0 and may be an index.
fn index_of_one_row(table: &Table) -> Option<String> {
    let is_index = table.lines.len() == 1 && table.columns > 1 && table.cells[0] == Cell::Whole(0.0);
    is_index
        .then(|| "the only line begins with 0, which is read as a value: delete it if it is an index".into())
}

/// Axes with noise beside 0 or `nan`, as programs write a matrix between its axes.
fn framed(table: &Table) -> Option<String> {
    let corner = table.number(0, 0);
    let is_blank = table.corner == Corner::Number && (corner == 0.0 || corner.is_nan());
    let row: Vec<f64> = (1..table.columns).map(|column| table.number(0, column)).collect();
    let column: Vec<f64> = (1..table.lines.len()).map(|row| table.number(row, 0)).collect();
    (is_blank && is_axis(&row) && is_axis(&column)).then(|| {
        format!(
            "line {} and column 1 rise or fall beside their first cell, as axes do, and are read as values: delete them if \
             they are axes",
            table.lines[0]
        )
    })
}

/// Times in the first column: seconds since 1970, or days of a spreadsheet.
fn moments(table: &Table) -> Option<String> {
    let column: Vec<f64> = (0..table.lines.len()).map(|row| table.number(row, 0)).collect();
    let rises = column.len() >= AXIS_VALUES && column.windows(2).all(|pair| pair[0] < pair[1]);
    let is_short = || column[column.len() - 1] - column[0] < SPAN * column[0];
    let within = |range: &std::ops::Range<f64>| column.iter().all(|value| range.contains(value));
    let what = [(UNIX, "seconds since 1970"), (DAYS, "days of a spreadsheet")];
    let (_, what) = what.into_iter().find(|(range, _)| rises && within(range) && is_short())?;
    (table.columns > 1).then(|| {
        format!("column 1 rises like times ({what}) and is read as values: delete it if it tells the time")
    })
}

/// Whether values rise or fall in nearly equal steps.
fn is_axis(values: &[f64]) -> bool {
    unevenness(values).is_some_and(|(largest, step)| largest < JITTER * step)
}
