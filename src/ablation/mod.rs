// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation: what an instrument would measure of a known sample.
//!
//! The five steps of van Elteren et al. 2019 (doi:10.1039/c9ja00166b): laser sampling, Flicker noise, washout,
//! integration over the acquisition time, counting. The same geometry as a linear operator serves the inverse side.

mod acquisition;
mod conditions;
mod counting;
mod exposure;
mod flicker;
mod operator;
mod overlap;
mod plan;
mod presets;
mod sampling;
mod scan;
pub mod settings;
mod spread;
mod stated;
mod transfer;
mod washout;

pub use conditions::{Alignment, Conditions, Edge, PulseResponse};
pub use operator::{Axis, Operator};
pub use overlap::Taps;
pub use plan::{Change, MapSize, Plan, Resolution, Ripple, Signal, Smear, Task, plan};
pub use presets::{PRESETS, Preset, preset};
pub use scan::Scan;
pub use spread::Spread;
pub use stated::{Notation, Stated};
pub use transfer::{Transfer, transfer};
pub use washout::Response;

use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

/// Simulates a measurement of `sample`: counts, shape (lines, pixels).
///
/// `sample`: concentration, shape (rows, columns) of square pixels of `pixel_um` µm, finite and >= 0.
/// Random in the Flicker and counting streams of `seed`; the same for any number of threads.
///
/// # Errors
/// [`Error::Data`] for a NaN, infinite or negative concentration or an empty sample; [`Error::OutOfRange`],
/// [`Error::Missing`] for the conditions.
///
/// ```
/// use lamap::ablation::{preset, simulate};
/// let sample = ndarray::Array2::from_elem((50, 50), 1.0f32);
/// let counts = simulate(sample.view(), 1.0, &preset("seed-2019")?, 42)?;
/// assert_eq!(counts.dim(), (10, 10));
/// # Ok::<(), lamap::Error>(())
/// ```
pub fn simulate(
    sample: ArrayView2<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
    seed: u64,
) -> Result<Array2<f32>> {
    lines(sample, pixel_um, conditions, |released, scan, line| {
        flicker::vary(released, scan, conditions.flicker_rsd, seed, line);
        let mut counts = acquisition::integrate(released, scan, blank_counts(conditions));
        counting::count(&mut counts, seed, line)?;
        Ok(counts)
    })
}

/// The measurement of [`simulate`] without noise: expected counts, shape (lines, pixels). Not random.
///
/// # Errors
/// As [`simulate`].
pub fn expected(sample: ArrayView2<'_, f32>, pixel_um: f64, conditions: &Conditions) -> Result<Array2<f32>> {
    lines(sample, pixel_um, conditions, |released, scan, _| {
        Ok(acquisition::integrate(released, scan, blank_counts(conditions)))
    })
}

/// A picture as concentrations: minimum subtracted and scaled to `mean_concentration` where that is asked for.
///
/// # Errors
/// [`Error::Data`] if a picture without contrast is to be scaled.
pub fn concentrations(picture: ArrayView2<'_, f32>, conditions: &Conditions) -> Result<Array2<f32>> {
    if conditions.mean_concentration == 0.0 {
        return Ok(picture.to_owned());
    }
    let lowest = picture.iter().copied().fold(f32::INFINITY, f32::min);
    let mean = picture.iter().map(|&v| f64::from(v - lowest)).sum::<f64>() / picture.len().max(1) as f64;
    if mean.is_nan() || mean <= 0.0 {
        return Err(Error::Data("a picture without contrast cannot be scaled to mean_concentration".into()));
    }
    let scale = conditions.mean_concentration / mean;
    Ok(picture.mapv(|v| (f64::from(v - lowest) * scale) as f32))
}

fn blank_counts(conditions: &Conditions) -> f64 {
    conditions.gas_blank_cps * conditions.acquisition_time_s
}

/// Runs `finish` on the counts that the pulses of each line release, line by line on all threads.
fn lines(
    sample: ArrayView2<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
    finish: impl Fn(&mut [f64], &Scan, usize) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f32>> {
    check_sample(sample, pixel_um)?;
    let (rows, columns) = sample.dim();
    let scan = Scan::covering(conditions, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
    let mut map = vec![0.0f32; scan.lines * scan.pixels];
    map.par_chunks_mut(scan.pixels).enumerate().try_for_each(|(line, out)| {
        let mut released = sampling::ablate(sample, pixel_um, &scan, line);
        released.iter_mut().for_each(|amount| *amount *= conditions.sensitivity_counts);
        let counts = finish(&mut released, &scan, line)?;
        out.iter_mut().zip(counts).for_each(|(out, counts)| *out = counts as f32);
        Ok(())
    })?;
    Ok(Array2::from_shape_vec((scan.lines, scan.pixels), map).expect("a vector of lines x pixels"))
}

fn check_sample(sample: ArrayView2<'_, f32>, pixel_um: f64) -> Result<()> {
    let (rows, columns) = sample.dim();
    if sample.is_empty() {
        return Err(Error::Data(format!("the sample is empty ({rows} rows, {columns} columns)")));
    }
    if !(1e-3..=1e5).contains(&pixel_um) {
        return Err(Error::OutOfRange { key: "pixel_um", value: pixel_um, unit: "µm", min: 1e-3, max: 1e5 });
    }
    match sample.indexed_iter().find(|(_, v)| !(v.is_finite() && **v >= 0.0)) {
        None => Ok(()),
        Some(((row, column), value)) => Err(Error::Data(format!(
            "the concentration at row {row}, column {column} is {value}: it must be a finite number >= 0"
        ))),
    }
}
