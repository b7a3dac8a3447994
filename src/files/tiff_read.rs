// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading TIFF stacks of grey values with what ImageJ says about them.

use super::errors::{file_error, format_error};
use super::kind::{Kind, kind_of};
use super::npy::Said;
use super::options::{Colours, ReadOptions};
use super::orientation::upright;
use super::palette::Greyed;
use super::size::Packing;
use super::tiff_notes::{Notes, text};
use super::tiff_slice::{Slice, is_colour};
use super::watched::{Watched, open_watched};
use super::{name, number, picture};
use crate::error::Result;
use crate::map::Map;
use crate::memory;
use crate::task::Task;
use ndarray::Array3;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use tiff::TiffError;
use tiff::decoder::{Decoder, Limits};
use tiff::tags::Tag;

pub(super) type Source = Decoder<BufReader<Greyed<Watched>>>;

/// Bytes read at once from a stack without a directory for each slice; a multiple of every size of a number.
const BATCH: u64 = 1 << 16;
/// Tag with the name of a page.
const PAGE_NAME: u16 = 285;
/// Most slices of a stack.
const MAX_SLICES: u64 = 1 << 20;

/// Values of all slices, slice after slice.
struct Stack {
    slice: Slice,
    values: Vec<f32>,
    /// Name of the page of each slice, empty where it has none.
    pages: Vec<String>,
    /// Whole numbers that single precision rounds.
    rounded: usize,
}

/// Reads a TIFF file: 8, 16 or 32-bit integers, 32 or 64-bit floats; each slice is an element.
///
/// Labels of ImageJ or channels of OME name the elements; the pixel size is known if either gives it in a unit of length.
pub(super) fn read(path: &Path, options: &ReadOptions, task: &Task) -> Result<Map> {
    let (mut source, length, has_table) = open(path, task)?;
    let said = |reason| format_error(path, reason);
    let mut notes = Notes::read(&mut source);
    notes.choose(options.part.as_deref(), path)?;
    if let Some((first, _)) = notes.range() {
        let place = usize::try_from(first).unwrap_or(usize::MAX);
        source.seek_to_image(place).map_err(|error| format_error(path, damaged(error)))?;
    }
    let turned = source.find_tag_unsigned::<u64>(Tag::Orientation).ok().flatten().unwrap_or(1);
    if is_colour(&mut source).map_err(said)? {
        return upright(colour(path, &source, options.colours, task)?, turned);
    }
    let mut stack = stack(&mut source, &notes, length).map_err(said)?;
    notes.calibrate(stack.slice.number, &mut stack.values).map_err(said)?;
    let missing = notes.blank(&mut stack.values);
    let named = name::from_path(path);
    let elements = notes.elements(&stack.pages, named.element);
    let shape = (elements.len(), stack.slice.lines as usize, stack.slice.pixels as usize);
    let values = Array3::from_shape_vec(shape, stack.values).map_err(|error| format_error(path, error))?;
    let mut map = Map::new(values, elements).map_err(|error| format_error(path, error))?;
    notes.place(&mut map);
    map.notes.extend(has_table.then(|| "the values are read, not the colours of the colour table".into()));
    map.notes.extend(missing);
    map.notes.extend(number::rounded(stack.rounded));
    if map.unit.is_empty() {
        map.unit = named.unit;
    }
    upright(map, turned)
}

/// The free text of a TIFF file, which ImageJ shows as `Info`; `None` if there is none, as in a text that is named so.
///
/// # Errors
/// [`crate::Error::File`] if the file cannot be opened; [`crate::Error::Format`] if it is no TIFF file.
pub fn read_info(path: &Path) -> Result<Option<String>> {
    if kind_of(path)? == Kind::Text {
        return Ok(None);
    }
    let (mut source, ..) = open(path, &Task::new())?;
    Ok(Notes::read(&mut source).metadata.info)
}

