// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual laser ablation and enhancement of elemental maps (LA-ICP-MS, LIBS).
//!
//! Layers, lowest first; each may use those before it and none after it:
//! `error`, `param`, `stream`, `watch`, `map`, `phantom`, `compare`, `ablation`, `enhance`, then `files`, `dataset`, `ffi` and the
//! command line.
#![deny(missing_docs)]

pub mod ablation;
pub mod compare;
#[cfg(feature = "files")]
pub mod dataset;
pub mod enhance;
pub mod error;
pub mod map;
pub mod param;
pub mod phantom;
pub mod stream;
pub mod watch;

#[cfg(feature = "ffi")]
pub mod ffi;
#[cfg(feature = "files")]
pub mod files;

pub use error::{Error, Result};
pub use map::Map;
