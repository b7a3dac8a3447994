// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual laser ablation and enhancement of elemental maps (LA-ICP-MS, LIBS).
//!
//! Two ways lead through the crate. Forwards: a sample (a picture, or a [`phantom`] of known composition) and the
//! [`conditions`] of a scan give what an instrument would measure of it ([`ablation`]); a [`plan`] says beforehand what to
//! expect. Backwards: a measured [`Map`] and its conditions give the sample on a finer grid, with its uncertainty and a
//! check against the measurement ([`enhance`]). [`compare`] scores a result against the truth. Long work takes a [`Task`],
//! through which it is followed and cancelled.
//!
//! ```
//! use lamap::ablation::simulate;
//! use lamap::conditions::Conditions;
//! use lamap::phantom::{Kind, draw};
//!
//! let truth = draw(Kind::Cells, 60, 90, 7)?;
//! let conditions = Conditions { beam_size_um: Some(3.0), ..Conditions::default() };
//! let counts = simulate(truth.view(), 1.0, &conditions, 42)?; // pixels of 1 µm, seed 42
//! assert_eq!(counts.dim(), (20, 30));
//! # Ok::<(), lamap::Error>(())
//! ```
//!
//! Layers, lowest first; each may use those before it and none after it: `spelling`, `error`; `numeric`, `memory`, `stream`, `param`, `task`, `map`;
//! `phantom`, `compare`, `conditions` (what a user states, as data); `lines` (from recordings to a map); `ablation` (physics);
//! `plan`; `enhance`; then `files`, `dataset`, `ffi` and the command line. `tests/layering.rs` holds them to it.
#![deny(missing_docs)]

pub mod ablation;
pub mod compare;
pub mod conditions;
#[cfg(feature = "files")]
pub mod dataset;
pub mod enhance;
pub mod error;
pub mod lines;
pub mod map;
mod memory;
mod numeric;
pub mod param;
pub mod phantom;
pub mod plan;
mod spelling;
pub mod stream;
pub mod task;

#[cfg(feature = "ffi")]
pub mod ffi;
#[cfg(feature = "files")]
pub mod files;

pub use error::{Error, Result};
pub use map::Map;
pub use task::{Progress, Task};
