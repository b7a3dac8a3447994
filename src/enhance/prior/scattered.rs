// SPDX-License-Identifier: MIT OR Apache-2.0
//! Values that are missing here and there, made up so that a likelihood can see a window as a whole.
//!
//! Where few values are missing, each is made up of the mean of its neighbours and what one of these, seen itself, differs from the mean
//! of its own: it is then as noisy and as fine as what surrounds it. The sample is restored without these values.

use crate::numeric::neighbours;
use ndarray::{Array2, ArrayView2};

/// Largest share of the values that may be made up, and of those among them that are not between others that are seen.
const MOST: f64 = 0.15;
const MOST_INNER: f64 = 0.01;
/// Least number of neighbours that must be seen.
const LEAST_NEIGHBOURS: usize = 3;

/// Are few values missing, nearly each of them between others that are seen?
pub fn is_scattered(missing: &Array2<bool>) -> bool {
    let holes = || missing.indexed_iter().filter(|(_, missing)| **missing);
    let seen = |at| neighbours(missing.dim(), at).filter(|at| !missing[*at]).count();
    let inner = || holes().filter(|(at, _)| seen(*at) < LEAST_NEIGHBOURS).count();
    let share_of = |most: f64| most * missing.len() as f64;
    holes().count() as f64 <= share_of(MOST) && inner() as f64 <= share_of(MOST_INNER)
}

/// The values of a window, those that are missing made up.
pub fn filled(values: ArrayView2<f64>, missing: ArrayView2<bool>) -> Array2<f64> {
    let mut filled = values.to_owned();
    let around = |at| neighbours(values.dim(), at).filter(|at| !missing[*at]);
    let mean = |at| {
        let (sum, count) = around(at).fold((0.0, 0), |(sum, count), at| (sum + values[at], count + 1));
        (count > 0).then(|| sum / f64::from(count))
    };
    for (turn, (at, _)) in missing.indexed_iter().filter(|(_, missing)| **missing).enumerate() {
        let telling: Vec<(f64, f64)> =
            around(at).filter_map(|near| Some((values[near], mean(near)?))).collect();
        // at the border of a window all neighbours may be missing: what fills the hole in the map stays
        if let Some((mean, (value, own))) = mean(at).zip(telling.get(turn % telling.len().max(1))) {
            filled[at] = mean + value - own;
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, Stream};
    use rand_distr::{Distribution, Normal};

    #[test]
    fn holes_of_few_pixels_and_of_one_line_are_scattered_others_are_not() {
        let holes = |is_missing: fn(usize, usize) -> bool| {
            is_scattered(&Array2::from_shape_fn((60, 60), |(i, j)| is_missing(i, j)))
        };
        assert!(holes(|i, j| (i * 7 + j * 3) % 31 == 0) && holes(|i, _| i == 20) && holes(|_, _| false));
        assert!(holes(|i, j| i < 3 && j < 3 || (i + 2 * j) % 20 == 0));
        assert!(!holes(|i, j| (i + j) % 5 == 0) && !holes(|i, j| i < 20 && j < 20) && !holes(|_, _| true));
    }

    #[test]
    fn what_is_made_up_is_as_noisy_as_what_is_seen() {
        let wave = |i: usize, j: usize| 50.0 * (0.1 * i as f64).sin() * (0.12 * j as f64).cos();
        let values = Array2::from_shape_fn((90, 90), |(i, j)| {
            let mut stream = Stream::new(3, Purpose::Probe, i, j);
            wave(i, j) + Normal::new(0.0, 2.0).unwrap().sample(&mut stream)
        });
        let missing = Array2::from_shape_fn(values.dim(), |(i, j)| (i * 7 + j * 3) % 31 == 0);
        let hidden = Array2::from_shape_fn(values.dim(), |at| if missing[at] { 0.0 } else { values[at] });
        let filled = filled(hidden.view(), missing.view());
        let holes = || missing.indexed_iter().filter(|(_, missing)| **missing).map(|(at, _)| at);
        let square: f64 = holes().map(|(i, j)| (filled[[i, j]] - wave(i, j)).powi(2)).sum();
        let sd = (square / holes().count() as f64).sqrt();
        assert!((1.7..2.8).contains(&sd), "{sd}");
        assert!(values.indexed_iter().all(|(at, value)| missing[at] || filled[at] == *value));
    }

    #[test]
    fn a_place_without_neighbours_keeps_what_fills_it() {
        let alone = filled(Array2::from_elem((1, 1), 7.0).view(), Array2::from_elem((1, 1), true).view());
        assert_eq!(alone[[0, 0]], 7.0);
    }
}
