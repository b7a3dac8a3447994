// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C type of a measured map.

use super::pointer::{check_pixel, product, slice, text};
use super::sized;
use super::status::{LamapStatus, guard};
use crate::error::Result;
use crate::map::Map;
use core::ffi::c_char;
use core::ptr;
use ndarray::Array3;
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

/// A measured map, lent for a call. Fill it with `lamap_map_init` first, then set what is known. Threads: a map that
/// nobody changes may be lent to several calls.
#[derive_ReprC]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct LamapMap {
    /// Size of this structure, set by `lamap_map_init`.
    pub struct_size: usize,
    /// elements x lines x pixels values, element by element, line by line along the scan; NAN where missing.
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
}

impl LamapMap {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        values: ptr::null(),
        elements: 1,
        lines: 0,
        pixels: 0,
        pixel_width_um: f64::NAN,
        pixel_height_um: f64::NAN,
        value_unit: LamapValueUnit::Unknown,
        names: ptr::null(),
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

/// Copies a map of C.
///
/// # Safety
/// NULL, or a structure of the size it states, whose pointers are NULL or hold what its sizes say.
pub(super) unsafe fn read(map: *const LamapMap) -> Result<Map> {
    // SAFETY: promised by the caller.
    let map = unsafe { sized::read(map, LamapMap::EMPTY, "map")? };
    let length = product(&[map.elements, map.lines, map.pixels], "map")?;
    check_pixel("pixel_width_um", map.pixel_width_um)?;
    check_pixel("pixel_height_um", map.pixel_height_um)?;
    // SAFETY: promised by the caller.
    let (values, names) = unsafe { (slice(map.values, length, "map.values")?, read_names(&map)?) };
    let values = Array3::from_shape_vec((map.elements, map.lines, map.pixels), values.to_vec())
        .map_err(|error| crate::Error::Data(error.to_string()))?;
    let mut read = Map::new(values, names)?.with_pixel_size(map.pixel_width_um, map.pixel_height_um);
    read.unit = match map.value_unit {
        LamapValueUnit::Unknown => "",
        LamapValueUnit::Counts => "counts",
        LamapValueUnit::Cps => "cps",
    }
    .into();
    Ok(read)
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
