// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation for C.

use super::conditions::LamapConditions;
use super::pointer::{copy_out, exclusive, expect_length, image, shared, slice_mut};
use super::status::{LamapStatus, guard};
use crate::ablation::{Scan, expected, simulate};
use crate::error::Result;
use ndarray::{Array2, ArrayView2};

/// Number of lines and pixels of the map that these conditions give of a sample of `rows` x `columns` square pixels
/// of `pixel_um` micrometres.
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
        let (conditions, lines, pixels) =
            unsafe { (shared(conditions, "conditions")?, exclusive(lines, "lines")?, exclusive(pixels, "pixels")?) };
        let scan = Scan::covering(&conditions.0, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
        (*lines, *pixels) = (scan.lines, scan.pixels);
        Ok(())
    })
}

/// Simulates a measurement: `counts` receives lines x pixels values, row by row (see `lamap_ablate_shape`).
///
/// `sample`: rows x columns concentrations, row by row, finite and not negative. Equal seeds give equal counts,
/// whatever the number of threads. `counts` stays untouched on a failure.
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `sample` is NULL (an error) or rows x columns floats; `counts` is NULL
/// (an error) or `counts_length` writable floats.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_ablate(
    conditions: *const LamapConditions,
    sample: *const f32,
    rows: usize,
    columns: usize,
    pixel_um: f64,
    seed: u64,
    counts: *mut f32,
    counts_length: usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, sample, out) = unsafe {
            (shared(conditions, "conditions")?, image(sample, rows, columns, "sample")?, slice_mut(counts, counts_length, "counts")?)
        };
        deliver(sample, out, |sample| simulate(sample, pixel_um, &conditions.0, seed))
    })
}

/// The measurement of `lamap_ablate` without noise: expected counts.
///
/// # Safety
/// As `lamap_ablate`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_expected(
    conditions: *const LamapConditions,
    sample: *const f32,
    rows: usize,
    columns: usize,
    pixel_um: f64,
    counts: *mut f32,
    counts_length: usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, sample, out) = unsafe {
            (shared(conditions, "conditions")?, image(sample, rows, columns, "sample")?, slice_mut(counts, counts_length, "counts")?)
        };
        deliver(sample, out, |sample| expected(sample, pixel_um, &conditions.0))
    })
}

fn deliver(
    sample: ArrayView2<'_, f32>,
    out: &mut [f32],
    run: impl FnOnce(ArrayView2<'_, f32>) -> Result<Array2<f32>>,
) -> Result<()> {
    let map = run(sample)?;
    expect_length("counts", map.len(), out.len())?;
    copy_out(map.iter(), out);
    Ok(())
}
