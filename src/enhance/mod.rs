// SPDX-License-Identifier: MIT OR Apache-2.0
//! Temporary list of modules.
pub mod card;
pub mod device;
pub mod refine;
pub mod runtime;
pub mod session;
pub mod tiles;
