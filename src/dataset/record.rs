// SPDX-License-Identifier: MIT OR Apache-2.0
//! Everything that is needed to make a pair again.

use super::split::Part;
use crate::conditions::{Conditions, settings};
use crate::error::{Error, Result};
use ndarray::{ArrayView2, Axis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Component, Path};

/// One pair: the file it was made of, and how. A line of the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// File of the sample (high resolution), below the folder of the data set, with `/`.
    pub image: String,
    /// File of its virtually ablated map.
    pub map: String,
    /// File of the picture, below the folder it was read from, with `/`.
    pub source: String,
    /// SHA-256 of that file.
    pub sha256: String,
    /// Name of the element within the file.
    pub element: String,
    /// Its number within the file, from 0.
    pub element_index: usize,
    /// Lines and pixels of the picture.
    pub picture_size: [usize; 2],
    /// Side of a pixel of the picture in µm.
    pub pixel_um: f64,
    /// The part of the picture that was ablated.
    pub tile: Tile,
    /// How it was turned before.
    pub turn: Turn,
    /// Number of the draw of this tile, from 0.
    pub draw: usize,
    /// Every scan condition as text.
    pub conditions: BTreeMap<String, String>,
    /// Seed of the noise.
    pub seed: u64,
    /// Concentration = (value of the picture - `value_offset`) x `value_scale`.
    pub value_offset: f64,
    /// See `value_offset`.
    pub value_scale: f64,
    /// Concentration that is white in a PNG file; none in a TIFF file.
    pub image_white: Option<f64>,
    /// Training, validation or test; none without a split.
    pub split: Option<Part>,
    /// Version of lamap that made the pair.
    pub version: String,
}

/// A rectangle of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// Number of the tile, line by line, from 0.
    pub index: usize,
    /// First line.
    pub top: usize,
    /// First pixel.
    pub left: usize,
    /// Number of lines.
    pub lines: usize,
    /// Number of pixels.
    pub pixels: usize,
}

/// The eight ways to lay a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// As it is.
    None,
    /// Mirrored left to right.
    LeftRight,
    /// Mirrored upside down.
    UpDown,
    /// By 180°.
    HalfTurn,
    /// Lines become columns.
    Transpose,
    /// By 90° clockwise.
    Clockwise,
    /// By 90° counterclockwise.
    Counterclockwise,
    /// Mirrored at the other diagonal.
    AntiTranspose,
}

impl Turn {
    /// Every turn.
    pub const ALL: [Turn; 8] = [
        Turn::None,
        Turn::LeftRight,
        Turn::UpDown,
        Turn::HalfTurn,
        Turn::Transpose,
        Turn::Clockwise,
        Turn::Counterclockwise,
        Turn::AntiTranspose,
    ];

    /// The turned view of a picture.
    #[must_use]
    pub fn of(self, picture: ArrayView2<'_, f32>) -> ArrayView2<'_, f32> {
        let steps = self as u8; // bit 2: transpose, then bit 0: left to right, bit 1: upside down
        let mut view = if steps & 4 != 0 { picture.reversed_axes() } else { picture };
        if steps & 1 != 0 {
            view.invert_axis(Axis(1));
        }
        if steps & 2 != 0 {
            view.invert_axis(Axis(0));
        }
        view
    }
}

impl Record {
    /// Reads one line of a manifest.
    ///
    /// # Errors
    /// [`Error::Data`] if the line is no record, or names files outside the folder of its data set.
    pub fn parse(line: &str) -> Result<Self> {
        let record: Self = serde_json::from_str(line).map_err(|error| Error::Data(error.to_string()))?;
        for path in [&record.image, &record.map, &record.source] {
            let inside = |part| matches!(part, Component::Normal(_));
            if path.is_empty() || !Path::new(path).components().all(inside) {
                return Err(Error::Data(format!("\"{path}\" is not a path below a folder")));
            }
        }
        Ok(record)
    }

    /// The record as one line of JSON.
    pub(super) fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() // a struct of texts and finite numbers
    }

    /// The scan conditions.
    ///
    /// # Errors
    /// [`Error::UnknownKey`], [`Error::OutOfRange`], [`Error::InvalidValue`] if the record was changed by hand.
    pub fn conditions(&self) -> Result<Conditions> {
        let mut conditions = Conditions::default();
        self.conditions.iter().try_for_each(|(key, text)| conditions.set(key, text))?;
        Ok(conditions)
    }

    /// Order of the manifest.
    pub(super) fn place(&self) -> (&str, usize, usize, usize) {
        (&self.source, self.element_index, self.tile.index, self.draw)
    }
}

/// Every condition as text that gives back the very same number.
pub(super) fn conditions_text(conditions: &Conditions) -> BTreeMap<String, String> {
    settings::TABLE.iter().map(|row| (row.key.into(), row.format((row.get)(conditions)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_turns_are_what_they_are_called_and_all_different() {
        let picture = array![[1.0f32, 2.0, 3.0], [4.0, 5.0, 6.0]];
        let turned = |turn: Turn| turn.of(picture.view()).to_owned();
        assert_eq!(turned(Turn::Clockwise), array![[4.0, 1.0], [5.0, 2.0], [6.0, 3.0]]);
        assert_eq!(turned(Turn::Counterclockwise), array![[3.0, 6.0], [2.0, 5.0], [1.0, 4.0]]);
        assert_eq!(turned(Turn::HalfTurn), array![[6.0, 5.0, 4.0], [3.0, 2.0, 1.0]]);
        assert_eq!(turned(Turn::LeftRight), array![[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]]);
        for (i, turn) in Turn::ALL.iter().enumerate() {
            assert!(Turn::ALL[..i].iter().all(|other| turned(*other) != turned(*turn)));
        }
    }

    #[test]
    fn conditions_survive_as_text_to_the_last_bit() {
        let conditions =
            Conditions { flicker_rsd: 0.1 + 0.2, beam_size_um: Some(1.0 / 3.0), ..Conditions::default() };
        let mut again = Conditions::default();
        for (key, text) in conditions_text(&conditions) {
            again.set(&key, &text).unwrap();
        }
        assert_eq!(again, conditions);
    }
}
