// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C type of a measured map.

use super::lent;
use super::pointer::{optional_text, product, slice, text};
use super::sized;
use super::status::{LamapStatus, guard};
use crate::ablation::Sample;
use crate::enhance::Planned;
use crate::error::{Error, Result};
use crate::map::{Map, expect_pixel_um};
use core::ffi::c_char;
use core::ptr;
use safer_ffi::prelude::*;

/// What the values of a map are.
#[derive_ReprC]
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LamapValueUnit {
    /// Anything else: concentrations, intensities.
    Unknown = 0,
    /// Counts of one pixel: the noise follows from them.
    Counts = 1,
    /// Counts per second.
    Cps = 2,
}

/// Number type of the values of a map.
#[derive_ReprC]
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LamapValueType {
    /// float
    F32 = 0,
    /// double
    F64 = 1,
    /// uint8_t
    U8 = 2,
    /// uint16_t
    U16 = 3,
    /// int16_t
    I16 = 4,
    /// uint32_t; lamap works with floats, which round numbers beyond 2^24
    U32 = 5,
    /// int32_t, as above
    I32 = 6,
}

/// A measured map, lent for a call. Fill it with `lamap_map_init` first, then set what is known. Threads: a map that
/// nobody changes may be lent to several calls.
#[derive_ReprC]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct LamapMap {
    /// Size of this structure, set by `lamap_map_init`.
    pub struct_size: usize,
    /// elements x lines x pixels values, element by element, line by line along the scan; NAN where missing. Of
    /// another type or order as the last fields say: cast the pointer then.
    pub values: *const f32,
    /// Number of elements.
    pub elements: usize,
    /// Lines of each element.
    pub lines: usize,
    /// Pixels of each line.
    pub pixels: usize,
    /// Width of a pixel along the scan, in micrometres.
    pub pixel_width_um: f64,
    /// Distance of two lines, in micrometres.
    pub pixel_height_um: f64,
    /// What the values are.
    pub value_unit: LamapValueUnit,
    /// One UTF-8 name for each element, or NULL: "1", "2" and so on.
    pub names: *const *const c_char,
    /// Unit of the values as UTF-8 text, e.g. "ug/g", or NULL: what `value_unit` says.
    pub unit: *const c_char,
    /// Outer corner of pixel (0, 0) on the sample along the scan, in micrometres.
    pub origin_x_um: f64,
    /// The same from line to line.
    pub origin_y_um: f64,
    /// Bytes from a value to that of the next element, from the first value on; 0: the elements lie close together.
    pub element_stride: isize,
    /// Bytes from a line to the next, negative where the last line comes first; 0: close together.
    pub line_stride: isize,
    /// Bytes from a pixel to the next; 0: close together.
    pub pixel_stride: isize,
    /// Number type of the values. Any but floats that lie close together are copied.
    pub value_type: LamapValueType,
    /// 0; kept for a field to come.
    pub reserved: i32,
}

impl LamapMap {
    pub(super) const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        values: ptr::null(),
        elements: 1,
        lines: 0,
        pixels: 0,
        pixel_width_um: f64::NAN,
        pixel_height_um: f64::NAN,
        value_unit: LamapValueUnit::Unknown,
        names: ptr::null(),
        unit: ptr::null(),
        origin_x_um: 0.0,
        origin_y_um: 0.0,
        element_stride: 0,
        line_stride: 0,
        pixel_stride: 0,
        value_type: LamapValueType::F32,
        reserved: 0,
    };
}

/// Fills a map with what holds where nothing is set: one element, unknown unit, no values, no pixel size.
///
/// # Safety
/// `map` is NULL (an error) or `struct_size` writable bytes; `struct_size` is `sizeof *map`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_map_init(map: *mut LamapMap, struct_size: usize) -> LamapStatus {
    let empty = LamapMap { struct_size, ..LamapMap::EMPTY };
    // SAFETY: by the section above.
    guard(|| unsafe { sized::write(map, struct_size, &empty, "map") })
}

/// Copies a map of C whose pixel size is known.
///
/// # Safety
/// NULL, or a structure of the size it states, whose pointers are NULL or hold what its sizes say.
pub(super) unsafe fn read(map: *const LamapMap) -> Result<Map> {
    // SAFETY: promised by the caller.
    let lent = unsafe { sized::read(map, LamapMap::EMPTY, "map")? };
    expect_pixel_um("pixel_width_um", lent.pixel_width_um)?;
    expect_pixel_um("pixel_height_um", lent.pixel_height_um)?;
    // SAFETY: promised by the caller.
    unsafe { read_any(map) }
}

