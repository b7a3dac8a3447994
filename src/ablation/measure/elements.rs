// SPDX-License-Identifier: MIT OR Apache-2.0
//! The measurement of several elements at once, its mean and its variance.

use super::quantity::{Quantity, measure_elements};
use crate::conditions::Conditions;
use crate::error::Result;
use crate::task::Task;
use ndarray::{Array3, ArrayView3};

/// Simulates a measurement of several elements: shape (elements, lines, pixels), in the unit of the conditions.
///
/// `samples`: concentrations, shape (elements, rows, columns) of square pixels of `pixel_um` µm, finite and >= 0. Where
/// the conditions have channels, there is one for each element. All elements share the Flicker noise of the laser, the
/// drift and the gains of the lines, so these cancel in ratios; counting and Flicker noise of a channel are its own.
/// The first element has the same values as if it were simulated alone.
///
/// Random in all streams of `seed`; the same for any number of threads.
///
/// # Errors
/// As [`simulate`](crate::ablation::simulate); [`crate::Error::Shape`] if elements and channels differ in number;
/// [`crate::Error::Contradiction`], [`crate::Error::InvalidValue`] for channels or a detector that cannot be.
pub fn simulate_elements(
    samples: ArrayView3<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
    seed: u64,
) -> Result<Array3<f32>> {
    measure_elements(samples, pixel_um, conditions, Quantity::Draw { seed }, &Task::new())
}

/// The measurement of [`simulate_elements`] without noise, shape (elements, lines, pixels). Not random.
///
/// # Errors
/// As [`simulate_elements`].
pub fn expected_elements(
    samples: ArrayView3<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
) -> Result<Array3<f32>> {
    measure_elements(samples, pixel_um, conditions, Quantity::Expected, &Task::new())
}

/// Variance of the measurement of [`simulate_elements`], shape (elements, lines, pixels). Not random.
///
/// Counting, Flicker noise, drift and gains of lines by their laws; exact for a counting (without dead time) and a TOF
/// detector. Not included: rounding and clipping of a camera; a dead time is taken to first order.
///
/// # Errors
/// As [`simulate_elements`].
pub fn variance_elements(
    samples: ArrayView3<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
) -> Result<Array3<f32>> {
    measure_elements(samples, pixel_um, conditions, Quantity::Variance, &Task::new())
}
