// SPDX-License-Identifier: MIT OR Apache-2.0
//! The noise of an element.
//!
//! `stated` is what settings, conditions and other elements tell before a map is looked at, `law` the noise as a function of the
//! expected value, from that and from the map; `unit` is what a unit says of it; `quantum` finds what one count is worth, `scatter` how much neighbouring values differ,
//! `fine` whether the finest detail is noisy at all, and `around` lays each pixel beside its neighbours.

pub(super) mod around;
mod fine;
mod law;
mod quantum;
mod scatter;
mod stated;
mod unit;

pub use fine::FineNoise;
pub use law::{Count, CountSource, KnownNoise, NoiseLaw, map_around, map_of};
pub use quantum::contradiction;
pub use stated::StatedNoise;
pub use unit::{expect_counts, expect_measured, is_known_unit, step_to_counts, unknown_unit};
