// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where a pass lies, found from what it shows of a sample that other passes have told.

use super::place::Place;
use crate::ablation::Operator;
use crate::conditions::Conditions;
use crate::enhance::grid::Grid;
use crate::error::Result;
use ndarray::{Array2, ArrayView2, Zip};

/// Steps of the search in measured pixels, each done so often along both sides.
const STEPS: [f64; 4] = [0.5, 0.25, 0.1, 0.05];
/// How far from where it was stated a pass may lie, in measured pixels.
const FARTHEST: f64 = 1.5;
/// A pass, its values and what is known of it.
pub struct Stray<'a> {
    pub place: Place,
    /// Values as they lie on the sample, holes filled, and 1 where a value was measured, else 0.
    pub values: ArrayView2<'a, f64>,
    pub seen: ArrayView2<'a, f64>,
}

impl Stray<'_> {
    /// How far it seems to lie from its place to the right and down in µm. `sample`: values on the target grid.
    ///
    /// # Errors
    /// Those of [`Place::axes`].
    pub fn displaced(
        &self,
        sample: &Array2<f32>,
        conditions: &Conditions,
        grid: &Grid,
    ) -> Result<(f64, f64)> {
        let pixel = [self.place.pixel_um.0, self.place.pixel_um.1];
        let misfit = |at: [f64; 2]| {
            let displaced_um = (at[0] * pixel[0], at[1] * pixel[1]);
            let axes = Place { displaced_um, ..self.place }.axes(conditions, grid)?;
            let expected = Operator::new(&axes.rows, &axes.columns).apply(sample.view())?;
            Ok(self.misfit(&expected))
        };
        let mut at = [0.0; 2];
        let mut least = misfit(at)?;
        for step in STEPS {
            for side in 0..2 {
                let beside = |by: f64| {
                    let mut beside = at;
                    beside[side] = (at[side] + by).clamp(-FARTHEST, FARTHEST);
                    beside
                };
                let (below, above) = (misfit(beside(-step))?, misfit(beside(step))?);
                let lowest = beside(step * vertex(below, least, above));
                let there = misfit(lowest)?;
                if there < least {
                    (at, least) = (lowest, there);
                }
            }
        }
        Ok((at[0] * pixel[0], at[1] * pixel[1]))
    }

    /// Sum of the squares of what is unexplained.
    fn misfit(&self, expected: &Array2<f64>) -> f64 {
        let pixels = Zip::from(&self.values).and(&self.seen).and(expected);
        pixels.fold(0.0, |sum, value, seen, expected| sum + seen * (value - expected).powi(2))
    }
}

/// Where a parabola through values at -1, 0 and 1 is lowest, within them.
fn vertex(below: f64, here: f64, above: f64) -> f64 {
    let bend = below - 2.0 * here + above;
    if bend > 0.0 {
        (0.5 * (below - above) / bend).clamp(-1.0, 1.0)
    } else if below < above {
        -1.0
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_is_lowest_at_its_vertex() {
        let at = |x: f64| (x - 0.3).powi(2) + 2.0;
        assert!((vertex(at(-1.0), at(0.0), at(1.0)) - 0.3).abs() < 1e-12);
        assert_eq!((vertex(0.0, 1.0, 1.5), vertex(5.0, 4.0, 1.0)), (-1.0, 1.0));
    }
}
