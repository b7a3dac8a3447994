// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps from files, with what the command line says about them.

use super::conditions::Stated;
use super::output::note;
use super::unit;
use lamap::Task;
use lamap::files::{
    BelowDetection, DecimalMark, ElementsAxis, Layout, Orientation, PointUnit, ReadOptions, read_with,
};
use lamap::{Error, Map, Result};
use ndarray::{Axis, concatenate};
use std::path::PathBuf;

/// Sizes that differ by less than this share agree.
const AGREE: f64 = 1e-3;

/// What files do not say of their values and of how the map lies in them.
#[derive(clap::Args)]
#[command(next_help_heading = "Reading")]
pub struct TextArgs {
    /// Decimal mark of text files: point or comma, where it cannot be told from the values
    #[arg(long, value_name = "MARK", value_parser = decimal_mark)]
    decimal: Option<DecimalMark>,
    /// What becomes of <LOD, <0.5, n.d. and the like in text files: missing, zero or half (of the number after <)
    #[arg(long, value_name = "WHAT", value_parser = below_detection)]
    below_detection: Option<BelowDetection>,
    /// The text files are images, even if their columns look like coordinates or counts
    #[arg(long)]
    as_image: bool,
    /// The scan runs along the columns of the file: they become lines, and pixel width and height change places
    #[arg(long)]
    transpose: bool,
    /// The last line of the file is the first (after --transpose)
    #[arg(long)]
    flip_lines: bool,
    /// The last pixel of each line is its first (after --transpose)
    #[arg(long)]
    flip_pixels: bool,
    /// Sheet of a workbook, image of an OME-TIFF or pass of a file of pew2, where the file holds several [default: the first]
    #[arg(long, value_name = "NAME|NUMBER")]
    part: Option<String>,
    /// Axis of the elements of a numpy array of three axes: first or last [default: told by the sizes]
    #[arg(long, value_name = "AXIS", value_parser = elements_axis)]
    elements_axis: Option<ElementsAxis>,
}

fn elements_axis(text: &str) -> std::result::Result<ElementsAxis, String> {
    match text {
        "first" => Ok(ElementsAxis::First),
        "last" => Ok(ElementsAxis::Last),
        _ => Err("it is first or last".into()),
    }
}

fn below_detection(text: &str) -> std::result::Result<BelowDetection, String> {
    match text {
        "missing" => Ok(BelowDetection::Missing),
        "zero" => Ok(BelowDetection::Zero),
        "half" => Ok(BelowDetection::Half),
        _ => Err("it is missing, zero or half".into()),
    }
}

fn decimal_mark(text: &str) -> std::result::Result<DecimalMark, String> {
    match text {
        "point" | "." => Ok(DecimalMark::Point),
        "comma" | "," => Ok(DecimalMark::Comma),
        _ => Err("it is point or comma".into()),
    }
}

impl TextArgs {
    /// Reads one map from files that need nothing more to be said.
    pub fn read(&self, paths: &[PathBuf]) -> Result<Map> {
        self.read_with(paths, ReadOptions::default())
    }

    fn read_with(&self, paths: &[PathBuf], options: ReadOptions) -> Result<Map> {
        let options = ReadOptions {
            decimal: self.decimal,
            below_detection: self.below_detection.unwrap_or_default(),
            layout: if self.as_image { Layout::Image } else { Layout::Detect },
            orientation: Orientation {
                transpose: self.transpose,
                flip_lines: self.flip_lines,
                flip_pixels: self.flip_pixels,
            },
            part: self.part.clone(),
            elements_axis: self.elements_axis.unwrap_or_default(),
            ..options
        };
        let map = read_with(paths, &options, &Task::new()).map_err(|error| with_option(error, &OPTIONS))?;
        map.notes.iter().for_each(|text| note(text));
        Ok(map)
    }
}

/// What an error asks to be stated, and the option that states it.
pub const OPTIONS: [(&str, &str); 8] = [
    ("state which axis is the elements, first or last", "--elements-axis"),
    ("state the decimal mark", "--decimal point or comma"),
    ("missing, zero or half the limit", "--below-detection missing, zero or half"),
    ("state that the file is an image", "--as-image"),
    ("state mm or um, or that the file is an image", "--points mm, --points um or --as-image"),
    ("state the columns", "--columns"),
    ("or the scan conditions", "--pixel-width-um and --pixel-height-um, or --conditions"),
    ("import them as line scans", "lamap import"),
];

