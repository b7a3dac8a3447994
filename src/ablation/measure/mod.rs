// SPDX-License-Identifier: MIT OR Apache-2.0
//! The measurement of a sample, line by line.
//!
//! `samples` refuses what cannot be ablated; `setup` holds what all lines share and runs the steps on each; `elements`,
//! `quantity` (as a task) and `passes` (several scans of one sample) are the ways to ask for arrays, `map` for a whole map.

mod elements;
mod map;
mod passes;
mod quantity;
mod samples;
mod setup;

pub use elements::{expected_elements, simulate_elements, variance_elements};
pub use map::{Sample, ablate};
pub use passes::{Pass, PassMap, simulate_passes, staggered};
pub use quantity::{Quantity, measure_elements};
