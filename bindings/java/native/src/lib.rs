// SPDX-License-Identifier: MIT OR Apache-2.0
//! lamap for the Java virtual machine: the native half of `org.lamap.Native`.
//!
//! Only hands values across; nothing is computed here. The library also exports the C functions of `lamap.h`.

mod buffer;
mod enhancer;
mod failure;
mod files;
mod library;
mod lines;
mod marshal;
mod options;
mod passes;
mod progress;
mod simulate;
