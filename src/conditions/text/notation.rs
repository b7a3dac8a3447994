// SPDX-License-Identifier: MIT OR Apache-2.0
//! How conditions are written down, and reading such a text entry by entry.

use crate::error::{Error, Result};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

/// How conditions are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// TOML, one key in a line, with comments.
    Toml,
    /// One JSON object.
    Json,
}

impl Notation {
    /// That of a text: JSON begins with a brace.
    pub fn of(text: &str) -> Self {
        if text.trim_start().starts_with('{') { Self::Json } else { Self::Toml }
    }
}

/// Hands every key and value to `each`; what it refuses comes back with its line.
pub fn visit(text: &str, notation: Notation, each: &mut dyn FnMut(&str, &Value) -> Result<()>) -> Result<()> {
    let mut entries = Entries { each, refused: None, seen: BTreeSet::new() };
    let (line, reason) = match notation {
        Notation::Toml => {
            let outcome = toml::Deserializer::parse(text).and_then(|toml| toml.deserialize_map(&mut entries));
            let Err(error) = outcome else { return Ok(()) };
            let place = error.span().map(|span| place(text, span.start));
            let at =
                place.map(|(line, column)| format!("line {line}, column {column}: ")).unwrap_or_default();
            (place.map(|(line, _)| line), format!("{at}{}", error.message().replace('\n', ", ")))
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

/// Line and column of a byte of a text, from 1.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let begin = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[begin..].chars().count() + 1)
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
        let value = Distinct.deserialize(deserializer)?;
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

/// A value in which no key is stated twice, however deep it lies: JSON itself would keep the last.
struct Distinct;

impl<'de> DeserializeSeed<'de> for Distinct {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Distinct {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Distinct)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> std::result::Result<Value, A::Error> {
        let mut entries = Map::new();
        while let Some(key) = table.next_key::<String>()? {
            if entries.contains_key(&key) {
                return Err(de::Error::custom(format_args!("\"{key}\" is stated twice")));
            }
            entries.insert(key, table.next_value_seed(Distinct)?);
        }
        Ok(Value::Object(entries))
    }
}
