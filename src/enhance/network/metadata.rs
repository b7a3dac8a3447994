// SPDX-License-Identifier: MIT OR Apache-2.0
//! The custom metadata of an ONNX file, read without ONNX Runtime.
//!
//! An ONNX file is a protobuf message: fields of a number, a type and a value. Only the metadata are looked at.

use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Field of a model that holds one pair of key (field 1) and value (field 2).
const METADATA: u64 = 14;

/// The metadata of a model file.
///
/// # Errors
/// [`Error::Model`] if the bytes are no protobuf message.
pub fn read(model: &[u8]) -> Result<BTreeMap<String, String>> {
    let damaged = || Error::Model("the file is damaged or no ONNX model".into());
    let mut metadata = BTreeMap::new();
    for (number, pair) in fields(model).ok_or_else(damaged)? {
        if number == METADATA {
            let pair: BTreeMap<u64, &[u8]> = fields(pair).ok_or_else(damaged)?.into_iter().collect();
            let text =
                |field| String::from_utf8_lossy(pair.get(field).copied().unwrap_or_default()).into_owned();
            metadata.insert(text(&1), text(&2));
        }
    }
    Ok(metadata)
}

/// All fields with their bytes (none for plain numbers); `None` if the message is cut.
fn fields(mut message: &[u8]) -> Option<Vec<(u64, &[u8])>> {
    let mut found = Vec::new();
    while !message.is_empty() {
        let tag = number(&mut message)?;
        let length = match tag & 7 {
            0 => {
                number(&mut message)?;
                0
            }
            1 => 8,
            2 => usize::try_from(number(&mut message)?).ok()?,
            5 => 4,
            _ => return None,
        };
        let (value, rest) = message.split_at_checked(length)?;
        found.push((tag >> 3, value));
        message = rest;
    }
    Some(found)
}

/// A number of seven bits in each byte, the lowest first.
fn number(message: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = message.split_first()?;
        *message = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &[u8] = include_bytes!("../../../tests/data/identity-lamap1.onnx");

    #[test]
    fn the_metadata_of_a_model_are_read() {
        let metadata = read(MODEL).unwrap();
        assert_eq!(metadata["lamap.name"], "identity-lamap1");
        assert_eq!(metadata["lamap.contract"], "lamap-1");
    }

    #[test]
    fn a_cut_or_random_file_is_an_error_or_has_no_metadata() {
        assert!(read(&MODEL[..MODEL.len() - 1]).is_err());
        for length in 0..MODEL.len() {
            let _ = read(&MODEL[..length]);
        }
        assert!(read(&[0xff; 40]).is_err());
    }
}
