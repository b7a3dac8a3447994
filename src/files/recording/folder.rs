// SPDX-License-Identifier: MIT OR Apache-2.0
//! The files of recordings in folders: Agilent batches (`*.b` with a csv in each `*.d`), or files of one kind.

use crate::error::Result;
use crate::files::errors::file_error;
use crate::files::folders::entries;
use crate::files::paths::extension;
use std::cmp::Ordering;
use std::path::{Path, PathBuf};

/// Extensions of recordings, in lower case.
const RECORDINGS: [&str; 8] = ["csv", "txt", "tsv", "asc", "dat", "xl", "fin2", "rep"];

/// The recordings of a folder in the order of the numbers in their names.
pub(super) fn folder(path: &Path) -> Result<Vec<PathBuf>> {
    if extension(path) == "d" {
        return Ok(vec![of_line(path)?]);
    }
    let entries = in_order(path)?;
    let lines: Vec<&PathBuf> =
        entries.iter().filter(|entry| entry.is_dir() && extension(entry) == "d").collect();
    if !lines.is_empty() {
        return lines.into_iter().map(|line| of_line(line)).collect();
    }
    let files: Vec<PathBuf> = entries
        .into_iter()
        .filter(|entry| entry.is_file() && RECORDINGS.contains(&extension(entry).as_str()))
        .collect();
    let Some(first) = files.first() else {
        return Err(file_error(path, format!("the folder holds no recordings ({})", RECORDINGS.join(", "))));
    };
    match files.iter().find(|file| extension(file) != extension(first)) {
        Some(other) => Err(file_error(
            path,
            format!(
                "the folder holds files .{} and .{}: name those to read",
                extension(first),
                extension(other)
            ),
        )),
        None => Ok(files),
    }
}

/// The export in the folder of a line of a batch: it is named as the folder, or the only one.
fn of_line(path: &Path) -> Result<PathBuf> {
    let named = path.join(path.file_stem().unwrap_or_default()).with_extension("csv");
    if named.is_file() {
        return Ok(named);
    }
    let mut exports =
        in_order(path)?.into_iter().filter(|entry| entry.is_file() && extension(entry) == "csv");
    match (exports.next(), exports.next()) {
        (Some(export), None) => Ok(export),
        (None, _) => {
            Err(file_error(path, "the line has no csv file: export the batch with one for each line"))
        }
        _ => Err(file_error(path, "the line has several csv files: name the one to read")),
    }
}

/// Entries that are not hidden, in the order of the numbers in their names.
fn in_order(path: &Path) -> Result<Vec<PathBuf>> {
    let mut entries = entries(path)?;
    entries.sort_by(|a, b| by_number(&a.to_string_lossy(), &b.to_string_lossy()));
    Ok(entries)
}

/// Compares names so that line 10 follows line 9.
fn by_number(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    loop {
        let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        if digit(a.peek()) && digit(b.peek()) {
            let number = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
                let digits: String = std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).collect();
                let significant = digits.trim_start_matches('0').to_string();
                (significant.len(), significant, digits.len())
            };
            let order = number(&mut a).cmp(&number(&mut b));
            if order != Ordering::Equal {
                return order;
            }
            continue;
        }
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (x, y) if x != y => return x.cmp(&y),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_10_follows_line_9() {
        let mut names = ["line_10.csv", "line_9.csv", "line_010.csv", "a2b", "a2a", "line.csv"];
        names.sort_by(|a, b| by_number(a, b));
        assert_eq!(names, ["a2a", "a2b", "line.csv", "line_9.csv", "line_10.csv", "line_010.csv"]);
    }
}
