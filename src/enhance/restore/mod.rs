// SPDX-License-Identifier: MIT OR Apache-2.0
//! The restoration: the posterior of a sample, given its map, noise and prior.
//!
//! `posterior` goes over a map in tiles, which `strip` lays out; `tile` solves one. On a linear scale that is closed, but for `gaps`
//! among the values and the `levels` of their noise; on a scale that bends, `mode` finds the most probable sample, in `blocks` and
//! with a scan of its own (`grid_scan`, `sight`); `surroundings` tells what memory that takes around the map.

mod blocks;
mod gaps;
pub(super) mod grid_scan;
pub(super) mod levels;
mod mode;
mod posterior;
mod sight;
mod strip;
mod surroundings;
pub(super) mod tile;

pub use posterior::{Restored, restore, restore_mean};
pub use surroundings::surroundings_bytes;
