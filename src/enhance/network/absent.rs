// SPDX-License-Identifier: MIT OR Apache-2.0
//! Stands for the network in a build without the feature `enhance`: there is none.

use crate::enhance::element::Element;
use crate::enhance::settings::Settings;
use crate::error::{Error, Result};
use crate::task::Task;
use ndarray::Array2;

/// A network that cannot be made.
pub enum Network {}

impl Network {
    /// Always fails.
    ///
    /// # Errors
    /// [`Error::RuntimeNotFound`]: this build has none.
    pub fn new(_: Option<&[u8]>, _: &Settings, _: &Task) -> Result<Self> {
        Err(Error::RuntimeNotFound("this build of lamap has no network (feature \"enhance\")".into()))
    }

    /// Name of the model.
    pub fn model(&self) -> String {
        match *self {}
    }

    /// Never called.
    pub fn grid_and_reach(&self) -> (usize, usize) {
        match *self {}
    }

    /// The device in use.
    pub fn device(&self) -> String {
        match *self {}
    }

    /// Devices that refused.
    pub fn refusals(&self) -> Vec<String> {
        match *self {}
    }

    /// Version and path of ONNX Runtime.
    pub fn runtime() -> String {
        String::new()
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn refine(&self, _: &mut Element, _: f64, _: &Task) -> Result<(Array2<f32>, Array2<f32>)> {
        match *self {}
    }
}
