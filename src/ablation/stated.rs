// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions that someone stated: which of them, and as text in TOML or JSON.

use super::conditions::Conditions;
use super::presets::preset;
use super::settings::TABLE;
use crate::error::{Error, Result};
use crate::param::{self, Param};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::collections::BTreeSet;
use std::fmt;

/// Key of a text that names the preset it starts from.
const BASE: &str = "preset";

/// How conditions are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// TOML, one key in a line, with comments.
    Toml,
    /// One JSON object.
    Json,
}

/// Conditions, and which of them were stated rather than left at their default.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// All conditions.
    pub conditions: Conditions,
    /// Keys of the settings that were stated.
    pub keys: BTreeSet<&'static str>,
    /// Name of the preset that they started from.
    pub preset: Option<String>,
}

impl Stated {
    /// The defaults, none of them stated.
    pub fn nothing() -> Self {
        Self { conditions: Conditions::default(), keys: BTreeSet::new(), preset: None }
    }

    /// All conditions of a preset.
    ///
    /// # Errors
    /// [`Error::InvalidValue`], which lists the names there are.
    pub fn preset(name: &str) -> Result<Self> {
        let keys = TABLE.iter().map(|row| row.key).collect();
        Ok(Self { conditions: preset(name)?, keys, preset: Some(name.into()) })
    }

    /// Reads conditions by the keys of the settings table, e.g. `beam_size_um = 5`; `preset = "name"` is the base
    /// over which the other keys are laid, wherever it stands.
    ///
    /// # Errors
    /// [`Error::Format`] if the text is no TOML or JSON; [`Error::UnknownKey`], [`Error::InvalidValue`] with the
    /// line for a setting that does not exist, occurs twice, has another unit or is out of its range.
    ///
    /// ```
    /// use lamap::ablation::{Notation, Stated};
    /// let stated = Stated::from_text("preset = \"seed-2019\"\nbeam_size_um = 10", Notation::Toml)?;
    /// assert_eq!(stated.conditions.beam_size_um, Some(10.0));
    /// # Ok::<(), lamap::Error>(())
    /// ```
    pub fn from_text(text: &str, notation: Notation) -> Result<Self> {
        let mut stated = Self::nothing();
        visit(text, notation, &mut |key, value| {
            if key == BASE {
                stated = Self::preset(&plain(key, value)?)?;
            }
            Ok(())
        })?;
        visit(text, notation, &mut |key, value| match key {
            BASE => Ok(()),
            _ => stated.set(key, &plain(key, value)?),
        })?;
        Ok(stated)
    }

    /// States one setting by name from text.
    ///
    /// # Errors
    /// As [`Conditions::set`]; a key that differs from a known one only in its unit is told so.
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let row = param::find(TABLE, key).map_err(|error| other_unit(key, value).unwrap_or(error))?;
        self.conditions.set(key, value)?;
        self.keys.insert(row.key);
        Ok(())
    }

    /// Width of a pixel, µm: scan speed times acquisition time, if both were stated.
    pub fn pixel_width_um(&self) -> Option<f64> {
        let timed = self.keys.contains("acquisition_time_s");
        self.conditions
            .scan_speed_um_s
            .filter(|_| timed)
            .map(|speed| speed * self.conditions.acquisition_time_s)
    }

    /// Distance of two lines, µm, if it was stated.
    pub fn pixel_height_um(&self) -> Option<f64> {
        self.conditions.line_spacing_um
    }
}

impl Conditions {
    /// Reads conditions in TOML; see [`Stated::from_text`].
    ///
    /// # Errors
    /// As [`Stated::from_text`].
    pub fn from_toml(text: &str) -> Result<Self> {
        Ok(Stated::from_text(text, Notation::Toml)?.conditions)
    }

    /// Reads conditions from a JSON object; see [`Stated::from_text`].
    ///
    /// # Errors
    /// As [`Stated::from_text`].
    pub fn from_json(text: &str) -> Result<Self> {
        Ok(Stated::from_text(text, Notation::Json)?.conditions)
    }

