// SPDX-License-Identifier: MIT OR Apache-2.0
//! A map whose lines still arrive: a picture of what is there while the laser fires, and the enhancement of all at the end.
//!
//! `stream` takes the lines, hands out the picture and ends it. Behind it a thread, the `worker`, does one job at a time: `found` is what
//! the lines of an element told of its noise, prior and widths, and restores a band of lines with it; `bands` says which job is next;
//! `picture` holds lines and estimates for both threads.

mod bands;
mod found;
mod picture;
mod stream;
mod worker;

pub use picture::Latest;
pub use stream::{MapStream, Planned};
