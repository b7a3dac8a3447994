// SPDX-License-Identifier: MIT OR Apache-2.0
//! Columns of numbers with a header, e.g. a signal over time.

use super::cell::Cell;
use super::errors::{file_error, format_error};
use super::lines::Text;
use super::open::open_regular;
use super::{table, text};
use crate::error::Result;
use crate::task::Task;
use std::io::Read;
use std::path::Path;

/// Numbers under their headings.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// Name and values of each column; all have the same length, none is missing.
    pub columns: Vec<(String, Vec<f64>)>,
}

impl Columns {
    /// The values of the column of this name; letter case does not matter.
    pub fn get(&self, name: &str) -> Option<&[f64]> {
        self.columns.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, values)| &values[..])
    }
}

/// Reads columns of numbers from a text file with a header line.
///
/// # Errors
/// [`Error::File`](crate::Error::File) if it cannot be read; [`Error::Format`](crate::Error::Format) if it is no table
/// of numbers, has no header or a value is missing.
pub fn read_columns(path: &Path) -> Result<Columns> {
    let (file, length) = open_regular(path)?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).map_err(|error| file_error(path, error))?;
    let parsed = text::decode(bytes, text::NO_MAP).map_err(str::to_string).and_then(|text| parse(&text));
    parsed.map_err(|reason| format_error(path, reason))
}

fn parse(text: &str) -> std::result::Result<Columns, String> {
    let table = table::parse(Text { text, task: &Task::new() }, None)?;
    let header = table.header.as_ref().ok_or("there is no header that names the columns")?;
    if let Some(missing) = table.cells.iter().position(|cell| !cell.is_number()) {
        return Err(format!("a value is missing in line {}", table.lines[missing / table.columns]));
    }
    let column = |(index, name): (usize, &String)| {
        (name.trim().to_string(), table.column(index).map(Cell::number).collect())
    };
    Ok(Columns { columns: header.iter().enumerate().map(column).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names() {
        let columns = parse("time_s,signal\n0,0\n0.5,2\n1,1\n").unwrap();
        assert_eq!(columns.get("Time_s"), Some(&[0.0, 0.5, 1.0][..]));
        assert_eq!((columns.get("signal"), columns.get("cps")), (Some(&[0.0, 2.0, 1.0][..]), None));
    }

    #[test]
    fn what_is_no_table_with_a_header_is_refused() {
        for (text, word) in
            [("0;0\n1;1\n", "header"), ("time_s,signal\n0,0\n1,nan\n", "line 3"), ("", "no numbers")]
        {
            let reason = parse(text).unwrap_err();
            assert!(reason.contains(word), "{text}: {reason}");
        }
    }
}
