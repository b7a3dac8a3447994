// SPDX-License-Identifier: MIT OR Apache-2.0
//! The inputs of a `lamap-1` network, for running one and for training one alike.

use super::element::Element;
use ndarray::{Array2, ArrayViewMut1, ArrayViewMut2};

/// Restored map, measured map and standard deviation of the noise on the target grid, all divided by `scale`.
pub struct Inputs {
    /// Restored map, shape (rows, columns), in the measured unit.
    pub restored: Array2<f32>,
    /// What the inputs are divided by.
    pub scale: f64,
    /// On the measured grid, already divided.
    measured: Array2<f32>,
    noise_sd: Array2<f32>,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

impl Inputs {
    /// The inputs of an element, whose restored map is taken away: it can be hundreds of megabytes. `scale`: what they
    /// are divided by, [`Element::scale`] of the whole element.
    pub fn of(element: &mut Element, scale: f64) -> Self {
        Self {
            restored: std::mem::take(&mut element.restored.mean),
            scale,
            measured: element.repaired.values.mapv(|value| (value / scale) as f32),
            noise_sd: element.noise_sd().mapv(|value| (f64::from(value) / scale) as f32),
            rows: element.forward.lines_over(),
            columns: element.forward.pixels_over(),
        }
    }

    /// Writes the three channels of some pixels of a target row. `x`: shape (3, number of `columns`).
    pub fn write(&self, row: usize, columns: &[usize], mut x: ArrayViewMut2<'_, f32>) {
        let restored = self.restored.row(row);
        let measured = self.measured.row(self.rows[row]);
        let noise_sd = self.noise_sd.row(self.rows[row]);
        let columns = || columns.iter().copied();
        set(x.row_mut(0), columns().map(|j| (f64::from(restored[j]) / self.scale) as f32));
        set(x.row_mut(1), columns().map(|j| measured[self.columns[j]]));
        set(x.row_mut(2), columns().map(|j| noise_sd[self.columns[j]]));
    }
}

fn set(row: ArrayViewMut1<'_, f32>, values: impl Iterator<Item = f32>) {
    row.into_iter().zip(values).for_each(|(to, value)| *to = value);
}
