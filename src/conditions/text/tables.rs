// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reads the tables of a text: crater, response table, channels.

use crate::conditions::crater::Crater;
use crate::conditions::response_table::ResponseTable;
use crate::error::{Error, Result};
use ndarray::Array2;
use serde_json::{Map, Value};

/// Key of the crater: `cell_um` and the rows of `depth`.
pub const CRATER_KEY: &str = "crater";
/// Key of the response table: `times_s` and `cumulative`.
pub const RESPONSE_KEY: &str = "response_table";
/// Key of the list of channels: `name` and the settings of a channel and of its pulse response.
pub const CHANNEL_KEY: &str = "channel";

/// What a value says: the text of a number or of a string.
///
/// # Errors
/// [`Error::InvalidValue`] for anything else.
pub fn plain(key: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(invalid(key, other, "a number or a text")),
    }
}

/// # Errors
/// [`Error::InvalidValue`] if it is no crater; as [`Crater::new`].
pub fn crater(value: &Value) -> Result<Crater> {
    let object = Object::new(CRATER_KEY, value, &["cell_um", "depth"])?;
    let cell_um = number(object.get("cell_um")?).ok_or_else(|| object.refuse("cell_um", "a number in µm"))?;
    let rows = object.get("depth")?.as_array().and_then(|rows| rows.iter().map(numbers).collect());
    let rows: Vec<Vec<f64>> = rows.ok_or_else(|| object.refuse("depth", "rows of numbers"))?;
    let shape = (rows.len(), rows.first().map_or(0, Vec::len));
    let depth = Array2::from_shape_vec(shape, rows.concat());
    let equal = rows.iter().all(|row| row.len() == shape.1);
    let depth = depth.ok().filter(|_| equal).ok_or_else(|| object.refuse("depth", "rows of equal length"))?;
    Crater::new(depth, cell_um)
}

/// # Errors
/// [`Error::InvalidValue`] if it is no response table or breaks the rules of [`ResponseTable`].
pub fn response_table(value: &Value) -> Result<ResponseTable> {
    let object = Object::new(RESPONSE_KEY, value, &["times_s", "cumulative"])?;
    let list = |key| numbers(object.get(key)?).ok_or_else(|| object.refuse(key, "a list of numbers"));
    let table = ResponseTable { times_s: list("times_s")?, cumulative: list("cumulative")? };
    table.check().map(|()| table)
}

/// The channels of a list, each its name and what it states as keys and values.
///
/// # Errors
/// [`Error::InvalidValue`] if it is no list of named channels.
pub fn channels(value: &Value) -> Result<Vec<(&str, &Map<String, Value>)>> {
    let list =
        value.as_array().ok_or_else(|| invalid(CHANNEL_KEY, value, "a list of channels, [[channel]]"))?;
    let channel = |value| {
        let object = Value::as_object(value)?;
        Some((object.get("name")?.as_str()?, object))
    };
    list.iter()
        .map(|value| channel(value).ok_or_else(|| invalid(CHANNEL_KEY, value, "settings with a name")))
        .collect()
}

/// A table with known keys.
struct Object<'a> {
    name: &'static str,
    entries: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    fn new(name: &'static str, value: &'a Value, keys: &[&str]) -> Result<Self> {
        let expected = || format!("a table with {}", keys.join(" and "));
        let entries = value.as_object().ok_or_else(|| invalid(name, value, &expected()))?;
        match entries.keys().find(|key| !keys.contains(&key.as_str())) {
            None => Ok(Self { name, entries }),
            Some(key) => Err(invalid(&format!("{name}.{key}"), &entries[key], &expected())),
        }
    }

    fn get(&self, key: &str) -> Result<&'a Value> {
        self.entries
            .get(key)
            .ok_or_else(|| invalid(&format!("{}.{key}", self.name), &Value::Null, "it is needed"))
    }

    fn refuse(&self, key: &str, expected: &str) -> Error {
        invalid(&format!("{}.{key}", self.name), &self.entries[key], expected)
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

fn numbers(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(number).collect()
}

/// Longest part of a value that an error repeats.
const QUOTED: usize = 60;

fn invalid(key: &str, value: &Value, expected: &str) -> Error {
    let mut text = value.to_string();
    if let Some((end, _)) = text.char_indices().nth(QUOTED) {
        text.replace_range(end.., "...");
    }
    Error::InvalidValue { key: key.into(), value: text, expected: expected.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::choices::{BeamShape, PulseResponse};
    use crate::conditions::fields::Conditions;
    use crate::conditions::stated::Stated;
    use crate::conditions::text::notation::Notation;

    fn read(text: &str) -> Result<Conditions> {
        Stated::from_text(text, Notation::Toml).map(|stated| stated.conditions)
    }

    #[test]
    fn a_crater_and_a_response_come_with_the_settings_that_use_them() {
        let text = "[crater]\ncell_um = 0.5\ndepth = [[0, 1, 0], [1, 4, 1]]\n\
                    [response_table]\ntimes_s = [0, 0.1]\ncumulative = [0, 1]\n";
        let conditions = read(text).unwrap();
        assert_eq!(conditions.beam_shape, BeamShape::Kernel);
        assert_eq!(conditions.crater.as_ref().unwrap().size_um(), (1.5, 1.0));
        assert_eq!(conditions.pulse_response, Some(PulseResponse::Table));
        assert_eq!(Conditions::from_toml(&conditions.to_toml()).unwrap(), conditions);
        assert_eq!(Conditions::from_json(&conditions.to_json()).unwrap(), conditions);
        let refused = read(&format!("beam_shape = \"disc\"\n{text}")).unwrap_err().to_string();
        assert!(refused.contains("beam_shape is not kernel"), "{refused}");
    }

    #[test]
    fn tables_that_cannot_be_are_refused() {
        for (text, words) in [
            ("crater = 1", "cell_um and depth"),
            ("[crater]\ncell_um = 1", "crater.depth"),
            ("[crater]\ncell_um = \"a\"\ndepth = [[1]]", "a number in µm"),
            ("[crater]\ncell_um = 1\ndepth = [[1, 2], [3]]", "equal length"),
            ("[crater]\ncell_um = 1\ndepth = [[1, -2]]", "column 1"),
            ("[crater]\ncell_um = 1\ndepth = [[1]]\nunit = 1", "crater.unit"),
            ("[response_table]\ntimes_s = [0, 1]\ncumulative = [0, nan]", "a list of numbers"),
            ("[response_table]\ntimes_s = [0, 1]\ncumulative = [0, 2]", "0 to 1"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
