// SPDX-License-Identifier: MIT OR Apache-2.0
//! The physics-based part of the road for one element: repair, noise, operator, restoration.

use super::fit::{Evidence, Fit};
use super::forward::{Forward, Part, Width};
use super::grid::Grid;
use super::noise::StatedNoise;
use super::repair::{Repaired, repair};
use super::restore::{Prepared, Restored, restore, restore_mean};
use super::settings::Settings;
use super::workers::Workers;
use crate::ablation::Conditions;
use crate::error::{Error, Result};
use crate::watch::{GoesOn, watched};
use ndarray::{Array2, ArrayView2, s};

/// Most values that the 99.5th percentile is taken from.
const PERCENTILE_VALUES: usize = 1 << 20;

/// One element, restored, with all that later steps need.
#[derive(Clone)]
pub struct Element {
    /// Map with holes filled, and where they were.
    pub repaired: Repaired,
    /// Variance of the noise of each measured pixel; infinite where the value is missing.
    pub noise_variance: Array2<f64>,
    /// The operator used.
    pub forward: Forward,
    /// What the likelihood says of the operator's widths; empty if it was not asked.
    pub widths: Vec<Width>,
    /// The prior used, in the measured unit.
    pub fit: Fit,
    /// Estimate and its standard deviation.
    pub restored: Restored,
}

/// One element before it is restored: all that is found from the whole map.
struct Fitted {
    repaired: Repaired,
    /// Map less its mean, in units of `unit`, as `noise` and `fit` are.
    residual: Array2<f64>,
    noise: Array2<f64>,
    mean: f64,
    unit: f64,
    forward: Forward,
    widths: Vec<Width>,
    fit: Fit,
}

/// Restores one element. `stated`: what is known of the noise.
///
/// # Errors
/// [`Error::Data`] if every value is missing; those of [`Forward::stated`]; [`Error::Cancelled`].
pub fn restore_element(
    map: ArrayView2<'_, f32>,
    stated: StatedNoise,
    forward: Forward,
    settings: &Settings,
    workers: &Workers,
    progress: &mut dyn FnMut(f64) -> bool,
) -> Result<Element> {
    let fit = |goes_on: GoesOn| Fitted::of(map, stated, forward, settings, workers, goes_on);
    watched(&mut |_| progress(0.0), fit)?.restore(workers, progress)
}

/// Restores one element without the standard deviation, which stays empty.
///
/// # Errors
/// As [`restore_element`].
pub fn restore_element_mean(
    map: ArrayView2<'_, f32>,
    stated: StatedNoise,
    forward: Forward,
    settings: &Settings,
    workers: &Workers,
) -> Result<Element> {
    let fitted = Fitted::of(map, stated, forward, settings, workers, &|_| true)?;
    fitted.restore_with(|map, forward, fit| {
        let mean = restore_mean(map, forward, fit, workers)?;
        Ok(Restored { mean, sd: Array2::zeros((0, 0)) })
    })
}

