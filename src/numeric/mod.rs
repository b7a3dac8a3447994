// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arithmetic without physics, which every layer may use.
//!
//! [`portable`], and for many numbers at once [`exponentials`] and [`logarithm`], give the same bits on every system; [`accumulate`] and [`add_weighted`] are the sums that
//! laser sampling spends its time on; [`transpose`] and [`conjugate_gradients`] serve the restoration; [`gamma`] and [`sinc`]
//! are the functions that pulse responses and transfers are made of; [`neighbours`] are the places beside a pixel; [`two_digits`] writes numbers in sentences.

mod conjugate_gradients;
mod digits;
mod exponential;
mod gamma;
mod logarithm;
mod neighbours;
pub mod portable;
mod sinc;
mod sums;
mod transpose;

pub use conjugate_gradients::{Until, conjugate_gradients};
pub use digits::{six_digits, two_digits};
pub use exponential::exponentials;
pub use gamma::gamma;
pub use logarithm::logarithm;
pub use neighbours::neighbours;
pub use sinc::sinc;
pub use sums::{accumulate, add_weighted};
pub use transpose::transpose;