/// The decoder of a file, its length in bytes, and whether it has a colour table.
fn open(path: &Path, task: &Task) -> Result<(Source, u64, bool)> {
    let (file, length) = open_watched(path, task)?;
    let file = Greyed::new(file).map_err(|error| file_error(path, error))?;
    let has_table = file.has_table();
    let source = Decoder::new(BufReader::new(file)).map_err(|error| format_error(path, damaged(error)))?;
    // sizes are checked against the length before anything is decoded
    let most = usize::try_from(length.saturating_mul(4096)).unwrap_or(usize::MAX);
    let mut limits = Limits::default();
    (limits.decoding_buffer_size, limits.intermediate_buffer_size) = (most, most);
    limits.ifd_value_size = usize::try_from(length).unwrap_or(usize::MAX).saturating_mul(8);
    Ok((source.with_limits(limits), length, has_table))
}

pub(super) fn damaged(error: TiffError) -> String {
    format!("the TIFF file is cut off, damaged or of a kind that is not read ({error})")
}

/// A single picture may still be grey in each pixel.
fn colour(path: &Path, source: &Source, colours: Colours, task: &Task) -> Result<Map> {
    if source.more_images() {
        return Err(format_error(
            path,
            "this is a stack of colour pictures (RGB): split it into channels in ImageJ",
        ));
    }
    picture::read_tiff(path, colours, task)
}

fn stack(source: &mut Source, notes: &Notes, length: u64) -> Said<Stack> {
    let first = Slice::read(source)?;
    let images = notes.description.as_ref().and_then(|text| text.number("images")).unwrap_or(1.0);
    if images > 1.0 && !source.more_images() && first.bands == 1 {
        return contiguous(source, first, images as u64, length);
    }
    let (start, planes) = notes.range().unwrap_or((0, MAX_SLICES));
    // all directories are looked at before the first picture is decoded
    let (mut pages, mut slices, mut place) = (Vec::new(), 0, start as usize);
    loop {
        if !is_thumbnail(source)? || pages.is_empty() {
            let slice = Slice::read(source)?;
            slices += slice.bands;
            if (slice.lines, slice.pixels, slice.number) != (first.lines, first.pixels, first.number) {
                return Err(format!("slice {slices} differs from the first in size or type"));
            }
            slice.claim(slices.min(MAX_SLICES + 1), length)?;
            let page = text(source, Tag::Unknown(PAGE_NAME)).unwrap_or_default();
            pages.push((place, slice, page));
        }
        if !source.more_images() || slices >= planes {
            break;
        }
        source.next_image().map_err(damaged)?;
        place += 1;
    }
    let expected = slices * first.lines * first.pixels;
    let mut stack = Stack { slice: first, values: Vec::new(), pages: Vec::new(), rounded: 0 };
    memory::reserve(&mut stack.values, expected as usize)?;
    for (place, slice, page) in pages {
        source.seek_to_image(place).map_err(damaged)?;
        stack.rounded += slice.append(source, &mut stack.values)?;
        (0..slice.bands).for_each(|_| stack.pages.push(page.clone()));
    }
    if stack.values.len() as u64 == expected {
        Ok(stack)
    } else {
        Err("slices of the TIFF file are cut off".into())
    }
}

fn is_thumbnail(source: &mut Source) -> Said<bool> {
    let kind = source.find_tag_unsigned::<u32>(Tag::NewSubfileType).map_err(damaged)?;
    Ok(kind.unwrap_or(0) & 1 == 1)
}

