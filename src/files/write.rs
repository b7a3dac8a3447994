// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps are written by the kind of file that a name asks for.

use super::atomic;
use super::options::{Existing, WriteOptions};
use super::paths::{element_paths, extension};
use super::prepared::Prepared;
use super::{picture, text_write, tiff_write};
use crate::error::{Error, Result};
use crate::map::Map;
use crate::task::Task;
use std::path::{Path, PathBuf};

/// Writes a map; the extension tells the kind: `tif`, `tiff`, `csv`, `txt`, `tsv` or `png`.
///
/// TIFF: 32-bit float stack with names, pixel size, origin, unit and `info`. Text: rows of pixels, commas (`csv`)
/// or tabs, missing values as `nan`; PNG: grey, missing values black. In text and PNG a map of several elements
/// becomes one file for each, `name_Element.csv`, and so does that of one whose file is called a matrix and names no element
/// (`RM03_ppm matrix.csv`). Returns the files written.
///
/// A file appears whole or not at all: an old one stays untouched if writing fails, and of several files none
/// is changed unless all could be written.
///
/// # Errors
/// [`Error::InvalidValue`] for another extension; [`Error::File`] if the system refuses, with the file named;
/// [`Error::OutOfRange`] if the range of a PNG is not rising; [`Error::Contradiction`] if two elements would get
/// the same file; [`Error::Data`] if one element is too large for a TIFF file (4 GiB); [`Error::Cancelled`] once `task` is
/// cancelled.
pub fn write(path: &Path, map: &Map, options: &WriteOptions, task: &Task) -> Result<Vec<PathBuf>> {
    prepare(path, map, options, task)?.place()
}

/// The first, long part of [`write()`], for those who may still be told to stop after it.
///
/// # Errors
/// Those of [`write()`].
pub fn prepare(path: &Path, map: &Map, options: &WriteOptions, task: &Task) -> Result<Prepared> {
    task.stage("write")?;
    match extension(path).as_str() {
        "tif" | "tiff" => tiff_write::prepare(path, map, options, task),
        "csv" => text_write::prepare(path, map, ',', options.existing, task),
        "txt" | "tsv" => text_write::prepare(path, map, '\t', options.existing, task),
        "png" => picture::prepare(path, map, options, task),
        other => Err(unknown_extension(other)),
    }
}

/// The files that [`write()`] would write, for those who want to know before a long computation.
///
/// # Errors
/// [`Error::InvalidValue`] for an extension that cannot be written; [`Error::Contradiction`] if two elements would get
/// the same file.
pub fn output_paths(path: &Path, elements: &[String]) -> Result<Vec<PathBuf>> {
    match extension(path).as_str() {
        "tif" | "tiff" => Ok(vec![path.to_path_buf()]),
        "csv" | "txt" | "tsv" | "png" => element_paths(path, elements),
        other => Err(unknown_extension(other)),
    }
}

/// Writes bytes (a report, a figure) that appear whole or not at all. `existing`: what becomes of a file of this name.
///
/// # Errors
/// [`Error::File`] if the system refuses or the file is not to be replaced; it is then untouched.
pub fn write_bytes(path: &Path, bytes: &[u8], existing: Existing) -> Result<()> {
    atomic::write(path, existing, |file| std::io::Write::write_all(file, bytes))
}

fn unknown_extension(extension: &str) -> Error {
    Error::InvalidValue {
        key: "the extension of the file to write".into(),
        value: extension.into(),
        expected: "use .tif, .tiff, .csv, .txt, .tsv or .png".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;

    fn two(first: &str, second: &str) -> Map {
        Map::new(Array3::from_elem((2, 2, 3), 1.5), vec![first.into(), second.into()]).unwrap()
    }

    #[test]
    fn an_unknown_extension_names_the_kinds() {
        let error = write(Path::new("map.xlsx"), &two("Ba", "Ca"), &WriteOptions::default(), &Task::new())
            .unwrap_err();
        assert!(error.to_string().contains("\"xlsx\"") && error.to_string().contains(".tiff"), "{error}");
    }
}
