// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arrays of numpy: a header, which is a Python literal, and numbers.
//!
//! Source: the format description of `numpy.lib.format`, versions 1 to 3.

use super::array;
use super::axes;
use super::errors::format_error;
use super::literal::{Literal, dictionary};
use super::name;
use super::number::{self, Number};
use super::options::{Layout, ReadOptions};
use super::size::{Packing, claimed};
use super::watched::open_watched;
use crate::error::Result;
use crate::map::Map;
use crate::memory;
use crate::task::Task;
use ndarray::{Array3, ArrayD, Axis, Ix2, Ix3, IxDyn, ShapeBuilder};
use std::io::{BufReader, Read};
use std::path::Path;

/// Longest header; one field takes about 20 bytes.
const MAX_HEADER: u32 = 1 << 20;
/// Most items read at once.
const BATCH: u64 = 4096;

/// A result whose error is a sentence without the name of the file.
pub(super) type Said<T> = std::result::Result<T, String>;

/// What an array holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    /// Names of the fields; empty for a plain array.
    pub fields: Vec<String>,
    /// Sizes along the axes.
    pub shape: Vec<u64>,
    numbers: Vec<Number>,
    fortran: bool,
    /// Whether a field holds several numbers, which then are fields of the same name.
    pub has_arrays: bool,
}

/// What is said of types that are not read.
const TYPES: &str = "the header of the numpy array is damaged or its type is not read: save whole numbers, or floats of 2, 4 \
                     or 8 bytes, without objects or arrays inside fields";
/// What is said of arrays of yes and no.
const MASK: &str = "the numpy array holds only true and false: this is a mask and no map; save it as numbers if it is the sample";
/// Most numbers of an array inside a field.
const MAX_INSIDE: u64 = 64;

/// Reads a `.npy` file: a 2-D array is one element, of a 3-D array the first axis is the elements.
pub(super) fn read(path: &Path, options: &ReadOptions, task: &Task) -> Result<Map> {
    let (file, length) = open_watched(path, task)?;
    let mut file = BufReader::new(file);
    let said = |reason| format_error(path, reason);
    let header = Header::read(&mut file).map_err(said)?;
    if header.has_arrays {
        return Err(format_error(path, TYPES));
    }
    if !header.fields.is_empty() {
        return Err(format_error(
            path,
            "the array has fields: save it as the npz file of pew2 or as a plain array",
        ));
    }
    let (values, rounded) = header.plain(&mut file, length, Packing::Plain).map_err(said)?;
    let mut map = map(path, values, None, options)?;
    map.notes.extend(number::rounded(rounded));
    Ok(map)
}

/// A map of a plain array: shape (lines, pixels) or (elements, lines, pixels).
///
/// `name`: that of a single element; without it the file name tells.
pub(super) fn map(
    path: &Path,
    values: ArrayD<f32>,
    name: Option<&str>,
    options: &ReadOptions,
) -> Result<Map> {
    let is_cube = values.ndim() == 3;
    let plane = values.view().into_dimensionality::<Ix2>();
    if let (Ok(plane), Layout::Detect) = (plane, options.layout) {
        array::refuse(plane).map_err(|reason| format_error(path, reason))?;
    }
    let values = if values.ndim() == 2 { values.insert_axis(Axis(0)) } else { values };
    let axes = values.ndim();
    let values: Array3<f32> = values.into_dimensionality::<Ix3>().map_err(|_| {
        format_error(
            path,
            format!("the array has {axes} axes: (lines, pixels) or (elements, lines, pixels) are read"),
        )
    })?;
    let (values, note) = if is_cube {
        axes::elements_first(values, options.elements_axis).map_err(|reason| format_error(path, reason))?
    } else {
        (values, None)
    };
    let named = name::from_path(path);
    let elements = match values.dim().0 {
        1 => vec![name.map_or(named.element, str::to_string)],
        n => (1..=n).map(|i| format!("element {i}")).collect(),
    };
    let mut map = Map::new(values, elements).map_err(|error| format_error(path, error))?;
    map.unit = named.unit;
    map.notes.extend(note);
    Ok(map)
}

