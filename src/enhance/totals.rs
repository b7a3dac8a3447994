// SPDX-License-Identifier: MIT OR Apache-2.0
//! What was measured in all, and what an estimate gives of it.

use super::element::Element;
use ndarray::Array2;

/// Share of what was measured that may be lost or added beside the noise of the sum.
const LOST: f64 = 0.05;

/// Sums over measured pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Totals {
    /// Of the measured values.
    pub measured: f64,
    /// Of what is expected of an estimate.
    pub expected: f64,
    /// Variance of the noise of `measured`.
    pub variance: f64,
}

impl Totals {
    /// Adds the pixels of an element. `expected`: what an estimate gives of each, shape (lines, pixels).
    pub fn add(&mut self, element: &Element, expected: &Array2<f64>) {
        for (at, missing) in element.repaired.missing.indexed_iter() {
            if !missing {
                self.measured += element.repaired.values[at];
                self.expected += expected[at];
                self.variance += element.law.variance(element.expected[at]);
            }
        }
    }

    /// What is expected over what was measured, less 1; 0 where nothing was measured in all.
    pub fn change(&self) -> f64 {
        if self.measured == 0.0 { 0.0 } else { self.expected / self.measured - 1.0 }
    }

    /// Does the estimate keep the sum, up to a share of it and so many standard deviations of its noise?
    pub fn are_kept(&self, deviations: f64) -> bool {
        self.difference() <= LOST * self.measured.abs() + deviations * self.variance.sqrt()
    }

    /// Does this estimate keep the sum at least twice as well as another one?
    pub fn are_clearly_nearer_than(&self, other: &Self) -> bool {
        2.0 * self.difference() < other.difference()
    }

    fn difference(&self) -> f64 {
        (self.expected - self.measured).abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_may_differ_by_a_twentieth_and_its_noise() {
        let are_kept = |expected| Totals { measured: 1000.0, expected, variance: 900.0 }.are_kept(3.0);
        assert!(are_kept(861.0) && are_kept(1139.0)); // 50 and three times 30
        assert!(!are_kept(859.0) && !are_kept(1141.0));
    }
}
