// SPDX-License-Identifier: MIT OR Apache-2.0
//! Does an estimate go far beyond what was measured?
//!
//! A sample is brighter than its map where it has detail smaller than the beam, by a few times. Where beam or washout are stated much too
//! large, a restoration explains the noise by differences of large numbers: its values go beyond the measured ones by tens of times their
//! range, to either side.

use super::repair::Repaired;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// How far an estimate may go below the smallest measured value, in ranges of the measured values. The phantoms of twelve kinds under the
/// conditions of the presets stay within 0.33.
const MOST_BELOW: f64 = 1.0;
/// ... and above the largest one. The same stay within 7.5, which lone points reach, and measured maps of tissue and garnet within 12.
const MOST_ABOVE: f64 = 40.0;

/// How far an estimate goes beyond what was measured.
#[derive(Debug, Default, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Excess {
    /// By how many ranges of the measured values it goes below the smallest of them; 0 where it does not.
    pub below: f64,
    /// By how many it goes above the largest of them; 0 where it does not.
    pub above: f64,
    /// Is that more than a sample explains?
    pub doubted: bool,
}

impl Excess {
    /// That of an estimate, shape (rows, columns), in the unit of the measured values.
    pub fn of(measured: &Repaired, estimate: &Array2<f32>) -> Self {
        let (least, most) = range(measured.observed());
        let (lowest, highest) = range(estimate.iter().map(|value| f64::from(*value)));
        let span = most - least;
        if span <= 0.0 || !span.is_finite() {
            return Self::default();
        }
        let (below, above) = (((least - lowest) / span).max(0.0), ((highest - most) / span).max(0.0));
        Self { below, above, doubted: below > MOST_BELOW || above > MOST_ABOVE }
    }

    /// That the estimate cannot be right, in words, if it goes too far.
    pub fn doubt(&self) -> Option<String> {
        self.doubted.then(|| {
            let farthest = self.below.max(self.above);
            format!(
                "the enhanced map goes {farthest:.0} times the measured range beyond what was measured: check beam size, washout and pixel \
                 size"
            )
        })
    }
}

/// Smallest and largest number.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::repair::repair;
    use ndarray::array;

    fn of(measured: Array2<f32>, estimate: Array2<f32>) -> Excess {
        Excess::of(&repair(measured.view(), 0.0).unwrap(), &estimate)
    }

    #[test]
    fn values_far_beyond_what_was_measured_are_doubted() {
        let measured = array![[2.0f32, 4.0], [f32::NAN, 12.0]];
        let within = of(measured.clone(), array![[-7.0, 400.0]]);
        assert!(within.doubt().is_none(), "{within:?}");
        assert_eq!((within.below, within.above), (0.9, 38.8));
        let below = of(measured.clone(), array![[-28.0, 12.0, f32::NAN]]);
        assert!(below.doubt().unwrap().contains("goes 3 times the measured range"), "{below:?}");
        let above = of(measured, array![[4.0, 512.0]]);
        assert!(above.doubt().unwrap().contains("goes 50 times the measured range"), "{above:?}");
    }

    #[test]
    fn a_map_without_contrast_tells_nothing() {
        let excess = of(array![[3.0f32, 3.0]], array![[-9.0, 9.0]]);
        assert_eq!((excess.below, excess.above, excess.doubted), (0.0, 0.0, false));
    }
}