/// An error with the option that states what it asks for: `options` are what sentences end with, and options.
pub fn with_option(error: Error, options: &[(&str, &str)]) -> Error {
    let named = |text: String| match options.iter().find(|(asked, _)| text.ends_with(asked)) {
        Some((_, option)) => format!("{text} ({option})"),
        None => text,
    };
    match error {
        Error::Missing { what, hint } => Error::Missing { what, hint: named(hint) },
        Error::Format { path, reason } => Error::Format { path, reason: named(reason) },
        other => other,
    }
}

/// What the files do not say.
#[derive(clap::Args)]
#[command(next_help_heading = "Reading")]
pub struct InputArgs {
    /// Width of a pixel along the scan, in µm; wins over the file, the file over the conditions
    #[arg(long, value_name = "UM")]
    pub pixel_width_um: Option<f64>,
    /// Distance of two lines, in µm; it is never taken to be the width
    #[arg(long, value_name = "UM")]
    pub pixel_height_um: Option<f64>,
    /// Unit of the values: counts, cps, ug/g, ...; counts are known to be counting statistics
    #[arg(long, value_name = "TEXT")]
    unit: Option<String>,
    /// The text files are tables of points with coordinates in mm or um
    #[arg(long, value_name = "UNIT", value_parser = point_unit)]
    points: Option<PointUnit>,
    /// Columns of a table of points to read as elements, counted from 1: 4 or 4,6
    #[arg(long, value_name = "N", value_delimiter = ',')]
    columns: Vec<usize>,
    /// Only this element; may be repeated
    #[arg(long, value_name = "NAME")]
    element: Vec<String>,
    #[command(flatten)]
    text: TextArgs,
}

fn point_unit(text: &str) -> std::result::Result<PointUnit, String> {
    match text {
        "mm" => Ok(PointUnit::Millimetre),
        "um" | "µm" => Ok(PointUnit::Micrometre),
        _ => Err("it is mm or um".into()),
    }
}

impl InputArgs {
    /// Reads one map from the files; its pixel size is that of the options or the file, if any.
    pub fn read(&self, paths: &[PathBuf]) -> Result<Map> {
        let options =
            ReadOptions { points: self.points, columns: self.columns.clone(), ..ReadOptions::default() };
        let mut map = select(self.text.read_with(paths, options)?, &self.element)?;
        if let Some(unit) = &self.unit {
            unit::refuse_slip(unit)?;
            map.unit = unit.trim().into();
        }
        map.pixel_width_um = chosen("width", self.pixel_width_um, map.pixel_width_um);
        map.pixel_height_um = chosen("height", self.pixel_height_um, map.pixel_height_um);
        Ok(map)
    }
}

/// Takes from stated conditions what neither file nor options say of the pixel size.
pub fn pixel_size_from(map: &mut Map, stated: &Stated) {
    map.pixel_width_um = map.pixel_width_um.or(stated.pixel_width_um());
    map.pixel_height_um = map.pixel_height_um.or(stated.pixel_height_um());
}

fn chosen(side: &str, option: Option<f64>, file: Option<f64>) -> Option<f64> {
    if let (Some(option), Some(file)) = (option, file)
        && (option / file - 1.0).abs() > AGREE
    {
        note(&format!(
            "the file states a pixel {side} of {file} µm; the {option} µm of the command line are used"
        ));
    }
    option.or(file)
}

/// The map with these elements only, in this order; all where none is named.
fn select(map: Map, names: &[String]) -> Result<Map> {
    if names.is_empty() {
        return Ok(map);
    }
    let find = |name: &String| {
        map.elements().iter().position(|element| element == name).ok_or_else(|| Error::InvalidValue {
            key: "--element".into(),
            value: name.clone(),
            expected: format!("the elements are {}", map.elements().join(", ")),
        })
    };
    let chosen = names.iter().map(find).collect::<Result<Vec<_>>>()?;
    let layers: Vec<_> = chosen.iter().map(|i| map.values().slice(ndarray::s![*i..=*i, .., ..])).collect();
    let values = concatenate(Axis(0), &layers).map_err(|error| Error::Data(error.to_string()))?;
    let mut fewer = Map::new(values, names.to_vec())?;
    (fewer.pixel_width_um, fewer.pixel_height_um) = (map.pixel_width_um, map.pixel_height_um);
    (fewer.origin_um, fewer.unit, fewer.notes) = (map.origin_um, map.unit, map.notes);
    Ok(fewer)
}
