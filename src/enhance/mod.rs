// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enhancement: from a measured map to an estimate of the sample on a finer grid, with its uncertainty and a check.

#[cfg(feature = "enhance")]
mod card;
mod check;
mod clock;
mod conjugate_gradients;
mod deviation;
mod device;
mod element;
mod enhancer;
mod estimate;
mod fit;
mod forward;
mod grid;
mod holes;
mod inputs;
mod levels;
mod likelihood;
mod logarithm;
#[cfg(feature = "enhance")]
mod metadata;
#[cfg(feature = "enhance")]
mod network;
#[cfg(not(feature = "enhance"))]
#[path = "no_network.rs"]
mod network;
mod noise;
mod prior;
mod probe;
#[cfg(feature = "enhance")]
mod refine;
mod repair;
mod report;
mod restore;
#[cfg(feature = "enhance")]
pub mod runtime;
#[cfg(feature = "enhance")]
mod session;
pub mod settings;
#[cfg(feature = "enhance")]
mod stop;
#[cfg(feature = "enhance")]
mod tiles;
mod window;
mod workers;

#[cfg(feature = "enhance")]
pub use card::{CONTRACT, ModelCard};
pub use device::{Device, DeviceReport};
pub use enhancer::{Enhanced, Enhancer, OnProgress, Progress};
pub use forward::{DOUBT_NATS, Width};
pub use grid::Grid;
pub use network::StopFlag;
#[cfg(feature = "enhance")]
pub use network::{devices, embedded_card};
pub use report::{ElementReport, Report, join_reports};
pub use settings::{Method, Missing, NoiseModel, Settings};
pub use window::Window;

use crate::ablation::Conditions;
use crate::error::Result;
use inputs::Inputs;
use ndarray::{Array3, ArrayView2, Axis};
use noise::StatedNoise;
use workers::Workers;

/// The inputs of a `lamap-1` network for one map, for those who train one: shape (3, rows, columns) on the target grid
/// (restored map, measured map, standard deviation of the noise), all divided by the second value, the element's scale.
///
/// `map`: shape (lines, pixels), NaN where missing: there the restored map stands for the measured one; a bare array
/// has no unit, so its values are counts only if the setting `noise` says so. `pixel_um`: pixel width and height. Not random.
///
/// # Errors
/// [`crate::Error::Data`] if every value is missing; those of the conditions.
pub fn network_input(
    map: ArrayView2<'_, f32>,
    pixel_um: (f64, f64),
    conditions: &Conditions,
    settings: &Settings,
) -> Result<(Array3<f32>, f64)> {
    let forward = element::forward(conditions, settings, map.dim(), pixel_um)?;
    let workers = Workers::new(settings.threads)?;
    let stated = StatedNoise::new(settings, "", conditions);
    let mut element = element::restore_element_mean(map, stated, forward, settings, &workers)?;
    let scale = element.scale();
    let inputs = Inputs::of(&mut element, scale);
    let (rows, columns) = inputs.restored.dim();
    let mut channels = Array3::zeros((3, rows, columns));
    let every: Vec<usize> = (0..columns).collect();
    for (row, x) in channels.axis_iter_mut(Axis(1)).enumerate() {
        inputs.write(row, &every, x);
    }
    Ok((channels, inputs.scale))
}
