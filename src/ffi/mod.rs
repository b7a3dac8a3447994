// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C ABI: `include/lamap.h` is made from this folder. The only unsafe code beside the loading of ONNX Runtime.
#![allow(unsafe_code, reason = "a C ABI takes pointers; every use is behind a check in pointer.rs")]
#![allow(missing_docs, reason = "derive_ReprC makes layout types without documentation")]

mod ablate;
mod conditions;
mod network;
mod phantom;
mod pointer;
mod settings;
mod status;

pub use ablate::*;
pub use conditions::*;
pub use network::*;
pub use phantom::*;
pub use settings::*;
pub use status::*;
