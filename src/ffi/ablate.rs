// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation for C.

use super::conditions::LamapConditions;
use super::pointer::{Output, check_pixel, exclusive, image, product, shared, stack};
use super::status::{LamapStatus, guard};
use crate::ablation::{
    Scan, concentrations, expected, expected_elements, simulate, simulate_elements, to_concentrations,
    variance, variance_elements,
};
use crate::conditions::Conditions;
use crate::error::Result;
use ndarray::{Array2, Array3, ArrayView2, ArrayView3, CowArray, Ix3};

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
        (*lines, *pixels) = shape(&conditions.0, (rows, columns), pixel_um)?;
        Ok(())
    })
}

/// Simulates a measurement: `counts` receives lines x pixels values, row by row (see `lamap_ablate_shape`).
///
/// `sample`: rows x columns concentrations, row by row, finite and not negative. Where the setting
/// "mean_concentration" is not 0, as in the preset "seed-2019", `sample` is any picture: its minimum is subtracted and
/// it is scaled to that mean first. Equal seeds give equal counts, whatever the number of threads. `counts` stays
/// untouched on a failure.
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `sample` is NULL (an error) or rows x columns floats; `counts` is
/// NULL (an error) or `counts_length` writable floats.
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
        let (conditions, sample) =
            unsafe { (shared(conditions, "conditions")?, image(sample, rows, columns, "sample")?) };
        // SAFETY: as above.
        let counts = unsafe { Output::new(counts, counts_length, "counts")? };
        measure(&conditions.0, sample, pixel_um, counts, |sample| {
            simulate(sample, pixel_um, &conditions.0, seed)
        })
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
        let (conditions, sample) =
            unsafe { (shared(conditions, "conditions")?, image(sample, rows, columns, "sample")?) };
        // SAFETY: as above.
        let counts = unsafe { Output::new(counts, counts_length, "counts")? };
        measure(&conditions.0, sample, pixel_um, counts, |sample| expected(sample, pixel_um, &conditions.0))
    })
}

/// Variance of the measurement of `lamap_ablate`: counting, Flicker noise, drift and gains of lines by their laws.
///
/// # Safety
/// As `lamap_ablate`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_variance(
    conditions: *const LamapConditions,
    sample: *const f32,
    rows: usize,
    columns: usize,
    pixel_um: f64,
    variances: *mut f32,
    variances_length: usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, sample) =
            unsafe { (shared(conditions, "conditions")?, image(sample, rows, columns, "sample")?) };
        // SAFETY: as above.
        let variances = unsafe { Output::new(variances, variances_length, "variances")? };
        measure(&conditions.0, sample, pixel_um, variances, |sample| {
            variance(sample, pixel_um, &conditions.0)
        })
    })
}

/// Simulates a measurement of several elements in one pass: `counts` receives elements x lines x pixels values, element
/// by element. All elements share the Flicker noise of the laser, the drift and the gains of the lines; where the
/// conditions have channels (`lamap_channel_add`), there is one for each. Otherwise as `lamap_ablate`, which gives the
/// first of them.
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `samples` is NULL (an error) or elements x rows x columns floats;
/// `counts` is NULL (an error) or `counts_length` writable floats.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_ablate_elements(
    conditions: *const LamapConditions,
    samples: *const f32,
    elements: usize,
    rows: usize,
    columns: usize,
    pixel_um: f64,
    seed: u64,
    counts: *mut f32,
    counts_length: usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let conditions = &unsafe { shared(conditions, "conditions")? }.0;
        // SAFETY: as above.
        let samples = unsafe { stack(samples, (elements, rows, columns), "samples")? };
        // SAFETY: as above.
        let counts = unsafe { Output::new(counts, counts_length, "counts")? };
        measure_elements(conditions, samples, pixel_um, counts, |samples| {
            simulate_elements(samples, pixel_um, conditions, seed)
        })
    })
}

/// The measurement of `lamap_ablate_elements` without noise.
///
/// # Safety
/// As `lamap_ablate_elements`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_expected_elements(
    conditions: *const LamapConditions,
    samples: *const f32,
    elements: usize,
    rows: usize,
    columns: usize,
    pixel_um: f64,
    counts: *mut f32,
    counts_length: usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let conditions = &unsafe { shared(conditions, "conditions")? }.0;
        // SAFETY: as above.
        let samples = unsafe { stack(samples, (elements, rows, columns), "samples")? };
        // SAFETY: as above.
        let counts = unsafe { Output::new(counts, counts_length, "counts")? };
        measure_elements(conditions, samples, pixel_um, counts, |samples| {
            expected_elements(samples, pixel_um, conditions)
        })
    })
}

/// The variance of the measurement of `lamap_ablate_elements`.
///
/// # Safety
/// As `lamap_ablate_elements`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_variance_elements(
    conditions: *const LamapConditions,
    samples: *const f32,
    elements: usize,
    rows: usize,
    columns: usize,
    pixel_um: f64,
    variances: *mut f32,
    variances_length: usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let conditions = &unsafe { shared(conditions, "conditions")? }.0;
        // SAFETY: as above.
        let samples = unsafe { stack(samples, (elements, rows, columns), "samples")? };
        // SAFETY: as above.
        let variances = unsafe { Output::new(variances, variances_length, "variances")? };
        measure_elements(conditions, samples, pixel_um, variances, |samples| {
            variance_elements(samples, pixel_um, conditions)
        })
    })
}

fn measure_elements(
    conditions: &Conditions,
    pictures: ArrayView3<'_, f32>,
    pixel_um: f64,
    counts: Output,
    run: impl FnOnce(ArrayView3<'_, f32>) -> Result<Array3<f32>>,
) -> Result<()> {
    let (elements, rows, columns) = pictures.dim();
    let (lines, pixels) = shape(conditions, (rows, columns), pixel_um)?;
    counts.expect(product(&[elements, lines, pixels], "the map of these samples")?)?;
    let maps = run(concentrations_of(pictures, conditions)?.view())?;
    counts.fill(maps.iter())
}

/// Pictures as concentrations; copied only if they are to be scaled.
pub(super) fn concentrations_of<'a>(
    pictures: ArrayView3<'a, f32>,
    conditions: &Conditions,
) -> Result<CowArray<'a, f32, Ix3>> {
    let mut concentrations = CowArray::from(pictures);
    if conditions.mean_concentration != 0.0 {
        let mut scaled = concentrations.into_owned();
        scaled.outer_iter_mut().try_for_each(|picture| to_concentrations(picture, conditions))?;
        concentrations = scaled.into();
    }
    Ok(concentrations)
}

fn shape(conditions: &Conditions, (rows, columns): (usize, usize), pixel_um: f64) -> Result<(usize, usize)> {
    product(&[rows, columns], "sample")?;
    check_pixel("pixel_um", pixel_um)?;
    let scan = Scan::covering(conditions, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
    product(&[scan.lines, scan.pixels], "the map of this sample")?;
    Ok((scan.lines, scan.pixels))
}

fn measure(
    conditions: &Conditions,
    picture: ArrayView2<'_, f32>,
    pixel_um: f64,
    counts: Output,
    run: impl FnOnce(ArrayView2<'_, f32>) -> Result<Array2<f32>>,
) -> Result<()> {
    let (lines, pixels) = shape(conditions, picture.dim(), pixel_um)?;
    counts.expect(lines * pixels)?;
    let map = run(concentrations(picture, conditions)?.view())?;
    counts.fill(map.iter())
}
