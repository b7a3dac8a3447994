// SPDX-License-Identifier: MIT OR Apache-2.0
//! The geometry of a scan, also of one of several passes over a sample, for C.

use super::conditions::LamapConditions;
use super::pointer::{product, shared};
use super::sized;
use super::status::{LamapStatus, guard};
use crate::ablation::{Pass, Scan};
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use crate::map::expect_pixel_um;
use safer_ffi::prelude::*;

/// How one of several passes lies on the sample. Threads: one that nobody changes may be lent to several calls.
#[derive_ReprC]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct LamapPass {
    /// Size of this structure, set by the caller to `sizeof` it.
    pub struct_size: usize,
    /// Where it starts along its scan, in pixels of the map, 0 to 1.
    pub offset_along: f64,
    /// The same across its lines.
    pub offset_across: f64,
    /// 1 if its lines run down the sample instead of along its rows; else 0.
    pub orthogonal: i32,
    /// Number of the pass, from 0: each draws its own noise from one seed.
    pub number: u32,
}

/// The geometry of a scan. Threads: any.
#[derive_ReprC]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct LamapScan {
    /// Size of this structure, set by the caller to `sizeof` it.
    pub struct_size: usize,
    /// Rows of the map as it lies on the sample: its lines, or the pixels of a line of an orthogonal pass.
    pub rows: usize,
    /// Columns of the map as it lies on the sample.
    pub columns: usize,
    /// Pixels of a line before the first one on the sample; 0 unless "tail" is "keep".
    pub lead: usize,
    /// Laser pulses on one line.
    pub pulses_on_a_line: usize,
    /// Laser pulses in a pixel.
    pub dosage: f64,
    /// Width of a pixel of the map on the sample, in micrometres.
    pub pixel_width_um: f64,
    /// Height of a pixel.
    pub pixel_height_um: f64,
    /// Outer corner of pixel (0, 0) on the sample, from the left.
    pub origin_x_um: f64,
    /// The same from the top.
    pub origin_y_um: f64,
    /// Size of the beam along the scan.
    pub beam_um: f64,
    /// Distance by which the map shows the sample too far along the scan.
    pub displacement_um: f64,
}

const PASS: LamapPass = LamapPass {
    struct_size: size_of::<LamapPass>(),
    offset_along: 0.0,
    offset_across: 0.0,
    orthogonal: 0,
    number: 0,
};

/// The geometry of a scan of `rows` x `columns` square pixels of `pixel_um` micrometres. `pass`: one of several
/// passes, or NULL: a single one. `scan` stays untouched on a failure.
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `pass` is NULL or a structure whose `struct_size` was set;
/// `scan` is NULL (an error) or a structure whose `struct_size` was set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_scan(
    conditions: *const LamapConditions,
    pass: *const LamapPass,
    rows: usize,
    columns: usize,
    pixel_um: f64,
    scan: *mut LamapScan,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, struct_size) =
            unsafe { (shared(conditions, "conditions")?, shared(scan, "scan")?.struct_size) };
        // SAFETY: as above.
        let (pass, _) = unsafe { read(pass)? };
        let found = geometry(&conditions.0.conditions, &pass, (rows, columns), pixel_um)?;
        // SAFETY: as above.
        unsafe { sized::write(scan, struct_size, &LamapScan { struct_size, ..found }, "scan") }
    })
}

pub(super) fn geometry(
    conditions: &Conditions,
    pass: &Pass,
    (rows, columns): (usize, usize),
    pixel_um: f64,
) -> Result<LamapScan> {
    product(&[rows, columns], "sample")?;
    expect_pixel_um("pixel_um", pixel_um)?;
    let scan: Scan = pass.scan(conditions, (columns as f64 * pixel_um, rows as f64 * pixel_um))?;
    product(&[scan.lines, scan.pixels], "the map of this sample")?;
    let turned = |(x, y): (f64, f64)| if pass.orthogonal { (y, x) } else { (x, y) };
    let (pixel_width_um, pixel_height_um) = turned((scan.pixel_width_um, scan.pixel_height_um));
    let (origin_x_um, origin_y_um) = turned(scan.corner_um());
    let (rows, columns) = if pass.orthogonal { (scan.pixels, scan.lines) } else { (scan.lines, scan.pixels) };
    Ok(LamapScan {
        struct_size: size_of::<LamapScan>(),
        rows,
        columns,
        lead: scan.lead,
        pulses_on_a_line: scan.pulses_on_a_line(),
        dosage: conditions.dosage(),
        pixel_width_um,
        pixel_height_um,
        origin_x_um,
        origin_y_um,
        beam_um: scan.beam_um,
        displacement_um: scan.displacement_um(),
    })
}

/// A pass and its number; NULL is the only one.
///
/// # Safety
/// NULL, or a structure of the size it states.
pub(super) unsafe fn read(pass: *const LamapPass) -> Result<(Pass, usize)> {
    // SAFETY: promised by the caller.
    let lent = if pass.is_null() { PASS } else { unsafe { sized::read(pass, PASS, "pass")? } };
    if !(0..=1).contains(&lent.orthogonal) {
        return Err(Error::InvalidValue {
            key: "pass.orthogonal".into(),
            value: lent.orthogonal.to_string(),
            expected: "0 or 1".into(),
        });
    }
    let offset = (lent.offset_along, lent.offset_across);
    Ok((Pass { offset, orthogonal: lent.orthogonal == 1 }, lent.number as usize))
}

/// A pass for C, in a structure of `struct_size` bytes.
pub(super) fn lent(pass: &Pass, number: usize, struct_size: usize) -> LamapPass {
    let (offset_along, offset_across) = pass.offset;
    let orthogonal = i32::from(pass.orthogonal);
    LamapPass { struct_size, offset_along, offset_across, orthogonal, number: number as u32 }
}
