// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a restored element to its estimate: the restoration itself, or what a network makes of it.

use super::clock::Clock;
use super::element::Element;
use super::network::Network;
use super::network::deviation::{bound, factor, log_level};
use super::network::holes::Holes;
use super::probe;
use super::warp::Warp;
use super::workers::Workers;
use crate::error::Result;
use crate::task::Task;
use ndarray::Array2;

/// Share of the work done before the network, and before the check.
pub const REFINE: f64 = 0.3;
pub const CHECK: f64 = 0.97;

/// An estimate of one element on the target grid, in the measured unit.
pub struct Estimate {
    /// Estimate, shape (rows, columns).
    pub values: Array2<f32>,
    /// Standard deviation of its error, of the same shape.
    pub sd: Array2<f32>,
    /// Share of the measurement's freedom that it uses up, 0 to 1.
    pub used_freedom: f64,
    /// What the network's standard deviations were multiplied by.
    pub deviation_factor: f64,
}

/// What a network works with besides the element.
pub struct Refiner<'a> {
    /// The network.
    pub network: &'a Network,
    /// The scale on which it works.
    pub scale: Warp,
    /// Is it to be measured how much of the noise it follows?
    pub probe: bool,
    /// Threads for all but the network.
    pub workers: &'a Workers,
    /// The 99.5th percentile of the whole restored map, where it is known better than the element tells.
    pub high: Option<f64>,
    /// The work on the element.
    pub task: &'a Task,
}

impl Refiner<'_> {
    /// The sample that the network makes of a restored element, in the map's unit.
    ///
    /// # Errors
    /// Those of the model; [`crate::error::Error::Cancelled`].
    pub fn sample(network: &Network, task: &Task, mut element: Element, scale: Warp) -> Result<Array2<f32>> {
        element.on_scale(scale);
        let divisor = element.scale();
        let (places, _) = network.refine(&mut element, divisor, &task.quiet())?;
        Ok(scale.values(&places))
    }
}

impl Estimate {
    /// The restoration, which is taken away from the element.
    pub fn restored(element: &mut Element) -> Self {
        let mut values = std::mem::take(&mut element.restored.mean);
        let mut sd = std::mem::take(&mut element.restored.sd);
        element.warp.make_values(&mut values, &mut sd);
        Self { values, sd, used_freedom: element.fit.used_freedom.whole(), deviation_factor: 1.0 }
    }

    /// The network's estimate. The restoration is taken away from the element.
    ///
    /// # Errors
    /// Those of the model; [`Error::Cancelled`].
    pub fn refined(element: &mut Element, with: &Refiner, clock: &mut Clock) -> Result<Self> {
        let own = (element.warp, element.fit);
        element.on_scale(with.scale);
        let scale =
            with.high.map_or_else(|| element.scale(), |high| element.scale_of(element.warp.forward(high)));
        let mut used_freedom = 0.0;
        if with.probe {
            let task = with.task.quiet();
            let mut refined = |mut part: Element| {
                with.network.refine(&mut part, scale, &task).map(|(estimate, _)| estimate)
            };
            used_freedom = probe::used_freedom(element, with.workers, &task, &mut refined)?;
            clock.lap("probe");
        }
        let holes = Holes::of(element);
        let restored_level = log_level(&element.restored.sd, &holes);
        let unmeasured: Vec<f32> = holes.values(&element.restored.sd).collect();
        let (mut values, mut sd) = with.network.refine(element, scale, &with.task.part(REFINE..CHECK))?;
        clock.lap("refine");
        let deviation_factor = factor(log_level(&sd, &holes), restored_level);
        sd.par_mapv_inplace(|sd| (f64::from(sd) * deviation_factor) as f32);
        holes.raise(&mut sd, &unmeasured); // networks see no holes
        if !element.warp.is_linear() {
            bound(&mut sd, element.fit.variance.sqrt());
        }
        element.warp.make_values(&mut values, &mut sd);
        element.on_scale(own.0); // that of its check
        element.fit = own.1;
        Ok(Self { values, sd, used_freedom, deviation_factor })
    }
}
