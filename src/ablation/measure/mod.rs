// SPDX-License-Identifier: MIT OR Apache-2.0
//! The measurement of a sample, line by line.
//!
//! `samples` refuses what cannot be ablated; `setup` holds what all lines share and runs the steps on each; `elements`,
//! `wanted` (with a way to stop) and `passes` (several scans of one sample) are the ways to ask for it.

mod elements;
mod passes;
mod samples;
mod setup;
mod wanted;

pub use elements::{expected_elements, simulate_elements, variance_elements};
pub use passes::{Pass, PassMap, simulate_passes, staggered};
pub use wanted::{Wanted, measure_elements};
