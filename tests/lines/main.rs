// SPDX-License-Identifier: MIT OR Apache-2.0
//! From line scans to a map: every kind of recording, every way to cut it, and what is refused.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod by_log;
mod clocks;
mod detours;
mod measured;
mod misread;
mod recordings;
mod refused;
mod scene;
mod simulated;
