// SPDX-License-Identifier: MIT OR Apache-2.0
//! Drawing: colours, smooth strokes, text, rectangles and a scale bar on a picture.

use super::colours::{Colour, mix};
use super::font;
use image::{
    ExtendedColorType, ImageEncoder,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};
use lamap::{Error, Result};
use ndarray::Array2;

pub const WHITE: Colour = [255; 3];
pub const INK: Colour = [30; 3];
/// Pixels of a grid step of the font in labels.
const LABEL: f64 = 2.0;

/// A picture that is being drawn.
pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<Colour>,
}

impl Canvas {
    /// A white one.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![WHITE; width * height] }
    }

    /// Values as colours, each on one pixel.
    pub fn map(&mut self, values: &Array2<f32>, (x, y): (usize, usize), colour: impl Fn(f32) -> Colour) {
        for ((i, j), value) in values.indexed_iter() {
            self.pixels[(y + i) * self.width + x + j] = colour(*value);
        }
    }

    /// A text whose upper left end is at (left, top); `unit`: pixels of a grid step of the font.
    pub fn text(&mut self, text: &str, (left, top): (usize, usize), unit: f64, ink: Colour) {
        let (left, top) = (left as f64, top as f64);
        for ((x0, y0), (x1, y1)) in font::strokes(text, unit) {
            self.stroke((left + x0, top + y0), (left + x1, top + y1), 0.72 * unit, ink);
        }
    }

    /// A smooth stroke: each pixel takes the share that it covers.
    pub fn stroke(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), width: f64, ink: Colour) {
        let radius = width / 2.0;
        let span = |a: f64, b: f64| {
            (a.min(b) - radius - 1.0).floor() as i64..=(a.max(b) + radius + 1.0).ceil() as i64
        };
        for y in span(y0, y1) {
            for x in span(x0, x1) {
                let cover =
                    (radius + 0.5 - distance((x as f64, y as f64), (x0, y0), (x1, y1))).clamp(0.0, 1.0);
                self.blend(x, y, ink, cover);
            }
        }
    }

    fn blend(&mut self, x: i64, y: i64, ink: Colour, cover: f64) {
        let inside = (0..self.width as i64).contains(&x) && (0..self.height as i64).contains(&y);
        if inside && cover > 0.0 {
            let pixel = &mut self.pixels[y as usize * self.width + x as usize];
            *pixel = mix(*pixel, ink, cover);
        }
    }

    /// A bar of a round length in the lower left corner of the first panel, on a dark plate.
    pub fn scale_bar(&mut self, (left, bottom): (usize, usize), width: usize, um: f64) {
        let length_um = round_length(width as f64 * um / 4.0);
        let (length, label) = ((length_um / um).round() as usize, format!("{length_um} µm"));
        let text = font::width(&label, LABEL).ceil() as usize;
        let plate = (length.max(text) + 16, 44);
        if plate.0 + 20 > width || length < 4 {
            return;
        }
        let (x, y) = (left + 10, bottom - plate.1 - 10);
        self.fill((x, y), plate, [0; 3], 0.6);
        self.fill((x + (plate.0 - length) / 2, y + 34), (length, 4), WHITE, 1.0);
        self.text(&label, (x + (plate.0 - text) / 2, y + 8), LABEL, WHITE);
    }

    /// A rectangle of one colour.
    pub fn fill(&mut self, (x, y): (usize, usize), (width, height): (usize, usize), ink: Colour, cover: f64) {
        for (i, j) in (0..height).flat_map(|i| (0..width).map(move |j| (i, j))) {
            self.blend((x + j) as i64, (y + i) as i64, ink, cover);
        }
    }

    /// The bytes of a PNG file.
    pub fn png(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let (width, height) = (self.width as u32, self.height as u32);
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive)
            .write_image(self.pixels.as_flattened(), width, height, ExtendedColorType::Rgb8)
            .map_err(|error| Error::Data(format!("the figure cannot be encoded: {error}")))?;
        Ok(bytes)
    }
}

/// Distance of a point from a stroke.
fn distance((x, y): (f64, f64), (x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> f64 {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 { (((x - x0) * dx + (y - y0) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (x - x0 - t * dx).hypot(y - y0 - t * dy)
}

/// The largest of 1, 2 and 5 times a power of ten that is not above a length.
pub fn round_length(most: f64) -> f64 {
    let power = 10f64.powf(most.log10().floor());
    [5.0, 2.0, 1.0].map(|step| step * power).into_iter().find(|length| *length <= most).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_scale_bars_are_round() {
        assert_eq!([128.0, 99.0, 20.0, 0.7].map(round_length), [100.0, 50.0, 20.0, 0.5]);
    }
}
