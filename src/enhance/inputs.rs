// SPDX-License-Identifier: MIT OR Apache-2.0
//! The inputs of a `lamap-1` network, for running one and for training one alike.

use super::element::Element;
use ndarray::Array2;

/// Restored map, measured map and standard deviation of the noise on the target grid, all divided by `scale`.
pub struct Inputs<'a> {
    /// Restored map, shape (rows, columns), in the measured unit.
    pub restored: Array2<f32>,
    /// What the inputs are divided by.
    pub scale: f64,
    measured: &'a Array2<f64>,
    noise_sd: Array2<f32>,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

impl<'a> Inputs<'a> {
    /// The inputs of an element, whose restored map is taken away: it can be hundreds of megabytes.
    pub fn of(element: &'a mut Element) -> Self {
        let scale = element.scale();
        let restored = std::mem::take(&mut element.restored.mean);
        Self {
            restored,
            scale,
            measured: &element.repaired.values,
            noise_sd: element.noise_sd(),
            rows: element.forward.lines_over(),
            columns: element.forward.pixels_over(),
        }
    }

    /// The three channels of a target pixel.
    pub fn at(&self, row: usize, column: usize) -> [f32; 3] {
        let measured = [self.rows[row], self.columns[column]];
        let channels = [
            f64::from(self.restored[[row, column]]),
            self.measured[measured],
            f64::from(self.noise_sd[measured]),
        ];
        channels.map(|value| (value / self.scale) as f32)
    }
}
