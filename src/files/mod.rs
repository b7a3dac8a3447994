// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading and writing maps: text images, tables of points, ImageJ and OME-TIFF, PNG and pew2 npz.
//!
//! What a file is, is decided by its first bytes; the name only tells the element and the unit. Nothing is
//! guessed: what a file does not say (a pixel size, the unit of stage coordinates) stays unknown or is asked for.

mod archive;
mod array;
mod atomic;
mod axes;
mod axis;
mod below;
mod cell;
mod collect;
mod columns;
mod doubt;
mod edges;
mod errors;
mod esri;
mod fill;
mod folders;
mod grid;
mod heading;
mod hollow;
mod image;
mod imagej;
mod kind;
mod label;
mod laser_log;
mod lines;
mod literal;
mod moment;
mod name;
mod npy;
mod npz;
mod number;
mod numbered;
mod ome;
mod open;
mod options;
mod orientation;
mod palette;
mod part;
mod paths;
mod pew;
mod picture;
mod places;
mod points;
mod raster;
mod recording;
mod rectangle;
mod savez;
#[cfg(feature = "xlsx")]
mod sheet;
mod signals;
mod size;
mod steps;
mod strays;
mod suffix;
mod summary;
mod surfer;
mod table;
mod text;
mod text_write;
mod thousands;
mod tiff_notes;
mod tiff_read;
mod tiff_slice;
mod tiff_write;
#[cfg(test)]
mod trial;
mod twins;
mod view;
mod word;

pub use atomic::{discard_drafts, probe};
pub use collect::{READABLE, read, read_with};
pub use columns::{Columns, read_columns};
pub use laser_log::{LaserLog, LogOptions, Pattern, read_laser_lines, read_laser_log, read_laser_log_with};
pub use npz::read_passes;
pub use options::{
    BelowDetection, Colours, DecimalMark, Depth, ElementsAxis, Existing, Layout, PointUnit, ReadOptions,
    WriteOptions,
};
pub use orientation::Orientation;
pub use pew::FilePass;
pub use picture::write_png;
pub use recording::{is_recording, line_paths, read_lines, write_lines};
pub use text::read_text;
pub use tiff_read::read_info;

pub(crate) use atomic::sweep;

use crate::error::{Error, Result};
use crate::map::Map;
use paths::{element_paths, extension};
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
/// the same file; [`Error::Data`] if one element is too large for a TIFF file (4 GiB).
pub fn write(path: &Path, map: &Map, options: &WriteOptions) -> Result<Vec<PathBuf>> {
    match extension(path).as_str() {
        "tif" | "tiff" => tiff_write::write(path, map, options),
        "csv" => text_write::write(path, map, ',', options.existing),
        "txt" | "tsv" => text_write::write(path, map, '\t', options.existing),
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
        let error = write(Path::new("map.xlsx"), &two("Ba", "Ca"), &WriteOptions::default()).unwrap_err();
        assert!(error.to_string().contains("\"xlsx\"") && error.to_string().contains(".tiff"), "{error}");
    }
}
