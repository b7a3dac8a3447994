// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enhancement: from a measured map to an estimate of the sample on a finer grid, with its uncertainty and a check.
//!
//! The road of an element: `repair` fills what is missing, `scale` chooses the scale (`warp`, `bend`) on which the sample is taken for a
//! stationary field, `forward` is what measured it and `fitted` holds all that was found; `keeping` sees that sums are kept. The room
//! `restore` makes of it an `element`, with the `noise` and the `prior` that were found; `choice` and `probe` say whether the
//! `network` does better, and `estimate` is what comes out. Where a map has several elements, all are restored `alone` first and then
//! `together`, as far as they have something in common. `check` ablates it again, `censored` asks whether values are missing because
//! they were small, and `report` tells what was done; `records` are reports as texts, and a `verdict` says what they mean. An
//! [`Enhancer`] takes a map along this road, a [`Window`] a part of one, and a [`MapStream`] one whose lines still arrive.

mod alone;
mod alternating;
mod bend;
mod censored;
mod check;
mod choice;
mod clock;
mod coverage;
mod dead_lines;
mod element;
mod enhancer;
mod estimate;
mod excess;
mod fitted;
mod forward;
mod grid;
mod keeping;
mod live;
mod network;
mod noise;
mod passes;
mod prior;
mod probe;
mod records;
mod repair;
mod report;
mod restore;
mod roughness;
mod scale;
pub mod settings;
mod together;
mod totals;
mod verdict;
mod warp;
mod width;
mod window;
mod workers;

pub use check::Decade;
pub use choice::LeftOut;
pub use enhancer::{Enhanced, Enhancer};
pub use excess::Excess;
pub use grid::Grid;
pub use live::{Latest, MapStream, Planned};
pub use network::device::{Device, DeviceReport};
#[cfg(feature = "enhance")]
pub use network::{CONTRACT, ModelCard, devices, embedded_card, runtime};
pub use noise::{Count, CountSource, NoiseLaw, is_known_unit};
pub use passes::{MeasuredPass, PassReport};
pub use records::{is_record, join_reports};
pub use report::{ElementReport, Guidance, Report, Together};
pub use settings::{Joint, Method, Missing, NoiseModel, Scale, Settings};
pub use verdict::{Level, Verdict};
pub use warp::Curve;
pub use width::{DOUBT_NATS, Width};
pub use window::Window;

use crate::conditions::Conditions;
use crate::error::Result;
use crate::task::Task;
use ndarray::{Array3, ArrayView2, Axis};
use network::inputs::Inputs;
use noise::StatedNoise;
use workers::Workers;

/// The inputs of a network for one map.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkInput {
    /// Shape (3, rows, columns) on the target grid: restored map, measured map, standard deviation of the noise.
    pub channels: Array3<f32>,
    /// What they were divided by.
    pub scale: f64,
    /// Before that a value v became `offset ln(1 + v / offset)`, or stayed as it is where this is `None`.
    pub offset: Option<f64>,
}

/// The inputs of a `lamap-1` network for one map as an enhancement without the setting `examine` makes them, for those who
/// train one.
///
/// `map`: shape (lines, pixels), NaN where missing: there the restored map stands for the measured one; a bare array
/// has no unit, so its values are counts only if the setting `noise` says so. `pixel_um`: pixel width and height. Not random.
///
/// # Errors
/// [`crate::Error::Data`] if every value is missing; those of the conditions; [`crate::Error::Cancelled`].
pub fn network_input(
    map: ArrayView2<'_, f32>,
    pixel_um: (f64, f64),
    conditions: &Conditions,
    settings: &Settings,
    task: &Task,
) -> Result<NetworkInput> {
    let forward = fitted::forward(conditions, settings, map.dim(), pixel_um)?;
    let workers = Workers::new(settings.threads)?;
    task.stage("restore")?;
    let stated = StatedNoise::new(settings, "", conditions, "");
    let fitted = keeping::fitted(map, stated, forward, settings, &workers, task)?;
    let warp = scale::of_network(&fitted.repaired, &fitted.scaled.warp)[0];
    let mut element = fitted.restore_mean(&workers, task)?;
    element.on_scale(warp);
    let divisor = element.scale();
    let inputs = Inputs::of(&mut element, divisor);
    let (rows, columns) = inputs.restored.dim();
    let mut channels = Array3::zeros((3, rows, columns));
    let every: Vec<usize> = (0..columns).collect();
    for (row, x) in channels.axis_iter_mut(Axis(1)).enumerate() {
        inputs.write(row, &every, x);
    }
    Ok(NetworkInput {
        channels,
        scale: divisor * warp.unit,
        offset: (!warp.is_linear()).then_some(warp.offset),
    })
}
