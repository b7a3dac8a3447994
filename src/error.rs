// SPDX-License-Identifier: MIT OR Apache-2.0
//! The one error type of the crate.

use crate::spelling::closest;
use std::any::Any;

/// What a panic said.
pub(crate) fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("panic")
}

/// What went wrong, with everything a reader needs to put it right: key, value, unit, allowed range.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A number lies outside what it may be.
    #[error("{key} = {value}{u} is out of range {min} to {max}{u}", u = spaced(unit))]
    OutOfRange {
        /// Name of the setting or argument.
        key: &'static str,
        /// What was given.
        value: f64,
        /// Unit of `value`, `min` and `max`; empty for a pure number.
        unit: &'static str,
        /// Smallest allowed value.
        min: f64,
        /// Largest allowed value.
        max: f64,
    },
    /// No setting has this name.
    #[error("there is no setting \"{key}\"{}", instead(key, known))]
    UnknownKey {
        /// What was given.
        key: String,
        /// All names, separated by commas.
        known: String,
    },
    /// A value that is not one of the choices or not a number.
    #[error("{key} = \"{value}\" is not allowed: {expected}")]
    InvalidValue {
        /// Name of the setting or argument.
        key: String,
        /// What was given.
        value: String,
        /// What would be allowed.
        expected: String,
    },
    /// Something that cannot be told from the input and was not stated.
    #[error("{what} is not known: {hint}")]
    Missing {
        /// What is missing.
        what: &'static str,
        /// How to state it.
        hint: String,
    },
    /// Two things that were stated contradict each other.
    #[error("{0}")]
    Contradiction(String),
    /// An array has the wrong size.
    #[error("{what} has the wrong size: expected {expected}, found {found}")]
    Shape {
        /// Which array.
        what: &'static str,
        /// Expected size in words.
        expected: String,
        /// Size found, in words.
        found: String,
    },
    /// The values of a map cannot be used.
    #[error("{0}")]
    Data(String),
    /// A file could not be opened, read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A file was read but is not what it should be.
    #[error("{path}: {reason}")]
    Format {
        /// The file, with the line or page where that is known.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No usable ONNX Runtime library was found.
    #[error("ONNX Runtime was not found: {0}")]
    RuntimeNotFound(String),
    /// The ONNX Runtime library found is too old.
    #[error("ONNX Runtime is too old: {0}")]
    RuntimeTooOld(String),
    /// The model cannot be loaded or breaks its contract.
    #[error("the model cannot be used: {0}")]
    Model(String),
    /// The device asked for is not usable here.
    #[error("the device is not available: {0}; the device auto is the first that works")]
    DeviceUnavailable(String),
    /// ONNX Runtime failed while it ran the model.
    #[error("running the model failed: {0}")]
    Inference(String),
    /// The work was done, but not for all inputs.
    #[error("{0}")]
    Incomplete(String),
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
}

impl Error {
    /// An error in the data with the name of what it is found in; others stay as they are.
    pub(crate) fn found_in(self, name: &str) -> Self {
        match self {
            Self::Data(text) => Self::Data(format!("{name}: {text}")),
            other => other,
        }
    }
}

/// `Result` of this crate.
pub type Result<T> = std::result::Result<T, Error>;

fn spaced(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!(" {unit}") }
}

/// What to state instead of a setting that does not exist: the one that was probably meant, else all. `known` may end with a place.
fn instead(key: &str, known: &str) -> String {
    let (names, place) = known.split_at(known.find(" (line ").unwrap_or(known.len()));
    match closest(key.split(' ').next().unwrap_or_default(), names.split(", ")) {
        Some(near) => format!(": did you mean {near}?{place}"),
        None => format!("; the settings are: {known}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_setting_leads_to_the_one_that_was_meant() {
        let refusal =
            |key: &str, known: &str| Error::UnknownKey { key: key.into(), known: known.into() }.to_string();
        let known = "flicker_rsd, beam_size_um (line 2)";
        assert_eq!(
            refusal("beam_size", known),
            "there is no setting \"beam_size\": did you mean beam_size_um? (line 2)"
        );
        assert_eq!(
            refusal("spot", known),
            "there is no setting \"spot\"; the settings are: flicker_rsd, beam_size_um (line 2)"
        );
    }

    #[test]
    fn a_range_error_names_key_value_unit_and_range() {
        let error =
            Error::OutOfRange { key: "scan_speed_um_s", value: -3.0, unit: "µm/s", min: 0.1, max: 10000.0 };
        assert_eq!(error.to_string(), "scan_speed_um_s = -3 µm/s is out of range 0.1 to 10000 µm/s");
    }
}
