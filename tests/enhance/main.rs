// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whole roads: a map enhanced, the public pairs, sets of training images, the same bytes everywhere.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

#[cfg(feature = "files")]
mod dataset;
mod maps;
mod notes;
#[cfg(feature = "files")]
mod pairs;
mod passes;
#[cfg(feature = "cli")]
mod same_bytes;
mod stream;
mod together;
