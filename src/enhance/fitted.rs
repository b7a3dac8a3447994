// SPDX-License-Identifier: MIT OR Apache-2.0
//! One element before it is restored: repaired, on its scale, with its noise, operator and prior, all found from the whole
//! map.

use super::element::Element;
use super::forward::{Forward, Part};
use super::grid::Grid;
use super::noise::{Count, NoiseLaw, StatedNoise, map_of};
use super::prior::fit::Fit;
use super::repair::{Repaired, repair};
use super::restore::tile::Prepared;
use super::restore::{Restored, restore, restore_mean};
use super::scale::{self, Scaled};
use super::settings::Settings;
use super::width::Width;
use super::workers::Workers;
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use crate::task::Task;
use ndarray::{Array2, ArrayView2, s};

/// One element, ready to be restored.
#[derive(Clone)]
pub struct Fitted {
    /// Map with holes filled, and where they were.
    pub repaired: Repaired,
    /// The map on its scale.
    pub scaled: Scaled,
    /// Variance of a value as a function of its mean.
    pub law: NoiseLaw,
    /// One count, if the law is known to have the statistics of counts.
    pub count: Option<Count>,
    /// Noise variance of each measured pixel on the scale; infinite where the value is missing.
    pub noise: Array2<f64>,
    /// The operator.
    pub forward: Forward,
    /// What the likelihood says of the operator's widths; empty if it was not asked.
    pub widths: Vec<Width>,
    /// The prior, on the scale.
    pub fit: Fit,
}

impl Fitted {
    /// Finds all that a map tells of itself. `stated`: what is known of the noise.
    ///
    /// # Errors
    /// [`Error::Data`] if every value is missing; those of [`Forward::stated`]; [`Error::Cancelled`].
    pub fn of(
        map: ArrayView2<'_, f32>,
        stated: StatedNoise,
        mut forward: Forward,
        settings: &Settings,
        workers: &Workers,
        task: &Task,
    ) -> Result<Self> {
        let repaired = repair(map, settings.spike_threshold)
            .ok_or_else(|| Error::Data("every value is missing".into()))?;
        task.check()?;
        let known = stated.of(&repaired);
        task.check()?;
        let (scaled, levels) =
            workers.run(|| scale::choose(&repaired, &known, &forward, settings.scale, task))?;
        let known = known.with_levels(&levels);
        let evidence = scaled.evidence(&repaired, known.bounds(&scaled.warp), &forward, task);
        let (fit, widths) = if settings.examine || !forward.is_stated() {
            workers.run(|| forward.examine(&evidence))?
        } else {
            (
                workers.run(|| evidence.best(forward.pitch_um(), forward.axes(), forward.target_um()))?,
                Vec::new(),
            )
        };
        task.check()?;
        let law = known.law(&scaled.warp, fit.noise_variance);
        let noise = known.map(&repaired, &scaled.warp, &law);
        let scaled = Scaled::new(&repaired, &forward, scaled.warp); // whose widths may have been found meanwhile
        Ok(Self { repaired, scaled, law, count: known.count, noise, forward, widths, fit })
    }

    /// A part of the element, with what was found from the whole.
    pub fn part(&self, part: &Part) -> Self {
        let measured = s![part.lines.clone(), part.pixels.clone()];
        Self {
            repaired: self.repaired.part(part),
            scaled: self.scaled.part(part),
            noise: self.noise.slice(measured).to_owned(),
            forward: self.forward.cut(part),
            widths: Vec::new(),
            ..*self
        }
    }

    /// Restores the element.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn restore(self, workers: &Workers, task: &Task) -> Result<Element> {
        self.restore_with(|map, forward, fit| restore(map, forward, fit, workers, task))
    }

    /// Restores the element without the standard deviation, which stays empty.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn restore_mean(self, workers: &Workers, task: &Task) -> Result<Element> {
        self.restore_with(|map, forward, fit| {
            let mean = restore_mean(map, forward, fit, workers, task)?;
            Ok(Restored { mean, sd: Array2::zeros((0, 0)) })
        })
    }

    fn restore_with(
        self,
        restore: impl FnOnce(&Prepared, &Forward, &Fit) -> Result<Restored>,
    ) -> Result<Element> {
        let restored = restore(&self.prepared(), &self.forward, &self.fit)?;
        self.with(restored)
    }

    /// The map as the restoration takes it.
    pub fn prepared(&self) -> Prepared<'_> {
        let scaled = &self.scaled;
        Prepared {
            residual: scaled.residual.view(),
            values: self.repaired.values.view(),
            mean: scaled.mean,
            drift: scaled.drift.as_ref().map(|drift| drift.view()),
            noise: self.noise.view(),
            law: self.law,
            warp: scaled.warp,
        }
    }

    /// The element with what was restored of it.
    ///
    /// # Errors
    /// [`Error::Shape`] if that is not on its target grid.
    pub fn with(self, restored: Restored) -> Result<Element> {
        let Self { repaired, scaled, law, count, forward, widths, fit, .. } = self;
        let warp = scaled.warp;
        let expected = forward.operator().apply(warp.values(&restored.mean).view())?;
        let noise = map_of(&repaired, &expected, |mean| law.variance_on(&warp, mean));
        Ok(Element { repaired, warp, law, count, expected, noise, forward, widths, fit, restored })
    }
}

/// The operator for a map, and its target grid.
///
/// # Errors
/// Those of [`Grid::new`] and [`Forward::stated`]; [`Error::Missing`] for a washout where nothing tells how fast the stage moves.
pub fn forward(
    conditions: &Conditions,
    settings: &Settings,
    shape: (usize, usize),
    pixel_um: (f64, f64),
) -> Result<Forward> {
    if conditions.lacks_speed() {
        return Err(Error::Missing {
            what: "the scan speed",
            hint: "state scan_speed_um_s, which tells how far the washout smears (acquisition_time_s = 0.05 s, the default, counts as not stated)"
                .into(),
        });
    }
    let grid = Grid::new(settings, shape.0, shape.1, pixel_um.0, pixel_um.1)?;
    Forward::stated(conditions, shape, pixel_um, grid)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A restored element of whose noise nothing is stated.
    pub fn restored(map: ArrayView2<'_, f32>, forward: Forward, settings: &Settings) -> Element {
        let workers = Workers::new(1).unwrap();
        let fitted = Fitted::of(map, StatedNoise::none(), forward, settings, &workers, &Task::new()).unwrap();
        fitted.restore(&workers, &Task::new()).unwrap()
    }
}
