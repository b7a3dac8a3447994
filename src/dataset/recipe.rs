// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a data set is asked to be.

use super::chance::{Chance, key};
use super::draw::Draw;
use super::record;
use super::split::Split;
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use crate::files::Colours;
use crate::map::expect_pixel_um;
use serde_json::{Value, json};

/// Largest side of a tile in pixels, and largest number of draws.
const MOST: usize = 100_000;

/// File format of a pair.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// 32-bit TIFF: concentrations and counts, with pixel size and the pair's record.
    #[default]
    Tiff,
    /// 16-bit PNG: the picture from 0 to the record's `image_white`, counts as they are up to 65535.
    Png,
}

impl Format {
    /// Extension of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Tiff => "tif",
            Self::Png => "png",
        }
    }
}

/// Which pairs are made of pictures. The default: one pair of each picture, default conditions, seed 0.
#[derive(Debug, Clone, Default)]
pub struct Recipe {
    /// Scan conditions that all pairs share.
    pub conditions: Conditions,
    /// Settings drawn for each pair; they win over `conditions`.
    pub draws: Vec<Draw>,
    /// Pairs of each tile; 0 is taken as 1.
    pub pairs_per_tile: usize,
    /// Side of the square tiles in pixels; the whole picture if not stated. Tiles lie side by side from the first line
    /// and pixel on; what is left at the end of lines and of the picture is not used.
    pub tile: Option<usize>,
    /// Side of a pixel of the pictures in µm; wins over what a file states.
    pub pixel_um: Option<f64>,
    /// Random flips and quarter turns of the tile before ablation: the scan always runs along the lines.
    pub flips: bool,
    /// Training, validation and test; no such parts if not stated.
    pub split: Option<Split>,
    /// File format of the pairs.
    pub format: Format,
    /// What becomes of pictures in colours.
    pub colours: Colours,
    /// Number from which everything random follows.
    pub seed: u64,
}

impl Recipe {
    /// Checks what does not depend on the pictures.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a setting, `tile`, `pairs_per_tile` or `pixel_um`; [`Error::Contradiction`] if a setting
    /// is drawn twice; [`Error::Missing`] if the conditions do not tell the distance of the lines.
    pub fn validate(&self) -> Result<()> {
        let whole = |key, value: usize| match value {
            1..=MOST => Ok(()),
            _ => Err(Error::OutOfRange { key, value: value as f64, unit: "", min: 1.0, max: MOST as f64 }),
        };
        whole("tile", self.tile.unwrap_or(1))?;
        whole("draws", self.pairs_per_tile.max(1))?;
        self.pixel_um.map_or(Ok(()), |value| expect_pixel_um("pixel_um", value).map(drop))?;
        for (i, draw) in self.draws.iter().enumerate() {
            if self.draws[..i].iter().any(|other| other.key() == draw.key()) {
                return Err(Error::Contradiction(format!("{} is drawn twice", draw.key())));
            }
        }
        let example = self.draw_conditions(&mut Chance::new(key("lamap pair", self.seed, ""), 0, 0));
        example.validate()?;
        example.pixel_size_um().map(|_| ())
    }

    /// The conditions of one pair.
    pub(super) fn draw_conditions(&self, chance: &mut Chance) -> Conditions {
        let mut conditions = self.conditions.clone();
        self.draws.iter().for_each(|draw| draw.apply(&mut conditions, chance));
        conditions
    }

    /// The recipe as it is kept beside the pairs: two data sets with equal ones belong together.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "seed": self.seed,
            "conditions": record::conditions_text(&self.conditions),
            "draw": self.draws.iter().map(Draw::to_string).collect::<Vec<_>>(),
            "draws": self.pairs_per_tile.max(1),
            "tile": self.tile,
            "pixel_um": self.pixel_um,
            "flips": self.flips,
            "split": self.split.as_ref().map(Split::text),
            "format": self.format.extension(),
            "colour": if self.colours == Colours::Refuse { "refuse" } else { "luminance" },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_that_cannot_work_is_refused_before_any_picture_is_read() {
        let draw = |text| Draw::parse(text).unwrap();
        let sound = Recipe { draws: vec![draw("beam_size_um=2..9")], ..Recipe::default() };
        sound.validate().unwrap();
        let said = |recipe: Recipe| recipe.validate().unwrap_err().to_string();
        assert!(said(Recipe::default()).contains("line_spacing_um or beam_size_um"));
        assert!(said(Recipe { tile: Some(0), ..sound.clone() }).contains("tile = 0"));
        assert!(said(Recipe { pixel_um: Some(0.0), ..sound.clone() }).contains("pixel_um = 0"));
        let twice = Recipe { draws: vec![draw("beam_size_um=2..9"), draw("beam_size_um=3|4")], ..sound };
        assert!(said(twice).contains("beam_size_um is drawn twice"));
    }
}
