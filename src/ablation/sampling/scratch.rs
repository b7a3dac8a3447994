// SPDX-License-Identifier: MIT OR Apache-2.0
//! Memory for the lines of a sampler.

use std::ops::Range;

/// Memory that a thread uses again from line to line of one sampler; it begins empty.
#[derive(Default)]
pub(crate) struct Scratch {
    pub values: Vec<f64>,
    /// Rows of the sample that lie in `values` already.
    pub rows: Range<i64>,
}
