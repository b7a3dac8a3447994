// SPDX-License-Identifier: MIT OR Apache-2.0
//! The network's part of the road: its inputs from a restored element, its outputs back in the measured unit.

use super::card::ModelCard;
use super::device::Device;
use super::inputs::Inputs;
use super::refine::{InPlace, Source, refine_in_place};
use super::runtime;
use super::session::Session;
use super::tiles::{DEFAULT_SIDE, Tile};
use crate::enhance::element::Element;
use crate::enhance::settings::Settings;
use crate::error::{Error, Result};
use crate::task::Task;
use ndarray::{Array2, ArrayView2, ArrayViewMut3, Axis, s};

/// The model that is used where none is named.
pub const EMBEDDED: &[u8] = include_bytes!("../../../models/unet-small.onnx");

/// What the embedded model states about itself. Needs no ONNX Runtime.
///
/// # Errors
/// [`Error::Model`] if the file is damaged.
pub fn embedded_card() -> Result<ModelCard> {
    ModelCard::of_model(EMBEDDED)
}

/// Every device, with the reason of those that cannot run the embedded model here.
///
/// # Errors
/// [`Error::RuntimeNotFound`] or [`Error::RuntimeTooOld`] if there is no ONNX Runtime to ask.
pub fn devices() -> Result<Vec<(Device, Result<()>)>> {
    runtime::load(None)?;
    let answer = |device: Device| (device, Session::new(EMBEDDED, device, 1, &Task::new()).map(|_| ()));
    Ok(Device::ALL.into_iter().filter(|device| *device != Device::Auto).map(answer).collect())
}

/// A loaded model on its device.
pub struct Network {
    session: Session,
    tile: usize,
}

impl Network {
    /// Loads a model, the embedded one if `None`.
    ///
    /// # Errors
    /// Those of the runtime, the model and the device; [`Error::Cancelled`].
    pub fn new(model: Option<&[u8]>, settings: &Settings, task: &Task) -> Result<Self> {
        let threads = match settings.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let session = Session::new(model.unwrap_or(EMBEDDED), settings.device, threads, task)?;
        Ok(Self { session, tile: if settings.tile == 0 { DEFAULT_SIDE } else { settings.tile } })
    }

    /// Name, version and licence of the model.
    pub fn model(&self) -> String {
        let ModelCard { name, version, licence, .. } = self.session.card();
        format!("{name} {version} ({licence})")
    }

    /// What sides of a tile must be multiples of, and how far a pixel may reach, in target pixels.
    pub fn grid_and_reach(&self) -> (usize, usize) {
        let ModelCard { multiple, halo, .. } = self.session.card();
        (*multiple, *halo)
    }

    /// The device in use.
    pub fn device(&self) -> String {
        self.session.device().used.to_string()
    }

    /// Devices that were tried before and why they refused.
    pub fn refusals(&self) -> Vec<String> {
        self.session.device().refusals.iter().map(|(device, why)| format!("{device}: {why}")).collect()
    }

    /// Version and path of ONNX Runtime.
    pub fn runtime() -> String {
        runtime::loaded().map_or_else(String::new, |r| format!("{} ({})", r.version, r.path.display()))
    }

    /// Estimate and standard deviation of its error, on the element's scale. Takes the restored map and deviation away,
    /// which the network's own replace. `scale`: [`Element::scale`] of the whole element.
    ///
    /// # Errors
    /// Those of the model; [`Error::Cancelled`].
    pub fn refine(
        &self,
        element: &mut Element,
        scale: f64,
        task: &Task,
    ) -> Result<(Array2<f32>, Array2<f32>)> {
        element.restored.sd = Array2::zeros((0, 0));
        let mut inputs = Inputs::of(element, scale);
        let mut sd = refine_in_place(&self.session, &mut inputs, self.tile, task)?;
        let mut estimate = inputs.restored;
        estimate.par_mapv_inplace(|value| (f64::from(value) * scale) as f32);
        // a Laplace distribution of scale b has the standard deviation sqrt(2) b
        let per_scale = std::f64::consts::SQRT_2 * scale;
        sd.par_mapv_inplace(|log_scale| (f64::from(log_scale.exp()) * per_scale) as f32);
        match estimate.iter().chain(&sd).find(|value| !value.is_finite()) {
            Some(value) => Err(Error::Inference(format!("the model gave {value} for some pixels"))),
            None => Ok((estimate, sd)),
        }
    }
}

impl Source for Inputs {
    fn size(&self) -> (usize, usize) {
        self.restored.dim()
    }

    fn fill(&self, tile: &Tile<'_>, mut x: ArrayViewMut3<'_, f32>) -> Result<()> {
        for (row, x) in tile.rows.source.iter().zip(x.axis_iter_mut(Axis(1))) {
            self.write(*row, &tile.columns.source, x);
        }
        Ok(())
    }
}

impl InPlace for Inputs {
    fn replace(&mut self, first_row: usize, estimate: ArrayView2<'_, f32>) {
        self.restored.slice_mut(s![first_row..first_row + estimate.nrows(), ..]).assign(&estimate);
    }
}