impl Header {
    /// Reads the header; the reader stands at the first number after it.
    pub fn read(reader: &mut impl Read) -> Said<Self> {
        let cut = |_| "the numpy array is cut off or damaged".to_string();
        let mut start = [0; 8];
        reader.read_exact(&mut start).map_err(cut)?;
        let mut length = [0; 4];
        let size = match start {
            [0x93, b'N', b'U', b'M', b'P', b'Y', 1, _] => 2,
            [0x93, b'N', b'U', b'M', b'P', b'Y', 2 | 3, _] => 4,
            _ => return Err("this is not a numpy array of version 1 to 3".into()),
        };
        reader.read_exact(&mut length[..size]).map_err(cut)?;
        let length = u32::from_le_bytes(length);
        if length > MAX_HEADER {
            return Err(format!("the header of the numpy array is too long ({length} bytes)"));
        }
        let mut text = Vec::new();
        reader.take(length.into()).read_to_end(&mut text).map_err(cut)?;
        Self::parse(&String::from_utf8_lossy(&text))
    }

    fn parse(text: &str) -> Said<Self> {
        let is_mask =
            |(key, literal): &(String, Literal)| key == "descr" && *literal == Literal::Text("|b1".into());
        let entries = dictionary(text).ok_or(TYPES)?;
        if entries.iter().any(is_mask) {
            return Err(MASK.into());
        }
        Self::of(entries).ok_or_else(|| TYPES.into())
    }

    fn of(entries: Vec<(String, Literal)>) -> Option<Self> {
        let (mut kind, mut fortran, mut shape) = (None, None, None);
        for (key, literal) in entries {
            match (key.as_str(), literal) {
                ("descr", literal) => kind = Some(literal),
                ("fortran_order", Literal::Flag(flag)) => fortran = Some(flag),
                ("shape", Literal::List(sizes)) => shape = Some(sizes),
                _ => return None,
            }
        }
        let shape =
            shape?.into_iter().map(|size| if let Literal::Whole(size) = size { Some(size) } else { None });
        let (mut fields, mut numbers, mut has_arrays) = (Vec::new(), Vec::new(), false);
        match kind? {
            Literal::Text(kind) => numbers.push(Number::parse(&kind)?),
            Literal::List(list) => {
                for (name, number, count) in list.iter().map(field).collect::<Option<Vec<_>>>()? {
                    has_arrays |= count != 1;
                    fields.extend((0..count).map(|_| name.clone()));
                    numbers.extend((0..count).map(|_| number));
                }
            }
            _ => return None,
        }
        Some(Self { fields, shape: shape.collect::<Option<_>>()?, numbers, fortran: fortran?, has_arrays })
    }

    /// Gives each number with the index of its field to `take`, item after item in the order of the file.
    ///
    /// `stored`: bytes of the file for this array; checked before anything is read.
    pub fn each(
        &self,
        reader: &mut impl Read,
        (stored, packing): (u64, Packing),
        take: impl FnMut(usize, f64),
    ) -> Said<()> {
        self.walk(reader, self.items(stored, packing)?, take)
    }

    /// Bytes of an item.
    fn item(&self) -> usize {
        self.numbers.iter().map(|number| number.bytes).sum()
    }

    /// Number of items, if `stored` bytes can hold them.
    fn items(&self, stored: u64, packing: Packing) -> Said<u64> {
        match self.item() as u64 {
            0 => Err("the numpy array has no fields".into()),
            item => Ok(claimed(&self.shape, item, stored, packing)? / item),
        }
    }

