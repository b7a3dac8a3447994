// SPDX-License-Identifier: MIT OR Apache-2.0
//! Empty columns and rows at the edges of a table: what separators at the ends of lines and spreadsheets leave there.
//!
//! They are left out with a sentence, but only where they can be no values: in a table with empty cells elsewhere, rows of
//! empty cells are values that are missing, and no more than one column at each side is a separator too many.

use super::cell::Cell;
use super::table::{Corner, Table};
use std::ops::Range;

/// Leaves out empty rows and columns at the edges.
pub(super) fn trim(table: &mut Table) {
    let (rows, columns) = (table.lines.len(), table.columns);
    let full_rows = filled(rows, |row| table.row(row).iter().all(|cell| *cell == Cell::Empty));
    let full_columns = filled(columns, |column| is_hollow(table, column));
    let has_corner = table.corner != Corner::Number;
    let complete = full_rows.clone().all(|row| {
        let first = full_columns.start + usize::from(has_corner && row == 0);
        table.row(row)[first..full_columns.end].iter().all(|cell| *cell != Cell::Empty)
    });
    let keep_rows = if complete { full_rows } else { 0..rows };
    let keep_columns =
        if complete { full_columns } else { full_columns.start.min(1)..full_columns.end.max(columns - 1) };
    if keep_columns.is_empty() || (keep_rows == (0..rows) && keep_columns == (0..columns)) {
        return;
    }
    tell_rows(table, &keep_rows);
    tell_columns(table, &keep_columns);
    cut(table, keep_rows, keep_columns);
}

/// The smallest range outside of which everything is hollow.
fn filled(count: usize, hollow: impl Fn(usize) -> bool) -> Range<usize> {
    let first = (0..count).find(|i| !hollow(*i)).unwrap_or(0);
    let last = (0..count).rev().find(|i| !hollow(*i)).unwrap_or(count - 1);
    first..last + 1
}

/// Whether a column has neither a value nor a name.
fn is_hollow(table: &Table, column: usize) -> bool {
    table.header.as_ref().is_none_or(|names| names[column].is_empty())
        && table.column(column).all(|cell| cell == Cell::Empty)
}

fn tell_rows(table: &mut Table, keep: &Range<usize>) {
    let left_out = table.lines[..keep.start].iter().chain(&table.lines[keep.end..]);
    let lines: Vec<String> = left_out.map(usize::to_string).collect();
    match lines.as_slice() {
        [] => {}
        [line] => table.notes.push(format!("line {line} holds only separators and is left out")),
        lines => {
            let ends = (&lines[0], &lines[lines.len() - 1]);
            table.notes.push(format!(
                "{} lines that hold only separators are left out (from line {} to line {})",
                lines.len(),
                ends.0,
                ends.1
            ));
        }
    }
}

fn tell_columns(table: &mut Table, keep: &Range<usize>) {
    let (before, after) = (keep.start, table.columns - keep.end);
    for (count, side) in [(before, "first"), (after, "last")].into_iter().filter(|(count, _)| *count > 0) {
        table.notes.push(if count == 1 {
            format!("the {side} column is empty in every line and is left out")
        } else {
            format!("the {side} {count} columns are empty in every line and are left out")
        });
    }
}

fn cut(table: &mut Table, rows: Range<usize>, columns: Range<usize>) {
    let alone = |left: usize, all: usize| left == 1 && all > 1;
    table.is_all_that_is_left = alone(columns.len(), table.columns) || alone(rows.len(), table.lines.len());
    let kept = rows.clone().flat_map(|row| table.row(row)[columns.clone()].to_vec());
    table.cells = kept.collect();
    table.lines = table.lines[rows.clone()].to_vec();
    table.columns = columns.len();
    table.has_quoted_labels &= columns.start == 0;
    for names in [&mut table.header, &mut table.units].into_iter().flatten() {
        *names = names[columns.clone()].to_vec();
    }
    if columns.start > 0 || rows.start > 0 {
        let empty = table.cells[0] == Cell::Empty;
        table.corner = if empty { Corner::Empty } else { Corner::Number };
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::Text;
    use super::super::table::parse;
    use crate::task::Task;

    /// Rows, columns and notes of a text.
    fn size(text: &str) -> (usize, usize, usize) {
        let table = parse(Text { text, task: &Task::new() }, None).unwrap();
        (table.lines.len(), table.columns, table.notes.len())
    }

    #[test]
    fn empty_edges_of_complete_tables_are_left_out_and_said() {
        for text in [
            "1.5,2,3\n4,5,6\n,,\n",
            ",,\n1.5,2,3\n4,5,6\n,,\n,,\n",
            "1.5,2,3,\n4,5,6,\n,,,\n",
            ",1.5,2,3\n,4,5,6\n",
            ",,1.5,2,3,,\n,,4,5,6,,\n,,,,,,\n",
        ] {
            let (rows, columns, notes) = size(text);
            assert_eq!((rows, columns), (2, 3), "{text:?}");
            assert!(notes > 0, "{text:?}");
        }
        assert_eq!(size("1.5,2,3\n4,5,6\n"), (2, 3, 0));
    }

    #[test]
    fn where_empty_cells_are_missing_values_rows_of_them_stay() {
        assert_eq!(size("1.5,,3\n4,5,6\n,,\n"), (3, 3, 0));
        assert_eq!(size("1.5,,3,\n4,5,6,\n,,,\n"), (3, 3, 1));
        assert_eq!(size("1.5,,3,,\n4,5,6,,\n"), (2, 4, 1));
        assert_eq!(size("nan,1.5\nnan,2\n"), (2, 2, 0));
        assert_eq!(size("a,b,c\n1.5,2,\n4,5,\n"), (2, 3, 0));
    }
}
