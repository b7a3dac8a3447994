// SPDX-License-Identifier: MIT OR Apache-2.0
//! Many places on a scale at once: their values, slopes of values over places, and deviations.

use super::warp::{Curve, MOST_LOG, Warp};
use crate::numeric::exponentials;
use ndarray::{Array2, Zip};
use rayon::prelude::*;

/// Places to a batch: they stay in the cache.
const BATCH: usize = 1024;

/// Values of many places.
pub struct Bent {
    /// The values.
    pub values: Array2<f32>,
    /// Slopes of values over places.
    pub slopes: Array2<f32>,
}

impl Warp {
    /// The values at the places of an image.
    pub fn values(&self, places: &Array2<f32>) -> Array2<f32> {
        let mut values = places.clone();
        flat(&mut values).par_chunks_mut(BATCH).for_each(|values| {
            let batch = Batch::of(self, values.iter().map(|place| f64::from(*place)));
            values.iter_mut().zip(batch.values()).for_each(|(to, value)| *to = value as f32);
        });
        values
    }

    /// The same, and the slopes there, by one thread.
    pub fn bent(&self, mut places: Array2<f32>) -> Bent {
        let mut slopes = Array2::zeros(places.dim());
        for (values, slopes) in flat(&mut places).chunks_mut(BATCH).zip(flat(&mut slopes).chunks_mut(BATCH)) {
            let batch = Batch::of(self, values.iter().map(|place| f64::from(*place)));
            for ((to, steep), (value, slope)) in values.iter_mut().zip(slopes).zip(batch.values_and_slopes())
            {
                (*to, *steep) = (value as f32, slope as f32);
            }
        }
        Bent { values: places, slopes }
    }

    /// Turns places and the standard deviations there into values and half the distance of the values that lie one
    /// deviation above and below.
    pub fn make_values(&self, places: &mut Array2<f32>, sd: &mut Array2<f32>) {
        flat(places).par_chunks_mut(BATCH).zip(flat(sd).par_chunks_mut(BATCH)).for_each(|(values, sd)| {
            let moved = |by: f64| {
                let places = values.iter().zip(&*sd);
                Batch::of(self, places.map(move |(place, sd)| f64::from(*place) + by * f64::from(*sd)))
            };
            let [below, here, above] = [-1.0, 0.0, 1.0].map(moved);
            let sides = below.values().zip(above.values());
            sd.iter_mut().zip(sides).for_each(|(sd, (below, above))| *sd = (0.5 * (above - below)) as f32);
            values.iter_mut().zip(here.values()).for_each(|(to, value)| *to = value as f32);
        });
    }
}

/// Lowest place on a scale that bends, in units of its offset: below, values hardly change any more, so that no step would
/// lead back.
const LOWEST: f32 = -2.0;

impl Warp {
    /// A share of the way from places to others, each no farther than the slope of values there says something.
    pub fn towards(
        &self,
        places: &Array2<f32>,
        aims: &Array2<f32>,
        slopes: &Array2<f32>,
        share: f32,
    ) -> Array2<f32> {
        let (offset, unit) = (self.offset as f32, self.unit as f32);
        let lowest = if self.is_linear() { f32::MIN } else { LOWEST * offset / unit };
        let farthest = |slope: f32| match self.curve {
            Curve::Linear => f32::INFINITY,
            Curve::SquareRoot => 2.0 * slope * (offset / unit) / unit,
            Curve::Logarithm => offset / unit,
        };
        Zip::from(places).and(aims).and(slopes).map_collect(|place, aim, slope| {
            let farthest = farthest(*slope);
            (place + share * (aim - place).clamp(-farthest, farthest)).max(lowest)
        })
    }
}

fn flat(image: &mut Array2<f32>) -> &mut [f32] {
    image.as_slice_mut().expect("standard layout")
}

/// A few places, in units of the offset, and their exponentials where the curve is a logarithm.
struct Batch<'a> {
    warp: &'a Warp,
    scaled: [f64; BATCH],
    exponentials: [f64; BATCH],
}

impl<'a> Batch<'a> {
    fn of(warp: &'a Warp, places: impl Iterator<Item = f64>) -> Self {
        let mut scaled = [0.0; BATCH];
        scaled.iter_mut().zip(places).for_each(|(to, place)| *to = place * (warp.unit / warp.offset));
        let mut batch = Self { warp, scaled, exponentials: [0.0; BATCH] };
        if warp.curve == Curve::Logarithm {
            batch.exponentials = scaled.map(|scaled| scaled.clamp(-MOST_LOG, MOST_LOG));
            exponentials(&mut batch.exponentials);
        }
        batch
    }

    fn values_and_slopes(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.scaled.iter().zip(&self.exponentials).map(|(scaled, e)| self.warp.value_and_slope(*scaled, *e))
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.values_and_slopes().map(|(value, _)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVES: [Curve; 3] = [Curve::Linear, Curve::SquareRoot, Curve::Logarithm];

    fn warp(curve: Curve) -> Warp {
        Warp { curve, offset: 4.0, unit: 0.5, least: f64::NEG_INFINITY }
    }

    /// Places from -5 to 37, more than a batch of them.
    fn places() -> Array2<f32> {
        Array2::from_shape_fn((3, 700), |(i, j)| (i * 700 + j) as f32 * 0.02 - 5.0)
    }

    #[test]
    fn values_and_slopes_are_those_of_the_scale() {
        for curve in CURVES {
            let (warp, places) = (warp(curve), places());
            let bent = warp.bent(places.clone());
            assert_eq!(bent.values, warp.values(&places));
            for ((place, value), slope) in places.iter().zip(&bent.values).zip(&bent.slopes) {
                let exact = warp.inverse(f64::from(*place));
                assert!(
                    (f64::from(*value) - exact).abs() <= 1e-6 * exact.abs().max(1.0),
                    "{place} {value} {exact}"
                );
                let step = 1e-4;
                let steep = (warp.inverse(f64::from(*place) + step) - warp.inverse(f64::from(*place) - step))
                    / (2.0 * step);
                assert!(
                    (f64::from(*slope) - steep).abs() < 1e-4 * steep.max(1.0),
                    "{curve:?} {place} {slope} {steep}"
                );
            }
        }
    }

    #[test]
    fn a_deviation_is_half_the_distance_of_the_values_around() {
        for curve in CURVES {
            let (warp, places) = (warp(curve), places());
            let (mut values, mut sd) = (places.clone(), Array2::from_elem(places.dim(), 0.1));
            warp.make_values(&mut values, &mut sd);
            assert_eq!(values, warp.values(&places));
            for (place, sd) in places.iter().zip(&sd) {
                let value = |by: f64| warp.inverse(f64::from(*place) + by);
                let exact = 0.5 * (value(0.1) - value(-0.1));
                assert!(
                    (f64::from(*sd) - exact).abs() < 1e-6 * exact.max(1.0),
                    "{curve:?} {place} {sd} {exact}"
                );
            }
        }
    }
}
