// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions as text in TOML or JSON.

use super::conditions::Conditions;
use super::settings::TABLE;
use super::tables::{self, value_of};
use serde_json::{Map, Value};

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
        let tables = toml::to_string(&tables::of(self)).unwrap_or_default();
        if tables.is_empty() { text } else { text + "\n" + &tables }
    }

    /// Every setting, and the tables of [`Conditions::to_toml`], as a JSON object. Reading it back gives the same bits.
    pub fn to_json(&self) -> String {
        let mut object: Map<String, Value> =
            TABLE.iter().map(|row| (row.key.to_string(), value_of(row, self))).collect();
        object.extend(tables::of(self));
        serde_json::to_string_pretty(&object).unwrap_or_default()
    }
}