    /// Every setting in TOML, each with its help, range and unit as a comment. Reading it back gives the same bits.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# Scan conditions for lamap. Leave out what is not known.\n# preset = \"seed-2019\"  # what the others start from\n",
        );
        for row in TABLE {
            let range = format!("{} {}", row.range_text(), row.unit);
            text +=
                &format!("\n# {}\n# [{}]\n{} = {}\n", row.help, range.trim_end(), row.key, self.value(row));
        }
        text
    }

    /// Every setting as a JSON object. Reading it back gives the same bits.
    pub fn to_json(&self) -> String {
        let object: Map<String, Value> =
            TABLE.iter().map(|row| (row.key.to_string(), self.value(row))).collect();
        serde_json::to_string_pretty(&object).unwrap_or_default()
    }

    /// A setting as a number, or as text where it is a word or left open.
    fn value(&self, row: &Param<Conditions>) -> Value {
        let text = row.format((row.get)(self));
        text.parse::<Number>().map_or(Value::String(text), Value::Number)
    }
}

/// What a value says: the text of a number or of a string.
fn plain(key: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(Error::InvalidValue {
            key: key.into(),
            value: other.to_string(),
            expected: "a number or a text".into(),
        }),
    }
}

/// The refusal of a key that is known with another unit at its end, as `beam_size_mm`.
fn other_unit(key: &str, value: &str) -> Option<Error> {
    let stem = |key: &str, unit: &str| {
        let ending = unit.replace('µ', "u").replace('/', "_").to_lowercase();
        key.strip_suffix(&ending).filter(|_| !unit.is_empty()).map(str::to_string)
    };
    let row = TABLE.iter().find(|row| {
        stem(row.key, row.unit).is_some_and(|stem| key.starts_with(&stem) || format!("{key}_") == stem)
    })?;
    Some(Error::InvalidValue {
        key: key.into(),
        value: value.into(),
        expected: format!("it is stated as {}, in {}", row.key, row.unit),
    })
}

/// Hands every key and value to `each`; what it refuses comes back with its line.
fn visit(text: &str, notation: Notation, each: &mut dyn FnMut(&str, &Value) -> Result<()>) -> Result<()> {
    let mut entries = Entries { each, refused: None, seen: BTreeSet::new() };
    let (line, reason) = match notation {
        Notation::Toml => {
            let outcome = toml::Deserializer::parse(text).and_then(|toml| toml.deserialize_map(&mut entries));
            let Err(error) = outcome else { return Ok(()) };
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            (line, error.to_string())
        }
        Notation::Json => {
            let mut json = serde_json::Deserializer::from_str(text);
            let outcome = json.deserialize_map(&mut entries).and_then(|()| json.end());
            let Err(error) = outcome else { return Ok(()) };
            (Some(error.line()), error.to_string())
        }
    };
    Err(match entries.refused {
        Some(refused) => at_line(refused, line),
        None => Error::Format { path: "conditions".into(), reason: reason.trim_end().into() },
    })
}

/// The error with the line it belongs to at the end of its sentence.
fn at_line(error: Error, line: Option<usize>) -> Error {
    let Some(line) = line else { return error };
    match error {
        Error::UnknownKey { key, known } => {
            Error::UnknownKey { key, known: format!("{known} (line {line})") }
        }
        Error::InvalidValue { key, value, expected } => {
            Error::InvalidValue { key, value, expected: format!("{expected} (line {line})") }
        }
        Error::OutOfRange { key, value, unit, min, max } => Error::InvalidValue {
            key: key.into(),
            value: value.to_string(),
            expected: format!(
                "it is out of range {} (line {line})",
                format!("{min} to {max} {unit}").trim_end()
            ),
        },
        other => other,
    }
}

/// The entries of a table or object, one after the other, so that a refusal happens where the parser stands.
struct Entries<'a> {
    each: &'a mut dyn FnMut(&str, &Value) -> Result<()>,
    refused: Option<Error>,
    seen: BTreeSet<String>,
}

/// The value of one entry.
struct Entry<'a, 'b> {
    key: String,
    entries: &'a mut Entries<'b>,
}

