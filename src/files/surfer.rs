// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grids of Surfer in text: the word DSAA, the numbers of columns and rows, the limits of x, y and z, then the values row after row.
//!
//! Source: the description of the ASCII grid format in the help of Golden Software Surfer. The first row is that of the lowest y, as in
//! maps of tables of points. The unit of x and y is not told, so that the pixel size stays unknown.

use super::errors::format_error;
use super::lines::Text;
use super::name;
use crate::error::Result;
use crate::map::{MAX_VALUES, Map};
use ndarray::Array3;
use std::path::Path;

/// Values from here on stand for none.
const BLANK: f64 = 1.70141e38;
/// Numbers above the values: two sizes and three ranges.
const HEADER: usize = 8;

/// Whether a text is such a grid.
pub(super) fn is_grid(text: &str) -> bool {
    text.trim_start().strip_prefix("DSAA").is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Reads the grid as an image of one element.
pub(super) fn read(path: &Path, text: Text<'_>) -> Result<Map> {
    let said = |reason: String| format_error(path, reason);
    let words = text.split_whitespace().skip(1).take_while(|_| !text.task.is_cancelled());
    let numbers = words.map(|word| word.parse::<f64>().map_err(|_| word));
    let numbers: Vec<f64> = numbers
        .collect::<std::result::Result<_, _>>()
        .map_err(|word| said(format!("\"{word}\" in the grid of Surfer is not a number")))?;
    let Some((header, values)) = numbers.split_at_checked(HEADER) else {
        return Err(said("the header of the grid of Surfer is cut off".into()));
    };
    let (columns, rows) = (header[0], header[1]);
    let is_size = |size: f64| size >= 1.0 && size <= MAX_VALUES as f64 && size.fract() == 0.0;
    if !is_size(columns) || !is_size(rows) || columns * rows != values.len() as f64 {
        return Err(said(format!(
            "the grid of Surfer states {rows} rows of {columns} columns, but there are {} values: the file may be cut off",
            values.len()
        )));
    }
    let blank = values.iter().filter(|value| **value >= BLANK).count();
    let values = values.iter().map(|value| if *value >= BLANK { f32::NAN } else { *value as f32 }).collect();
    let values = Array3::from_shape_vec((1, rows as usize, columns as usize), values)
        .map_err(|error| format_error(path, error))?;
    let named = name::from_path(path);
    let mut map = Map::new(values, vec![named.element]).map_err(|error| format_error(path, error))?;
    map.unit = named.unit;
    map.notes.push("the first line is that of the lowest y, as the grid of Surfer has it".into());
    if blank > 0 {
        map.notes.push(format!("{blank} blanked values are missing"));
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::super::trial::{read as read_as, refusal};

    #[test]
    fn a_grid_is_read_and_its_blanks_are_missing() {
        let map = read_as("Ba137.grd", b"DSAA\n3 2\n0 40\n0 20\n1 6\n1 2 3\n4 5\n1.70141e+038\n").unwrap();
        assert_eq!((map.shape(), map.elements()), ((2, 3), &["Ba137".to_string()][..]));
        assert!(map.values()[[0, 1, 1]] == 5.0 && map.values()[[0, 1, 2]].is_nan());
        assert_eq!(map.notes.len(), 2);
    }

    #[test]
    fn a_grid_of_another_size_than_it_states_is_refused() {
        for text in [
            "DSAA\n3 2\n0 1\n0 1\n0 1\n1 2 3\n",
            "DSAA\n3 2\n",
            "DSAA\n1e99 1e99\n0 1\n0 1\n0 1\n1\n",
            "DSAA\nx\n",
        ] {
            assert!(refusal("a.grd", text.as_bytes()).contains("of Surfer"), "{text}");
        }
    }
}
