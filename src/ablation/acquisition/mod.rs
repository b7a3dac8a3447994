// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 4: the signal is collected in the windows of the detector.
//!
//! `timing` says when the windows of each channel are open; `exposure` tells which share of each pulse falls into which
//! window, and `channels` does so for channels that differ from the common one; `integration` sums a line.

pub(super) mod channels;
pub(super) mod exposure;
pub(super) mod integration;
pub(super) mod timing;
