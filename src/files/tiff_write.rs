// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writing 32-bit float stacks as ImageJ does.
//!
//! The slices lie one after the other without compression: ImageJ reads a stack from the place of its first
//! slice. Up to 4 GiB each slice has a directory, for programs that do not know ImageJ; larger files keep only
//! the first, as ImageJ itself does (ImageJ, tifffile and this crate read them; each slice must be below 4 GiB).

use super::atomic::Draft;
use super::imagej::{METADATA, METADATA_SIZES, Metadata, escaped};
use super::options::WriteOptions;
use super::prepared::Prepared;
use crate::error::{Error, Result};
use crate::map::Map;
use crate::task::Task;
use std::io::{self, Write};
use std::path::Path;

const SHORT: u16 = 3;
const LONG: u16 = 4;
/// Values converted to bytes at once.
const BATCH: usize = 1 << 14;

/// One entry of a directory: tag, type, number of values, and the value or the bytes kept elsewhere.
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    value: Content,
}

enum Content {
    Here(u32),
    Elsewhere(Vec<u8>),
}

/// Writes the map with names, pixel size, origin and unit.
pub(super) fn prepare(path: &Path, map: &Map, options: &WriteOptions, task: &Task) -> Result<Prepared> {
    let plan = Plan::new(map, options)?;
    Prepared::of_each(vec![path.into()], task, |_, path, task| {
        Draft::write(path, options.existing, task, |file| plan.write(file, map, task))
    })
}

/// Everything of the file but the pixels.
struct Plan {
    /// Header and first directory with all it refers to.
    head: Vec<u8>,
    /// Directories of the other slices.
    tail: Vec<u8>,
}

impl Plan {
    fn new(map: &Map, options: &WriteOptions) -> Result<Self> {
        let (lines, pixels) = map.shape();
        let slices = map.elements().len() as u64;
        let too_large = || {
            Error::Data(format!(
                "one element of {lines} lines of {pixels} pixels is too large for a TIFF file (4 GiB): cut the map"
            ))
        };
        let bytes = (lines as u64) * (pixels as u64) * 4;
        let (width, height) = (u32::try_from(pixels), u32::try_from(lines));
        let (Ok(width), Ok(height), Ok(size)) = (width, height, u32::try_from(bytes)) else {
            return Err(too_large());
        };
        let mut first = entries(width, height, size);
        first.extend(notes(map, options));
        first.sort_by_key(|entry| entry.tag);
        // the length does not depend on the offsets: once to measure, once for good
        let start = u32::try_from(8 + directory(&first, 8, 0, 0).len()).map_err(|_| too_large())?;
        let tail_start = u64::from(start) + bytes * slices;
        let tail_bytes = (slices - 1) * directory(&entries(width, height, size), 0, 0, 0).len() as u64;
        let listed = slices > 1 && tail_start + tail_bytes <= u64::from(u32::MAX);
        let next = if listed { tail_start as u32 } else { 0 };
        let mut head = b"II*\0\x08\0\0\0".to_vec();
        head.extend(directory(&first, 8, start, next));
        let mut tail = Vec::new();
        if listed {
            for slice in 1..slices {
                let at = tail_start as u32 + tail.len() as u32;
                let entries = entries(width, height, size);
                let length = directory(&entries, 0, 0, 0).len() as u32;
                let next = if slice + 1 < slices { at + length } else { 0 };
                tail.extend(directory(&entries, at, start + slice as u32 * size, next));
            }
        }
        Ok(Self { head, tail })
    }

    fn write(&self, file: &mut impl Write, map: &Map, task: &Task) -> io::Result<()> {
        file.write_all(&self.head)?;
        let mut bytes = Vec::with_capacity(4 * BATCH);
        let count = map.elements().len();
        for element in 0..count {
            task.at(element as f64 / count as f64).map_err(io::Error::other)?;
            let values = map.element(element);
            let mut left = values.iter();
            while left.len() > 0 {
                bytes.clear();
                bytes.extend(left.by_ref().take(BATCH).flat_map(|value| value.to_le_bytes()));
                file.write_all(&bytes)?;
            }
        }
        file.write_all(&self.tail)
    }
}