/// Restores a part of one element with what is found from the whole map.
///
/// # Errors
/// As [`restore_element`].
pub fn restore_part(
    (map, part): (ArrayView2<'_, f32>, &Part),
    stated: StatedNoise,
    forward: Forward,
    settings: &Settings,
    workers: &Workers,
) -> Result<Element> {
    let fitted = Fitted::of(map, stated, forward, settings, workers, &|_| true)?;
    fitted.part(part).restore(workers, &mut |_| true)
}

impl Fitted {
    fn of(
        map: ArrayView2<'_, f32>,
        stated: StatedNoise,
        mut forward: Forward,
        settings: &Settings,
        workers: &Workers,
        goes_on: GoesOn,
    ) -> Result<Self> {
        let repaired = repair(map, settings.spike_threshold)
            .ok_or_else(|| Error::Data("every value is missing".into()))?;
        let unit = spread(&repaired);
        let values = repaired.values.mapv(|v| v / unit);
        let mean = sample_mean(&values, &forward);
        let less_mean = |forward: &Forward| &values - &(response(forward) * mean);
        let residual = less_mean(&forward);
        let known = stated.of(&repaired, unit);
        let evidence = Evidence::new(
            residual.view(),
            &repaired.missing,
            known.bounds(),
            forward.spectra.clone(),
            goes_on,
        );
        let (fit, widths) = if settings.examine || !forward.is_stated() {
            workers.run(|| forward.examine(&evidence))?
        } else {
            (
                workers.run(|| evidence.best(forward.pitch_um(), forward.axes(), forward.target_um()))?,
                Vec::new(),
            )
        };
        let noise = known.map(&repaired, fit.noise_variance);
        let residual = less_mean(&forward); // whose widths may have been found meanwhile
        Ok(Self { repaired, residual, noise, mean, unit, forward, widths, fit })
    }

    fn part(self, part: &Part) -> Self {
        let measured = s![part.lines.clone(), part.pixels.clone()];
        Self {
            repaired: self.repaired.part(part),
            residual: self.residual.slice(measured).to_owned(),
            noise: self.noise.slice(measured).to_owned(),
            forward: self.forward.cut(part),
            ..self
        }
    }

    fn restore(self, workers: &Workers, progress: &mut dyn FnMut(f64) -> bool) -> Result<Element> {
        self.restore_with(|map, forward, fit| restore(map, forward, fit, workers, progress))
    }

    fn restore_with(
        self,
        restore: impl FnOnce(&Prepared, &Forward, &Fit) -> Result<Restored>,
    ) -> Result<Element> {
        let Self { repaired, residual, noise, mean, unit, forward, widths, fit } = self;
        let prepared = Prepared { residual: residual.view(), mean, noise: noise.view(), unit };
        let restored = restore(&prepared, &forward, &fit)?;
        let fit = fit.in_units_of(unit);
        Ok(Element { repaired, noise_variance: noise * (unit * unit), forward, widths, fit, restored })
    }
}

/// The operator for a map, and its target grid.
///
/// # Errors
/// Those of [`Grid::new`] and [`Forward::stated`].
pub fn forward(
    conditions: &Conditions,
    settings: &Settings,
    shape: (usize, usize),
    pixel_um: (f64, f64),
) -> Result<Forward> {
    let grid = Grid::new(settings, shape.0, shape.1, pixel_um.0, pixel_um.1)?;
    Forward::stated(conditions, shape, pixel_um, grid)
}

impl Element {
    /// The element as cut out of the map.
    pub fn part(&self, part: &Part) -> Element {
        let measured = s![part.lines.clone(), part.pixels.clone()];
        let target = s![part.rows.clone(), part.columns.clone()];
        Element {
            repaired: self.repaired.part(part),
            noise_variance: self.noise_variance.slice(measured).to_owned(),
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

    /// Standard deviation of the noise of each measured pixel; where nothing was measured, that of the whole map.
    pub fn noise_sd(&self) -> Array2<f32> {
        let whole = self.fit.noise_variance;
        self.noise_variance.mapv(|v| (if v.is_finite() { v } else { whole }).sqrt() as f32)
    }
}

fn response(forward: &Forward) -> Array2<f64> {
    let (rows, columns) = (forward.rows.steady(), forward.columns.steady());
    Array2::from_shape_fn((rows.len(), columns.len()), |(i, j)| rows[i] * columns[j])
}

/// Mean of the sample whose uniform response fits the map best.
fn sample_mean(values: &Array2<f64>, forward: &Forward) -> f64 {
    let ones = response(forward);
    let weight = (&ones * &ones).sum();
    if weight > 0.0 { (values * &ones).sum() / weight } else { 0.0 }
}

/// Standard deviation of the observed values, or 1 where they do not vary: the unit of all later numbers.
fn spread(repaired: &Repaired) -> f64 {
    let observed =
        || repaired.values.iter().zip(&repaired.missing).filter(|(_, missing)| !**missing).map(|(v, _)| *v);
    let n = observed().count().max(1) as f64;
    let mean = observed().sum::<f64>() / n;
    let sd = (observed().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt();
    if sd > 1e-9 * mean.abs() && sd > 1e-150 { sd } else { mean.abs().max(1.0) }
}
