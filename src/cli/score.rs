// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps on the grid of the truth: their scores and their picture.

use super::colours::Palette;
use super::figure::{self, Panel, Style};
use super::table;
use lamap::compare::{Comparison, Grid, Kernel, Scores, compare, resample};
use lamap::{Error, Map, Result};
use ndarray::Array2;
use std::path::Path;

/// Pixel sizes that differ by less than this share are the same.
const SAME: f64 = 1e-6;
/// What the figure shows, as its last line says.
const CAPTION: &str = "Colours from 1 to 99.5 % of the truth. Maps and scores after the affine intensity fit; scores without the border.";

/// The truth, and how maps are compared with it.
pub struct Truth {
    pub map: Map,
    pub border: usize,
    /// Peak of the PSNR; `None`: the range of the truth.
    pub peak: Option<f64>,
}

/// One element of one map, compared.
pub struct Scored {
    pub name: String,
    pub element: String,
    pub shape: (usize, usize),
    /// Pixel width and height in µm, if known.
    pub pixel_um: Option<(f64, f64)>,
    pub shift_um: f64,
    /// On the grid of the truth, in its unit.
    pub values: Array2<f32>,
    /// The same with the nearest pixel, if the map is coarser than the truth.
    pub blocks: Option<Array2<f32>>,
    pub comparison: Comparison,
}

impl Truth {
    /// Compares every element of the truth with that of the map.
    pub fn score(&self, name: &str, map: &Map, shift_um: f64) -> Result<Vec<Scored>> {
        let (from, to) = self.grids(name, map, shift_um)?;
        let elements = self.map.elements();
        let map_pixel_um = map.pixel_size_um().ok();
        let score = |(index, element): (usize, &String)| -> Result<Scored> {
            let map = map.element(partner(element, elements.len(), map, name)?);
            let values = if from == to { map.to_owned() } else { resample(map, &from, &to, Kernel::Cubic) };
            let comparison = compare(self.map.element(index).view(), values.view(), self.border, self.peak)
                .map_err(|error| within(name, error))?;
            let coarser = from.pixel_um.0 > to.pixel_um.0 * (1.0 + SAME)
                || from.pixel_um.1 > to.pixel_um.1 * (1.0 + SAME);
            // blocks show the map as it was measured, not shifted
            let measured = Grid { origin_um: (from.origin_um.0 + shift_um, from.origin_um.1), ..from };
            let blocks = coarser.then(|| resample(map, &measured, &to, Kernel::Nearest));
            Ok(Scored {
                name: name.into(),
                element: element.clone(),
                shape: from.shape,
                pixel_um: map_pixel_um,
                shift_um,
                values,
                blocks,
                comparison,
            })
        };
        elements.iter().enumerate().map(score).collect()
    }

    /// Where the pixels of map and truth lie.
    fn grids(&self, name: &str, map: &Map, shift_um: f64) -> Result<(Grid, Grid)> {
        let unit = |map: &Map| Grid { shape: map.shape(), pixel_um: (1.0, 1.0), origin_um: (0.0, 0.0) };
        let known = |map: &Map| map.pixel_width_um.is_some() && map.pixel_height_um.is_some();
        let both = known(map) && known(&self.map);
        let same = map.shape() == self.map.shape();
        let (mut from, to) = match (both, same) {
            (true, _) => (Grid::of(map)?, Grid::of(&self.map)?),
            (false, true) if shift_um == 0.0 => (unit(map), unit(&self.map)),
            (false, true) if known(&self.map) => (Grid::of(&self.map)?, Grid::of(&self.map)?),
            _ => {
                return Err(Error::Missing {
                    what: "the pixel size",
                    hint: format!(
                        "{name} and the truth have other sizes or a shift: state --pixel-um and --map-pixel-um"
                    ),
                });
            }
        };
        from.origin_um.0 -= shift_um;
        Ok((from, to))
    }

    /// The maps side by side, the truth last; one coarse and one fine map: ablation, bicubic, enhanced, truth.
    pub fn figure(&self, scored: &[&Scored], palette: Palette) -> Result<Vec<u8>> {
        let mut panels = match scored {
            [coarse, fine] if coarse.blocks.is_some() && fine.blocks.is_none() => {
                vec![blocks(coarse), panel("bicubic", coarse), panel("enhanced", fine)]
            }
            _ => scored.iter().map(|scored| panel(&stem(&scored.name), scored)).collect(),
        };
        let pixel_um = self.map.pixel_size_um().ok();
        let index =
            self.map.elements().iter().position(|e| scored.iter().any(|s| s.element == *e)).unwrap_or(0);
        panels.push(Panel {
            title: "truth".into(),
            numbers: vec![size(self.map.shape(), pixel_um)],
            values: self.map.element(index).to_owned(),
        });
        figure::draw(&panels, &Style { palette, pixel_um, caption: CAPTION })
    }
}

/// The element of the map that goes with one of the truth: of the same name, or the only one.
fn partner(element: &str, wanted: usize, map: &Map, name: &str) -> Result<usize> {
    let only = wanted == 1 && map.elements().len() == 1;
    let found = map.elements().iter().position(|other| other == element).or(only.then_some(0));
    found.ok_or_else(|| {
        Error::Contradiction(format!(
            "{name} has no element {element}: it holds {}",
            map.elements().join(", ")
        ))
    })
}

fn within(name: &str, error: Error) -> Error {
    match error {
        Error::Data(text) => Error::Data(format!("{name}: {text}")),
        other => other,
    }
}

fn fitted(scored: &Scored, values: &Array2<f32>) -> Array2<f32> {
    let Comparison { gain, offset, .. } = scored.comparison;
    values.mapv(|value| (f64::from(value) * gain + offset) as f32)
}

fn panel(title: &str, scored: &Scored) -> Panel {
    let Scores { psnr_db, ssim, nrmse } = scored.comparison.fitted;
    let shift = if scored.shift_um == 0.0 {
        String::new()
    } else {
        format!(" (shifted back by {} µm)", table::length(scored.shift_um))
    };
    Panel {
        title: format!("{title}{shift}"),
        numbers: vec![format!("PSNR {psnr_db:.2} dB"), format!("SSIM {}   NRMSE {nrmse:.4}", decimals(ssim))],
        values: fitted(scored, &scored.values),
    }
}

/// The coarse map as it was measured.
fn blocks(scored: &Scored) -> Panel {
    let values = fitted(scored, scored.blocks.as_ref().unwrap_or(&scored.values));
    Panel { title: "ablation".into(), numbers: vec![size(scored.shape, scored.pixel_um)], values }
}

fn size((lines, pixels): (usize, usize), pixel_um: Option<(f64, f64)>) -> String {
    let of = pixel_um.map_or(String::new(), |(width, height)| {
        format!(" of {} x {} µm", table::length(width), table::length(height))
    });
    format!("{pixels} x {lines} pixels{of}")
}

fn stem(name: &str) -> String {
    Path::new(name).file_stem().map_or_else(|| name.into(), |stem| stem.to_string_lossy().into_owned())
}

/// A similarity with four decimals.
pub fn decimals(ssim: Option<f64>) -> String {
    ssim.map_or_else(|| "-".into(), |ssim| format!("{ssim:.4}"))
}
