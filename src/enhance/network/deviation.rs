// SPDX-License-Identifier: MIT OR Apache-2.0
//! The level of a network's standard deviations, tied to that of the restoration's.
//!
//! A network knows where in a map its errors lie better than the restoration does, but on samples unlike those it was
//! trained on it takes all of them for too small, while the prior of the restoration was fitted to the map itself. So
//! the logarithm of the level is taken as a weighted mean of both.

use super::holes::Holes;
use ndarray::Array2;

/// Weight of the restoration. On pictures like those trained on, a third makes the intervals cover more evenly what they
/// should and leaves the likelihood as it is; a half begins to cost likelihood.
const RESTORATION_WEIGHT: f64 = 1.0 / 3.0;
/// Most values that a level is taken from.
const LEVEL_VALUES: usize = 1 << 20;

/// Deviations of the prior that a standard deviation on a scale that bends may have at most.
const MOST_OF_PRIOR: f64 = 3.0;

/// Bounds standard deviations on a scale that bends: far from all that a network was trained on, as on an inclusion of a hundred
/// times the rest, it states such that their values would be infinite, though the prior alone knows the sample better.
pub fn bound(sd: &mut Array2<f32>, prior_sd: f64) {
    let most = (MOST_OF_PRIOR * prior_sd) as f32;
    sd.par_mapv_inplace(|sd| sd.min(most));
}

/// Level of standard deviations: the mean of their logarithms where something was measured.
pub fn log_level(sd: &Array2<f32>, holes: &Holes) -> f64 {
    let step = sd.len().div_ceil(LEVEL_VALUES).max(1);
    let place = |i: usize| (i / sd.ncols(), i % sd.ncols());
    let seen = (0..sd.len()).step_by(step).map(place).filter(|(row, column)| !holes.at(*row, *column));
    let (sum, count) =
        seen.fold((0.0, 0), |(sum, n), at| (sum + f64::from(sd[at].max(f32::MIN_POSITIVE)).ln(), n + 1));
    sum / f64::from(count.max(1))
}

/// What the network's standard deviations are to be multiplied by.
pub fn factor(network_log_level: f64, restoration_log_level: f64) -> f64 {
    (RESTORATION_WEIGHT * (restoration_log_level - network_log_level)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::network::holes::tests::second_of_two;
    use ndarray::array;

    #[test]
    fn the_level_is_a_geometric_mean_of_what_was_measured() {
        let holes = second_of_two();
        assert!((log_level(&array![[2.0, 8.0, 1e6, 1e9]], &holes) - 4f64.ln()).abs() < 1e-6);
        assert!(log_level(&Array2::zeros((1, 4)), &holes).is_finite());
        assert_eq!(log_level(&Array2::zeros((0, 0)), &holes), 0.0);
    }

    #[test]
    fn no_deviation_is_many_times_that_of_the_prior() {
        let mut sd = array![[0.5, 6.1, 30.0, f32::INFINITY]];
        bound(&mut sd, 2.0);
        assert_eq!(sd, array![[0.5, 6.0, 6.0, 6.0]]);
    }

    #[test]
    fn eight_times_the_deviation_doubles_that_of_the_network() {
        assert!((factor(0.0, 8f64.ln()) - 2.0).abs() < 1e-12);
        assert!((factor(1.0, 1.0) - 1.0).abs() < 1e-12);
    }
}
