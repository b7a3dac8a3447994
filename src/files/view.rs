// SPDX-License-Identifier: MIT OR Apache-2.0
//! The values of a table seen row by row or column by column, so that what holds for the one is written once for both.

use super::cell::Cell;
use super::table::Table;

/// Lines of a table, which are its rows or its columns; labels that are left out are no part of them.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    table: &'a Table,
    top: usize,
    left: usize,
    are_columns: bool,
}

impl<'a> View<'a> {
    /// The table from row `top` and column `left` on, by its rows and by its columns.
    pub fn both(table: &'a Table, (top, left): (usize, usize)) -> [Self; 2] {
        [false, true].map(|are_columns| Self { table, top, left, are_columns })
    }

    /// Number of lines.
    pub fn count(self) -> usize {
        self.sizes().0
    }

    /// Number of cells in each.
    pub fn length(self) -> usize {
        self.sizes().1
    }

    fn sizes(self) -> (usize, usize) {
        let (rows, columns) = (self.table.lines.len() - self.top, self.table.columns - self.left);
        if self.are_columns { (columns, rows) } else { (rows, columns) }
    }

    pub fn cell(self, line: usize, place: usize) -> Cell {
        let (row, column) = if self.are_columns { (place, line) } else { (line, place) };
        self.table.row(self.top + row)[self.left + column]
    }

    pub fn cells(self, line: usize) -> impl Iterator<Item = Cell> + 'a {
        (0..self.length()).map(move |place| self.cell(line, place))
    }

    /// The numbers of a line; NaN where there is none.
    pub fn numbers(self, line: usize) -> Vec<f64> {
        self.cells(line).map(Cell::number).collect()
    }

    /// How an error calls a line: `line 3` as the file counts, or `column 2`.
    pub fn name(self, line: usize) -> String {
        if self.are_columns {
            format!("column {}", self.left + line + 1)
        } else {
            format!("line {}", self.table.lines[self.top + line])
        }
    }

    /// What lies across the lines: `columns` or `lines`.
    pub fn across(self) -> &'static str {
        if self.are_columns { "lines" } else { "columns" }
    }

    /// What the lines are called: `lines` or `columns`.
    pub fn lines(self) -> &'static str {
        if self.are_columns { "columns" } else { "lines" }
    }
}
