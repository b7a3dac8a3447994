// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arrays of two axes that are no image, though nothing in them has a name: points in rows, and sums beside values.

use super::cell::Cell;
use super::table::{Corner, Table, Words};
use super::{points, summary};
use ndarray::ArrayView2;

/// Most values of an array that is looked at: a larger one is no table.
const LARGEST: usize = 1 << 22;

/// Refuses an array that is a table; the error is a sentence.
pub(super) fn refuse(values: ArrayView2<'_, f32>) -> Result<(), String> {
    if values.len() > LARGEST {
        return Ok(());
    }
    let table = table(values);
    if points::on_a_grid(&table) {
        return Err("the array holds a point in each row, its place in the first two columns: save it as csv with the names x and \
                    y, or state that the file is an image"
            .into());
    }
    summary::refuse(&table, (0, 0))
}

/// The array as the table that a text of it would be.
fn table(values: ArrayView2<'_, f32>) -> Table {
    let cell = |value: &f32| {
        // the digits that single precision has, not those of its neighbour in double precision
        let written = value.to_string().parse::<f64>().unwrap_or(f64::NAN);
        if written.is_nan() { Cell::Missing } else { Cell::Marked(written) }
    };
    Table {
        heads: Vec::new(),
        remarks: Vec::new(),
        header: None,
        units: None,
        unit: String::new(),
        corner: Corner::Number,
        has_quoted_labels: false,
        columns: values.ncols(),
        is_all_that_is_left: false,
        cells: values.iter().map(cell).collect(),
        words: Words::default(),
        lines: (1..=values.nrows()).collect(),
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn points_in_rows_and_sums_are_refused() {
        let point = |(row, column): (usize, usize)| match column {
            0 => 5.5 * (row % 5) as f32,
            1 => 20.1 * (row / 5) as f32,
            _ => (row * 7 % 11) as f32 + 0.5,
        };
        let points = Array2::from_shape_fn((30, 3), point);
        assert!(refuse(points.view()).unwrap_err().contains("a point in each row"));
        let mut values = Array2::from_shape_fn((6, 8), |(row, column)| {
            (row * 31 % 7) as f32 * 1.5 + (column * 5 % 8) as f32 + 0.25
        });
        assert_eq!(refuse(values.view()), Ok(()));
        for row in 0..6 {
            values[[row, 7]] = values.row(row).iter().take(7).sum::<f32>() / 7.0;
        }
        assert!(refuse(values.view()).unwrap_err().contains("column 8 holds the means"));
    }
}