    fn walk(&self, reader: &mut impl Read, items: u64, mut take: impl FnMut(usize, f64)) -> Said<()> {
        let (item, mut left) = (self.item(), items);
        let mut buffer = vec![0; item * BATCH.min(left) as usize];
        while left > 0 {
            let items = BATCH.min(left);
            let bytes = &mut buffer[..item * items as usize];
            reader
                .read_exact(bytes)
                .map_err(|error| format!("the numpy array is cut off or damaged ({error})"))?;
            for item in bytes.chunks_exact(item) {
                self.split(item, &mut take);
            }
            left -= items;
        }
        Ok(())
    }

    fn split(&self, mut item: &[u8], take: &mut impl FnMut(usize, f64)) {
        for (field, number) in self.numbers.iter().enumerate() {
            let (bytes, rest) = item.split_at(number.bytes);
            take(field, number.value(bytes));
            item = rest;
        }
    }

    /// The values of a plain array in the order of its axes, and the number of whole ones that are rounded.
    pub fn plain(&self, reader: &mut impl Read, stored: u64, packing: Packing) -> Said<(ArrayD<f32>, usize)> {
        let (mut values, mut rounded) = (Vec::new(), 0);
        let items = self.items(stored, packing)?;
        memory::reserve(&mut values, items as usize)?;
        self.walk(reader, items, |field, value| {
            rounded += usize::from(self.numbers[field].is_rounded(value));
            values.push(value as f32);
        })?;
        let shape: Vec<usize> = self.shape.iter().map(|size| *size as usize).collect();
        let shape = IxDyn(&shape).set_f(self.fortran);
        let array = ArrayD::from_shape_vec(shape, values).map_err(|error| error.to_string())?;
        Ok((if self.fortran { array.as_standard_layout().into_owned() } else { array }, rounded))
    }

    /// Whether the array is one of pixels stored in the usual order.
    pub fn is_row_major(&self) -> bool {
        !self.fortran
    }

    /// Whether a field is padding without a name.
    pub fn is_padding(&self, field: usize) -> bool {
        self.numbers[field].code == b'V'
    }
}

/// Name, type and count of the numbers of a field.
fn field(literal: &Literal) -> Option<(String, Number, u64)> {
    let Literal::List(parts) = literal else { return None };
    let (name, kind, count) = match parts.as_slice() {
        [name, Literal::Text(kind)] => (name, kind, 1),
        [name, Literal::Text(kind), Literal::List(shape)] => (name, kind, product(shape)?),
        [name, Literal::Text(kind), Literal::Whole(count)] => (name, kind, *count),
        _ => return None,
    };
    let name = match name {
        Literal::Text(name) => name,
        // a name with a title
        Literal::List(names) => match names.as_slice() {
            [_, Literal::Text(name)] => name,
            _ => return None,
        },
        _ => return None,
    };
    ((1..=MAX_INSIDE).contains(&count)).then_some((name.clone(), Number::parse(kind)?, count))
}

