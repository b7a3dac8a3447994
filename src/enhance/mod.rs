// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enhancement: from a measured map to an estimate of the sample on a finer grid, with its uncertainty and a check.

#[cfg(feature = "enhance")]
mod card;
mod check;
mod device;
mod element;
mod enhancer;
mod fit;
mod forward;
mod grid;
#[cfg(feature = "enhance")]
mod metadata;
#[cfg(feature = "enhance")]
mod network;
#[cfg(not(feature = "enhance"))]
#[path = "no_network.rs"]
mod network;
mod prior;
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
mod tiles;
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
pub use report::{ElementReport, Report};
pub use settings::{Method, Missing, NoiseModel, Settings};

use crate::ablation::Conditions;
use crate::error::Result;
use ndarray::{Array3, ArrayView2, Axis, s};
use workers::Workers;

/// The inputs of a `lamap-1` network for one map, for those who train one: shape (3, rows, columns) on the target grid
/// (restored map, measured map, standard deviation of the noise), all divided by the second value, the element's scale.
///
/// `map`: shape (lines, pixels), NaN where missing; `pixel_um`: pixel width and height. Not random.
///
/// # Errors
/// [`crate::Error::Data`] if every value is missing; those of the conditions.
pub fn network_input(
    map: ArrayView2<'_, f32>,
    pixel_um: (f64, f64),
    counts: bool,
    conditions: &Conditions,
    settings: &Settings,
) -> Result<(Array3<f32>, f64)> {
    let forward = element::forward(conditions, settings, map.dim(), pixel_um)?;
    let workers = Workers::new(settings.threads)?;
    let element = element::restore_element(map, counts, forward, settings, &workers, &mut |_| true)?;
    let scale = element.scale();
    let (rows, columns) = (element.nearest(Axis(0)), element.nearest(Axis(1)));
    let noise = element.noise_sd();
    let mut input = Array3::zeros((3, rows.len(), columns.len()));
    input.slice_mut(s![0, .., ..]).assign(&element.restored.mean);
    for ((i, j), measured) in input.slice_mut(s![1, .., ..]).indexed_iter_mut() {
        *measured = element.repaired.values[[rows[i], columns[j]]] as f32;
    }
    for ((i, j), sd) in input.slice_mut(s![2, .., ..]).indexed_iter_mut() {
        *sd = noise[[rows[i], columns[j]]];
    }
    input.mapv_inplace(|value| (f64::from(value) / scale) as f32);
    Ok((input, scale))
}
