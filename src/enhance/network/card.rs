// SPDX-License-Identifier: MIT OR Apache-2.0
//! The model card: what a model file states about itself in its metadata.

use crate::error::{Error, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The contract between lamap and a refining model that this version keeps.
pub const CONTRACT: &str = "lamap-1";
/// Largest number that height and width of a tile may have to be a multiple of.
pub const MAX_MULTIPLE: usize = 256;
/// Largest receptive field (halo) of a model, in pixels.
pub const MAX_HALO: usize = 512;

/// What a model says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCard {
    /// Name of the model.
    pub name: String,
    /// Version of the model, as text.
    pub version: String,
    /// Licence of the weights; empty where it is not stated.
    pub licence: String,
    /// Height and width of its input must be multiples of this number of pixels, 1 to 256.
    pub multiple: usize,
    /// How many pixels around a pixel can change its estimate, 0 to 512.
    pub halo: usize,
    /// Conditions and ranges the model was trained for (JSON); empty where they are not stated.
    pub training: String,
    /// Scores on test data (JSON); empty where they are not stated.
    pub scores: String,
    /// SHA-256 of the training recipe; empty where it is not stated.
    pub recipe_sha256: String,
}

impl ModelCard {
    /// Reads the card from the metadata of a model file.
    ///
    /// # Errors
    /// [`Error::Model`] if the contract is not [`CONTRACT`], or if name, version, multiple or halo is missing or
    /// out of its bounds.
    pub fn from_metadata(metadata: &BTreeMap<String, String>) -> Result<Self> {
        let contract = required(metadata, "lamap.contract")?;
        if contract != CONTRACT {
            return Err(Error::Model(format!(
                "it keeps the contract \"{}\", this version of lamap needs \"{CONTRACT}\"",
                excerpt(contract)
            )));
        }
        let optional = |key: &str| metadata.get(key).map(|text| text.trim().to_owned()).unwrap_or_default();
        Ok(Self {
            name: required(metadata, "lamap.name")?.into(),
            version: required(metadata, "lamap.version")?.into(),
            licence: optional("lamap.licence"),
            multiple: whole(metadata, "lamap.multiple", 1, MAX_MULTIPLE)?,
            halo: whole(metadata, "lamap.halo", 0, MAX_HALO)?,
            training: optional("lamap.training"),
            scores: optional("lamap.scores"),
            recipe_sha256: optional("lamap.recipe_sha256"),
        })
    }

    /// Reads the card from the bytes of an ONNX file.
    ///
    /// # Errors
    /// [`Error::Model`] if the file is damaged; as [`ModelCard::from_metadata`].
    pub fn of_model(model: &[u8]) -> Result<Self> {
        Self::from_metadata(&super::metadata::read(model)?)
    }

    /// The card as JSON; `training` and `scores` are parts of it where they are JSON, else text.
    pub fn to_json(&self) -> String {
        let part = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        json!({
            "name": self.name, "version": self.version, "licence": self.licence,
            "multiple": self.multiple, "halo": self.halo,
            "training": part(&self.training), "scores": part(&self.scores),
            "recipe_sha256": self.recipe_sha256,
        })
        .to_string()
    }
}

fn required<'a>(metadata: &'a BTreeMap<String, String>, key: &str) -> Result<&'a str> {
    match metadata.get(key).map(|text| text.trim()) {
        Some(text) if !text.is_empty() => Ok(text),
        _ => Err(Error::Model(format!("its metadata do not state {key}"))),
    }
}

fn whole(metadata: &BTreeMap<String, String>, key: &str, min: usize, max: usize) -> Result<usize> {
    let text = required(metadata, key)?;
    match text.parse() {
        Ok(number) if (min..=max).contains(&number) => Ok(number),
        _ => Err(Error::Model(format!(
            "its metadata state {key} = \"{}\", which is not a whole number from {min} to {max}",
            excerpt(text)
        ))),
    }
}

/// The beginning of a text from a file, so that a damaged one cannot flood the message.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata() -> BTreeMap<String, String> {
        let entries = [
            ("lamap.contract", "lamap-1"),
            ("lamap.name", "small"),
            ("lamap.version", "3"),
            ("lamap.multiple", "16"),
            ("lamap.halo", "44"),
        ];
        entries.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn a_card_with_the_mandatory_keys_is_read() {
        let card = ModelCard::from_metadata(&metadata()).unwrap();
        assert_eq!((card.name.as_str(), card.version.as_str()), ("small", "3"));
        assert_eq!((card.multiple, card.halo), (16, 44));
        assert_eq!(card.training, "");
    }

    #[test]
    fn optional_keys_are_kept_as_they_are() {
        let mut metadata = metadata();
        metadata.insert("lamap.training".into(), "{\"beam_size_um\": [1, 50]}".into());
        assert_eq!(ModelCard::from_metadata(&metadata).unwrap().training, "{\"beam_size_um\": [1, 50]}");
    }

    #[test]
    fn as_json_a_card_shows_its_ranges() {
        let mut metadata = metadata();
        metadata.insert("lamap.training".into(), "{\"magnification\": [2, 8]}".into());
        metadata.insert("lamap.scores".into(), "good".into());
        let json: Value =
            serde_json::from_str(&ModelCard::from_metadata(&metadata).unwrap().to_json()).unwrap();
        assert_eq!((&json["training"]["magnification"][1], &json["scores"]), (&8.into(), &"good".into()));
    }

    #[test]
    fn each_missing_mandatory_key_is_named() {
        for key in metadata().keys() {
            let mut metadata = metadata();
            metadata.remove(key);
            let text = ModelCard::from_metadata(&metadata).unwrap_err().to_string();
            assert_eq!(text, format!("the model cannot be used: its metadata do not state {key}"));
        }
    }

    #[test]
    fn another_contract_is_named() {
        let mut metadata = metadata();
        metadata.insert("lamap.contract".into(), "image-1".into());
        let text = ModelCard::from_metadata(&metadata).unwrap_err().to_string();
        assert!(text.contains("\"image-1\"") && text.contains("\"lamap-1\""), "{text}");
    }

    #[test]
    fn numbers_out_of_bounds_are_refused() {
        let cases = [
            ("lamap.multiple", "0"),
            ("lamap.multiple", "257"),
            ("lamap.multiple", "16.0"),
            ("lamap.halo", "-1"),
            ("lamap.halo", "513"),
            ("lamap.halo", "99999999999999999999999"),
            ("lamap.halo", "many"),
        ];
        for (key, value) in cases {
            let mut metadata = metadata();
            metadata.insert(key.into(), value.into());
            let text = ModelCard::from_metadata(&metadata).unwrap_err().to_string();
            assert!(text.contains(key) && text.contains("whole number from"), "{text}");
        }
    }

    #[test]
    fn a_long_value_does_not_flood_the_message() {
        let mut metadata = metadata();
        metadata.insert("lamap.contract".into(), "x\u{7}".repeat(100_000));
        let text = ModelCard::from_metadata(&metadata).unwrap_err().to_string();
        assert!(text.len() < 400 && !text.contains('\u{7}'), "{text}");
    }
}
