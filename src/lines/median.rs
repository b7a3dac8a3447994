// SPDX-License-Identifier: MIT OR Apache-2.0
//! The median, by which odd lines and readings do not count.

/// The upper median of some values, which it sorts; `None` if there are none.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