/// Entries that every slice has; the place of the pixels is filled in by [`directory`].
fn entries(width: u32, height: u32, size: u32) -> Vec<Entry> {
    let here = |tag, kind, value| Entry { tag, kind, count: 1, value: Content::Here(value) };
    vec![
        here(254, LONG, 0), // a slice of full size
        here(256, LONG, width),
        here(257, LONG, height),
        here(258, SHORT, 32), // bits
        here(259, SHORT, 1),  // not compressed
        here(262, SHORT, 1),  // black is zero
        here(STRIP_OFFSETS, LONG, 0),
        here(277, SHORT, 1),
        here(278, LONG, height), // all lines in one strip
        here(279, LONG, size),
        here(339, SHORT, 3), // float
    ]
}

const STRIP_OFFSETS: u16 = 273;

/// Entries of the first slice that hold for the whole stack.
fn notes(map: &Map, options: &WriteOptions) -> Vec<Entry> {
    let mut text = description(map).into_bytes();
    text.push(0);
    let (sizes, metadata) = Metadata { info: options.info.clone(), labels: map.elements().to_vec() }.encode();
    let elsewhere = |tag, kind, count, bytes| Entry { tag, kind, count, value: Content::Elsewhere(bytes) };
    let mut entries = vec![
        elsewhere(270, 2, text.len() as u32, text),
        elsewhere(
            METADATA_SIZES,
            LONG,
            sizes.len() as u32,
            sizes.iter().flat_map(|v| v.to_le_bytes()).collect(),
        ),
        elsewhere(METADATA, 1, metadata.len() as u32, metadata),
    ];
    if let Some((width, height)) = pixel_size(map) {
        for (tag, size) in [(282, width), (283, height)] {
            let (pixels, microns) = ratio(1.0 / size);
            entries.push(elsewhere(tag, 5, 1, [pixels.to_le_bytes(), microns.to_le_bytes()].concat()));
        }
        // the unit is said in the description
        entries.push(Entry { tag: 296, kind: SHORT, count: 1, value: Content::Here(1) });
    }
    entries
}

/// The pixel size in µm where both sides are known and sensible.
fn pixel_size(map: &Map) -> Option<(f64, f64)> {
    map.pixel_size_um().ok()
}

fn description(map: &Map) -> String {
    let mut text = String::from("ImageJ=1.54p\n");
    let mut line = |key: &str, value: &dyn std::fmt::Display| text.push_str(&format!("{key}={value}\n"));
    let slices = map.elements().len();
    if slices > 1 {
        line("images", &slices);
        line("slices", &slices);
    }
    if let Some((width, height)) = pixel_size(map) {
        line("unit", &"micron");
        for (key, origin, size) in [("xorigin", map.origin_um.0, width), ("yorigin", map.origin_um.1, height)]
        {
            if origin != 0.0 && origin.is_finite() {
                line(key, &(-origin / size));
            }
        }
    }
    if !map.unit.is_empty() {
        line("vunit", &escaped(&map.unit));
    }
    line("loop", &false);
    let finite = || map.values().iter().copied().filter(|value| !value.is_nan());
    if let (Some(min), Some(max)) = (finite().reduce(f32::min), finite().reduce(f32::max)) {
        line("min", &min);
        line("max", &max);
    }
    text
}

/// The directory at `at` with what it refers to behind it; `pixels`: place of the slice, `next`: next directory.
fn directory(entries: &[Entry], at: u32, pixels: u32, next: u32) -> Vec<u8> {
    let length = 2 + 12 * entries.len() as u32 + 4;
    let mut table = (entries.len() as u16).to_le_bytes().to_vec();
    let mut behind: Vec<u8> = Vec::new();
    for Entry { tag, kind, count, value } in entries {
        table.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        table.extend(count.to_le_bytes());
        match value {
            _ if *tag == STRIP_OFFSETS => table.extend(pixels.to_le_bytes()),
            Content::Here(value) => table.extend(value.to_le_bytes()),
            Content::Elsewhere(bytes) if bytes.len() <= 4 => {
                table.extend(bytes);
                table.resize(table.len() + 4 - bytes.len(), 0);
            }
            Content::Elsewhere(bytes) => {
                table.extend((at + length + behind.len() as u32).to_le_bytes());
                behind.extend(bytes);
                behind.resize(behind.len().next_multiple_of(4), 0); // offsets must be even
            }
        }
    }
    table.extend(next.to_le_bytes());
    table.extend(behind);
    table
}

