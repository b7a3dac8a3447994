// SPDX-License-Identifier: MIT OR Apache-2.0
//! The noise of an element.
//!
//! `law` is the noise as a function of the expected value, from what is stated and from the map; `quantum` finds what one count is
//! worth, `scatter` how much neighbouring values differ, and `around` lays each pixel beside its neighbours.

pub(super) mod around;
mod law;
mod quantum;
mod scatter;

pub use law::{Count, CountSource, KnownNoise, NoiseLaw, StatedNoise, map_around, map_of};
