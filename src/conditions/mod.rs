// SPDX-License-Identifier: MIT OR Apache-2.0
//! Everything that a user states of a measurement, as plain data: no physics, no files.
//!
//! [`Conditions`] (`fields`) has a field for each setting; `choices` are the words that some take, [`Channel`] is what
//! an element has of its own, [`Crater`], [`ResponseTable`] and [`Response`] are what was measured of beam and washout.
//! [`settings`] is the table with key, unit, range and help of each field; `validate` checks conditions against it. `text`
//! reads and writes TOML and JSON by that table, and [`Stated`] remembers which of the settings were stated. [`PRESETS`]
//! are conditions by name. `derived` and `stated_response` say what follows: pixel size, dosage, unit, pulse response.

mod channel;
mod choices;
mod crater;
mod derived;
mod fields;
mod presets;
mod response;
mod response_table;
pub mod settings;
mod stated;
mod stated_channels;
mod stated_response;
mod text;
mod validate;
mod washout_time;

pub use channel::Channel;
pub use choices::{
    AcquisitionMode, Alignment, BeamShape, Detector, Edge, FlickerDistribution, FlickerStage, OutputUnit,
    PulseResponse, ScanDirection, ScanMode, SpotLayout, Tail, WashoutDefinition,
};
pub use crater::Crater;
pub use fields::Conditions;
pub use presets::{PRESETS, Preset, preset};
pub use response::Response;
pub(crate) use response::Shape;
pub use response_table::ResponseTable;
pub use stated::Stated;
pub use text::Notation;