/// The fraction of two 32-bit numbers that is closest to a positive value, by its continued fraction.
fn ratio(value: f64) -> (u32, u32) {
    let (mut before, mut last) = ((0u64, 1u64), (1u64, 0u64));
    let mut rest = value;
    for _ in 0..40 {
        let whole = rest.floor();
        let term = if whole < u32::MAX.into() { whole as u64 } else { break };
        let next = (term * last.0 + before.0, term * last.1 + before.1);
        if next.0.max(next.1) > u32::MAX.into() {
            break;
        }
        (before, last) = (last, next);
        let close = (last.0 as f64 / last.1 as f64 - value).abs() <= 1e-15 * value;
        if close || rest == whole {
            break;
        }
        rest = 1.0 / (rest - whole);
    }
    (last.0 as u32, last.1.max(1) as u32)
}

#[cfg(test)]
mod tests {
    use super::super::{read, read_info, write as write_file};
    use super::*;
    use ndarray::Array3;

    fn map(elements: usize) -> Map {
        let values =
            Array3::from_shape_fn((elements, 3, 5), |(e, i, j)| (100 * e + 10 * i + j) as f32 - 0.25);
        let names = (0..elements).map(|e| ["Na23", "Ba/Ca µ", "K"][e].to_string()).collect();
        let mut map = Map::new(values, names).unwrap().with_pixel_size(3.5, 10.0);
        (map.origin_um, map.unit) = ((-1215.3, 42.0), "µg/g".into());
        map
    }

    #[test]
    fn what_was_written_is_read_back_with_all_it_says() {
        let dir = tempfile::tempdir().unwrap();
        for elements in 1..=3 {
            let path = dir.path().join("map.tif");
            let options = WriteOptions { info: Some("{\"µ\": 1}\n".into()), ..WriteOptions::default() };
            assert_eq!(
                write_file(&path, &map(elements), &options, &Task::new()).unwrap(),
                std::slice::from_ref(&path)
            );
            assert_eq!(read_info(&path).unwrap(), options.info);
            let back = read(&[path]).unwrap();
            let expected = map(elements);
            assert_eq!(
                (back.values(), back.elements(), &back.unit),
                (expected.values(), expected.elements(), &expected.unit)
            );
            assert_eq!(back.pixel_size_um(), expected.pixel_size_um());
            assert!((back.origin_um.0 + 1215.3).abs() < 1e-9 && (back.origin_um.1 - 42.0).abs() < 1e-9);
        }
    }

    #[test]
    fn an_unknown_pixel_size_stays_unknown_and_missing_values_missing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("map.tiff");
        let empty = Map::new(Array3::from_elem((1, 1, 1), f32::NAN), vec!["Ba".into()]).unwrap();
        write_file(&path, &empty, &WriteOptions::default(), &Task::new()).unwrap();
        let back = read(std::slice::from_ref(&path)).unwrap();
        assert!(back.values()[[0, 0, 0]].is_nan());
        assert_eq!(
            (back.pixel_width_um, back.elements(), back.unit.as_str()),
            (None, &["Ba".to_string()][..], "")
        );
        assert_eq!(read_info(&path).unwrap(), None);
    }

    #[test]
    fn other_programs_find_every_slice() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("map.tif");
        write_file(&path, &map(3), &WriteOptions::default(), &Task::new()).unwrap();
        let file = io::BufReader::new(std::fs::File::open(&path).unwrap());
        let mut decoder = tiff::decoder::Decoder::new(file).unwrap();
        for element in 0..3 {
            if element > 0 {
                decoder.next_image().unwrap();
            }
            let tiff::decoder::DecodingResult::F32(values) = decoder.read_image().unwrap() else { panic!() };
            assert_eq!(values, map(3).element(element).iter().copied().collect::<Vec<_>>());
        }
        assert!(!decoder.more_images());
    }

    #[test]
    fn ratios_are_precise() {
        for size in
            [3.5, 10.0, 0.001, 1e5, 1.0 / 3.0, std::f64::consts::PI, 35.0 * 0.123_456_789, 7.0, 99_999.123]
        {
            let (pixels, microns) = ratio(1.0 / size);
            let back = f64::from(microns) / f64::from(pixels);
            assert!((back / size - 1.0).abs() < 1e-9, "{size} {pixels}/{microns}");
        }
    }
}
