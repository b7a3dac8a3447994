// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much neighbours differ at each brightness: a robust noise level that needs no unit.

use ndarray::Array2;

/// Pairs of neighbours that make a class of brightness, and most classes.
const PAIRS: usize = 200;
const MOST_CLASSES: usize = 16;
/// Median of the absolute difference of two values in units of their standard deviation.
const MEDIAN: f64 = 0.6745 * std::f64::consts::SQRT_2;

/// Standard deviation of a pixel about its neighbours, by brightness.
pub struct Roughness {
    /// Brightness from which on a class holds, and its standard deviation; both rise.
    classes: Vec<(f64, f64)>,
}

impl Roughness {
    /// That of a map; `None` where no neighbours differ.
    pub fn of(values: &Array2<f64>) -> Option<Self> {
        let mut pairs: Vec<(f64, f64)> = values
            .windows((1, 2))
            .into_iter()
            .map(|pair| (0.5 * (pair[[0, 0]] + pair[[0, 1]]), (pair[[0, 1]] - pair[[0, 0]]).abs()))
            .filter(|(mean, _)| mean.is_finite())
            .collect();
        pairs.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        let count = (pairs.len() / PAIRS).clamp(1, MOST_CLASSES);
        let size = pairs.len().div_ceil(count).max(1);
        let mut classes: Vec<(f64, f64)> =
            pairs.chunks(size).map(|class| (class[0].0, deviation(class))).collect();
        // where most neighbours are equal, as in sparse counts, the median tells nothing
        let least = classes.iter().map(|class| class.1).filter(|sd| *sd > 0.0).fold(f64::INFINITY, f64::min);
        let least = if least.is_finite() { least } else { root_mean_square(&pairs) };
        let mut highest = least;
        for class in &mut classes {
            highest = highest.max(class.1); // noise grows with brightness
            class.1 = highest;
        }
        (least > 0.0).then_some(Self { classes })
    }

    /// The standard deviation at a brightness.
    pub fn at(&self, level: f64) -> f64 {
        let above = self.classes.partition_point(|class| class.0 <= level);
        self.classes[above.saturating_sub(1)].1
    }
}

fn deviation(class: &[(f64, f64)]) -> f64 {
    let mut differences: Vec<f64> = class.iter().map(|pair| pair.1).collect();
    let middle = differences.len() / 2;
    let (_, median, _) = differences.select_nth_unstable_by(middle, f64::total_cmp);
    *median / MEDIAN
}

fn root_mean_square(pairs: &[(f64, f64)]) -> f64 {
    let squares: f64 = pairs.iter().map(|pair| pair.1 * pair.1).sum();
    (squares / (2.0 * pairs.len().max(1) as f64)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_with_brightness_and_is_never_zero() {
        // differences of 0 left, of 2 in the middle, of 1 right
        let map = Array2::from_shape_fn((20, 90), |(_, j)| match j / 30 {
            0 => 0.0,
            1 => 100.0 + 2.0 * (j % 2) as f64,
            _ => 1000.0 + (j % 2) as f64,
        });
        let roughness = Roughness::of(&map).unwrap();
        let found = [-5.0, 0.0, 101.0, 1000.5, 1e9].map(|level| roughness.at(level) * MEDIAN);
        assert!(found[1] > 0.0 && found[1] <= 2.0, "{found:?}");
        assert!(found.windows(2).all(|pair| pair[0] <= pair[1]), "{found:?}");
        assert!(found[3] >= 2.0, "{found:?}");
        assert!(Roughness::of(&Array2::zeros((4, 4))).is_none());
        assert!(Roughness::of(&Array2::zeros((4, 1))).is_none());
    }
}
