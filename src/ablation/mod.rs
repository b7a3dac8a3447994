// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation: what an instrument would measure of a known sample.
//!
//! The five steps of van Elteren et al. 2019 (doi:10.1039/c9ja00166b): laser sampling, Flicker noise, washout,
//! integration over the acquisition time, counting. The same geometry as a linear operator serves the inverse side.

mod acquisition;
mod beam;
mod beam_transfer;
mod boxes;
mod channel;
mod choices;
mod conditions;
mod counting;
mod crater;
mod detector;
mod disc;
mod distinct;
mod drift;
mod elements;
mod exponential;
mod exposure;
mod firing;
mod flicker;
mod follows;
mod footprints;
mod gather;
mod linear;
mod measure;
mod notation;
mod operator;
mod overlap;
mod passes;
mod phase;
mod plan;
mod presets;
mod reach;
mod response_shape;
mod response_table;
mod samples;
mod sampling;
mod scan;
mod scanned;
pub mod settings;
mod spread;
mod stated;
mod stated_channels;
mod sums;
mod super_gaussian;
mod tables;
mod thin;
mod transfer;
mod variation;
mod washout;
mod washout_time;
mod written;

pub use channel::{AcquisitionMode, Channel};
pub use choices::{Alignment, BeamShape, Edge, PulseResponse, ScanDirection, ScanMode, SpotLayout, Tail};
pub use conditions::Conditions;
pub use crater::Crater;
pub use detector::{Detector, OutputUnit};
pub use elements::{expected_elements, simulate_elements, variance_elements};
pub(crate) use exponential::exponentials;
pub use flicker::{FlickerDistribution, FlickerStage};
pub use measure::{Wanted, measure_elements};
pub use notation::Notation;
pub use operator::{Axis, Operator};
pub use overlap::Taps;
pub use passes::{Pass, PassMap, simulate_passes, staggered};
pub use plan::{Change, MapSize, Plan, Resolution, Ripple, Signal, Smear, Task, plan};
pub use presets::{PRESETS, Preset, preset};
pub use response_table::ResponseTable;
pub use scan::Scan;
pub use spread::Spread;
pub use stated::Stated;
pub use transfer::{Transfer, transfer};
pub use washout::Response;
pub use washout_time::WashoutDefinition;

use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2, ArrayViewMut2};

/// Simulates a measurement of `sample`: counts, shape (lines, pixels).
///
/// `sample`: concentration, shape (rows, columns) of square pixels of `pixel_um` µm, finite and >= 0.
/// Random in the streams of `seed` for what the conditions state (Flicker noise, drift, counting, ...), each stream
/// independent of the others; the same for any number of threads.
///
/// # Errors
/// [`Error::Data`] for a NaN, infinite or negative concentration or an empty sample; [`Error::OutOfRange`],
/// [`Error::Missing`], [`Error::Contradiction`] for the conditions.
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
    let maps = simulate_elements(sample.insert_axis(ndarray::Axis(0)), pixel_um, conditions, seed)?;
    Ok(maps.index_axis_move(ndarray::Axis(0), 0))
}

/// The measurement of [`simulate`] without noise: expected counts, shape (lines, pixels). Not random.
///
/// # Errors
/// As [`simulate`].
pub fn expected(sample: ArrayView2<'_, f32>, pixel_um: f64, conditions: &Conditions) -> Result<Array2<f32>> {
    let maps = expected_elements(sample.insert_axis(ndarray::Axis(0)), pixel_um, conditions)?;
    Ok(maps.index_axis_move(ndarray::Axis(0), 0))
}

/// Variance of the measurement of [`simulate`], shape (lines, pixels), in its unit squared. Not random.
///
/// What it includes is said at [`variance_elements`].
///
/// # Errors
/// As [`simulate`].
pub fn variance(sample: ArrayView2<'_, f32>, pixel_um: f64, conditions: &Conditions) -> Result<Array2<f32>> {
    let maps = variance_elements(sample.insert_axis(ndarray::Axis(0)), pixel_um, conditions)?;
    Ok(maps.index_axis_move(ndarray::Axis(0), 0))
}

/// A picture as concentrations: minimum subtracted and scaled to `mean_concentration` where that is asked for.
///
/// # Errors
/// [`Error::Data`] if a picture without contrast is to be scaled.
pub fn concentrations(picture: ArrayView2<'_, f32>, conditions: &Conditions) -> Result<Array2<f32>> {
    let mut concentrations = picture.to_owned();
    to_concentrations(concentrations.view_mut(), conditions)?;
    Ok(concentrations)
}

/// [`concentrations`] in place; the picture stays as it was on an error.
///
/// # Errors
/// As [`concentrations`].
pub fn to_concentrations(mut picture: ArrayViewMut2<'_, f32>, conditions: &Conditions) -> Result<()> {
    if conditions.mean_concentration == 0.0 {
        return Ok(());
    }
    let lowest = picture.iter().copied().fold(f32::INFINITY, f32::min);
    let mean = picture.iter().map(|&v| f64::from(v - lowest)).sum::<f64>() / picture.len().max(1) as f64;
    if mean.is_nan() || mean <= 0.0 {
        return Err(Error::Data("a picture without contrast cannot be scaled to mean_concentration".into()));
    }
    let scale = conditions.mean_concentration / mean;
    picture.mapv_inplace(|v| (f64::from(v - lowest) * scale) as f32);
    Ok(())
}
