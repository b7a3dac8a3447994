// SPDX-License-Identifier: MIT OR Apache-2.0
//! Values of many places on a scale at once, and the slopes of values over places there.

use super::warp::{Curve, LEAST_ROOT, MOST_LOG, Warp};
use crate::ablation::exponentials;
use ndarray::Array2;

/// Values of many places.
pub struct Bent {
    /// The values.
    pub values: Array2<f32>,
    /// Slopes of values over places.
    pub slopes: Array2<f32>,
}

/// Places to a batch: they stay in the cache.
const BATCH: usize = 1024;

impl Bent {
    /// The values of places on a scale, and the slopes there.
    pub fn new(warp: &Warp, mut places: Array2<f32>) -> Self {
        let mut slopes = Array2::zeros(places.dim());
        let values = places.as_slice_mut().expect("standard layout").chunks_mut(BATCH);
        for (values, slopes) in values.zip(slopes.as_slice_mut().expect("just made").chunks_mut(BATCH)) {
            bend(warp, values, slopes);
        }
        Self { values: places, slopes }
    }
}

/// Replaces places by their values.
fn bend(warp: &Warp, places: &mut [f32], slopes: &mut [f32]) {
    let (unit, offset) = (warp.unit, warp.offset);
    let mut batch = [0.0; BATCH];
    let scaled = &mut batch[..places.len()];
    scaled.iter_mut().zip(&*places).for_each(|(to, place)| *to = f64::from(*place) * (unit / offset));
    if warp.curve == Curve::Logarithm {
        scaled.iter_mut().for_each(|scaled| *scaled = scaled.clamp(-MOST_LOG, MOST_LOG));
        exponentials(scaled);
    }
    for ((scaled, place), slope) in scaled.iter().zip(places).zip(slopes) {
        let (value, steeper) = match warp.curve {
            Curve::Linear => (*scaled, 1.0),
            Curve::SquareRoot => {
                let scaled = scaled.max(LEAST_ROOT);
                (scaled * (1.0 + 0.25 * scaled), 1.0 + 0.5 * scaled)
            }
            Curve::Logarithm => (scaled - 1.0, *scaled),
        };
        *place = (offset * value).max(warp.least) as f32;
        *slope = (unit * steeper) as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_slopes_are_those_of_the_scale() {
        for curve in [Curve::Linear, Curve::SquareRoot, Curve::Logarithm] {
            let warp = Warp { curve, offset: 4.0, unit: 0.5, least: f64::NEG_INFINITY };
            let places = Array2::from_shape_fn((3, 700), |(i, j)| (i * 700 + j) as f32 * 0.02 - 5.0);
            let bent = Bent::new(&warp, places.clone());
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
}
