// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation: what an instrument would measure of a known sample.
//!
//! The five steps of van Elteren et al. 2019 (doi:10.1039/c9ja00166b): laser sampling, Flicker noise, washout,
//! integration over the acquisition time, counting. The same geometry as a linear operator serves the inverse side.

mod acquisition;
mod beam;
mod boxes;
mod conditions;
mod counting;
mod crater;
mod disc;
mod exposure;
mod firing;
mod flicker;
mod footprints;
mod gather;
mod linear;
mod operator;
mod overlap;
mod passes;
mod phase;
mod presets;
mod reach;
mod sampling;
mod scan;
mod scanned;
pub mod settings;
mod sums;
mod super_gaussian;
mod thin;
mod washout;

pub use conditions::{
    Alignment, BeamShape, Conditions, Edge, PulseResponse, ScanDirection, ScanMode, SpotLayout, Tail,
};
pub use crater::Crater;
pub use operator::{Axis, Operator};
pub use overlap::Taps;
pub use passes::{Pass, PassMap, simulate_passes, staggered};
pub use presets::{PRESETS, Preset, preset};
pub use scan::Scan;
pub use washout::Response;

use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use sampling::Sampler;
use thin::Thin;

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
    lines(sample, pixel_um, conditions, noisy(conditions, seed))
}

/// The measurement of [`simulate`] without noise: expected counts, shape (lines, pixels). Not random.
///
/// # Errors
/// As [`simulate`].
pub fn expected(sample: ArrayView2<'_, f32>, pixel_um: f64, conditions: &Conditions) -> Result<Array2<f32>> {
    lines(sample, pixel_um, conditions, noise_free(conditions))
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

/// The counts of a line from what its pulses release, with all noise.
fn noisy(conditions: &Conditions, seed: u64) -> impl Fn(&mut [f64], &Scan, usize) -> Result<Vec<f64>> + Sync {
    move |released, scan, line| {
        flicker::vary(released, scan, conditions.flicker_rsd, seed, line);
        let mut counts = acquisition::integrate(released, scan, blank_counts(conditions));
        counting::count(&mut counts, seed, line)?;
        Ok(counts)
    }
}

/// The expected counts of a line from what its pulses release.
fn noise_free(conditions: &Conditions) -> impl Fn(&mut [f64], &Scan, usize) -> Result<Vec<f64>> + Sync {
    |released, scan, _| Ok(acquisition::integrate(released, scan, blank_counts(conditions)))
}

/// Runs `finish` on the counts that the pulses of each line of the scan release that covers the sample.
fn lines(
    sample: ArrayView2<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
    finish: impl Fn(&mut [f64], &Scan, usize) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f32>> {
    check_sample(sample, pixel_um)?;
    let (rows, columns) = sample.dim();
    let scan = Scan::covering(conditions, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
    on_scan(sample, pixel_um, &scan, conditions, finish)
}

/// As [`lines`] on a given scan: on all threads, or line after line where the sample wears out.
fn on_scan(
    sample: ArrayView2<'_, f32>,
    pixel_um: f64,
    scan: &Scan,
    conditions: &Conditions,
    finish: impl Fn(&mut [f64], &Scan, usize) -> Result<Vec<f64>> + Sync,
) -> Result<Array2<f32>> {
    let sample = sample.as_standard_layout();
    let mut map = vec![0.0f32; scan.lines * scan.pixels];
    let measure = |mut released: Vec<f64>, line: usize, out: &mut [f32]| -> Result<()> {
        released.iter_mut().for_each(|amount| *amount *= conditions.sensitivity_counts);
        let counts = finish(&mut released, scan, line)?;
        out.iter_mut().zip(counts).for_each(|(out, counts)| *out = counts as f32);
        if scan.runs_back(line) {
            out.reverse();
        }
        Ok(())
    };
    if conditions.sample_layers > 0.0 {
        let mut thin = Thin::new(sample.view(), pixel_um, scan, conditions.sample_layers)?;
        let mut lines = map.chunks_mut(scan.pixels).enumerate();
        lines.try_for_each(|(line, out)| measure(thin.line(line), line, out))?;
    } else {
        let thick = Sampler::new(sample.view(), pixel_um, scan)?;
        let lines = map.par_chunks_mut(scan.pixels).enumerate();
        lines.try_for_each_init(Vec::new, |room, (line, out)| measure(thick.line(line, room), line, out))?;
    }
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
    // without an early exit the whole of a row is checked at once
    let is_concentration = |value: &f32| (0.0..=f32::MAX).contains(value);
    let all = |row: &[f32]| row.iter().fold(true, |all, value| all & is_concentration(value));
    if sample.as_slice_memory_order().is_some_and(all) {
        return Ok(());
    }
    match sample.indexed_iter().find(|(_, value)| !is_concentration(value)) {
        None => Ok(()),
        Some(((row, column), value)) => Err(Error::Data(format!(
            "the concentration at row {row}, column {column} is {value}: it must be a finite number >= 0"
        ))),
    }
}
