// SPDX-License-Identifier: MIT OR Apache-2.0
//! One element, restored, with all that later steps need.

use super::forward::{Forward, Part};
use super::noise::{Count, NoiseLaw, map_of};
use super::prior::fit::Fit;
use super::repair::Repaired;
use super::restore::Restored;
use super::restore::levels::mean_finite;
use super::warp::Warp;
use super::width::Width;
use ndarray::{Array2, Zip, s};

/// Most values that the 99.5th percentile is taken from.
const PERCENTILE_VALUES: usize = 1 << 20;

/// One element, restored, with all that later steps need.
#[derive(Clone)]
pub struct Element {
    /// Map with holes filled, and where they were.
    pub repaired: Repaired,
    /// The scale on which it was restored.
    pub warp: Warp,
    /// Variance of a value as a function of its mean.
    pub law: NoiseLaw,
    /// One count, if the law is known to have the statistics of counts.
    pub count: Option<Count>,
    /// What is expected of each measured pixel.
    pub expected: Array2<f64>,
    /// Variance of the noise of each measured pixel on the scale; infinite where the value is missing.
    pub noise: Array2<f64>,
    /// The operator used.
    pub forward: Forward,
    /// What the likelihood says of the operator's widths; empty if it was not asked.
    pub widths: Vec<Width>,
    /// The prior used, on the scale.
    pub fit: Fit,
    /// Estimate and its standard deviation, on the scale.
    pub restored: Restored,
}

impl Element {
    /// The element as cut out of the map.
    pub fn part(&self, part: &Part) -> Element {
        let measured = s![part.lines.clone(), part.pixels.clone()];
        let target = s![part.rows.clone(), part.columns.clone()];
        Element {
            repaired: self.repaired.part(part),
            warp: self.warp,
            law: self.law,
            count: self.count,
            expected: self.expected.slice(measured).to_owned(),
            noise: self.noise.slice(measured).to_owned(),
            forward: self.forward.cut(part),
            widths: Vec::new(),
            fit: self.fit,
            restored: Restored {
                mean: self.restored.mean.slice(target).to_owned(),
                sd: self.restored.sd.slice(target).to_owned(),
            },
        }
    }

    /// What the network's inputs are divided by: the 99.5th percentile of the restored map, but at least five noise
    /// standard deviations, so that the inputs of sparse maps do not explode.
    pub fn scale(&self) -> f64 {
        let mean = &self.restored.mean;
        let step = mean.len().div_ceil(PERCENTILE_VALUES).max(1);
        let mut values: Vec<f32> = mean.iter().copied().step_by(step).collect();
        let rank = ((values.len() as f64 * 0.995) as usize).min(values.len() - 1);
        let (_, high, _) = values.select_nth_unstable_by(rank, f32::total_cmp);
        self.scale_of(f64::from(*high))
    }

    /// [`Element::scale`] of a map whose restoration has this 99.5th percentile.
    pub fn scale_of(&self, high: f64) -> f64 {
        high.max(5.0 * self.fit.noise_variance.sqrt()).max(f64::from(f32::MIN_POSITIVE))
    }

    /// The element with its restoration on a scale. Even on its own one it lies nowhere below the least value that a place stands for.
    pub fn on_scale(&mut self, warp: Warp) {
        let old = std::mem::replace(&mut self.warp, warp);
        if old == warp && warp.is_linear() {
            return;
        }
        self.restored.sd = match self.restored.sd.is_empty() {
            true => Array2::zeros((0, 0)),
            false => Zip::from(&self.restored.mean).and(&self.restored.sd).par_map_collect(|place, sd| {
                let (place, sd) = (f64::from(*place), f64::from(*sd));
                (0.5 * (warp.forward(old.inverse(place + sd)) - warp.forward(old.inverse(place - sd)))) as f32
            }),
        };
        self.restored.mean.par_mapv_inplace(|place| warp.forward(old.inverse(f64::from(place))) as f32);
        let level = self.fit.noise_variance;
        let steeper = |value: f64| (warp.slope(value) / old.slope(value)).powi(2);
        self.noise.zip_mut_with(&self.expected, |noise, value| *noise *= steeper(*value));
        self.fit.noise_variance = mean_finite(self.noise.view()).unwrap_or(0.0);
        self.fit.variance *= self.fit.noise_variance / level;
        self.fit.used_freedom = self.fit.used_freedom.of_noise(self.fit.noise_variance);
    }

    /// Standard deviation of the noise of each measured pixel on the scale; where nothing was measured, that of the whole map.
    pub fn noise_sd(&self) -> Array2<f32> {
        let whole = self.fit.noise_variance;
        self.noise.mapv(|v| (if v.is_finite() { v } else { whole }).sqrt() as f32)
    }

    /// Standard deviation of the noise of a measured pixel, on average, in the map's unit.
    pub fn mean_noise_sd(&self) -> f64 {
        let variances = map_of(&self.repaired, &self.expected, |mean| self.law.variance(mean));
        mean_finite(variances.view()).unwrap_or(0.0).sqrt()
    }

    /// Share of the noise's variance that grows with the squared signal, on average.
    pub fn flicker_share(&self) -> f64 {
        let share =
            |mean: &f64| self.law.relative * mean * mean / self.law.variance(*mean).max(f64::MIN_POSITIVE);
        self.expected.iter().map(share).sum::<f64>() / self.expected.len().max(1) as f64
    }

    /// Mean of the expected values.
    pub fn mean(&self) -> f64 {
        self.expected.mean().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::Conditions;
    use crate::enhance::fitted::{forward, tests::restored};
    use crate::enhance::settings::{Scale, Settings};

    #[test]
    fn on_its_own_scale_too_an_element_lies_nowhere_below_0_where_nothing_was_measured_below() {
        let grains = |(i, j): (usize, usize)| if i / 5 % 2 == 1 && j / 5 % 2 == 1 { 20_000.0 } else { 0.0 };
        let map = Array2::from_shape_fn((20, 25), |at| grains(at) + (at.0 * at.1 % 7) as f32);
        let conditions = Conditions { beam_size_um: Some(7.0), ..Conditions::default() };
        let settings = Settings { scale: Scale::Logarithm, examine: false, ..Settings::default() };
        let forward = forward(&conditions, &settings, map.dim(), (7.0, 7.0)).unwrap();
        let mut element = restored(map.view(), forward, &settings);
        let (warp, values) = (element.warp, element.warp.values(&element.restored.mean));
        let least = |element: &Element| element.restored.mean.fold(f32::INFINITY, |least, x| least.min(*x));
        assert!(least(&element) < 0.0, "{}", least(&element));
        element.on_scale(warp);
        assert_eq!(least(&element), 0.0);
        for (before, after) in values.iter().zip(&warp.values(&element.restored.mean)) {
            assert!((before - after).abs() < 0.01, "{before} {after}");
        }
    }
}