impl<'de> Visitor<'de> for &mut Entries<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("settings and their values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            map.next_value_seed(Entry { key, entries: self })?;
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Entry<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        let value: Value = de::Deserialize::deserialize(deserializer)?;
        let outcome = if self.entries.seen.insert(self.key.clone()) {
            (self.entries.each)(&self.key, &value)
        } else {
            Err(Error::InvalidValue {
                key: self.key,
                value: value.to_string(),
                expected: "it is stated twice".into(),
            })
        };
        outcome.map_err(|error| {
            self.entries.refused = Some(error);
            de::Error::custom("refused")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str, notation: Notation) -> String {
        Stated::from_text(text, notation).unwrap_err().to_string()
    }

    #[test]
    fn every_setting_comes_back_bit_for_bit_from_both_notations() {
        for fraction in [0.0, 1e-9, 0.1, 1.0 / 3.0, 0.618_033_988_749_894_9, 1.0] {
            let mut conditions = Conditions::default();
            for row in TABLE {
                let (min, max) = row.range();
                let value = min + fraction * (max - min);
                let whole = !matches!(row.kind, param::Kind::Number { .. });
                (row.set)(&mut conditions, if whole { value.round() } else { value });
            }
            assert_eq!(Conditions::from_toml(&conditions.to_toml()).unwrap(), conditions);
            assert_eq!(Conditions::from_json(&conditions.to_json()).unwrap(), conditions);
        }
        let open = Conditions::default();
        assert_eq!(Conditions::from_toml(&open.to_toml()).unwrap(), open);
    }

    #[test]
    fn a_preset_is_the_base_wherever_it_stands() {
        let json = r#"{"flicker_rsd": 0.02, "preset": "seed-2019"}"#;
        let stated = Stated::from_text(json, Notation::Json).unwrap();
        assert_eq!((stated.conditions.flicker_rsd, stated.conditions.beam_size_um), (0.02, Some(5.0)));
        assert_eq!(stated.preset.as_deref(), Some("seed-2019"));
        let toml = Stated::from_text("beam_size_um = 5\n", Notation::Toml).unwrap();
        assert_eq!(toml.keys.into_iter().collect::<Vec<_>>(), ["beam_size_um"]);
    }

    #[test]
    fn whatever_is_wrong_is_named_with_its_line() {
        for (text, words) in [
            ("# scan\nbeam_um = 5\n", &["there is no setting \"beam_um\"", "(line 2)"][..]),
            ("flicker_rsd = 0.1\n\nbeam_size_um = 5000\n", &["beam_size_um", "0.1 to 1000 µm", "(line 3)"]),
            ("\nbeam_size_mm = 0.005\n", &["beam_size_mm", "beam_size_um, in µm", "(line 2)"]),
            ("scan_speed_mm_s = 1\n", &["scan_speed_um_s, in µm/s"]),
            ("beam_size_um = \"5 mm\"\n", &["\"5 mm\"", "µm", "(line 1)"]),
            ("beam_size_um = [5]\n", &["a number or a text", "(line 1)"]),
            ("edge = 1979-05-27\n", &["edge"]),
            ("beam_size_um = true\n", &["true"]),
            ("[beam_size_um]\n", &["a number or a text"]),
            ("beam_size_um = nan\n", &["beam_size_um"]),
            ("edge = \"torn\"\n\n", &["reflect, zero", "(line 1)"]),
            ("preset = \"none\"\n", &["seed-2019", "(line 1)"]),
            ("beam_size_um = \n", &["line 1"]),
            ("edge = \"zero\"\nedge = \"zero\"\n", &["line 2"]),
        ] {
            let refusal = refusal(text, Notation::Toml);
            assert!(words.iter().all(|word| refusal.contains(word)), "{text}: {refusal}");
        }
        for (text, words) in [
            ("{\n \"beam_um\": 5}", &["\"beam_um\"", "(line 2)"][..]),
            ("{\"edge\": \"zero\",\n\"edge\": \"reflect\"}", &["twice", "(line 2)"]),
            ("{\"beam_size_um\": null}", &["null"]),
            ("[1]", &["settings and their values"]),
            ("{} {}", &["line 1"]),
            ("", &["line 1"]),
        ] {
            let refusal = refusal(text, Notation::Json);
            assert!(words.iter().all(|word| refusal.contains(word)), "{text}: {refusal}");
        }
    }

    #[test]
    fn the_pixel_size_follows_only_from_what_was_stated() {
        let mut stated = Stated::nothing();
        stated.set("scan_speed_um_s", "100").unwrap();
        assert_eq!((stated.pixel_width_um(), stated.pixel_height_um()), (None, None));
        stated.set("acquisition_time_s", "0.05").unwrap();
        assert_eq!(stated.pixel_width_um(), Some(5.0));
    }
}
