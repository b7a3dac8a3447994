// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading and writing maps: text images, tables of points, ImageJ and OME-TIFF, PNG and pew2 npz.
//!
//! What a file is, is decided by its first bytes; the name only tells the element and the unit. Nothing is
//! guessed: what a file does not say (a pixel size, the unit of stage coordinates) stays unknown or is asked for.

mod atomic;
mod below;
mod cell;
mod collect;
mod columns;
mod edges;
mod grid;
mod heading;
mod image;
mod imagej;
mod laser_log;
mod lines;
mod literal;
mod name;
mod npy;
mod npz;
mod number;
mod ome;
mod options;
mod orientation;
mod palette;
mod picture;
mod points;
mod raster;
mod rectangle;
#[cfg(feature = "xlsx")]
mod sheet;
mod signals;
mod size;
mod table;
mod text;
mod text_write;
mod tiff_notes;
mod tiff_read;
mod tiff_slice;
mod tiff_write;
#[cfg(test)]
mod trial;

pub use collect::{READABLE, read, read_with};
pub use columns::{Columns, read_columns};
pub use laser_log::{LaserLog, LogOptions, Pattern, read_laser_log, read_laser_log_with};
pub use orientation::Orientation;
pub use picture::{Depth, write_png};
pub use tiff_read::read_info;

use crate::error::{Error, Result};
use crate::map::Map;
use std::path::{Path, PathBuf};

/// What a reader is told that the files themselves do not say. The default lets every file speak for itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadOptions {
    /// What a text file holds; detected unless stated.
    pub layout: Layout,
    /// Reads text files as tables of points whose coordinates have this unit. A unit in the header must agree.
    pub points: Option<PointUnit>,
    /// Columns of a table of points that become elements, counted from 1. Empty: all columns of values of a
    /// table with a header; column 4 of one without (3 being z), or column 3 if there are only three.
    pub columns: Vec<usize>,
    /// Decimal mark of text files; detected unless stated.
    pub decimal: Option<DecimalMark>,
    /// What becomes of a picture in colours; refused unless stated.
    pub colours: Colours,
    /// What becomes of words in the place of values in text files; refused unless stated.
    pub below_detection: BelowDetection,
    /// How the map lies in the files.
    pub orientation: Orientation,
}

/// What becomes of `<LOD`, `<0.5`, `n.d.` and the like in text files. Empty cells, `nan` and `NA` are missing in any case.
///
/// Once this is stated, words that tell of no detection (`-`, `n.a.`, `#DIV/0!`) are missing values. The notes of the map
/// count what was replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BelowDetection {
    /// They are an error.
    #[default]
    Refuse,
    /// They are missing values.
    Missing,
    /// They are 0.
    Zero,
    /// They are half of the number after `<`, missing where there is none.
    Half,
}

/// What becomes of a picture in colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Colours {
    /// It is an error: a map has one value for each pixel.
    #[default]
    Refuse,
    /// Its luminance as other programs give it: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), not rounded.
    Luminance,
}

/// What a text file holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// A table of points if it looks like one, else an image.
    #[default]
    Detect,
    /// A rectangle of values, whatever the columns look like.
    Image,
}

/// Unit of stage coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointUnit {
    /// Millimetres.
    Millimetre,
    /// Micrometres.
    Micrometre,
}

impl PointUnit {
    /// Length of this unit in µm.
    #[must_use]
    pub fn in_um(self) -> f64 {
        match self {
            Self::Millimetre => 1000.0,
            Self::Micrometre => 1.0,
        }
    }
}

/// Decimal mark of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// 1.5
    Point,
    /// 1,5
    Comma,
}

/// How a map is written. The default: no free text, pictures of 16 bits from the smallest to the largest value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WriteOptions {
    /// Free text (a report in JSON) kept in a TIFF file as the ImageJ property `Info`.
    pub info: Option<String>,
    /// Values that become black and white in a PNG file; the smallest and largest of each element if not stated.
    pub range: Option<(f32, f32)>,
    /// Bits of a PNG file.
    pub depth: Depth,
}