/// The slices of ImageJ and tifffile that follow the first without a directory of their own.
fn contiguous(source: &mut Source, slice: Slice, slices: u64, length: u64) -> Said<Stack> {
    let offsets = source.get_tag_u64_vec(Tag::StripOffsets).map_err(damaged)?;
    let counts = source.get_tag_u64_vec(Tag::StripByteCounts).map_err(damaged)?;
    let joined =
        offsets.windows(2).zip(&counts).all(|(pair, count)| pair[0].checked_add(*count) == Some(pair[1]));
    let (true, Packing::Plain, Some(start)) = (joined, slice.packing, offsets.first()) else {
        return Err(format!(
            "the file says that it holds {slices} slices, but only one is found: save it again in ImageJ"
        ));
    };
    let mut left = slice.claim(slices, length.saturating_sub(*start))?;
    let reader = source.inner();
    reader.seek(SeekFrom::Start(*start)).map_err(|error| error.to_string())?;
    let (mut values, mut rounded) = (Vec::new(), 0);
    memory::reserve(&mut values, (left / slice.number.bytes as u64) as usize)?;
    let mut buffer = vec![0; BATCH as usize];
    while left > 0 {
        let bytes = &mut buffer[..BATCH.min(left) as usize];
        reader.read_exact(bytes).map_err(|error| error.to_string())?;
        let numbers = bytes.chunks_exact(slice.number.bytes).map(|bytes| slice.number.value(bytes));
        rounded += numbers.clone().filter(|value| slice.number.is_rounded(*value)).count();
        values.extend(numbers.map(|value| value as f32));
        left -= bytes.len() as u64;
    }
    Ok(Stack { slice, values, pages: vec![String::new(); slices as usize], rounded })
}

#[cfg(test)]
mod tests {
    use super::super::imagej;
    use super::super::trial::{damage, file as file_of, read as read_as, refusal};
    use super::*;
    use std::io::Cursor;
    use tiff::encoder::{TiffEncoder, colortype};

    /// A TIFF file made by hand: entries are (tag, type, count, value or offset); the pixels lie at 2048.
    fn by_hand(
        big: bool,
        entries: &[(u16, u16, u32, u32)],
        extra: &[(usize, &[u8])],
        pixels: &[u8],
    ) -> Vec<u8> {
        let two = |v: u16| if big { v.to_be_bytes() } else { v.to_le_bytes() };
        let four = |v: u32| if big { v.to_be_bytes() } else { v.to_le_bytes() };
        let mut bytes = if big { b"MM".to_vec() } else { b"II".to_vec() };
        bytes.extend([two(42), two(if big { 0 } else { 8 }), two(if big { 8 } else { 0 })].concat());
        bytes.extend(two(entries.len() as u16));
        for (tag, kind, count, value) in entries {
            bytes.extend([two(*tag), two(*kind)].concat());
            bytes.extend(four(*count));
            if *kind == 3 && *count == 1 {
                bytes.extend([two(*value as u16), two(0)].concat());
            } else {
                bytes.extend(four(*value));
            }
        }
        bytes.extend(four(0));
        bytes.resize(2048, 0);
        for (at, part) in extra {
            bytes[*at..at + part.len()].copy_from_slice(part);
        }
        bytes.extend(pixels);
        bytes
    }

    const DESCRIPTION: &[u8] =
        b"ImageJ=1.54p\nimages=2\nslices=2\nunit=\\u00B5m\nyunit=mm\nxorigin=-2\nvunit=cps\n\0";

    /// Two slices of 1 x 2 pixels after one directory, as ImageJ and tifffile write them.
    fn stack_by_hand(big: bool, bits: u32, format: u32, pixels: &[u8]) -> Vec<u8> {
        let four = |v: u32| if big { v.to_be_bytes() } else { v.to_le_bytes() };
        let entries = [
            (256, 4, 1, 2),
            (257, 4, 1, 1),
            (258, 3, 1, bits),
            (259, 3, 1, 1),
            (262, 3, 1, 1),
            (270, 2, DESCRIPTION.len() as u32, 1000),
            (273, 4, 1, 2048),
            (277, 3, 1, 1),
            (278, 4, 1, 1),
            (279, 4, 1, bits / 4),
            (282, 5, 1, 1200),
            (283, 5, 1, 1208),
            (339, 3, 1, format),
            (imagej::METADATA_SIZES, 4, 3, 1300),
            (imagej::METADATA, 1, 18, 1400),
        ];
        let rationals = [four(2), four(7), four(100), four(1)].concat();
        let sizes = [four(12), four(4), four(2)].concat();
        let label = |c: u8| if big { [0, c] } else { [c, 0] };
        let labels =
            [&four(0x494a_494a)[..], &four(0x6c61_626c), &four(2), &label(b'B'), &label(b'a'), &label(b'K')];
        let extra = [(1000, DESCRIPTION), (1200, &rationals), (1300, &sizes), (1400, &labels.concat())];
        by_hand(big, &entries, &extra, pixels)
    }

