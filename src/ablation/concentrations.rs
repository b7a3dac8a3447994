// SPDX-License-Identifier: MIT OR Apache-2.0
//! A picture as a sample: its grey values become concentrations.

use crate::conditions::Conditions;
use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2, ArrayViewMut2};

/// A picture as concentrations: minimum subtracted and scaled to `mean_concentration` where that is asked for.
///
/// # Errors
/// [`Error::Data`] if a picture without contrast, or with values that are not finite, is to be scaled.
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
    if let Some(((row, column), value)) = picture.indexed_iter().find(|(_, value)| !value.is_finite()) {
        return Err(Error::Data(format!(
            "the sample is {value} at row {row}, column {column}: fill that place or cut it off"
        )));
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
