// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes over one sample, shifted by parts of a pixel or turned by a right angle, restored together on one grid.
//!
//! `place` says what each pass sees of the target grid, by the operators that `lamap ablate --pass` measures with, and `register` where
//! it lies if not quite where it was stated. `posterior` is the sample given all of them, and `joint` the road of a map.

mod joint;
mod place;
mod posterior;
mod register;

pub use super::report::PassReport;
pub use joint::MeasuredPass;
