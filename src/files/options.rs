// SPDX-License-Identifier: MIT OR Apache-2.0
//! Options of reading as texts, for hosts that pass texts.

use super::{BelowDetection, Colours, DecimalMark, Layout, PointUnit, ReadOptions};
use crate::error::{Error, Result};

/// What the options are called.
const KEYS: &str =
    "points, columns, decimal, below_detection, layout, colours, transpose, flip_lines, flip_pixels";

impl ReadOptions {
    /// Sets one option: `points` (mm, um), `columns` (4 or 4,6), `decimal` (point, comma), `below_detection` (refuse,
    /// missing, zero, half), `layout` (detect, image), `colours` (refuse, luminance), and `transpose`, `flip_lines` and
    /// `flip_pixels` (yes, no).
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

fn choice<T: Copy>(key: &str, text: &str, choices: &[(&str, T)]) -> Result<T> {
    choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice).ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let (last, first) = names.split_last().unwrap_or((&"", &[]));
        let expected = format!("it is {} or {last}", first.join(", "));
        Error::InvalidValue { key: key.into(), value: text.into(), expected }
    })
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
    use crate::files::Orientation;

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
        ] {
            assert!(KEYS.contains(key));
            options.set_text(key, text).unwrap();
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
        };
        assert_eq!(options, stated);
        assert!(matches!(options.set_text("unit", "um"), Err(Error::UnknownKey { .. })));
    }
}
