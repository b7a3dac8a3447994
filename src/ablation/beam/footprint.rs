// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much of a crater lies on each pixel.

use ndarray::Array2;

/// Integral of the crater over each pixel under the beam, µm².
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Footprint {
    /// First row of pixels; it may lie outside the picture.
    pub row: i64,
    /// First column of pixels.
    pub column: i64,
    /// Shape (rows, columns).
    pub weights: Array2<f64>,
}
