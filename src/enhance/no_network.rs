// SPDX-License-Identifier: MIT OR Apache-2.0
//! Stands for the network in a build without the feature `enhance`: there is none.

use super::element::Element;
use super::settings::Settings;
use crate::error::{Error, Result};
use ndarray::Array2;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A request to stop, which any thread may make. Its clones are one and the same; it stays raised.
#[derive(Debug, Clone, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// A flag that is not raised.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks all work under this flag to stop.
    pub fn stop(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Was it asked to stop?
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// A network that cannot be made.
pub enum Network {}

impl Network {
    /// Always fails.
    ///
    /// # Errors
    /// [`Error::RuntimeNotFound`]: this build has none.
    pub fn new(_: Option<&[u8]>, _: &Settings) -> Result<Self> {
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
    pub fn refine(
        &self,
        _: &mut Element,
        _: f64,
        _: &StopFlag,
        _: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<(Array2<f32>, Array2<f32>)> {
        match *self {}
    }
}
