// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 5: ions arrive one by one.

use crate::error::{Error, Result};
use crate::stream::{Purpose, Stream, Streams};
use rand_distr::{Distribution, Poisson};

/// Replaces the expected counts of a line by Poisson draws; zero stays zero.
///
/// # Errors
/// [`Error::Data`] for an expected count beyond 1e19.
pub(super) fn count(expected: &mut [f64], seed: u64, line: usize, channel: usize) -> Result<()> {
    let streams =
        Streams::from(Stream::new(seed, Purpose::Counting, line, 0).of_channel(channel), expected.len());
    for (pixel, counts) in expected.iter_mut().enumerate().filter(|(_, counts)| **counts > 0.0) {
        let poisson = Poisson::new(*counts).map_err(|e| {
            Error::Data(format!("{counts} expected counts in line {line}, pixel {pixel}: {e}"))
        })?;
        *counts = poisson.sample(&mut streams.get(pixel));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{DiscreteCDF, Poisson as PoissonLaw};

    #[test]
    fn counts_follow_the_poisson_distribution() {
        // chi-square over classes of at least 25 expected draws; exceeds dof + 4.5 sqrt(2 dof) by chance once in 10^4
        let draws = 40_000;
        for mean in [0.2, 3.0, 11.9, 12.1, 250.0] {
            let mut counts = vec![mean; draws];
            count(&mut counts, 17, 2, 1).unwrap();
            let law = PoissonLaw::new(mean).unwrap();
            let (mut chi_square, mut classes, mut low, mut below) = (0.0, 0.0, 0u64, 0.0);
            for high in 0.. {
                let share = law.cdf(high) - below;
                let left = 1.0 - law.cdf(high);
                let few = share.min(left) * (draws as f64) < 25.0;
                if few && left > 1e-12 {
                    continue;
                }
                let expected = (if left > 1e-12 { share } else { 1.0 - below }) * draws as f64;
                let found = counts.iter().filter(|c| (low as f64..=high as f64).contains(*c)).count() as f64;
                chi_square += (found - expected).powi(2) / expected;
                (classes, low, below) = (classes + 1.0, high + 1, below + share);
                if left <= 1e-12 {
                    break;
                }
            }
            let freedom: f64 = classes - 1.0;
            assert!(chi_square < freedom + 4.5 * (2.0 * freedom).sqrt(), "{mean}: {chi_square} of {freedom}");
        }
    }

    #[test]
    fn counts_beyond_all_numbers_are_refused_with_their_place() {
        let text = count(&mut [1.0, f64::INFINITY], 1, 4, 0).unwrap_err().to_string();
        assert!(text.contains("line 4, pixel 1"), "{text}");
    }
}
