// SPDX-License-Identifier: MIT OR Apache-2.0
//! One picture of a sample, ready to be cut and ablated.

use crate::conditions::Conditions;
use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2};

/// Values of a picture without gaps, and the statistics that its scaling needs.
#[derive(Debug, Clone)]
pub struct Picture {
    values: Array2<f32>,
    lowest: f32,
    highest: f32,
    /// Mean above the lowest value.
    mean: f64,
}

impl Picture {
    /// A picture of shape (lines, pixels).
    ///
    /// # Errors
    /// [`Error::Data`] if it is empty, or a value is missing (NaN) or infinite.
    pub fn new(values: Array2<f32>) -> Result<Self> {
        if values.is_empty() {
            return Err(Error::Data("the picture is empty".into()));
        }
        if let Some(((line, pixel), value)) = values.indexed_iter().find(|(_, value)| !value.is_finite()) {
            return Err(Error::Data(format!(
                "the value at line {line}, pixel {pixel} is {value}: fill it first"
            )));
        }
        let (lowest, highest) = values
            .iter()
            .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
        let mean = values.iter().map(|v| f64::from(v - lowest)).sum::<f64>() / values.len() as f64;
        Ok(Self { values, lowest, highest, mean })
    }

    /// The values, shape (lines, pixels).
    #[must_use]
    pub fn values(&self) -> ArrayView2<'_, f32> {
        self.values.view()
    }

    /// Offset and scale that make values concentrations, as [`crate::ablation::concentrations`] does for the whole
    /// picture: all tiles of a picture share them.
    ///
    /// # Errors
    /// [`Error::Data`] if a picture without contrast is to be scaled to a mean.
    pub(super) fn scaling(&self, conditions: &Conditions) -> Result<(f64, f64)> {
        if conditions.mean_concentration == 0.0 {
            return Ok((0.0, 1.0));
        }
        if self.mean.is_nan() || self.mean <= 0.0 {
            return Err(Error::Data(
                "a picture without contrast cannot be scaled to mean_concentration".into(),
            ));
        }
        Ok((f64::from(self.lowest), conditions.mean_concentration / self.mean))
    }

    /// The largest concentration under an offset and a scale.
    pub(super) fn brightest(&self, (offset, scale): (f64, f64)) -> f64 {
        f64::from(concentration(self.highest, offset, scale))
    }
}

/// The concentration of a value of a picture; the difference is taken in the precision of the picture.
pub(super) fn concentration(value: f32, offset: f64, scale: f64) -> f32 {
    (f64::from(value - offset as f32) * scale) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::concentrations;

    #[test]
    fn concentrations_are_those_of_the_simulation_to_the_last_bit() {
        let values = Array2::from_shape_fn((7, 9), |(i, j)| 3.7 + (i * 9 + j) as f32 * 0.913);
        let picture = Picture::new(values.clone()).unwrap();
        for mean_concentration in [0.0, 1.0, 10.3] {
            let conditions = Conditions { mean_concentration, ..Conditions::default() };
            let (offset, scale) = picture.scaling(&conditions).unwrap();
            let ours = values.mapv(|value| concentration(value, offset, scale));
            assert_eq!(ours, concentrations(values.view(), &conditions).unwrap());
        }
    }

    #[test]
    fn gaps_and_flat_pictures_are_told() {
        let said = |error: Error| error.to_string();
        let gap = Array2::from_shape_fn((2, 2), |(i, j)| if (i, j) == (1, 0) { f32::NAN } else { 1.0 });
        assert!(said(Picture::new(gap).unwrap_err()).contains("line 1, pixel 0"));
        let flat = Picture::new(Array2::ones((2, 2))).unwrap();
        let scaled = Conditions { mean_concentration: 1.0, ..Conditions::default() };
        assert!(said(flat.scaling(&scaled).unwrap_err()).contains("without contrast"));
        assert_eq!(flat.scaling(&Conditions::default()).unwrap(), (0.0, 1.0));
    }
}
