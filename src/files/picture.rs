// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grey pictures: PNG of 8 or 16 bits, and TIFF pictures whose colours are all grey.

use super::atomic::{self, Draft};
use super::errors::format_error;
use super::name;
use super::options::{Colours, Depth, Existing, WriteOptions};
use super::paths::element_paths;
use super::prepared::Prepared;
use super::size::{Packing, claimed};
use super::watched::open_watched;
use crate::error::{Error, Result};
use crate::map::Map;
use crate::task::Task;
use image::codecs::{png::PngDecoder, tiff::TiffDecoder};
use image::{DynamicImage, ImageDecoder, Limits};
use ndarray::{Array3, ArrayView2};
use png::{BitDepth, ColorType, Encoder};
use std::io::{self, BufReader, Write};
use std::path::Path;

/// Shares of red, green and blue in the luminance (ITU-R BT.601).
const LUMINANCE: [f32; 3] = [0.299, 0.587, 0.114];

/// Reads a PNG picture as values from 0 to 255 or 65535, shape (1, lines, pixels); 1, 2 and 4 bits become 8.
pub(super) fn read(path: &Path, colours: Colours, task: &Task) -> Result<Map> {
    let (file, length) = open_watched(path, task)?;
    let decoder = PngDecoder::with_limits(BufReader::new(file), limits(length))
        .map_err(|error| format_error(path, error))?;
    map(path, decoder, length, colours)
}

/// Reads a TIFF picture in colours that are all grey, or as its luminance.
pub(super) fn read_tiff(path: &Path, colours: Colours, task: &Task) -> Result<Map> {
    let (file, length) = open_watched(path, task)?;
    let mut decoder = TiffDecoder::new(BufReader::new(file)).map_err(|error| format_error(path, error))?;
    decoder.set_limits(limits(length)).map_err(|error| format_error(path, error))?;
    map(path, decoder, length, colours)
}

/// Working memory of a decoder: in proportion to the file, beside a fixed part.
fn limits(length: u64) -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(length.saturating_mul(4096).saturating_add(1 << 20));
    limits
}

fn map(path: &Path, decoder: impl ImageDecoder, length: u64, colours: Colours) -> Result<Map> {
    let (pixels, lines) = decoder.dimensions();
    let bytes = u64::from(decoder.color_type().bytes_per_pixel());
    claimed(&[lines.into(), pixels.into()], bytes, length, Packing::Compressed)
        .map_err(|reason| format_error(path, reason))?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| format_error(path, error))?;
    let coloured =
        || format_error(path, "this is a colour picture: a map needs one grey value for each pixel");
    let values = match (grey(&picture), colours) {
        (Some(values), _) => values,
        (None, Colours::Refuse) => return Err(coloured()),
        (None, Colours::Luminance) => luminance(&picture).ok_or_else(coloured)?,
    };
    let values = Array3::from_shape_vec((1, lines as usize, pixels as usize), values)
        .map_err(|error| format_error(path, error))?;
    let named = name::from_path(path);
    let mut map = Map::new(values, vec![named.element]).map_err(|error| format_error(path, error))?;
    map.unit = named.unit;
    let clear = transparent(&picture);
    map.notes.extend(
        (clear > 0).then(|| format!("{clear} pixels are transparent: their values are read as they are")),
    );
    Ok(map)
}

/// The grey values; `None` if a pixel has a colour. Transparency is left out.
fn grey(picture: &DynamicImage) -> Option<Vec<f32>> {
    match picture {
        DynamicImage::ImageLuma8(image) => Some(image.iter().map(|v| f32::from(*v)).collect()),
        DynamicImage::ImageLuma16(image) => Some(image.iter().map(|v| f32::from(*v)).collect()),
        DynamicImage::ImageLumaA8(image) => equal(image, 2, 1),
        DynamicImage::ImageLumaA16(image) => equal(image, 2, 1),
        DynamicImage::ImageRgb8(image) => equal(image, 3, 3),
        DynamicImage::ImageRgb16(image) => equal(image, 3, 3),
        DynamicImage::ImageRgba8(image) => equal(image, 4, 3),
        DynamicImage::ImageRgba16(image) => equal(image, 4, 3),
        _ => None,
    }
}

/// How many pixels are not opaque.
fn transparent(picture: &DynamicImage) -> usize {
    if !picture.color().has_alpha() {
        return 0;
    }
    picture.to_rgba16().pixels().filter(|pixel| pixel.0[3] < u16::MAX).count()
}

/// Weighted sum of red, green and blue, not rounded; `None` for colours of another kind.
fn luminance(picture: &DynamicImage) -> Option<Vec<f32>> {
    Some(match picture {
        DynamicImage::ImageRgb8(image) => weighted(image, 3),
        DynamicImage::ImageRgb16(image) => weighted(image, 3),
        DynamicImage::ImageRgba8(image) => weighted(image, 4),
        DynamicImage::ImageRgba16(image) => weighted(image, 4),
        _ => return None,
    })
}

