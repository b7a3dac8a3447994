// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a reader and a writer are told that the files themselves do not say; options of reading also as texts, for hosts
//! that pass texts.

use super::orientation::Orientation;
use crate::error::{Error, Result};
use crate::param::choice;

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
    /// Which sheet of a workbook or which image of an OME-TIFF is read: its name or, from 1, its number. The first sheet with
    /// numbers, or the first image, unless stated.
    pub part: Option<String>,
    /// Which axis of a numpy array of three axes is the elements; told by the sizes unless stated.
    pub elements_axis: ElementsAxis,
}

/// Which axis of a numpy array of three axes is the elements.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ElementsAxis {
    /// The first where it is much shorter than the others; an error where the sizes do not tell.
    #[default]
    Detect,
    /// The array is (elements, lines, pixels).
    First,
    /// The array is (lines, pixels, elements).
    Last,
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
    /// What becomes of a file of the same name.
    pub existing: Existing,
}

/// What becomes of a file of the name that is written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Existing {
    /// It is replaced when all is written.
    #[default]
    Replace,
    /// It stays, and writing is an error, even if it appeared meanwhile.
    Refuse,
}

/// Bits of a pixel of a PNG file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Depth {
    /// 256 greys.
    Eight,
    /// 65536 greys.
    #[default]
    Sixteen,
}

/// What the options are called.
const KEYS: &str = "points, columns, decimal, below_detection, layout, colours, transpose, flip_lines, flip_pixels, part, elements_axis";

impl ReadOptions {
    /// Sets one option: `points` (mm, um), `columns` (4 or 4,6), `decimal` (point, comma), `below_detection` (refuse,
    /// missing, zero, half), `layout` (detect, image), `colours` (refuse, luminance), and `transpose`, `flip_lines` and
    /// `flip_pixels` (yes, no), `part` (number or name), and `elements_axis` (detect, first, last).
    ///
    /// # Errors
    /// [`Error::UnknownKey`] and [`Error::InvalidValue`]; the options then stay as they were.
    pub fn set_text(&mut self, key: &str, text: &str) -> Result<()> {
        match key {
            "points" => self.points = Some(PointUnit::from_name(text)?),
            "columns" => self.columns = columns(text)?,
            "decimal" => {
                let marks = [("point", DecimalMark::Point), ("comma", DecimalMark::Comma)];
                self.decimal = Some(choice(key, text, &marks)?);
            }
            "below_detection" => {
                let choices = [
                    ("refuse", BelowDetection::Refuse),
                    ("missing", BelowDetection::Missing),
                    ("zero", BelowDetection::Zero),
                    ("half", BelowDetection::Half),
                ];
                self.below_detection = choice(key, text, &choices)?;
            }
            "layout" => {
                self.layout = choice(key, text, &[("detect", Layout::Detect), ("image", Layout::Image)])?;
            }
            "colours" => {
                let choices = [("refuse", Colours::Refuse), ("luminance", Colours::Luminance)];
                self.colours = choice(key, text, &choices)?;
            }
            "transpose" => self.orientation.transpose = yes(key, text)?,
            "flip_lines" => self.orientation.flip_lines = yes(key, text)?,
            "flip_pixels" => self.orientation.flip_pixels = yes(key, text)?,
            "part" => self.part = Some(text.into()),
            "elements_axis" => {
                let choices = [
                    ("detect", ElementsAxis::Detect),
                    ("first", ElementsAxis::First),
                    ("last", ElementsAxis::Last),
                ];
                self.elements_axis = choice(key, text, &choices)?;
            }
            _ => return Err(Error::UnknownKey { key: key.into(), known: KEYS.into() }),
        }
        Ok(())
    }
}

impl PointUnit {
    /// The unit of this name: `mm`, `um` or `µm`.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] for another name.
    pub fn from_name(text: &str) -> Result<Self> {
        let text = if text == "µm" { "um" } else { text };
        choice("points", text, &[("um", Self::Micrometre), ("mm", Self::Millimetre)])
    }
}

fn yes(key: &str, text: &str) -> Result<bool> {
    choice(key, text, &[("yes", true), ("no", false)])
}

fn columns(text: &str) -> Result<Vec<usize>> {
    let wrong = |_| Error::InvalidValue {
        key: "columns".into(),
        value: text.into(),
        expected: "columns are whole numbers from 1 on, with commas between".into(),
    };
    text.split(',').map(|column| column.trim().parse().map_err(wrong)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_set_by_their_names() {
        let mut options = ReadOptions::default();
        for (key, text) in [
            ("points", "um"),
            ("columns", "4,6"),
            ("decimal", "comma"),
            ("below_detection", "half"),
            ("layout", "image"),
            ("colours", "luminance"),
            ("transpose", "yes"),
            ("flip_lines", "no"),
            ("flip_pixels", "yes"),
            ("part", "spleen"),
            ("elements_axis", "last"),
        ] {
            assert!(KEYS.contains(key));
            options.set_text(key, text).unwrap();
            if key == "part" {
                continue;
            }
            assert!(matches!(options.set_text(key, "nonsense"), Err(Error::InvalidValue { .. })), "{key}");
        }
        let stated = ReadOptions {
            layout: Layout::Image,
            points: Some(PointUnit::Micrometre),
            columns: vec![4, 6],
            decimal: Some(DecimalMark::Comma),
            colours: Colours::Luminance,
            below_detection: BelowDetection::Half,
            orientation: Orientation { transpose: true, flip_lines: false, flip_pixels: true },
            part: Some("spleen".into()),
            elements_axis: ElementsAxis::Last,
        };
        assert_eq!(options, stated);
        assert!(matches!(options.set_text("unit", "um"), Err(Error::UnknownKey { .. })));
    }
}
