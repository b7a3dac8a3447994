// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rows and columns without any value between others: they may divide two maps that stand in one table.

use super::cell::Cell;
use super::table::Table;

/// Fewest rows, or columns, of a part that can be a map of its own.
const PART: usize = 2;

/// Refuses rows and columns of empty cells that divide a table in two; of others the notes tell.
pub(super) fn judge(table: &Table, notes: &mut Vec<String>) -> Result<(), String> {
    let row = |row: usize| table.row(row).to_vec();
    let column = |column: usize| table.column(column).collect::<Vec<_>>();
    let (rows, columns) = (table.lines.len(), table.columns);
    if columns > 1 {
        judge_one(rows, row, &|row| format!("line {}", table.lines[row]), "row", notes)?;
    }
    if rows > 1 {
        judge_one(columns, column, &|column| format!("column {}", column + 1), "column", notes)?;
    }
    Ok(())
}

/// A sentence on a last row that alone has empty cells: those of a line that was aborted, or beside a sum below the values.
pub(super) fn ragged_end(table: &Table) -> Option<String> {
    let has_empty = |row: usize| table.row(row).contains(&Cell::Empty);
    let last = table.lines.len() - 1;
    (last > 1 && has_empty(last) && !(0..last).any(has_empty)).then(|| {
        format!(
            "line {} alone has empty cells, which are missing values: delete it if it sums up the lines above",
            table.lines[last]
        )
    })
}

fn judge_one(
    count: usize,
    cells: impl Fn(usize) -> Vec<Cell>,
    called: &dyn Fn(usize) -> String,
    what: &str,
    notes: &mut Vec<String>,
) -> Result<(), String> {
    let is_hollow = |i: &usize| cells(*i).iter().all(|cell| matches!(cell, Cell::Empty | Cell::Missing));
    let (hollow, filled): (Vec<usize>, Vec<usize>) = (0..count).partition(is_hollow);
    let (Some(first), Some(last)) = (filled.first(), filled.last()) else { return Ok(()) };
    let inner: Vec<usize> = hollow.into_iter().filter(|i| (*first..*last).contains(i)).collect();
    let divides = |i: &&usize| {
        **i >= PART && count - 1 - **i >= PART && cells(**i).iter().all(|cell| *cell == Cell::Empty)
    };
    if let Some(first) = inner.iter().find(divides) {
        return Err(format!(
            "{} is empty between values, as between two maps in one table: keep one of them, or write nan in its cells",
            called(*first)
        ));
    }
    if let Some(first) = inner.first() {
        let more = if inner.len() > 1 { format!(", as {} others", inner.len() - 1) } else { String::new() };
        notes.push(format!("{} is a {what} of missing values between others{more}", called(*first)));
    }
    Ok(())
}
