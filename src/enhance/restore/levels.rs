// SPDX-License-Identifier: MIT OR Apache-2.0
//! A few noise levels that stand for the noise of all pixels of a map.

use ndarray::ArrayView2;

/// Levels (of the largest ratio) between which a posterior variance is interpolated.
const LEVELS: usize = 4;

/// Noise levels from the lowest to the highest, in equal ratios; one where they hardly differ.
pub struct Levels(pub Vec<f64>);

impl Levels {
    /// The levels of a map of noise variances; those that are infinite, where nothing was measured, do not count.
    pub fn of(noise: ArrayView2<f64>) -> Self {
        let finite = || noise.iter().copied().filter(|n| n.is_finite());
        let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(0.0, f64::max));
        if !(low > 0.0 && high > 1.2 * low) {
            return Self(vec![mean_finite(noise).unwrap_or(1.0)]);
        }
        let ratio = (high / low).powf(1.0 / (LEVELS - 1) as f64);
        Self((0..LEVELS).map(|k| low * ratio.powi(k as i32)).collect())
    }

    /// The levels below and above a noise, and the share of the one above; `None` for an infinite noise.
    pub fn between(&self, noise: f64) -> Option<(usize, usize, f64)> {
        if !noise.is_finite() {
            return None;
        }
        let levels = &self.0;
        let above = levels.iter().position(|level| *level >= noise).unwrap_or(levels.len() - 1);
        if above == 0 {
            return Some((0, 0, 0.0));
        }
        let (low, high) = (levels[above - 1], levels[above]);
        Some((above - 1, above, ((noise / low).ln() / (high / low).ln()).clamp(0.0, 1.0)))
    }
}

/// Mean of the finite values; `None` if there is none.
pub fn mean_finite(noise: ArrayView2<f64>) -> Option<f64> {
    let (sum, count) = noise.iter().filter(|n| n.is_finite()).fold((0.0, 0usize), |(s, c), n| (s + n, c + 1));
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_noise_lies_between_two_levels() {
        let levels = Levels::of(array![[1.0, 8.0, f64::INFINITY]].view());
        assert!(
            levels
                .0
                .iter()
                .zip([1.0, 2.0, 4.0, 8.0])
                .all(|(level, expected)| (level - expected).abs() < 1e-12)
        );
        let (low, high, share) = levels.between(2.0 * 2f64.sqrt()).unwrap();
        assert!((low, high) == (1, 2) && (share - 0.5).abs() < 1e-9);
        assert_eq!(levels.between(0.5), Some((0, 0, 0.0)));
        assert_eq!(levels.between(f64::INFINITY), None);
    }

    #[test]
    fn levels_that_hardly_differ_are_one() {
        assert_eq!(Levels::of(array![[1.0, 1.1, f64::INFINITY]].view()).0, [1.05]);
        assert_eq!(Levels::of(array![[f64::INFINITY]].view()).0, [1.0]);
    }
}
