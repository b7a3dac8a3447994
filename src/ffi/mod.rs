// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C ABI: `include/lamap.h` is made from this folder. The only unsafe code beside the loading of ONNX Runtime.
//!
//! Every function enters through the guard of `status`, which turns errors and panics into a status, and checks what it is
//! handed with `pointer` (NULL, lengths, sizes), `text`, `options` and `sized` (structs that may grow); `fork` keeps work from
//! processes that lack its threads. Behind that stands one file for each object or verb: `conditions` and `channel` are stated, `map`, `files` and `lines` hold data, `ablate`, `scan` and `plan` go
//! forwards, `enhance` with `network`, `runtime`, `window`, `stream`, `passes` and `report` goes backwards; `params`, `settings` and `card` tell
//! what there is.
#![allow(unsafe_code, reason = "a C ABI takes pointers; every use is behind a check in pointer.rs")]
#![allow(missing_docs, reason = "derive_ReprC makes layout types without documentation")]

mod ablate;
mod card;
mod channel;
mod conditions;
mod enhance;
mod files;
mod fork;
mod grid;
mod lent;
mod lines;
mod map;
mod network;
mod options;
mod params;
mod passes;
mod phantom;
mod plan;
mod pointer;
mod progress;
mod report;
mod runtime;
mod scan;
mod settings;
mod sized;
mod status;
mod stream;
mod text;
mod window;

pub use ablate::*;
pub use card::*;
pub use channel::*;
pub use conditions::*;
pub use enhance::*;
pub use files::*;
pub use grid::*;
pub use lines::*;
pub use map::*;
pub use network::*;
pub use params::*;
pub use passes::*;
pub use phantom::*;
pub use plan::*;
pub use progress::*;
pub use report::*;
pub use runtime::*;
pub use scan::*;
pub use settings::*;
pub use status::*;
pub use stream::*;
pub use text::*;
pub use window::*;