    #[test]
    fn stacks_of_imagej_give_values_labels_pixel_size_origin_and_unit() {
        let big_floats: Vec<u8> = [1.5f32, f32::NAN, 3.0, 4.0].iter().flat_map(|v| v.to_be_bytes()).collect();
        let doubles: Vec<u8> = [1.5f64, f64::NAN, 3.0, 4.0].iter().flat_map(|v| v.to_le_bytes()).collect();
        for (big, bits, pixels) in [(true, 32, big_floats), (false, 64, doubles)] {
            let map = read_as("a.tif", &stack_by_hand(big, bits, 3, &pixels)).unwrap();
            assert_eq!(map.elements(), ["Ba", "K"]);
            assert_eq!((map.values()[[0, 0, 0]], map.values()[[1, 0, 1]]), (1.5, 4.0));
            assert!(map.values()[[0, 0, 1]].is_nan());
            assert_eq!((map.pixel_size_um().unwrap(), map.origin_um), ((3.5, 10.0), (7.0, 0.0)));
            assert_eq!(map.unit, "cps");
        }
    }

    #[test]
    fn integers_of_every_size_and_order_are_values() {
        let cases: [(bool, u32, u32, &[u8], f32); 6] = [
            (false, 8, 1, &[1, 2, 3, 200], 200.0),
            (true, 8, 2, &[1, 2, 3, 255], -1.0),
            (true, 16, 1, &[0, 1, 0, 2, 0, 3, 1, 4], 260.0),
            (false, 16, 1, &[1, 0, 2, 0, 3, 0, 4, 1], 260.0),
            (false, 32, 1, &[1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 1, 0], 65536.0),
            (true, 32, 2, &[0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 255, 255, 255, 254], -2.0),
        ];
        for (big, bits, format, pixels, last) in cases {
            let map = read_as("a.tif", &stack_by_hand(big, bits, format, pixels)).unwrap();
            assert_eq!((map.values()[[0, 0, 0]], map.values()[[1, 0, 1]]), (1.0, last), "{bits} {format}");
        }
        let half = refusal("a.tif", &stack_by_hand(false, 16, 3, &[0; 8]));
        assert!(half.contains("save them as 32-bit floats"), "{half}");
    }

