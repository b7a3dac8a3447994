// SPDX-License-Identifier: MIT OR Apache-2.0
//! What conditions hold beside single settings, as values of a text: crater, response table, channels.

use super::channel::Channel;
use super::choices::{BeamShape, PulseResponse};
use super::conditions::Conditions;
use super::crater::Crater;
use super::response_table::ResponseTable;
use super::settings::{CHANNEL, RESPONSE};
use crate::error::{Error, Result};
use crate::param::Param;
use ndarray::Array2;
use serde_json::{Map, Number, Value, json};

/// Key of the crater: `cell_um` and the rows of `depth`.
pub(super) const CRATER_KEY: &str = "crater";
/// Key of the response table: `times_s` and `cumulative`.
pub(super) const RESPONSE_KEY: &str = "response_table";
/// Key of the list of channels: `name` and the settings of a channel and of its pulse response.
pub(super) const CHANNEL_KEY: &str = "channel";

/// The tables that the conditions use.
pub(super) fn of(conditions: &Conditions) -> Map<String, Value> {
    let mut tables = Map::new();
    if let (BeamShape::Kernel, Some(crater)) = (conditions.beam_shape, &conditions.crater) {
        let rows: Vec<Vec<f64>> = crater.depth().rows().into_iter().map(|row| row.to_vec()).collect();
        tables.insert(CRATER_KEY.into(), json!({"cell_um": crater.cell_um(), "depth": rows}));
    }
    if let (Some(PulseResponse::Table), Some(table)) = (conditions.pulse_response, &conditions.response_table)
    {
        tables.insert(RESPONSE_KEY.into(), of_response(table));
    }
    if !conditions.channels.is_empty() {
        tables.insert(CHANNEL_KEY.into(), conditions.channels.iter().map(of_channel).collect());
    }
    tables
}

/// A setting as a number, or as text where it is a word or left open.
pub(super) fn value_of<T>(row: &Param<T>, object: &T) -> Value {
    let text = row.format((row.get)(object));
    text.parse::<Number>().map_or(Value::String(text), Value::Number)
}

fn of_response(table: &ResponseTable) -> Value {
    json!({"times_s": table.times_s, "cumulative": table.cumulative})
}

/// What a channel states; a response of its own with all settings, so that the common ones do not matter.
fn of_channel(channel: &Channel) -> Value {
    let mut object = Map::from_iter([("name".to_string(), Value::from(channel.name.as_str()))]);
    let stated = CHANNEL.iter().filter(|row| !(row.get)(channel).is_nan());
    object.extend(stated.map(|row| (row.key.to_string(), value_of(row, channel))));
    if let Some(response) = &channel.response {
        let mut own = Conditions::default();
        response.state(&mut own);
        object.extend(RESPONSE.iter().map(|row| (row.key.to_string(), value_of(row, &own))));
        object.extend(own.response_table.iter().map(|table| (RESPONSE_KEY.to_string(), of_response(table))));
    }
    Value::Object(object)
}

/// What a value says: the text of a number or of a string.
///
/// # Errors
/// [`Error::InvalidValue`] for anything else.
pub(super) fn plain(key: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(invalid(key, other, "a number or a text")),
    }
}

/// # Errors
/// [`Error::InvalidValue`] if it is no crater; as [`Crater::new`].
pub(super) fn crater(value: &Value) -> Result<Crater> {
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
pub(super) fn response_table(value: &Value) -> Result<ResponseTable> {
    let object = Object::new(RESPONSE_KEY, value, &["times_s", "cumulative"])?;
    let list = |key| numbers(object.get(key)?).ok_or_else(|| object.refuse(key, "a list of numbers"));
    let table = ResponseTable { times_s: list("times_s")?, cumulative: list("cumulative")? };
    table.check().map(|()| table)
}

/// The channels of a list, each its name and what it states as keys and values.
///
/// # Errors
/// [`Error::InvalidValue`] if it is no list of named channels.
pub(super) fn channels(value: &Value) -> Result<Vec<(&str, &Map<String, Value>)>> {
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
    use crate::ablation::{Notation, Stated};

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
