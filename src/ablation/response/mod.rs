// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 3: the signal of each pulse is spread over time by transport and washout.
//!
//! `washout` tells how much of it has arrived at a time, from its `shape` (closed forms) or its `table` (measured);
//! [`Spread`] sums up what a response does to a signal: mean, width, washout time and transfer.

mod shape;
mod spread;
mod table;
mod washout;

pub use spread::Spread;
