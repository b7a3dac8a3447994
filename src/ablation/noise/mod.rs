// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 2: what a pulse ablates varies.
//!
//! `flicker` draws a factor for each pulse, `drift` one that changes slowly along a line and from line to line;
//! `variation` gives the variance that both cause, without a draw.

pub(super) mod drift;
pub(super) mod flicker;
pub(super) mod variation;
