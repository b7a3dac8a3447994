// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes over one sample, shifted by parts of a pixel or turned by a right angle, restored together on one grid.
//!
//! `place` says what each pass sees of the target grid, by the operators that `lamap ablate --pass` measures with, and `register` where
//! it lies if not quite where it was stated. `posterior` is the sample given all of them near some places, where `tangent` makes them
//! linear, `mode` goes from there to the most probable sample, and `joint` is the road of a map.

mod joint;
mod mode;
mod place;
mod posterior;
mod register;
mod tangent;

pub use super::report::PassReport;
pub use joint::MeasuredPass;
