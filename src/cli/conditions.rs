// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scan conditions from a preset, a file and single settings.

use super::output::{file_error, note, warning};
pub use lamap::ablation::Stated;
use lamap::ablation::{self, Notation};
use lamap::enhance::{self, Settings};
use lamap::files::read_laser_log;
use lamap::param::{self, Param};
use lamap::{Error, Result};
use std::path::{Path, PathBuf};

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
    /// Laser log as Iolite reads it (csv): spot size, scan speed, repetition rate and line spacing of the map in it
    #[arg(long, value_name = "FILE")]
    laser_log: Option<PathBuf>,
    /// One setting; wins over preset and files; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
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

    /// The files that are read.
    pub fn files(&self) -> Vec<PathBuf> {
        self.conditions.iter().chain(&self.laser_log).cloned().collect()
    }

    /// Preset or file, and over it what a laser log states.
    fn base(&self) -> Result<Stated> {
        let mut stated = match (&self.preset, &self.conditions) {
            (Some(name), _) => Stated::preset(name),
            (None, Some(path)) => read_file(path),
            (None, None) => Ok(Stated::nothing()),
        }?;
        self.laser_log.iter().try_for_each(|path| take_log(&mut stated, path))?;
        Ok(stated)
    }
}

/// Takes over what a laser log states and tells what that is.
fn take_log(stated: &mut Stated, path: &Path) -> Result<()> {
    let (log, name) = (read_laser_log(path)?, path.display());
    for (key, value) in log.conditions() {
        let set = stated.set(key, &value.to_string());
        set.map_err(|error| Error::Contradiction(format!("{name}: {error}")))?;
    }
    let found: Vec<_> = log.conditions().iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let (count, others) =
        (log.lines, if log.left_out > 0 { " (lines or spots of another kind left out)" } else { "" });
    note(&format!(
        "{name}: {count} lines{others}: {}; not stated: {}",
        found.join(", "),
        log.unknown().join(", ")
    ));
    log.notes.iter().for_each(|text| warning(&format!("{name}: {text}")));
    if log.alternating {
        warning(&format!("{name}: the lines run to and fro; every line is taken to run the same way"));
    }
    Ok(())
}

/// Reads a conditions file: TOML, or JSON where the name ends in `.json`.
fn read_file(path: &Path) -> Result<Stated> {
    let text = std::fs::read_to_string(path).map_err(|error| file_error(path, error))?;
    Stated::from_text(&text, notation(path)).map_err(|error| match error {
        Error::Format { reason, .. } => Error::Format { path: path.display().to_string(), reason },
        Error::UnknownKey { key, .. } if is_key(enhance::settings::TABLE, &key) => {
            Error::Contradiction(format!(
                "{}: {key} is a setting of the enhancement, not a condition: use --set {key}=...",
                path.display()
            ))
        }
        // whatever is wrong with a setting, it is an argument, and the file must be named
        other => Error::Contradiction(format!("{}: {other}", path.display())),
    })
}

/// JSON where the name ends in `.json`, else TOML.
pub fn notation(path: &Path) -> Notation {
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if json { Notation::Json } else { Notation::Toml }
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
}
