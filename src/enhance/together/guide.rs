// SPDX-License-Identifier: MIT OR Apache-2.0
//! A restored element as a guide of others.

use crate::enhance::forward::Forward;
use crate::error::Result;
use ndarray::Array2;

/// Least spread of a guide, over its largest value: less is rounding.
const LEAST_SPREAD: f64 = 1e-6;

/// A restored element on its own scale, in standard deviations from its mean.
pub struct Guide {
    /// Shape (rows, columns) of the target grid.
    pub places: Array2<f32>,
    /// What its own measured pixels see of that, shape (lines, pixels).
    pub seen: Array2<f32>,
}

impl Guide {
    /// The guide that restored places make; `None` where they do not vary, so that they tell nothing. `forward`: what measured them.
    ///
    /// # Errors
    /// [`crate::Error::Shape`] if the places are not on the target grid.
    pub fn of(mut places: Array2<f32>, forward: &Forward) -> Result<Option<Self>> {
        let count = places.len().max(1) as f64;
        let sum = |of: &dyn Fn(f64) -> f64| places.iter().map(|place| of(f64::from(*place))).sum::<f64>();
        let mean = sum(&|place| place) / count;
        let spread = (sum(&|place| (place - mean).powi(2)) / count).sqrt();
        let largest = places.iter().fold(0.0f32, |most, place| most.max(place.abs()));
        let varies = spread.is_finite() && spread > LEAST_SPREAD * f64::from(largest);
        if !varies {
            return Ok(None);
        }
        places.par_mapv_inplace(|place| ((f64::from(place) - mean) / spread) as f32);
        let seen = forward.operator().apply(places.view())?.mapv(|value| value as f32);
        Ok(Some(Self { places, seen }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::Conditions;
    use crate::enhance::fitted::forward;
    use crate::enhance::settings::Settings;

    #[test]
    fn a_guide_has_mean_0_and_spread_1_and_a_uniform_map_is_none() {
        let settings = Settings { magnification: 2.0, ..Settings::default() };
        let forward = forward(&Conditions::default(), &settings, (4, 5), (3.0, 3.0)).unwrap();
        let places = Array2::from_shape_fn((8, 10), |(i, j)| 7.0 + (i * 10 + j) as f32);
        let guide = Guide::of(places, &forward).unwrap().unwrap();
        assert!(guide.places.mean().unwrap().abs() < 1e-5);
        assert!((guide.places.mapv(|place| place * place).mean().unwrap() - 1.0).abs() < 1e-5);
        assert_eq!(guide.seen.dim(), (4, 5));
        assert!(Guide::of(Array2::from_elem((8, 10), 7.0), &forward).unwrap().is_none());
        assert!(Guide::of(Array2::from_elem((8, 10), f32::NAN), &forward).unwrap().is_none());
    }
}