    #[test]
    fn files_of_other_programs_are_read_page_by_page_without_a_guessed_pixel_size() {
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut bytes).unwrap();
        for value in [7, 9] {
            encoder.write_image::<colortype::Gray16>(3, 1, &[value; 3]).unwrap();
        }
        let map = read_as("Ba137_ppm.tif", bytes.get_ref()).unwrap();
        assert_eq!(
            (map.elements(), map.unit.as_str()),
            (&["slice 1".to_string(), "slice 2".into()][..], "ppm")
        );
        assert_eq!((map.values()[[1, 0, 2]], map.pixel_width_um), (9.0, None));
        let mut bytes = Cursor::new(Vec::new());
        TiffEncoder::new(&mut bytes).unwrap().write_image::<colortype::Gray8>(1, 1, &[5]).unwrap();
        assert_eq!(read_as("Ba137.tif", bytes.get_ref()).unwrap().elements(), ["Ba137"]);
    }

    #[test]
    fn files_of_ome_give_pixel_size_and_names() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME><Image><Pixels PhysicalSizeX=\"7\" \
                    PhysicalSizeXUnit=\"µm\" PhysicalSizeY=\"20\"><Channel Name=\"Ca44\"/></Pixels></Image></OME>\0";
        let entries = [
            (256, 4, 1, 1),
            (257, 4, 1, 1),
            (258, 3, 1, 16),
            (262, 3, 1, 1),
            (270, 2, text.len() as u32, 1000),
            (273, 4, 1, 2048),
            (278, 4, 1, 1),
            (279, 4, 1, 2),
        ];
        let map =
            read_as("a.ome.tif", &by_hand(false, &entries, &[(1000, text.as_bytes())], &[10, 0])).unwrap();
        assert_eq!((map.elements(), map.pixel_size_um().unwrap()), (&["Ca44".to_string()][..], (7.0, 20.0)));
        assert_eq!(map.values()[[0, 0, 0]], 10.0);
    }

    #[test]
    fn a_straight_calibration_is_applied_and_a_curved_one_refused() {
        let with = |lines: &str| {
            let text = [b"ImageJ=1.54p\n", lines.as_bytes(), b"\0"].concat();
            let entries = [
                (256, 4, 1, 1),
                (257, 4, 1, 1),
                (258, 3, 1, 16),
                (262, 3, 1, 1),
                (270, 2, text.len() as u32, 1000),
                (273, 4, 1, 2048),
                (278, 4, 1, 1),
                (279, 4, 1, 2),
            ];
            by_hand(false, &entries, &[(1000, &text)], &[10, 0])
        };
        assert_eq!(read_as("a.tif", &with("cf=0\nc0=-5.0\nc1=0.5\n")).unwrap().values()[[0, 0, 0]], 0.0);
        assert_eq!(read_as("a.tif", &with("unit=pixel\n")).unwrap().values()[[0, 0, 0]], 10.0);
        assert!(refusal("a.tif", &with("cf=3\nc0=1\nc1=2\n")).contains("curved calibration"));
    }

    #[test]
    fn absurd_or_short_files_are_refused_before_memory_is_taken() {
        let floats: Vec<u8> = [1.5f32; 4].iter().flat_map(|v| v.to_le_bytes()).collect();
        let good = stack_by_hand(false, 32, 3, &floats);
        assert!(refusal("a.tif", &good[..good.len() - 1]).contains("cannot hold"));
        let huge = 0x7fff_ffff;
        let entries = [
            (256, 4, 1, huge),
            (257, 4, 1, huge),
            (258, 3, 1, 8),
            (262, 3, 1, 1),
            (273, 4, 1, 2048),
            (279, 4, 1, 1),
        ];
        let wide = by_hand(false, &entries, &[], &[1]);
        let text = refusal("a.tif", &wide);
        assert!(text.contains("larger than any map"), "{text}");
        let entries = [
            (256, 4, 1, 1),
            (257, 4, 1, 1),
            (258, 3, 1, 8),
            (262, 3, 1, 0),
            (273, 4, 1, 2048),
            (279, 4, 1, 1),
        ];
        assert!(refusal("a.tif", &by_hand(false, &entries, &[], &[1])).contains("white is stored as 0"));
    }

    #[test]
    fn damaged_stacks_are_never_a_panic() {
        let floats: Vec<u8> = [1.5f32; 4].iter().flat_map(|v| v.to_le_bytes()).collect();
        damage(&stack_by_hand(false, 32, 3, &floats), |path| {
            read(path, &ReadOptions::default(), &Task::new())
        });
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder =
            TiffEncoder::new(&mut bytes).unwrap().with_compression(tiff::encoder::Compression::Lzw);
        for value in [7.0f32, 9.0] {
            encoder.write_image::<colortype::Gray32Float>(8, 3, &[value; 24]).unwrap();
        }
        damage(bytes.get_ref(), |path| read(path, &ReadOptions::default(), &Task::new()));
        let (_dir, path) = file_of("a.tif", bytes.get_ref());
        assert_eq!(read(&path, &ReadOptions::default(), &Task::new()).unwrap().shape(), (3, 8));
    }
}
