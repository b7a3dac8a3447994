// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps from files: dialects, tables, pictures, and what is written comes back.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod dialects;
mod labels;
mod misread;
mod pictures;
mod round_trip;
mod summaries;
mod tables;
mod text;
mod units;
