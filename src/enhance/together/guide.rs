// SPDX-License-Identifier: MIT OR Apache-2.0
//! A restored element as a guide of others.

use crate::enhance::forward::Forward;
use crate::enhance::restore::Restored;
use crate::error::Result;
use ndarray::Array2;

/// Least spread of a guide, over its largest value: less is rounding.
const LEAST_SPREAD: f64 = 1e-6;

/// A restored element on its own scale.
pub struct Guide {
    /// Its places and their standard deviations, shape (rows, columns) of the target grid.
    pub restored: Restored,
    /// Their mean.
    pub mean: f32,
    /// Their standard deviation; 0 where they do not vary, so that they tell nothing.
    pub spread: f32,
    /// What its own measured pixels see of them, shape (lines, pixels).
    pub seen: Array2<f32>,
}

impl Guide {
    /// The guide that a restored element makes. `forward`: what measured them.
    ///
    /// # Errors
    /// [`crate::Error::Shape`] if the places are not on the target grid.
    pub fn of(restored: Restored, forward: &Forward) -> Result<Self> {
        let places = &restored.mean;
        let count = places.len().max(1) as f64;
        let sum = |of: &dyn Fn(f64) -> f64| places.iter().map(|place| of(f64::from(*place))).sum::<f64>();
        let mean = sum(&|place| place) / count;
        let spread = (sum(&|place| (place - mean).powi(2)) / count).sqrt();
        let largest = places.iter().fold(0.0f32, |most, place| most.max(place.abs()));
        let varies = spread.is_finite() && spread > LEAST_SPREAD * f64::from(largest);
        let seen = forward.operator().apply(places.view())?.mapv(|value| value as f32);
        let (mean, spread) = if varies { (mean as f32, spread as f32) } else { (0.0, 0.0) };
        Ok(Self { restored, mean, spread, seen })
    }

    /// Does it tell anything?
    pub fn varies(&self) -> bool {
        self.spread > 0.0
    }

    /// The deviation of a place in standard deviations of all.
    pub fn standard_sd(&self, sd: f32) -> f32 {
        if self.varies() { sd / self.spread } else { 0.0 }
    }

    /// A place in standard deviations from the mean.
    pub fn standard(&self, place: f32) -> f32 {
        if self.varies() { (place - self.mean) / self.spread } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::Conditions;
    use crate::enhance::fitted::forward;
    use crate::enhance::settings::Settings;

    #[test]
    fn a_guide_counts_in_its_own_standard_deviations_and_a_uniform_one_tells_nothing() {
        let settings = Settings { magnification: 2.0, ..Settings::default() };
        let forward = forward(&Conditions::default(), &settings, (4, 5), (3.0, 3.0)).unwrap();
        let places = Array2::from_shape_fn((8, 10), |(i, j)| 7.0 + (i * 10 + j) as f32);
        let of = |mean: Array2<f32>| Guide::of(Restored { sd: mean.clone(), mean }, &forward).unwrap();
        let guide = of(places);
        let standard = guide.restored.mean.mapv(|place| guide.standard(place));
        assert!(standard.mean().unwrap().abs() < 1e-5);
        assert!((standard.mapv(|place| place * place).mean().unwrap() - 1.0).abs() < 1e-5);
        assert_eq!(guide.seen.dim(), (4, 5));
        for uniform in [7.0, f32::NAN] {
            let guide = of(Array2::from_elem((8, 10), uniform));
            assert!(!guide.varies());
            assert_eq!(guide.standard(uniform), 0.0);
        }
    }
}
