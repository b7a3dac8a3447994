// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much of an interval lies on each pixel of a row of pixels.

use crate::conditions::Edge;

/// Weights of consecutive pixels, from pixel `start` on (which may lie outside the picture).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Taps {
    /// First pixel.
    pub start: i64,
    /// Weight of this pixel and those after it.
    pub weights: Vec<f64>,
}

impl Taps {
    /// Lengths of the interval `from..to` on pixels of a size, in the interval's unit.
    pub fn of_interval(from: f64, to: f64, pixel: f64) -> Self {
        let start = (from / pixel).floor() as i64;
        let end = ((to / pixel).ceil() as i64).max(start + 1);
        let covered = |i: i64| (to.min((i + 1) as f64 * pixel) - from.max(i as f64 * pixel)).max(0.0);
        Self { start, weights: (start..end).map(covered).collect() }
    }

    /// Adds `factor` times `other`.
    pub fn add(&mut self, other: &Taps, factor: f64) {
        if self.weights.is_empty() {
            self.start = other.start;
        }
        if other.start < self.start {
            let before = (self.start - other.start) as usize;
            self.weights.splice(0..0, std::iter::repeat_n(0.0, before));
            self.start = other.start;
        }
        let offset = (other.start - self.start) as usize;
        let needed = offset + other.weights.len();
        self.weights.resize(needed.max(self.weights.len()), 0.0);
        for (weight, add) in self.weights[offset..].iter_mut().zip(&other.weights) {
            *weight += factor * add;
        }
    }

    /// The same weights on a picture of `length` pixels: what lies outside is folded back or lost.
    pub fn inside(&self, length: usize, edge: Edge) -> Taps {
        if self.start >= 0 && self.start as usize + self.weights.len() <= length {
            return self.clone();
        }
        let placed = || {
            let each = (self.start..).zip(&self.weights);
            each.filter_map(|(i, weight)| Some((place(i, length, edge)?, weight)))
        };
        let places = || placed().map(|(i, _)| i);
        let (Some(first), Some(last)) = (places().min(), places().max()) else { return Taps::default() };
        let mut weights = vec![0.0; last - first + 1];
        placed().for_each(|(i, weight)| weights[i - first] += weight);
        Taps { start: first as i64, weights }
    }
}

/// Pixel of the picture that stands for pixel `i`, which may lie outside; `None` where it is no part of the picture.
pub fn place(i: i64, length: usize, edge: Edge) -> Option<usize> {
    let n = length as i64;
    match edge {
        _ if (0..n).contains(&i) => Some(i as usize),
        Edge::Zero | Edge::Value => None,
        Edge::Clamp => Some(if i < 0 { 0 } else { length - 1 }),
        Edge::Reflect => {
            let i = i.rem_euclid(2 * n);
            Some(if i < n { i } else { 2 * n - 1 - i } as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_shared_among_its_pixels() {
        let taps = Taps::of_interval(-0.5, 2.25, 1.0);
        assert_eq!((taps.start, taps.weights), (-1, vec![0.5, 1.0, 1.0, 0.25]));
    }

    #[test]
    fn folding_keeps_the_sum_and_zero_loses_what_is_outside() {
        let taps = Taps::of_interval(-1.5, 2.0, 1.0);
        assert_eq!(taps.inside(10, Edge::Reflect).weights, vec![2.0, 1.5]);
        assert_eq!(taps.inside(10, Edge::Zero).weights, vec![1.0, 1.0]);
        assert_eq!(Taps::of_interval(-7.0, 9.0, 1.0).inside(1, Edge::Reflect).weights, vec![16.0]);
    }
}
