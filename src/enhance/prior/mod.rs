// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is assumed of a sample, and found of it by likelihood.
//!
//! A [`Kernel`] is the covariance of a Gaussian process; `covariance` applies it on a grid, in `waves`. `likelihood` weighs variances of sample
//! and noise in independent modes, and `fit` finds the smoothness, length and variances of a map with it; `frames` are the parts of a map
//! in which they are independent. `scattered` makes up the few values that are missing there.

pub(super) mod covariance;
pub(super) mod fit;
pub(super) mod frames;
mod kernel;
pub(super) mod likelihood;
mod scattered;
pub(super) mod waves;

pub use kernel::{Kernel, Spectra, Spectrum, ratios};
