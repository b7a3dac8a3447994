// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the lines of an element told so far, by which a band of lines is restored alone.

use crate::enhance::enhancer::hide_missing;
use crate::enhance::estimate::Estimate;
use crate::enhance::fitted::Fitted;
use crate::enhance::forward::{Forward, Part};
use crate::enhance::keeping;
use crate::enhance::noise::{Count, NoiseLaw, StatedNoise, map_around};
use crate::enhance::prior::fit::Fit;
use crate::enhance::repair::repair;
use crate::enhance::scale::Scaled;
use crate::enhance::settings::{Missing, Settings};
use crate::enhance::warp::Warp;
use crate::enhance::workers::Workers;
use crate::error::Result;
use crate::task::Task;
use ndarray::ArrayView2;

/// What the lines of an element told.
pub struct Found {
    /// Of the whole map as it was planned, with the widths that were found.
    pub forward: Forward,
    warp: Warp,
    /// Where the mean of the sample lies on the scale.
    mean: f64,
    law: NoiseLaw,
    count: Option<Count>,
    fit: Fit,
}

impl Found {
    /// Finds it from the lines that have arrived; `None` if every value is missing. `forward`: of these lines; `planned`: of the whole
    /// map.
    ///
    /// # Errors
    /// Those of an enhancement.
    pub fn of(
        lines: ArrayView2<'_, f32>,
        stated: StatedNoise,
        (forward, planned): (Forward, Forward),
        settings: &Settings,
        workers: &Workers,
        task: &Task,
    ) -> Result<Option<Self>> {
        if lines.iter().all(|value| value.is_nan()) {
            return Ok(None);
        }
        // the conditions are doubted at the end, from all lines
        let settings = Settings { examine: false, ..settings.clone() };
        let Fitted { scaled, law, count, forward, fit, .. } =
            keeping::fitted(lines, stated, forward, &settings, workers, task)?;
        let forward = planned.with_widths_of(forward)?;
        Ok(Some(Self { forward, warp: scaled.warp, mean: scaled.mean, law, count, fit }))
    }

    /// Estimate and deviation of a part of the map, in its unit; `None` if nothing was measured there. `lines`: what was.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn restore(
        &self,
        lines: ArrayView2<'_, f32>,
        part: &Part,
        settings: &Settings,
        workers: &Workers,
        task: &Task,
    ) -> Result<Option<Estimate>> {
        let Some(repaired) = repair(lines, settings.spike_threshold) else { return Ok(None) };
        let forward = self.forward.cut(part);
        let (warp, law, count, fit) = (self.warp, self.law, self.count, self.fit);
        let scaled = Scaled::around(&repaired, &forward, warp, self.mean);
        let noise = map_around(&repaired, count, &law, &warp);
        let fitted = Fitted { repaired, scaled, law, count, noise, forward, widths: Vec::new(), fit };
        let mut element = fitted.restore(workers, task)?;
        let mut estimate = Estimate::restored(&mut element);
        if settings.missing == Missing::Keep && element.repaired.missing_count > 0 {
            hide_missing(&element, lines, [&mut estimate.values, &mut estimate.sd]);
        }
        Ok(Some(estimate))
    }
}
