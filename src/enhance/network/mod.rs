// SPDX-License-Identifier: MIT OR Apache-2.0
//! The network, from a model file to an estimate on the target grid.
//!
//! A [`Network`] is a loaded model on its device: `card` and `metadata` read what its file (a `message`) states, `graph` what it
//! computes, `runtime` finds ONNX Runtime, `load` loads a model onto a device, `session` runs it (with `shield` against panics and odd texts) and
//! `contract` checks what goes in and out, `tiles` and `refine` lead it over a map. `inputs` makes what it is given, with `holes` where values are
//! missing; `deviation` ties the errors it states to those of the restoration. Without the feature `enhance` there is none.

#[cfg(not(feature = "enhance"))]
mod absent;
#[cfg(feature = "enhance")]
mod card;
#[cfg(feature = "enhance")]
mod contract;
pub(super) mod deviation;
pub(super) mod device;
#[cfg(feature = "enhance")]
mod graph;
pub(super) mod holes;
pub(super) mod inputs;
#[cfg(feature = "enhance")]
mod load;
#[cfg(feature = "enhance")]
mod loaded;
#[cfg(feature = "enhance")]
mod message;
#[cfg(feature = "enhance")]
mod metadata;
#[cfg(feature = "enhance")]
mod refine;
#[cfg(feature = "enhance")]
pub mod runtime;
#[cfg(feature = "enhance")]
mod session;
#[cfg(feature = "enhance")]
mod shield;
#[cfg(feature = "enhance")]
mod tiles;

#[cfg(not(feature = "enhance"))]
pub use absent::Network;
#[cfg(feature = "enhance")]
pub use card::{CONTRACT, ModelCard};
#[cfg(feature = "enhance")]
pub use loaded::{Network, devices, embedded_card};
