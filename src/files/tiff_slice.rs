// SPDX-License-Identifier: MIT OR Apache-2.0
//! One picture of a TIFF file: its size, the type of its numbers, and how many maps it holds.

use super::npy::Said;
use super::number::Number;
use super::size::{Packing, claimed};
use super::tiff_read::{Source, damaged};
use tiff::ColorType;
use tiff::decoder::DecodingResult;
use tiff::tags::Tag;

/// Value of PlanarConfiguration where each band is stored on its own.
const APART: u64 = 2;

/// How one picture is stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slice {
    pub lines: u64,
    pub pixels: u64,
    pub number: Number,
    pub packing: Packing,
    /// Values of each pixel, each of another map.
    pub bands: u64,
    /// Whether the bands lie one after the other, not value beside value.
    pub apart: bool,
}

impl Slice {
    /// Size and type of the current picture, checked.
    pub fn read(source: &mut Source) -> Said<Self> {
        let (width, height) = source.dimensions().map_err(damaged)?;
        let (bits, bands) = match source.colortype().map_err(damaged)? {
            ColorType::Gray(bits) => (bits, 1),
            ColorType::Multiband { bit_depth, num_samples } => (bit_depth, num_samples.into()),
            ColorType::RGB(bits) if is_stack(source) => (bits, 3),
            ColorType::RGBA(bits) if is_stack(source) => (bits, 4),
            _ => return Err("one of the slices is a colour picture: split the colours in ImageJ".into()),
        };
        let format = source.find_tag_unsigned_vec::<u64>(Tag::SampleFormat).map_err(damaged)?;
        let mut tag = |tag, default| {
            source.find_tag_unsigned::<u64>(tag).map_err(damaged).map(|v| v.unwrap_or(default))
        };
        let code = match format.and_then(|formats| formats.first().copied()).unwrap_or(1) {
            1 => b'u',
            2 => b'i',
            3 => b'f',
            other => return Err(format!("values of the TIFF sample format {other} are not read")),
        };
        if tag(Tag::PhotometricInterpretation, 1)? == 0 {
            return Err(
                "white is stored as 0: invert the map and save it again, so that large values are white"
                    .into(),
            );
        }
        let packing = if tag(Tag::Compression, 1)? == 1 { Packing::Plain } else { Packing::Compressed };
        let apart = tag(Tag::PlanarConfiguration, 1)? == APART;
        if !matches!((code, bits), (b'u' | b'i', 8 | 16 | 32) | (b'f', 32 | 64)) {
            if (code, bits) == (b'f', 16) {
                return Err("floats of 16 bits are not read: save them as 32-bit floats".into());
            }
            return Err(format!(
                "pixels of {bits} bits are not read: save 8, 16 or 32-bit integers or 32 or 64-bit floats"
            ));
        }
        let big = source.byte_order() == tiff::tags::ByteOrder::BigEndian;
        let number = Number { code, bytes: usize::from(bits / 8), big };
        Ok(Self { lines: height.into(), pixels: width.into(), number, packing, bands, apart })
    }

    /// Checks that `stored` bytes can hold so many maps.
    pub fn claim(&self, slices: u64, stored: u64) -> Said<u64> {
        claimed(&[slices, self.lines, self.pixels], self.number.bytes as u64, stored, self.packing)
    }

    /// Appends the maps of the current picture, one after the other; the number of whole numbers that are rounded.
    pub fn append(&self, source: &mut Source, values: &mut Vec<f32>) -> Said<usize> {
        let mut picture = DecodingResult::U8(Vec::new());
        source.read_image_to_buffer(&mut picture).map_err(damaged)?;
        let rounded = rounded(&picture);
        let picture = floats(picture);
        let bands = if self.apart { 1 } else { self.bands as usize };
        (0..bands).for_each(|band| values.extend(picture.iter().skip(band).step_by(bands)));
        Ok(rounded)
    }
}

/// Whether the current picture is in colours, also if all of them are grey.
pub(super) fn is_colour(source: &mut Source) -> Said<bool> {
    Ok(match source.colortype().map_err(damaged)? {
        ColorType::Gray(_) => false,
        // grey beside transparency is a picture
        ColorType::Multiband { num_samples: 2, .. } => {
            let extra = source.find_tag_unsigned_vec::<u64>(Tag::ExtraSamples).map_err(damaged)?;
            extra.is_some_and(|kinds| kinds.iter().any(|kind| *kind > 0))
        }
        ColorType::Multiband { .. } => false,
        _ => !is_stack(source),
    })
}

/// Whether red, green and blue are slices of an array: programs of Python name a stack of three or four so.
fn is_stack(source: &mut Source) -> bool {
    let mut tag = |tag| source.find_tag_unsigned::<u64>(tag).ok().flatten();
    let (apart, samples) = (tag(Tag::PlanarConfiguration), tag(Tag::SamplesPerPixel));
    let text = source.get_tag_ascii_string(Tag::ImageDescription).unwrap_or_default();
    let shape = text.split_once("\"shape\":").map(|(_, rest)| rest.trim_start_matches([' ', '[']));
    let first = shape.and_then(|shape| shape.split(',').next()).and_then(|size| size.trim().parse().ok());
    apart == Some(APART) && first.is_some() && first == samples
}

/// How many whole numbers single precision rounds.
fn rounded(picture: &DecodingResult) -> usize {
    let is_rounded = |value: f64| f64::from(value as f32) != value;
    match picture {
        DecodingResult::U32(v) => v.iter().filter(|v| is_rounded(f64::from(**v))).count(),
        DecodingResult::I32(v) => v.iter().filter(|v| is_rounded(f64::from(**v))).count(),
        _ => 0,
    }
}

fn floats(picture: DecodingResult) -> Vec<f32> {
    match picture {
        DecodingResult::U8(v) => v.into_iter().map(f32::from).collect(),
        DecodingResult::I8(v) => v.into_iter().map(f32::from).collect(),
        DecodingResult::U16(v) => v.into_iter().map(f32::from).collect(),
        DecodingResult::I16(v) => v.into_iter().map(f32::from).collect(),
        DecodingResult::U32(v) => v.into_iter().map(|v| v as f32).collect(),
        DecodingResult::I32(v) => v.into_iter().map(|v| v as f32).collect(),
        DecodingResult::F32(v) => v,
        DecodingResult::F64(v) => v.into_iter().map(|v| v as f32).collect(),
        _ => Vec::new(), // refused by `Slice::read`; the count of values shows it
    }
}