fn weighted<T: Copy + Into<f32>>(samples: &[T], channels: usize) -> Vec<f32> {
    let one = |pixel: &[T]| pixel.iter().zip(LUMINANCE).map(|(c, share)| (*c).into() * share).sum();
    samples.chunks_exact(channels).map(one).collect()
}

fn equal<T: Copy + PartialEq + Into<f32>>(
    samples: &[T],
    channels: usize,
    colours: usize,
) -> Option<Vec<f32>> {
    let one = |pixel: &[T]| pixel[1..colours].iter().all(|c| *c == pixel[0]).then(|| pixel[0].into());
    samples.chunks_exact(channels).map(one).collect()
}

/// Writes one element as a grey PNG picture; `range` becomes black to white, values outside are cut, NaN is black.
///
/// Values: shape (lines, pixels). An old file stays untouched if writing fails.
///
/// # Errors
/// [`Error::OutOfRange`] if the range is not rising or not finite; [`Error::File`] if the system refuses;
/// [`Error::Shape`] if the picture is empty or larger than a PNG file can be.
pub fn write_png(path: &Path, values: ArrayView2<f32>, range: (f32, f32), depth: Depth) -> Result<()> {
    atomic::place(vec![draft(path, values, range, depth, Existing::Replace, &Task::new())?])
}

/// Writes one picture for each element.
pub(super) fn prepare(path: &Path, map: &Map, options: &WriteOptions, task: &Task) -> Result<Prepared> {
    let paths = element_paths(path, map.elements())?;
    Prepared::of_each(paths, task, |i, path, task| {
        let values = map.element(i);
        let range = options.range.unwrap_or_else(|| extremes(values));
        draft(path, values, range, options.depth, options.existing, task)
    })
}

/// Smallest and largest value; a range around the value if all are the same, 0 to 1 if there is none.
fn extremes(values: ArrayView2<f32>) -> (f32, f32) {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (min, max) = (finite().fold(f32::INFINITY, f32::min), finite().fold(f32::NEG_INFINITY, f32::max));
    match min.partial_cmp(&max) {
        Some(std::cmp::Ordering::Less) => (min, max),
        Some(std::cmp::Ordering::Equal) => (min - min.abs().max(1.0), max + max.abs().max(1.0)),
        _ => (0.0, 1.0),
    }
}

fn draft(
    path: &Path,
    values: ArrayView2<f32>,
    (min, max): (f32, f32),
    depth: Depth,
    existing: Existing,
    task: &Task,
) -> Result<Draft> {
    if !(min.is_finite() && max.is_finite() && min < max) {
        let (key, min) = ("the white end of the range", f64::from(min));
        return Err(Error::OutOfRange { key, value: max.into(), unit: "", min, max: f32::MAX.into() });
    }
    let (lines, pixels) = values.dim();
    let (Ok(height), Ok(width)) = (i32::try_from(lines), i32::try_from(pixels)) else {
        return Err(size(values));
    };
    if height == 0 || width == 0 {
        return Err(size(values));
    }
    let white = match depth {
        Depth::Eight => 255.0,
        Depth::Sixteen => 65535.0,
    };
    let (low, span) = (f64::from(min), f64::from(max) - f64::from(min));
    // NaN becomes 0 by the cast
    let level = |value: &f32| ((f64::from(*value) - low) / span * white).clamp(0.0, white).round() as u16;
    Draft::write(path, existing, task, |file| {
        let mut encoder = Encoder::new(file, width.unsigned_abs(), height.unsigned_abs());
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(if depth == Depth::Eight { BitDepth::Eight } else { BitDepth::Sixteen });
        let mut header = encoder.write_header()?;
        let mut stream = header.stream_writer()?;
        for (number, line) in values.outer_iter().enumerate() {
            task.at(number as f64 / lines as f64).map_err(io::Error::other)?;
            let bytes: Vec<u8> = match depth {
                Depth::Eight => line.iter().map(|value| level(value) as u8).collect(),
                Depth::Sixteen => line.iter().flat_map(|value| level(value).to_be_bytes()).collect(),
            };
            stream.write_all(&bytes)?;
        }
        Ok(stream.finish()?)
    })
}

