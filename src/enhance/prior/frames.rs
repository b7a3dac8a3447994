// SPDX-License-Identifier: MIT OR Apache-2.0
//! Windows of a map in pairs of eigenvectors of both axes, where a restoration's expected squares are known one by one.

use super::fit::{Fit, Window, windows};
use super::kernel::{Spectra, Spectrum, ratios};
use crate::ablation::Axis;
use crate::error::Result;
use crate::task::Task;
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// A window, and the eigenvectors of its lines and pixels.
pub struct Frame {
    /// Lines and pixels of the map.
    pub window: Window,
    rows: Arc<Spectrum>,
    columns: Arc<Spectrum>,
}

impl Frame {
    /// The windows in which the likelihood of a map without missing values is evaluated. `axes` and `target_um`: across the lines
    /// and along the scan; `spectra`: those solved before.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn all(
        shape: (usize, usize),
        axes: (&Axis, &Axis),
        target_um: (f64, f64),
        spectra: &Spectra,
        task: &Task,
    ) -> Result<Vec<Self>> {
        let frame = |window: Window| {
            let rows = spectra.of(axes.0, window.0.clone(), target_um.0, task)?;
            let columns = spectra.of(axes.1, window.1.clone(), target_um.1, task)?;
            Ok(Self { window, rows, columns })
        };
        windows(shape).into_iter().map(frame).collect()
    }

    /// The values of the window in pairs of eigenvectors.
    pub fn modes(&self, values: ArrayView2<f64>) -> Array2<f64> {
        self.rows.vectors.t().dot(&values).dot(&self.columns.vectors)
    }

    /// One over the standard deviation that a map with this prior and noise has in each pair of eigenvectors.
    pub fn weights(&self, fit: &Fit) -> Array2<f64> {
        let mut weights = ratios(&fit.kernel, &self.rows, &self.columns);
        weights.indexed_iter_mut().for_each(|((i, j), weight)| {
            let signal = fit.variance * *weight * self.rows.values[i] * self.columns.values[j];
            *weight = (signal + fit.noise_variance).max(f64::MIN_POSITIVE).sqrt().recip();
        });
        weights
    }
}
