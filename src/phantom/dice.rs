// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random choices of one draw: numbers, lengths, counts and picks.

use super::stated::Stated;
use crate::numeric::portable;
use crate::stream::{Purpose, Stream};
use rand_core::Rng;
use rand_distr::{Distribution, Poisson, StandardNormal};
use std::f32::consts::TAU;

/// A source of random choices; it also knows the zoom that all lengths of one draw share, and what is not to be drawn.
pub(super) struct Dice {
    stream: Stream,
    zoom: f32,
    /// Stated settings, lengths in pixels.
    pub stated: Stated,
}

impl Dice {
    /// The choices of draw `seed` of the kind numbered `kind`, at the given attempt.
    pub fn new(seed: u64, kind: usize, attempt: usize, stated: Stated) -> Self {
        let stream = Stream::new(seed, Purpose::Phantom, kind, attempt);
        let mut dice = Self { stream, zoom: 1.0, stated };
        dice.zoom = dice.scale(0.6, 1.8);
        dice
    }

    /// Uniform in 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f32 {
        (self.stream.next_u32() >> 8) as f32 / (1 << 24) as f32
    }

    /// Uniform between `low` and `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// Log-uniform between two positive numbers: every factor of two is equally likely.
    pub fn scale(&mut self, low: f32, high: f32) -> f32 {
        low * portable::powf(high / low, self.unit())
    }

    /// A length in pixels, log-uniform and multiplied by the zoom of this draw.
    pub fn length(&mut self, low: f32, high: f32) -> f32 {
        self.scale(low, high) * self.zoom
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// Uniform whole number below `count`; 0 if `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.stream.next_u32() as u64 * count as u64) >> 32) as usize
    }

    /// An index drawn in proportion to its weight.
    pub fn weighted(&mut self, weights: &[f32]) -> usize {
        let mut rest = self.unit() * weights.iter().sum::<f32>();
        for (index, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Standard normal.
    pub fn bell(&mut self) -> f32 {
        StandardNormal.sample(&mut self.stream)
    }

    /// Log-normal around 1 with this standard deviation of the logarithm.
    pub fn around(&mut self, spread: f32) -> f32 {
        portable::exp(spread * self.bell())
    }

    /// Poisson number of objects; 0 if the mean is not positive.
    pub fn count(&mut self, mean: f32) -> usize {
        Poisson::new(mean).map_or(0, |poisson| poisson.sample(&mut self.stream) as usize)
    }

    /// A direction in radians.
    pub fn angle(&mut self) -> f32 {
        self.between(0.0, TAU)
    }

    /// Key of a hashed field, see [`super::noise`].
    pub fn key(&mut self) -> u32 {
        self.stream.next_u32()
    }

    /// Compositions of `count` phases: 0 to 1, the brightest of them 1, some of them nothing.
    pub fn palette(&mut self, count: usize) -> Vec<f32> {
        let (gamma, absent) = (self.scale(0.4, 3.0), self.between(0.0, 0.4));
        let mut phases: Vec<f32> = (0..count.max(1))
            .map(|_| if self.chance(absent) { 0.0 } else { portable::powf(self.unit(), gamma) })
            .collect();
        let brightest = self.below(phases.len());
        phases[brightest] = 1.0;
        phases
    }
}

/// A stated setting, or what was drawn for it: it is drawn in any case, so that all other choices stay as they are.
pub(super) fn stated_or(stated: f64, drawn: f32) -> f32 {
    if stated.is_nan() { drawn } else { stated as f32 }
}
