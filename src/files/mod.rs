// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading and writing maps.
