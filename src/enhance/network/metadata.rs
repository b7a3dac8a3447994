// SPDX-License-Identifier: MIT OR Apache-2.0
//! The custom metadata of an ONNX file, read without ONNX Runtime.

use super::message::{damaged, fields};
use crate::error::Result;
use std::collections::BTreeMap;

/// Field of a model that holds one pair of key (field 1) and value (field 2).
const METADATA: u64 = 14;

/// The metadata of a model file.
///
/// # Errors
/// [`crate::Error::Model`] if the bytes are no protobuf message.
pub fn read(model: &[u8]) -> Result<BTreeMap<String, String>> {
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