/// The plan of a map of C whose values come later.
///
/// # Safety
/// As [`read`], but for its values, which are not looked at.
pub(super) unsafe fn planned(map: *const LamapMap) -> Result<Planned> {
    // SAFETY: promised by the caller.
    let map = unsafe { sized::read(map, LamapMap::EMPTY, "plan")? };
    product(&[map.elements, map.lines, map.pixels], "plan")?;
    expect_pixel_um("pixel_width_um", map.pixel_width_um)?;
    expect_pixel_um("pixel_height_um", map.pixel_height_um)?;
    // SAFETY: promised by the caller.
    let (elements, unit) = unsafe { (read_names(&map)?, optional_text(map.unit, "plan.unit")?) };
    Ok(Planned {
        elements,
        lines: map.lines,
        pixels: map.pixels,
        pixel_um: (map.pixel_width_um, map.pixel_height_um),
        unit: unit.unwrap_or(map.value_unit.name()).into(),
        origin_um: (finite("origin_x_um", map.origin_x_um)?, finite("origin_y_um", map.origin_y_um)?),
    })
}

/// Copies a map of C; a pixel size of NAN is not known.
///
/// # Safety
/// As [`read`].
pub(super) unsafe fn read_any(map: *const LamapMap) -> Result<Map> {
    // SAFETY: promised by the caller.
    let map = unsafe { sized::read(map, LamapMap::EMPTY, "map")? };
    product(&[map.elements, map.lines, map.pixels], "map")?;
    // SAFETY: promised by the caller.
    let (values, names) = unsafe { (lent::values(&map, "map.values")?, read_names(&map)?) };
    let mut read = Map::new(values.into_owned(), names)?;
    read.pixel_width_um = known_pixel("pixel_width_um", map.pixel_width_um)?;
    read.pixel_height_um = known_pixel("pixel_height_um", map.pixel_height_um)?;
    read.origin_um = (finite("origin_x_um", map.origin_x_um)?, finite("origin_y_um", map.origin_y_um)?);
    // SAFETY: promised by the caller.
    let unit = unsafe { optional_text(map.unit, "map.unit")? };
    read.unit = unit.unwrap_or(map.value_unit.name()).into();
    Ok(read)
}

/// Borrows a map of C as a sample whose pixel size is known, and its list of names as it is.
///
/// # Safety
/// As [`read`]; the values must stay as they are while the sample lives.
pub(super) unsafe fn lent_sample<'a>(map: *const LamapMap) -> Result<(Sample<'a>, *const *const c_char)> {
    // SAFETY: promised by the caller.
    let map = unsafe { sized::read(map, LamapMap::EMPTY, "sample")? };
    expect_pixel_um("pixel_width_um", map.pixel_width_um)?;
    expect_pixel_um("pixel_height_um", map.pixel_height_um)?;
    // SAFETY: promised by the caller.
    let values = unsafe { lent::values(&map, "sample.values")? };
    let sample = Sample {
        values,
        // SAFETY: as above.
        elements: unsafe { read_names(&map)? },
        pixel_um: (map.pixel_width_um, map.pixel_height_um),
        origin_um: (finite("origin_x_um", map.origin_x_um)?, finite("origin_y_um", map.origin_y_um)?),
    };
    Ok((sample, map.names))
}

impl LamapValueUnit {
    /// The unit as maps carry it.
    fn name(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Counts => "counts",
            Self::Cps => "cps",
        }
    }

    /// What C is told of a unit.
    pub(super) fn of(unit: &str) -> Self {
        let is = |known: Self| unit.eq_ignore_ascii_case(known.name());
        [Self::Counts, Self::Cps].into_iter().find(|known| is(*known)).unwrap_or(Self::Unknown)
    }
}

fn known_pixel(key: &'static str, value: f64) -> Result<Option<f64>> {
    if value.is_nan() { Ok(None) } else { expect_pixel_um(key, value).map(Some) }
}

fn finite(key: &'static str, value: f64) -> Result<f64> {
    let (min, max) = (f64::MIN, f64::MAX);
    if value.is_finite() { Ok(value) } else { Err(Error::OutOfRange { key, value, unit: "µm", min, max }) }
}

unsafe fn read_names(map: &LamapMap) -> Result<Vec<String>> {
    if map.names.is_null() {
        return Ok((1..=map.elements).map(|number| number.to_string()).collect());
    }
    // SAFETY: promised by the caller of `read`.
    let names = unsafe { slice(map.names, map.elements, "map.names")? };
    // SAFETY: as above.
    names.iter().map(|&name| unsafe { text(name, "map.names") }.map(str::to_owned)).collect()
}
