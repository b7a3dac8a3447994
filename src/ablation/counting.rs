// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 5: the detector counts.

use crate::error::{Error, Result};
use crate::stream::{Purpose, Stream};
use rand_distr::{Distribution, Poisson};

/// Replaces the expected counts of a line by Poisson draws; zero stays zero.
///
/// # Errors
/// [`Error::Data`] for an expected count beyond 1e18.
pub(crate) fn count(expected: &mut [f64], seed: u64, line: usize) -> Result<()> {
    for (pixel, counts) in expected.iter_mut().enumerate().filter(|(_, counts)| **counts > 0.0) {
        let poisson = Poisson::new(*counts).map_err(|e| {
            Error::Data(format!("{counts} expected counts in line {line}, pixel {pixel}: {e}"))
        })?;
        *counts = poisson.sample(&mut Stream::new(seed, Purpose::Counting, line, pixel));
    }
    Ok(())
}
