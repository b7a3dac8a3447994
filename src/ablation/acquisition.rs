// SPDX-License-Identifier: MIT OR Apache-2.0
//! Steps 3 and 4: washout and integration over the acquisition time, done together and exactly.

use super::scan::Scan;

/// Expected counts of the pixels of a line from the counts that its pulses release.
///
/// Each pulse is shared among the windows by the cumulative response, so no time grid and no loss is involved.
pub(crate) fn integrate(released: &[f64], scan: &Scan, blank_counts: f64) -> Vec<f64> {
    let mut expected = vec![blank_counts; scan.pixels];
    for (counts, (first, shares)) in released.iter().zip(scan.exposure.iter()) {
        for (share, pixel) in shares.iter().zip(&mut expected[first..]) {
            *pixel += counts * share;
        }
    }
    expected
}
