// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions as text, in TOML or JSON.
//!
//! `notation` hands out a text entry by entry with the line of each, `tables` understands the entries that hold more than
//! one value, and `read` lays both over what was stated before; `write` makes a text that reads back to the same bits.

pub(super) mod notation;
mod read;
pub(super) mod tables;
mod write;

pub use notation::Notation;
