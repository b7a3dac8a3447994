// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scan conditions from a preset, a file and single settings.

use super::output::file_error;
use lamap::ablation::{self, Conditions, preset};
use lamap::enhance::{self, Settings};
use lamap::param::{self, Param};
use lamap::{Error, Result};
use serde_json::{Map as Object, Value};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Key of a conditions file that names the preset it starts from.
const BASE: &str = "preset";

/// How the scan conditions are stated.
#[derive(clap::Args)]
#[command(next_help_heading = "Scan conditions")]
pub struct ConditionArgs {
    /// Conditions by name; `lamap info` lists the names
    #[arg(long, value_name = "NAME", conflicts_with = "conditions")]
    preset: Option<String>,
    /// Conditions from a TOML or JSON file; `lamap settings --toml` prints an example
    #[arg(long, value_name = "FILE")]
    conditions: Option<PathBuf>,
    /// One setting; wins over preset and file; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

/// Conditions, and which of them were stated.
pub struct Stated {
    pub conditions: Conditions,
    pub keys: BTreeSet<&'static str>,
    pub preset: Option<String>,
}

pub fn pair(text: &str) -> std::result::Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("a setting is written key=value")?;
    Ok((key.trim().into(), value.trim().into()))
}

impl ConditionArgs {
    /// The conditions alone.
    pub fn read(&self) -> Result<Stated> {
        let mut stated = self.base()?;
        self.set.iter().try_for_each(|(key, value)| stated.set(key, value))?;
        Ok(stated)
    }

    /// Conditions and settings of an enhancement: `--set` takes the keys of both.
    pub fn read_with(&self, settings: &mut Settings) -> Result<Stated> {
        let mut stated = self.base()?;
        for (key, value) in &self.set {
            if is_key(enhance::settings::TABLE, key) {
                param::set_text(enhance::settings::TABLE, settings, key, value)?;
            } else if is_key(ablation::settings::TABLE, key) {
                stated.set(key, value)?;
            } else {
                return Err(Error::UnknownKey { key: key.clone(), known: known() });
            }
        }
        Ok(stated)
    }

    fn base(&self) -> Result<Stated> {
        match (&self.preset, &self.conditions) {
            (Some(name), _) => Stated::preset(name),
            (None, Some(path)) => read_file(path),
            (None, None) => Ok(Stated::nothing()),
        }
    }
}

impl Stated {
    /// The defaults, none of them stated.
    pub fn nothing() -> Self {
        Self { conditions: Conditions::default(), keys: BTreeSet::new(), preset: None }
    }

    /// All conditions of a preset.
    pub fn preset(name: &str) -> Result<Self> {
        let keys = ablation::settings::TABLE.iter().map(|row| row.key).collect();
        Ok(Self { conditions: preset(name)?, keys, preset: Some(name.into()) })
    }

    fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let row = param::find(ablation::settings::TABLE, key)?;
        self.conditions.set(key, value)?;
        self.keys.insert(row.key);
        Ok(())
    }

    /// Width of a pixel: scan speed times acquisition time, if both were stated.
    pub fn pixel_width_um(&self) -> Option<f64> {
        let timed = self.keys.contains("acquisition_time_s");
        self.conditions
            .scan_speed_um_s
            .filter(|_| timed)
            .map(|speed| speed * self.conditions.acquisition_time_s)
    }

    /// Distance of two lines, if it was stated.
    pub fn pixel_height_um(&self) -> Option<f64> {
        self.conditions.line_spacing_um
    }
}

/// Reads a conditions file: TOML, or JSON where the name ends in `.json`.
fn read_file(path: &Path) -> Result<Stated> {
    let text = std::fs::read_to_string(path).map_err(|error| file_error(path, error))?;
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let object: std::result::Result<Object<String, Value>, String> = if json {
        serde_json::from_str(&text).map_err(|error| error.to_string())
    } else {
        toml::from_str(&text).map_err(|error| error.to_string())
    };
    let format_error = |reason: String| Error::Format { path: path.display().to_string(), reason };
    let object = object.map_err(|reason| format_error(reason.trim_end().into()))?;
    // whatever is wrong with a setting, it is an argument, and the file must be named
    from_object(&object).map_err(|error| Error::Contradiction(format!("{}: {error}", path.display())))
}

fn from_object(object: &Object<String, Value>) -> Result<Stated> {
    let mut stated = match object.get(BASE) {
        None => Stated::nothing(),
        Some(name) => Stated::preset(&text(BASE, name)?)?,
    };
    for (key, value) in object.iter().filter(|(key, _)| *key != BASE) {
        if is_key(enhance::settings::TABLE, key) {
            return Err(Error::InvalidValue {
                key: key.clone(),
                value: value.to_string(),
                expected: format!("it is a setting of the enhancement, not a condition: use --set {key}=..."),
            });
        }
        stated.set(key, &text(key, value)?)?;
    }
    Ok(stated)
}

fn text(key: &str, value: &Value) -> Result<String> {
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

fn is_key<T>(table: &[Param<T>], key: &str) -> bool {
    table.iter().any(|row| row.key == key)
}

fn known() -> String {
    let conditions = ablation::settings::TABLE.iter().map(|row| row.key);
    conditions.chain(enhance::settings::TABLE.iter().map(|row| row.key)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_belongs_to_both_tables() {
        assert!(ablation::settings::TABLE.iter().all(|row| !is_key(enhance::settings::TABLE, row.key)));
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