/// Writes a map; the extension tells the kind: `tif`, `tiff`, `csv`, `txt`, `tsv` or `png`.
///
/// TIFF: 32-bit float stack with names, pixel size, origin, unit and `info`. Text: rows of pixels, commas (`csv`)
/// or tabs, missing values as `nan`; PNG: grey, missing values black. In text and PNG a map of several elements
/// becomes one file for each, `name_Element.csv`. Returns the files written.
///
/// A file appears whole or not at all: an old one stays untouched if writing fails, and of several files none
/// is changed unless all could be written.
///
/// # Errors
/// [`Error::InvalidValue`] for another extension; [`Error::File`] if the system refuses, with the file named;
/// [`Error::OutOfRange`] if the range of a PNG is not rising; [`Error::Contradiction`] if two elements would get
/// the same file; [`Error::Data`] if one element is too large for a TIFF file (4 GiB).
pub fn write(path: &Path, map: &Map, options: &WriteOptions) -> Result<Vec<PathBuf>> {
    match extension(path).as_str() {
        "tif" | "tiff" => tiff_write::write(path, map, options),
        "csv" => text_write::write(path, map, ','),
        "txt" | "tsv" => text_write::write(path, map, '\t'),
        "png" => picture::write(path, map, options),
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

/// Writes bytes (a report, a figure) that appear whole or not at all.
///
/// # Errors
/// [`Error::File`] if the system refuses; an old file is then untouched.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    atomic::write(path, |file| std::io::Write::write_all(file, bytes))
}

fn unknown_extension(extension: &str) -> Error {
    Error::InvalidValue {
        key: "the extension of the file to write".into(),
        value: extension.into(),
        expected: "use .tif, .tiff, .csv, .txt, .tsv or .png".into(),
    }
}

/// One path for each element: `path` itself for one, `name_Element.ext` for several.
fn element_paths(path: &Path, elements: &[String]) -> Result<Vec<PathBuf>> {
    if elements.len() == 1 {
        return Ok(vec![path.to_path_buf()]);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let named = |element: &String| {
        let safe: String = element.chars().map(|c| if forbidden(c) { '-' } else { c }).collect();
        path.with_file_name(format!("{stem}_{safe}.{}", extension(path)))
    };
    let paths: Vec<PathBuf> = elements.iter().map(named).collect();
    // file systems of Windows and macOS do not tell capital letters apart
    let folded = |path: &PathBuf| path.to_string_lossy().to_lowercase();
    for (i, path) in paths.iter().enumerate() {
        if paths[..i].iter().any(|other| folded(other) == folded(path)) {
            return Err(Error::Contradiction(format!(
                "two elements would be written to {}: rename one or write a TIFF file",
                path.display()
            )));
        }
    }
    Ok(paths)
}

fn forbidden(c: char) -> bool {
    c.is_control() || "/\\:*?\"<>|".contains(c)
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn format_error(path: &Path, reason: impl ToString) -> Error {
    Error::Format { path: path.display().to_string(), reason: reason.to_string() }
}

fn file_error(path: &Path, reason: impl ToString) -> Error {
    Error::File { path: path.display().to_string(), reason: reason.to_string() }
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
        let error = write(Path::new("map.xlsx"), &two("Ba", "Ca"), &WriteOptions::default()).unwrap_err();
        assert!(error.to_string().contains("\"xlsx\"") && error.to_string().contains(".tiff"), "{error}");
    }

    #[test]
    fn names_that_no_file_can_have_are_made_harmless_and_must_stay_different() {
        let names = ["Mg/Ca".to_string(), "../up".to_string()];
        let paths = element_paths(Path::new("out/map.csv"), &names).unwrap();
        assert_eq!(paths, [PathBuf::from("out/map_Mg-Ca.csv"), PathBuf::from("out/map_..-up.csv")]);
        assert!(element_paths(Path::new("map.csv"), &["a/b".into(), "A:B".into()]).is_err());
    }
}
