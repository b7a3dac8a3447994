// SPDX-License-Identifier: MIT OR Apache-2.0
//! Synthetic samples of known composition.
