// SPDX-License-Identifier: MIT OR Apache-2.0
//! The guides that are most like an element, as far as plain correlations tell: a map may have dozens of others.

use super::guide::Guide;
use ndarray::{Array2, ArrayView2, s};
use std::ops::Range;

/// Least square of a correlation, and of what is left of a guide beside those taken before, that counts.
const LEAST: f64 = 1e-6;

/// The `most` guides that together, one after the other, are most like a map: each explains most of what those before it left.
///
/// `residual`: the map, shape (lines, pixels), of which the pixels of `windows` count that are not `missing`; `skipped`: a guide that is
/// not to be taken, the element itself. In the order in which they were taken.
pub fn nearest(
    guides: &[Guide],
    residual: &Array2<f64>,
    missing: &Array2<bool>,
    windows: &[(Range<usize>, Range<usize>)],
    skipped: usize,
    most: usize,
) -> Vec<usize> {
    let pixels = Pixels { missing, windows };
    let mut rest = pixels.of(|at| residual[at]);
    let open = guides.iter().enumerate().filter(|(number, guide)| *number != skipped && guide.varies());
    let of = |(number, guide): (usize, &Guide)| (number, pixels.of(|at| f64::from(guide.seen[at])));
    let mut candidates: Vec<(usize, Vec<f64>)> = open.map(of).collect();
    let whole: Vec<f64> = candidates.iter().map(|(_, values)| dot(values, values)).collect();
    let mut squares: Vec<(f64, f64)> = whole.iter().map(|square| (*square, *square)).collect();
    let mut taken = Vec::new();
    while taken.len() < most.min(candidates.len()) {
        let gain = |k: usize| {
            let (whole, left) = squares[k];
            if left <= LEAST * whole { 0.0 } else { dot(&candidates[k].1, &rest).powi(2) / left }
        };
        let open = (0..candidates.len()).filter(|k| !taken.contains(k));
        let best = open.map(|k| (k, gain(k))).max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((best, _)) = best.filter(|(_, gain)| *gain > LEAST * dot(&rest, &rest)) else { break };
        let direction = candidates[best].1.clone();
        take_away(&mut rest, &direction);
        for (k, (_, values)) in candidates.iter_mut().enumerate() {
            take_away(values, &direction);
            squares[k].1 = dot(values, values);
        }
        taken.push(best);
    }
    taken.into_iter().map(|k| candidates[k].0).collect()
}

/// The pixels that count.
struct Pixels<'a> {
    missing: &'a Array2<bool>,
    windows: &'a [(Range<usize>, Range<usize>)],
}

impl Pixels<'_> {
    /// The values of the pixels, less their mean.
    fn of(&self, value: impl Fn((usize, usize)) -> f64) -> Vec<f64> {
        let of_window = |(lines, pixels): &(Range<usize>, Range<usize>)| {
            let missing: ArrayView2<bool> = self.missing.slice(s![lines.clone(), pixels.clone()]);
            let seen = missing.indexed_iter().filter(|(_, missing)| !**missing);
            seen.map(|((i, j), _)| value((lines.start + i, pixels.start + j))).collect::<Vec<f64>>()
        };
        let mut values: Vec<f64> = self.windows.iter().flat_map(of_window).collect();
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        values.iter_mut().for_each(|value| *value -= mean);
        values
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// Takes from values what is along a direction.
fn take_away(values: &mut [f64], direction: &[f64]) {
    let share = dot(values, direction) / dot(direction, direction).max(f64::MIN_POSITIVE);
    values.iter_mut().zip(direction).for_each(|(value, along)| *value -= share * along);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::restore::Restored;

    #[test]
    fn guides_come_in_the_order_of_what_they_add() {
        let shape = (6, 8);
        let wave = |a: f32| Array2::from_shape_fn(shape, move |(i, j)| (a * (i * 8 + j) as f32).sin());
        let nothing = Array2::zeros((1, 1));
        let restored = || Restored { mean: nothing.clone(), sd: nothing.clone() };
        let guide = |seen: Array2<f32>, spread| Guide { restored: restored(), mean: 0.0, spread, seen };
        let (one, other) = (wave(0.9), wave(2.3));
        let mixed = &one + &other * 0.01;
        let guides =
            [guide(one.clone(), 1.0), guide(mixed, 1.0), guide(other.clone(), 1.0), guide(one.clone(), 0.0)];
        let map = (&one * 3.0 + &other).mapv(f64::from);
        let missing = Array2::from_elem(shape, false);
        let windows = [(0..6, 0..8)];
        let found = |skipped, most| nearest(&guides, &map, &missing, &windows, skipped, most);
        assert_eq!(found(3, 2), [1, 2]); // what the first has of the second helps it
        assert_eq!(found(1, 2), [0, 2]);
        assert_eq!(found(3, 9).len(), 2, "the third is a sum of the others");
    }
}
