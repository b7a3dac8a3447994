// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation for C.

use super::conditions::LamapConditions;
use super::map::{self, LamapMap, LamapValueUnit};
use super::pointer::{Output, exclusive, product, shared};
use super::progress::{LamapProgress, follow};
use super::scan::{self, LamapPass};
use super::sized;
use super::status::{LamapStatus, guard};
use crate::ablation::{Quantity, Scan};
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use crate::map::{Map, expect_pixel_um};
use crate::task::Task;
use core::ffi::{CStr, c_void};

/// What `lamap_ablate` gives: one measurement with all noise, which follows from the seed.
pub const LAMAP_QUANTITY_DRAW: i32 = 0;
/// The mean of all measurements, without noise.
pub const LAMAP_QUANTITY_EXPECTED: i32 = 1;
/// The variance of all measurements: counting, Flicker noise, drift and gains of lines by their laws.
pub const LAMAP_QUANTITY_VARIANCE: i32 = 2;

/// Lines and pixels of the map that these conditions give of a sample of `rows` x `columns` square pixels of
/// `pixel_um` micrometres.
///
/// # Safety
/// `conditions`, `lines` and `pixels` are NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_ablate_shape(
    conditions: *const LamapConditions,
    rows: usize,
    columns: usize,
    pixel_um: f64,
    lines: *mut usize,
    pixels: *mut usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, lines, pixels) = unsafe {
            (shared(conditions, "conditions")?, exclusive(lines, "lines")?, exclusive(pixels, "pixels")?)
        };
        (*lines, *pixels) = shape(&conditions.0.conditions, (rows, columns), pixel_um)?;
        Ok(())
    })
}

/// Simulates a measurement: `values` receives elements x lines x pixels values (see `lamap_ablate_shape`, or
/// `lamap_scan` for a pass), element by element, row by row.
///
/// `sample`: concentrations on square pixels, finite and not negative. Where the setting "mean_concentration" is not
/// 0, as in the preset "seed-2019", any pictures: the minimum of each is subtracted and it is scaled to that mean
/// first. All elements share the Flicker noise of the laser, the drift and the gains of the lines. Channels that
/// bear the names of elements are theirs, in any order; others belong to the elements in their order.
///
/// `pass`: one of several passes over a thick sample, or NULL: a single one. `quantity`: one of
/// `LAMAP_QUANTITY_`...; `seed` is used only for a draw, and equal seeds give equal values, whatever the number of
/// threads. `measured`, unless NULL, receives the description of the map: pixel size, place, unit ("counts²" for a
/// variance), and `values` and the names of `sample` as its own. `progress` may be NULL; `user` is handed to it.
/// After a failure or a cancel `values` and `measured` are untouched.
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `sample` is NULL (an error) or as `LamapMap` says; `pass` is
/// NULL or a structure whose `struct_size` was set; `values` is NULL (an error) or `length` writable floats;
/// `progress` is NULL or keeps to `LamapProgress`; `measured` is NULL or a structure whose `struct_size` was
/// set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_ablate(
    conditions: *const LamapConditions,
    sample: *const LamapMap,
    pass: *const LamapPass,
    quantity: i32,
    seed: u64,
    values: *mut f32,
    length: usize,
    progress: LamapProgress,
    user: *mut c_void,
    measured: *mut LamapMap,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let conditions = &unsafe { shared(conditions, "conditions")? }.0.conditions;
        // SAFETY: as above.
        let (sample, names) = unsafe { map::lent_sample(sample)? };
        // SAFETY: as above.
        let output = unsafe { Output::new(values, length, "values")? };
        // SAFETY: as above.
        let one = (!pass.is_null()).then(|| unsafe { scan::read(pass) }).transpose()?;
        // SAFETY: as above.
        let measured_size = (!measured.is_null())
            .then(|| unsafe { shared(measured, "measured") }.map(|measured| measured.struct_size))
            .transpose()?;
        let quantity = quantity_of(quantity, seed)?;
        let (elements, rows, columns) = sample.values.dim();
        let (lines, pixels) = match &one {
            None => shape(conditions, (rows, columns), sample.pixel_um.0)?,
            Some((pass, _)) => {
                let scan = scan::geometry(conditions, pass, (rows, columns), sample.pixel_um.0)?;
                (scan.rows, scan.columns)
            }
        };
        output.expect(product(&[elements, lines, pixels], "the map of this sample")?)?;
        let task = Task::new();
        task.stage("ablate")?; // known before the first call
        let ablate = |task: &Task| match &one {
            None => sample.ablate(conditions, quantity, task),
            Some((pass, number)) => sample.ablate_pass(conditions, (*number, pass), quantity, task),
        };
        // SAFETY: as above.
        let map = unsafe { follow(&task, progress, user, ablate)? };
        output.fill(map.values().iter())?;
        let Some(struct_size) = measured_size else { return Ok(()) };
        let described = LamapMap { struct_size, values, names, ..described(&map)? };
        // SAFETY: as above.
        unsafe { sized::write(measured, struct_size, &described, "measured") }
    })
}

fn quantity_of(quantity: i32, seed: u64) -> Result<Quantity> {
    match quantity {
        LAMAP_QUANTITY_DRAW => Ok(Quantity::Draw { seed }),
        LAMAP_QUANTITY_EXPECTED => Ok(Quantity::Expected),
        LAMAP_QUANTITY_VARIANCE => Ok(Quantity::Variance),
        _ => Err(Error::InvalidValue {
            key: "quantity".into(),
            value: quantity.to_string(),
            expected: "one of LAMAP_QUANTITY_DRAW, LAMAP_QUANTITY_EXPECTED, LAMAP_QUANTITY_VARIANCE".into(),
        }),
    }
}

/// Size, place and unit of a simulated map.
fn described(map: &Map) -> Result<LamapMap> {
    let (width_um, height_um) = map.pixel_size_um()?;
    Ok(LamapMap {
        elements: map.elements().len(),
        lines: map.shape().0,
        pixels: map.shape().1,
        pixel_width_um: width_um,
        pixel_height_um: height_um,
        value_unit: LamapValueUnit::of(&map.unit),
        unit: UNITS
            .iter()
            .find(|unit| unit.to_bytes() == map.unit.as_bytes())
            .map_or(LamapMap::EMPTY.unit, |unit| unit.as_ptr()),
        origin_x_um: map.origin_um.0,
        origin_y_um: map.origin_um.1,
        ..LamapMap::EMPTY
    })
}

/// The units of simulated maps.
const UNITS: [&CStr; 6] = [c"counts", c"cps", c"ADU", c"counts²", c"cps²", c"ADU²"];

fn shape(conditions: &Conditions, (rows, columns): (usize, usize), pixel_um: f64) -> Result<(usize, usize)> {
    product(&[rows, columns], "sample")?;
    expect_pixel_um("pixel_um", pixel_um)?;
    let (lines, pixels) = Scan::shape(conditions, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
    product(&[lines, pixels], "the map of this sample")?;
    Ok((lines, pixels))
}