fn product(shape: &[Literal]) -> Option<u64> {
    shape.iter().try_fold(1_u64, |product, size| match size {
        Literal::Whole(size) => product.checked_mul(*size),
        _ => None,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::trial::{damage, read as read_as, refusal};
    use super::*;

    /// A file of version 1 with this type, shape and bytes.
    pub fn file(descr: &str, fortran: &str, shape: &str, body: &[u8]) -> Vec<u8> {
        let text = format!("{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
        let mut bytes = b"\x93NUMPY\x01\0".to_vec();
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.bytes());
        bytes.extend(body);
        bytes
    }

    pub fn f8(values: &[f64]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    #[test]
    fn arrays_of_two_and_three_axes_are_maps_in_both_orders() {
        let body = f8(&[1.0, 2.0, 3.0, 4.0, 5.0, f64::NAN]);
        let map = read_as("Ba137_ppm.npy", &file("'<f8'", "False", "(2, 3)", &body)).unwrap();
        assert_eq!((map.elements(), map.unit.as_str()), (&["Ba137".to_string()][..], "ppm"));
        assert_eq!(map.element(0).row(0).to_vec(), [1.0, 2.0, 3.0]);
        let map = read_as("m.npy", &file("'<f8'", "True", "(2, 3)", &body)).unwrap();
        assert_eq!(map.element(0).row(0).to_vec(), [1.0, 3.0, 5.0]);
        assert!(map.values().is_standard_layout());
        let map = read_as("m.npy", &file("'<f8'", "False", "(3, 1, 2)", &body)).unwrap();
        assert_eq!(map.elements(), ["element 1", "element 2", "element 3"]);
        assert_eq!(map.values()[[1, 0, 1]], 4.0);
    }

    #[test]
    fn every_type_of_number_is_read() {
        for (kind, bytes, value) in [
            ("'>f4'", &[0xc0, 0x20, 0, 0][..], -2.5),
            ("'<f2'", &[0, 0xc1], -2.5),
            ("'|u1'", &[200], 200.0),
            ("'|i1'", &[0xfe], -2.0),
            ("'>i2'", &[0xff, 0xfd], -3.0),
            ("'<u4'", &[1, 0, 0, 1], 16777217.0),
            ("'<i8'", &[0xff; 8], -1.0),
        ] {
            let map = read_as("m.npy", &file(kind, "False", "(1, 1)", bytes)).unwrap();
            assert_eq!(map.values()[[0, 0, 0]], value as f32, "{kind}");
        }
    }

    #[test]
    fn large_whole_numbers_and_elements_in_the_last_axis_are_said() {
        let map = read_as("m.npy", &file("'<u4'", "False", "(1, 2)", &[1, 0, 0, 1, 7, 0, 0, 0])).unwrap();
        assert_eq!(map.notes, ["m.npy: 1 whole number is above 16777216 and rounded to single precision"]);
        let last = refusal("m.npy", &file("'|u1'", "False", "(8, 9, 2)", &[1; 144]));
        assert!(last.contains("8 x 9 x 2, and its last axis seems to be the elements"), "{last}");
        assert_eq!(
            read_as("m.npy", &file("'|u1'", "False", "(9, 2, 8)", &[1; 144])).unwrap().shape(),
            (2, 8)
        );
        let mask = refusal("m.npy", &file("'|b1'", "False", "(1, 2)", &[0, 1]));
        assert!(mask.contains("a mask and no map; save it as numbers"), "{mask}");
    }

    #[test]
    fn what_is_no_map_is_refused_in_a_sentence() {
        for (kind, shape, word) in [
            ("'|O'", "(1, 1)", "type is not read"),
            ("'<c8'", "(1, 1)", "type is not read"),
            ("[('Na', '<f8', (2,))]", "(1, 1)", "arrays inside fields"),
            ("[('Na', '<f8')]", "(1, 1)", "has fields"),
            ("'<f8'", "(1,)", "1 axes"),
            ("'<f8'", "()", "0 axes"),
            ("'<f8'", "(1, 0)", "empty"),
            ("'<f8'", "(99999999, 99999999)", "larger than any map"),
            ("'<f8'", "(1000, 1000)", "cut off"),
            ("'<f8'", "(18446744073709551615, 2)", "larger than any map"),
        ] {
            let text = refusal("m.npy", &file(kind, "False", shape, &f8(&[1.0])));
            assert!(text.contains(word), "{kind} {shape}: {text}");
        }
        let infinite = refusal("m.npy", &file("'<f8'", "False", "(1, 1)", &f8(&[f64::INFINITY])));
        assert!(infinite.contains("inf"), "{infinite}");
    }

    #[test]
    fn damaged_arrays_are_never_a_panic() {
        let read = |path: &Path| read(path, &ReadOptions::default(), &Task::new());
        damage(&file("'<f8'", "False", "(2, 3)", &f8(&[1.0; 6])), read);
        damage(&file("[('Na', '<f8'), ('', '|V3')]", "True", "(2, 1)", &[7; 22]), read);
    }
}
