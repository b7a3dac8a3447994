// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grids of ESRI in text: six lines of names and numbers above the rows, one of which states the value that is none.

use super::cell::Cell;
use super::table::{Table, counted};

/// Whether the lines above the rows are those of such a grid.
pub(super) fn is_grid(table: &Table) -> bool {
    stated(table, "ncols").is_some() && stated(table, "nrows").is_some()
}

/// The number that a line above the rows states.
fn stated(table: &Table, key: &str) -> Option<f64> {
    let is_key = |cells: &[String]| cells.len() >= 2 && cells[0].eq_ignore_ascii_case(key);
    table.heads.iter().find(|head| is_key(&head.cells)).and_then(|head| head.cells[1].parse().ok())
}

/// Makes the value that stands for none missing, with a note; refuses a grid of another size than it states.
pub(super) fn apply(table: &mut Table) -> Result<(), String> {
    let stated = |key: &str| stated(table, key);
    let (Some(columns), Some(rows)) = (stated("ncols"), stated("nrows")) else { return Ok(()) };
    if (columns, rows) != (table.columns as f64, table.lines.len() as f64) {
        return Err(format!(
            "the header states {rows} rows of {columns} columns, but there are {} of {}: the file may be cut off",
            table.lines.len(),
            table.columns
        ));
    }
    let Some(none) = stated("nodata_value") else { return Ok(()) };
    let missing = table.cells.iter_mut().filter(|cell| cell.is_number() && cell.number() == none);
    let count = missing.map(|cell| *cell = Cell::Missing).count();
    if count > 0 {
        table.notes.push(format!(
            "{} of {none}, which the file states to be none, are missing",
            counted(count, "value")
        ));
    }
    Ok(())
}
