// SPDX-License-Identifier: MIT OR Apache-2.0
//! A sample in blocks of target pixels, which a measured map tells as well: about two blocks to a measured pixel.
//!
//! Blocks are counted from the start of the target grid, so that those of neighbouring tiles coincide.

use crate::ablation::{Axis, Taps};
use crate::conditions::Edge;
use std::ops::Range;
use std::sync::Arc;

/// Blocks to a measured pixel at least, where the target pixels allow it.
const PER_PIXEL: f64 = 2.0;
/// Blocks beyond the target pixels on each side: an interpolated value needs two on either side.
const BEYOND: i64 = 2;

/// The blocks of a stretch of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocks {
    /// Target pixels in a block.
    pub size: usize,
    /// First block.
    start: i64,
    /// Number of blocks.
    pub count: usize,
}

impl Blocks {
    /// The blocks under the target pixels `target` and under all that the measured pixels `measured` see.
    pub fn cover(axis: &Axis, measured: &Range<usize>, target: &Range<usize>) -> Self {
        let per_pixel = axis.length as f64 / axis.taps.len() as f64;
        let size = ((per_pixel / PER_PIXEL) as usize).max(1);
        let taps = &axis.taps[measured.clone()];
        let block = |pixel: i64| pixel.div_euclid(size as i64);
        let first = taps.iter().map(|taps| block(taps.start)).chain([block(target.start as i64) - BEYOND]);
        let last = taps.iter().map(|taps| block(taps.start + taps.weights.len() as i64 - 1));
        let last = last.chain([block(target.end as i64 - 1) + BEYOND]);
        let start = first.min().unwrap_or(0);
        let count = (last.max().unwrap_or(0) + 1 - start).max(1) as usize;
        Self { size, start, count }
    }

    /// Blocks under some measured pixels.
    pub fn under(&self, axis: &Axis, measured: usize) -> usize {
        (measured * axis.length).div_ceil(axis.taps.len() * self.size)
    }

    /// What the measured pixels `measured` see of the blocks.
    pub fn seen(&self, axis: &Axis, measured: &Range<usize>) -> Axis {
        let seen = |taps: &Taps| {
            let size = self.size as i64;
            let start = taps.start.div_euclid(size);
            let mut weights = vec![0.0; taps.weights.len().div_ceil(self.size) + 1];
            for (pixel, weight) in (taps.start..).zip(&taps.weights) {
                weights[(pixel.div_euclid(size) - start) as usize] += weight;
            }
            let used = weights.iter().rposition(|weight| *weight != 0.0).map_or(0, |last| last + 1);
            weights.truncate(used);
            Taps { start: start - self.start, weights }
        };
        Axis { taps: axis.taps[measured.clone()].iter().map(seen).collect(), ..self.axis(self.count) }
    }

    /// What they see of the target pixels in the blocks.
    pub fn seen_of_pixels(&self, axis: &Axis, measured: &Range<usize>) -> Axis {
        let seen = |taps: &Taps| Taps { start: taps.start - self.first_pixel(), ..taps.clone() };
        Axis { taps: axis.taps[measured.clone()].iter().map(seen).collect(), ..self.axis(self.pixels()) }
    }

    /// The target pixels in the blocks, between the middles of these, by cubic interpolation (Keys 1981,
    /// doi:10.1109/TASSP.1981.1163711).
    pub fn between(&self) -> Axis {
        let between = |pixel: usize| {
            let place = (pixel as f64 + 0.5) / self.size as f64 - 0.5;
            let t = place - place.floor();
            let weights = vec![
                t * (t * (1.0 - 0.5 * t) - 0.5),
                t * t * (1.5 * t - 2.5) + 1.0,
                t * (t * (2.0 - 1.5 * t) + 0.5),
                t * t * (0.5 * t - 0.5),
            ];
            Taps { start: place.floor() as i64 - 1, weights }
        };
        Axis { taps: (0..self.pixels()).map(between).collect(), ..self.axis(self.count) }.folded()
    }

    /// The means of the target pixels of each block.
    pub fn means(&self) -> Axis {
        let weights = vec![1.0 / self.size as f64; self.size];
        let mean = |block: usize| Taps { start: (block * self.size) as i64, weights: weights.clone() };
        Axis { taps: (0..self.count).map(mean).collect(), ..self.axis(self.pixels()) }
    }

    /// The target pixel under each pixel of the blocks, or the nearest one of an axis of so many.
    pub fn nearest(&self, length: usize) -> Vec<usize> {
        let last = length as i64 - 1;
        (0..self.pixels() as i64).map(|pixel| (self.first_pixel() + pixel).clamp(0, last) as usize).collect()
    }

    /// The target pixels `target`, counted from the first of the blocks.
    pub fn within(&self, target: &Range<usize>) -> Range<usize> {
        let within = |pixel: usize| (pixel as i64 - self.first_pixel()) as usize;
        within(target.start)..within(target.end)
    }

    fn first_pixel(&self) -> i64 {
        self.start * self.size as i64
    }

    fn pixels(&self) -> usize {
        self.count * self.size
    }

    /// An axis of so many points, of which nothing is seen.
    fn axis(&self, length: usize) -> Axis {
        Axis { taps: Arc::default(), length, edge: Edge::Clamp }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis() -> Axis {
        Axis::boxes(12, 5.0, 7.0, -1.3, 1.0, 60, Edge::Reflect).unwrap()
    }

    #[test]
    fn what_is_seen_of_blocks_is_seen_of_their_pixels() {
        let (axis, measured) = (axis(), 2..9);
        let blocks = Blocks::cover(&axis, &measured, &(10..45));
        assert_eq!(blocks.size, 2);
        let seen = blocks.seen(&axis, &measured);
        for (taps, seen) in axis.taps[measured].iter().zip(seen.taps.iter()) {
            let value = |block: i64| (block as f64).sin();
            let by_pixels: f64 =
                (taps.start..).zip(&taps.weights).map(|(i, w)| w * value(i.div_euclid(2))).sum();
            let by_blocks: f64 =
                (seen.start..).zip(&seen.weights).map(|(i, w)| w * value(i + blocks.start)).sum();
            assert!((by_pixels - by_blocks).abs() < 1e-12);
            assert!(seen.start >= 0 && seen.start as usize + seen.weights.len() <= blocks.count);
        }
    }

    #[test]
    fn straight_slopes_stay_straight_between_blocks() {
        let blocks = Blocks::cover(&axis(), &(0..12), &(0..60));
        let between = blocks.between();
        for pixel in blocks.within(&(0..60)) {
            let taps = &between.taps[pixel];
            let value: f64 = (taps.start..).zip(&taps.weights).map(|(i, w)| w * (2.0 * i as f64 + 1.0)).sum();
            assert!((value - (pixel as f64 + 0.5)).abs() < 1e-12, "{pixel}: {value}");
        }
        assert!(between.taps.iter().all(|taps| (taps.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn what_is_seen_of_pixels_is_what_the_axis_sees() {
        let (axis, measured) = (axis(), 2..9);
        let blocks = Blocks::cover(&axis, &measured, &(10..45));
        let seen = blocks.seen_of_pixels(&axis, &measured);
        let target = blocks.within(&(10..45));
        for (taps, seen) in axis.taps[measured].iter().zip(seen.taps.iter()) {
            assert_eq!(seen.start - target.start as i64, taps.start - 10);
            assert_eq!(seen.weights, taps.weights);
        }
    }
}
