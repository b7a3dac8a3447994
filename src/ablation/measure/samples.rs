// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a sample must be to be ablated.

use crate::error::{Error, Result};
use crate::map::expect_pixel_um;
use ndarray::parallel::prelude::*;
use ndarray::{ArrayView2, ArrayView3, Axis};
use pulp::{Arch, Simd, WithSimd};

/// Rows that are checked at once.
const CHECKED_ROWS: usize = 64;

/// Rejects an empty sample and a pixel size that is not positive.
///
/// # Errors
/// [`Error::Data`] if there is nothing in them; [`Error::OutOfRange`] for their pixels.
pub fn check_size(samples: ArrayView3<'_, f32>, pixel_um: f64) -> Result<()> {
    let (elements, rows, columns) = samples.dim();
    if samples.is_empty() {
        return Err(Error::Data(format!(
            "the sample is empty ({elements} elements, {rows} rows, {columns} columns)"
        )));
    }
    expect_pixel_um("pixel_um", pixel_um).map(drop)
}

/// Rejects concentrations that are negative, infinite or missing.
///
/// # Errors
/// [`Error::Data`] with the place of the first.
pub fn check(sample: ArrayView2<'_, f32>, element: usize, elements: usize) -> Result<()> {
    let sound = |rows: ArrayView2<'_, f32>| {
        rows.outer_iter().all(|row| match row.to_slice() {
            Some(row) => Arch::new().dispatch(Soundness(row)),
            None => row.iter().all(|v| (0.0..=f32::MAX).contains(v)),
        })
    };
    if sample.axis_chunks_iter(Axis(0), CHECKED_ROWS).into_par_iter().all(sound) {
        return Ok(());
    }
    let of = if elements > 1 { format!(" of element {element}") } else { String::new() };
    match sample.indexed_iter().find(|(_, v)| !(v.is_finite() && **v >= 0.0)) {
        None => Ok(()),
        Some(((row, column), value)) => Err(Error::Data(format!(
            "the concentration{of} at row {row}, column {column} is {value}: it must be a finite number >= 0"
        ))),
    }
}

/// Are all values concentrations? Compiled for each kind of vector unit.
struct Soundness<'a>(&'a [f32]);

impl WithSimd for Soundness<'_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> bool {
        // without an early exit the comparison of many values at once is possible
        self.0.iter().fold(true, |sound, value| sound & (0.0..=f32::MAX).contains(value))
    }
}
