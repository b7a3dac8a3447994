// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which pairs a picture gives.

use super::chance::{Chance, key};
use super::picture::Picture;
use super::recipe::{Format, Recipe};
use super::record::{Record, Tile, Turn, conditions_text};
use super::source::Source;
use crate::error::{Error, Result};
use crate::map::{Map, square_um};

/// The records of one element of a file.
///
/// # Errors
/// [`Error::Missing`] and [`Error::Contradiction`] for a pixel size that is not known or not square; [`Error::Data`] for a
/// picture that is smaller than a tile or has no contrast.
pub(super) fn records(
    recipe: &Recipe,
    source: &Source,
    map: &Map,
    index: usize,
    picture: &Picture,
) -> Result<Vec<Record>> {
    let pixel_um = pixel_um(recipe, map)?;
    let (lines, pixels) = map.shape();
    let tiles = tiles(lines, pixels, recipe.tile)?;
    let key = key("lamap pair", recipe.seed, &format!("{} {index}", source.sha256));
    let split = recipe.split.as_ref().map(|split| split.part(recipe.seed, &source.sha256, &source.folder));
    let many = map.elements().len() > 1;
    let mut records = Vec::new();
    for tile in tiles {
        for draw in 0..recipe.pairs_per_tile.max(1) {
            let mut chance = Chance::new(key, tile.index, draw);
            let seed = chance.seed();
            let turn = Turn::ALL[chance.below(Turn::ALL.len())];
            let conditions = recipe.draw_conditions(&mut chance);
            let scaling = picture.scaling(&conditions)?;
            // white must lie above black even where nothing is on the picture
            let brightest = Some(picture.brightest(scaling)).filter(|white| *white > 0.0).unwrap_or(1.0);
            let element = if many { format!("-e{index}") } else { String::new() };
            let name =
                format!("{}{element}-t{}-d{draw}.{}", source.stem, tile.index, recipe.format.extension());
            let folder = split.map_or(String::new(), |part| format!("{}/", part.name()));
            records.push(Record {
                image: format!("{folder}images/{name}"),
                map: format!("{folder}maps/{name}"),
                source: source.relative.clone(),
                sha256: source.sha256.clone(),
                element: map.elements()[index].clone(),
                element_index: index,
                picture_size: [lines, pixels],
                pixel_um,
                tile,
                turn: if recipe.flips { turn } else { Turn::None },
                draw,
                conditions: conditions_text(&conditions),
                seed,
                value_offset: scaling.0,
                value_scale: scaling.1,
                image_white: (recipe.format == Format::Png).then_some(brightest),
                split,
                version: env!("CARGO_PKG_VERSION").into(),
            });
        }
    }
    Ok(records)
}

/// Side of a pixel: the recipe, else the file.
fn pixel_um(recipe: &Recipe, map: &Map) -> Result<f64> {
    match (recipe.pixel_um, map.pixel_width_um, map.pixel_height_um) {
        (Some(stated), ..) => Ok(stated),
        (None, Some(width), Some(height)) => square_um("picture", (width, height)),
        (None, Some(width), _) => Ok(width),
        _ => Err(Error::Missing {
            what: "the pixel size of the picture",
            hint: "the file does not tell it: state pixel_um (--pixel-um)".into(),
        }),
    }
}

/// Tiles side by side from the first line and pixel on; what is left over is not used.
fn tiles(lines: usize, pixels: usize, side: Option<usize>) -> Result<Vec<Tile>> {
    let Some(side) = side else { return Ok(vec![Tile { index: 0, top: 0, left: 0, lines, pixels }]) };
    let (down, across) = (lines / side, pixels / side);
    if down * across == 0 {
        return Err(Error::Data(format!(
            "the picture of {lines} lines of {pixels} pixels is smaller than a tile of {side} x {side}"
        )));
    }
    let tile = |index: usize| Tile {
        index,
        top: index / across * side,
        left: index % across * side,
        lines: side,
        pixels: side,
    };
    Ok((0..down * across).map(tile).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_lie_side_by_side_and_leave_the_remainder_out() {
        let tiles = tiles(7, 11, Some(3)).unwrap();
        assert_eq!(tiles.len(), 2 * 3);
        let last = tiles[5];
        assert_eq!((last.index, last.top, last.left, last.lines, last.pixels), (5, 3, 6, 3, 3));
        assert!(
            super::tiles(2, 11, Some(3)).unwrap_err().to_string().contains("smaller than a tile of 3 x 3")
        );
        assert_eq!(super::tiles(7, 11, None).unwrap()[0].pixels, 11);
    }
}
