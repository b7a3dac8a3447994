// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps side by side as a picture, with titles, numbers and a scale bar.

use super::canvas::{Canvas, INK};
use super::colours::Palette;
use lamap::compare::{Grid, Kernel, resample};
use lamap::{Error, Result};
use ndarray::{Array2, ArrayView2};

/// Panels have about this many pixels along their longer side.
const PANEL: f64 = 512.0;
const MARGIN: usize = 20;
/// Pixels of a grid step of the font, and the pitch of lines of text: titles, numbers.
const TITLE: (f64, usize) = (2.5, 40);
const TEXT: (f64, usize) = (2.0, 28);
/// Shares of the truth's values that become the darkest and the brightest colour.
const RANGE: (f64, f64) = (0.01, 0.995);

/// One map of a figure.
pub struct Panel {
    pub title: String,
    pub numbers: Vec<String>,
    /// Values on the grid of the truth, in its unit.
    pub values: Array2<f32>,
}

/// What all panels share.
pub struct Style<'a> {
    pub palette: Palette,
    /// Pixel width and height in µm, if known: then there is a scale bar.
    pub pixel_um: Option<(f64, f64)>,
    pub caption: &'a str,
}

/// The panels side by side as the bytes of a PNG file; the last one is the truth, which gives the common range.
pub fn draw(panels: &[Panel], style: &Style<'_>) -> Result<Vec<u8>> {
    let Some(truth) = panels.last() else { return Err(Error::Data("there is nothing to draw".into())) };
    let (height, width) = panel_size(truth.values.dim(), style.pixel_um);
    let range = range(truth.values.view());
    let numbers = panels.iter().map(|panel| panel.numbers.len()).max().unwrap_or(0);
    let below = MARGIN + TITLE.1 + height + 10 + numbers * TEXT.1;
    let mut canvas = Canvas::new(MARGIN + panels.len() * (width + MARGIN), below + TEXT.1 + MARGIN);
    for (i, panel) in panels.iter().enumerate() {
        let (x, y) = (MARGIN + i * (width + MARGIN), MARGIN + TITLE.1);
        canvas.text(&panel.title, (x, MARGIN), TITLE.0, INK);
        canvas.map(&scaled(panel.values.view(), (height, width)), (x, y), |v| {
            style.palette.colour(share(v, range))
        });
        for (line, text) in panel.numbers.iter().enumerate() {
            canvas.text(text, (x, y + height + 14 + line * TEXT.1), TEXT.0, INK);
        }
    }
    if let Some((pixel_um, _)) = style.pixel_um {
        let um = pixel_um * truth.values.ncols() as f64 / width as f64;
        canvas.scale_bar((MARGIN, MARGIN + TITLE.1 + height), width, um);
    }
    canvas.text(style.caption, (MARGIN, below + 6), TEXT.0 * 0.85, [110; 3]);
    canvas.png()
}

/// Height and width of a panel: whole multiples of small maps, large ones shrunk, pixels in their true shape.
fn panel_size((lines, pixels): (usize, usize), pixel_um: Option<(f64, f64)>) -> (usize, usize) {
    let aspect = pixel_um.map_or(1.0, |(width, height)| height / width);
    let (height, width) = (lines as f64 * aspect, pixels as f64);
    let zoom = PANEL / height.max(width);
    let zoom = if zoom > 1.0 { zoom.floor() } else { zoom };
    ((height * zoom).round().max(1.0) as usize, (width * zoom).round().max(1.0) as usize)
}

/// The values on the pixels of a panel: repeated, or averaged where the panel is smaller.
pub fn scaled(values: ArrayView2<'_, f32>, size: (usize, usize)) -> Array2<f32> {
    let (lines, pixels) = values.dim();
    let pixel_um = (pixels as f64 / size.1 as f64, lines as f64 / size.0 as f64);
    let from = Grid { shape: (lines, pixels), pixel_um: (1.0, 1.0), origin_um: (0.0, 0.0) };
    resample(values, &from, &Grid { shape: size, pixel_um, ..from }, Kernel::Nearest)
}

fn range(truth: ArrayView2<'_, f32>) -> (f64, f64) {
    let mut values: Vec<f32> = truth.iter().copied().filter(|value| !value.is_nan()).collect();
    values.sort_by(f32::total_cmp);
    let at =
        |share: f64| values.get((share * values.len().saturating_sub(1) as f64).round() as usize).copied();
    (f64::from(at(RANGE.0).unwrap_or(0.0)), f64::from(at(RANGE.1).unwrap_or(1.0)))
}

/// Place of a value in the range; the middle where the truth has no contrast.
pub fn share(value: f32, (low, high): (f64, f64)) -> f64 {
    match value {
        _ if value.is_nan() || high > low => (f64::from(value) - low) / (high - low),
        _ => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_maps_are_enlarged_by_whole_numbers_and_large_ones_shrunk() {
        assert_eq!(panel_size((100, 200), None), (200, 400));
        assert_eq!(panel_size((4096, 4096), None), (512, 512));
        assert_eq!(panel_size((100, 100), Some((1.0, 2.0))), (400, 200));
        assert_eq!(panel_size((1, 5000), None), (1, 512));
    }

    #[test]
    fn any_shape_and_missing_values_give_a_picture() {
        for shape in [(1, 1), (1, 900), (900, 1), (7, 5)] {
            let values = Array2::from_elem(shape, f32::NAN);
            let panel = || Panel { title: "x".into(), numbers: vec!["1".into()], values: values.clone() };
            let style = Style { palette: Palette::Grey, pixel_um: Some((1.0, 1.0)), caption: "" };
            assert!(draw(&[panel(), panel()], &style).unwrap().starts_with(b"\x89PNG"));
        }
    }
}
