// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation: what an instrument would measure of a known sample.
//!
//! The five steps of van Elteren et al. 2019 (doi:10.1039/c9ja00166b), each a room. [`Scan`] places the pulses on the
//! sample (`scan`, with the craters of `beam`); `sampling` sums what each pulse finds; `noise` varies it from pulse to
//! pulse (Flicker noise, drift); `response` spreads its signal over time and `acquisition` collects that in the windows
//! of the detector; `detector` counts. `measure` runs them line by line: [`ablate`] for a map, the others for bare arrays.
//!
//! The same geometry as a linear operator ([`Operator`]) serves the inverse side, and [`Transfer`] says how much contrast
//! it keeps.

mod acquisition;
mod beam;
mod concentrations;
mod detector;
mod measure;
mod noise;
mod operator;
mod overlap;
mod response;
mod sampling;
mod scan;
mod transfer;

pub use concentrations::{concentrations, to_concentrations};
pub(crate) use detector::Detection;
pub use measure::{
    Pass, PassMap, Quantity, Sample, ablate, expected_elements, measure_elements, simulate_elements,
    simulate_passes, staggered, variance_elements,
};
pub use operator::{Axis, Operator};
pub use overlap::Taps;
pub use response::Spread;
pub use scan::Scan;
pub use transfer::{Transfer, transfer};

use crate::conditions::Conditions;
use crate::error::Result;
use ndarray::{Array2, ArrayView2};

/// Simulates a measurement of `sample`: counts, shape (lines, pixels).
///
/// `sample`: concentration, shape (rows, columns) of square pixels of `pixel_um` µm, finite and >= 0.
/// Random in the streams of `seed` for what the conditions state (Flicker noise, drift, counting, ...), each stream
/// independent of the others; the same for any number of threads.
///
/// # Errors
/// [`crate::Error::Data`] for a NaN, infinite or negative concentration or an empty sample; [`crate::Error::OutOfRange`],
/// [`crate::Error::Missing`], [`crate::Error::Contradiction`] for the conditions.
///
/// ```
/// use lamap::ablation::simulate;
/// use lamap::conditions::preset;
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
