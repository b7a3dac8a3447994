// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 5: ions arrive one by one.

use crate::error::{Error, Result};
use crate::numeric::exponentials;
use crate::stream::{Purpose, Stream, Streams};
use pulp::{Arch, Simd, WithSimd};
use rand_distr::{Distribution, Poisson, StandardUniform};

/// Expected counts below which draws are made by inversion.
const FEW: f64 = 30.0;
/// Counts that fewer than [`FEW`] expected ones do not reach: their chance is 1e-34, and draws have 53 bits.
const MOST: u32 = 128;
/// Pixels whose counts are drawn side by side.
const LANES: usize = 16;

/// Replaces the expected counts of a line by Poisson draws; zero stays zero.
///
/// Few counts are drawn by inversion of their distribution, from one random number each and for many pixels side by side,
/// the same on every system. `Poisson` of rand_distr, which draws the many, would multiply a random number for each count
/// and compare the product with an exponential of the system.
///
/// # Errors
/// [`Error::Data`] for an expected count beyond 1e19.
pub(super) fn count(expected: &mut [f64], seed: u64, line: usize, channel: usize) -> Result<()> {
    let streams =
        Streams::from(Stream::new(seed, Purpose::Counting, line, 0).of_channel(channel), expected.len());
    let few = few_counts(expected, &streams);
    for (pixel, (counts, few)) in expected.iter_mut().zip(few).enumerate() {
        if *counts < FEW {
            *counts = few;
            continue;
        }
        let poisson = Poisson::new(*counts).map_err(|e| {
            Error::Data(format!("{counts} expected counts in line {line}, pixel {pixel}: {e}"))
        })?;
        *counts = poisson.sample(&mut streams.get(pixel));
    }
    Ok(())
}

/// Poisson draws of the pixels that expect fewer than [`FEW`] counts; without meaning for the others.
fn few_counts(expected: &[f64], streams: &Streams) -> Vec<f64> {
    // as if nothing were expected where it is much: that draw ends at once
    let mut drawn =
        expected.iter().map(|&counts| if counts < FEW { -counts } else { 0.0 }).collect::<Vec<_>>();
    exponentials(&mut drawn);
    let uniform = |pixel| StandardUniform.sample(&mut streams.get(pixel));
    let uniforms = (0..expected.len()).map(uniform).collect::<Vec<_>>();
    Arch::new().dispatch(Inversion { expected, uniforms: &uniforms, drawn: &mut drawn });
    drawn
}

/// Inversion of Poisson distributions, compiled for each kind of vector unit; `drawn` begins as the chances of no count.
struct Inversion<'a> {
    expected: &'a [f64],
    uniforms: &'a [f64],
    drawn: &'a mut [f64],
}

impl WithSimd for Inversion<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (expected, last_expected) = self.expected.as_chunks::<LANES>();
        let (uniforms, last_uniforms) = self.uniforms.as_chunks::<LANES>();
        let (drawn, last_drawn) = self.drawn.as_chunks_mut::<LANES>();
        for ((drawn, expected), uniform) in drawn.iter_mut().zip(expected).zip(uniforms) {
            *drawn = invert(*expected, *uniform, *drawn);
        }
        for ((drawn, expected), uniform) in last_drawn.iter_mut().zip(last_expected).zip(last_uniforms) {
            [*drawn] = invert([*expected], [*uniform], [*drawn]);
        }
    }
}

/// The counts whose chances, those of fewer included, sum to more than `left`.
#[inline(always)]
fn invert<const N: usize>(expected: [f64; N], mut left: [f64; N], mut chance: [f64; N]) -> [f64; N] {
    let mut counts = [0.0; N];
    for next in 1..=MOST {
        let share = 1.0 / f64::from(next);
        let mut any = false;
        for lane in 0..N {
            left[lane] -= chance[lane];
            let more = left[lane] >= 0.0;
            counts[lane] += if more { 1.0 } else { 0.0 };
            chance[lane] *= expected[lane] * share;
            any |= more;
        }
        if !any {
            break;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{DiscreteCDF, Poisson as PoissonLaw};

    #[test]
    fn counts_follow_the_poisson_distribution() {
        // chi-square over classes of at least 25 expected draws; exceeds dof + 4.5 sqrt(2 dof) by chance once in 10^4
        let draws = 40_000;
        for mean in [0.2, 3.0, 12.0, 29.9, 30.1, 250.0] {
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
    fn draws_are_the_inverse_of_the_distribution() {
        for mean in [1e-9f64, 0.3, 7.5, 29.999] {
            let law = PoissonLaw::new(mean).unwrap();
            for uniform in [0.0, 1e-12, 0.1, 0.5, 0.9, 0.999, 1.0 - 2f64.powi(-53)] {
                let [drawn] = invert([mean], [uniform], [(-mean).exp()]);
                // the counts at which the distribution, to its rounding, passes the number
                assert!(law.cdf(drawn as u64) > uniform - 1e-14, "{mean} {uniform}: {drawn}");
                assert!(
                    drawn == 0.0 || law.cdf(drawn as u64 - 1) <= uniform + 1e-14,
                    "{mean} {uniform}: {drawn}"
                );
            }
        }
    }

    #[test]
    fn pixels_side_by_side_are_drawn_as_alone() {
        let expected = (0..50).map(|i| f64::from(i * i) / 40.0).collect::<Vec<_>>();
        let mut line = expected.clone();
        count(&mut line, 3, 1, 2).unwrap();
        assert_eq!(line[0], 0.0);
        for length in [1, 17, 33] {
            let mut part = expected[..length].to_vec();
            count(&mut part, 3, 1, 2).unwrap();
            assert_eq!(part, line[..length]);
        }
    }

    #[test]
    fn counts_beyond_all_numbers_are_refused_with_their_place() {
        let text = count(&mut [1.0, f64::INFINITY], 1, 4, 0).unwrap_err().to_string();
        assert!(text.contains("line 4, pixel 1"), "{text}");
    }
}
