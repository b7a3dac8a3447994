// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions as text in TOML or JSON.

use super::tables::{CHANNEL_KEY, CRATER_KEY, RESPONSE_KEY};
use crate::conditions::channel::Channel;
use crate::conditions::choices::{BeamShape, PulseResponse};
use crate::conditions::fields::Conditions;
use crate::conditions::response_table::ResponseTable;
use crate::conditions::settings::{CHANNEL, RESPONSE, TABLE};
use crate::conditions::stated::Stated;
use crate::param::Param;
use serde_json::{Map, Number, Value, json};

impl Conditions {
    /// Every setting in TOML, each with its help, range and unit as a comment; then crater, response table and channels,
    /// if they are used. Reading it back gives the same bits.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# Scan conditions for lamap. Leave out what is not known.\n# preset = \"seed-2019\"  # what the others start from\n",
        );
        for row in TABLE {
            let range = format!("{} {}", row.range_text(), row.unit);
            let value = value_of(row, self);
            text += &format!("\n# {}\n# [{}]\n{} = {value}\n", row.help, range.trim_end(), row.key);
        }
        let tables = toml::to_string(&tables(self)).unwrap_or_default();
        if tables.is_empty() { text } else { text + "\n" + &tables }
    }

    /// Every setting, and the tables of [`Conditions::to_toml`], as a JSON object. Reading it back gives the same bits.
    pub fn to_json(&self) -> String {
        let mut object: Map<String, Value> =
            TABLE.iter().map(|row| (row.key.to_string(), value_of(row, self))).collect();
        object.extend(tables(self));
        serde_json::to_string_pretty(&object).unwrap_or_default()
    }
}

impl Stated {
    /// What is stated, in TOML, each setting with its unit, and the tables of [`Conditions::to_toml`]. Reading it back states the same.
    pub fn to_toml(&self) -> String {
        let unit = |unit: &str| if unit.is_empty() { String::new() } else { format!(" # {unit}") };
        let rows = TABLE.iter().filter(|row| self.keys.contains(row.key));
        let line = |row: &Param<Conditions>| {
            format!("{} = {}{}\n", row.key, value_of(row, &self.conditions), unit(row.unit))
        };
        rows.map(line).collect::<String>() + &toml::to_string(&tables(&self.conditions)).unwrap_or_default()
    }
}

/// The tables that the conditions use.
fn tables(conditions: &Conditions) -> Map<String, Value> {
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
fn value_of<T>(row: &Param<T>, object: &T) -> Value {
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