fn size(values: ArrayView2<f32>) -> Error {
    let (lines, pixels) = values.dim();
    Error::Shape {
        what: "the picture",
        expected: "1 to 2147483647 lines and pixels".into(),
        found: format!("{lines} lines of {pixels} pixels"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{damage, file, read as read_as, refusal};
    use super::super::{ReadOptions, read as read_file, read_with, write as write_file};
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage, RgbaImage};
    use ndarray::array;

    fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = io::Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_scaled_to_the_range_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("Ba.png");
        let values = array![[0.0f32, 5.0, 10.0], [f32::NAN, -7.0, 20.0]];
        for (depth, white) in [(Depth::Sixteen, 65535.0), (Depth::Eight, 255.0)] {
            write_png(&path, values.view(), (0.0, 10.0), depth).unwrap();
            let map = read_file(std::slice::from_ref(&path)).unwrap();
            assert_eq!(map.elements(), ["Ba"]);
            let middle = (white / 2.0f32).round();
            assert_eq!(map.element(0), array![[0.0, middle, white], [0.0, 0.0, white]]);
        }
    }

    #[test]
    fn a_map_becomes_a_picture_for_each_element_whatever_its_values() {
        let dir = tempfile::tempdir().unwrap();
        for value in [f32::NAN, 0.0, 3.0, f32::MAX, -f32::MAX] {
            let map = Map::new(Array3::from_elem((2, 1, 2), value), vec!["Ba".into(), "Ca".into()]).unwrap();
            let written = write_file(&dir.path().join("m.png"), &map, &WriteOptions::default(), &Task::new());
            if value.abs() == f32::MAX {
                assert!(matches!(written, Err(Error::OutOfRange { .. })));
            } else {
                assert_eq!(written.unwrap().len(), 2);
            }
        }
        let values = array![[1.0f32]];
        for range in [(1.0, 1.0), (2.0, 1.0), (f32::NAN, 1.0), (0.0, f32::INFINITY)] {
            assert!(write_png(&dir.path().join("x.png"), values.view(), range, Depth::Eight).is_err());
        }
        assert!(
            write_png(
                &dir.path().join("x.png"),
                ArrayView2::from_shape((0, 3), &[]).unwrap(),
                (0.0, 1.0),
                Depth::Eight
            )
            .is_err()
        );
    }

    #[test]
    fn colours_become_their_luminance_only_where_that_is_asked_for() {
        let colour =
            RgbImage::from_fn(2, 1, |x, _| if x == 0 { Rgb([255, 0, 0]) } else { Rgb([10, 20, 30]) });
        let with_alpha: RgbaImage = DynamicImage::from(colour.clone()).to_rgba8();
        for bytes in [
            encoded(colour.clone(), ImageFormat::Png),
            encoded(with_alpha, ImageFormat::Png),
            encoded(colour, ImageFormat::Tiff),
        ] {
            let (_dir, path) = file("Ba", &bytes);
            assert!(read_file(std::slice::from_ref(&path)).unwrap_err().to_string().contains("colour"));
            let options = ReadOptions { colours: Colours::Luminance, ..ReadOptions::default() };
            let map = read_with(std::slice::from_ref(&path), &options, &Task::new()).unwrap();
            let expected = [0.299 * 255.0, 2.99 + 11.74 + 3.42];
            assert!(
                map.values().iter().zip(expected).all(|(v, e)| (v - e).abs() < 1e-4),
                "{:?}",
                map.values()
            );
        }
    }

    #[test]
    fn grey_colours_are_values_and_true_colours_are_refused() {
        let grey = RgbImage::from_fn(3, 2, |x, y| Rgb([(10 * y + x) as u8; 3]));
        let with_alpha: RgbaImage = DynamicImage::from(grey.clone()).to_rgba8();
        for bytes in [
            encoded(grey.clone(), ImageFormat::Png),
            encoded(with_alpha, ImageFormat::Png),
            encoded(grey.clone(), ImageFormat::Tiff),
        ] {
            let map = read_as("Ba.dat", &bytes).unwrap();
            assert_eq!((map.shape(), map.values()[[0, 1, 2]]), ((2, 3), 12.0));
        }
        let mut colour = grey;
        colour.put_pixel(2, 1, Rgb([1, 2, 3]));
        assert!(refusal("a.png", &encoded(colour.clone(), ImageFormat::Png)).contains("colour picture"));
        assert!(refusal("a.tif", &encoded(colour, ImageFormat::Tiff)).contains("colour picture"));
    }

    #[test]
    fn transparency_is_left_out_and_said() {
        let half = RgbaImage::from_fn(3, 1, |x, _| image::Rgba([7, 7, 7, if x == 1 { 0 } else { 255 }]));
        let map = read_as("Ba.png", &encoded(half, ImageFormat::Png)).unwrap();
        assert_eq!(map.notes, ["Ba.png: 1 pixels are transparent: their values are read as they are"]);
    }

    #[test]
    fn a_header_with_an_absurd_size_is_refused() {
        let mut bytes = encoded(RgbImage::new(3, 2), ImageFormat::Png);
        bytes[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
        let (_dir, path) = file("a.png", &bytes);
        assert!(read(&path, Colours::Refuse, &Task::new()).is_err());
    }

    #[test]
    fn damaged_pictures_are_never_a_panic() {
        damage(&encoded(RgbImage::new(3, 2), ImageFormat::Png), |path| {
            read(path, Colours::Luminance, &Task::new())
        });
        damage(&encoded(RgbImage::new(3, 2), ImageFormat::Tiff), |path| {
            read_tiff(path, Colours::Luminance, &Task::new())
        });
    }
}
