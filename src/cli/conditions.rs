// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scan conditions from a preset, a file and single settings.

use super::output::{note, warning};
pub use lamap::conditions::Stated;
use lamap::conditions::{BeamShape, Crater, Notation, PulseResponse, ResponseTable, settings};
use lamap::enhance::{self, Settings};
use lamap::files::{LaserLog, LogOptions, read, read_columns, read_laser_log_with, read_text};
use lamap::param::{self, Param};
use lamap::{Error, Map, Result};
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
    /// Which kind of line in the laser log is the map's, counted from 1, where names and numbers do not tell
    #[arg(long, value_name = "N", requires = "laser_log")]
    laser_pattern: Option<usize>,
    /// Measured crater of one pulse: a map of its depth (TIFF, PNG, text); sets beam_shape = kernel
    #[arg(long, value_name = "FILE")]
    crater: Option<PathBuf>,
    /// Side of a cell of the crater in µm, if its file does not tell it
    #[arg(long, value_name = "UM", requires = "crater")]
    crater_cell_um: Option<f64>,
    /// Measured pulse response: text with the columns time_s and signal, or time_s and cumulative (0 to 1); sets
    /// pulse_response = table
    #[arg(long, value_name = "FILE")]
    response_table: Option<PathBuf>,
    /// Settings of the channel of one element, as Zn66:dwell_s=0.01,sensitivity_counts=12; may be repeated
    #[arg(long, value_name = "NAME:KEY=VALUE,...", value_parser = channel)]
    channel: Vec<(String, Vec<(String, String)>)>,
    /// One setting; wins over preset and files; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

pub fn pair(text: &str) -> std::result::Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("a setting is written key=value")?;
    Ok((key.trim().into(), value.trim().into()))
}

fn channel(text: &str) -> std::result::Result<(String, Vec<(String, String)>), String> {
    let (name, settings) = text.split_once(':').unwrap_or((text, ""));
    let settings = settings.split(',').filter(|setting| !setting.trim().is_empty()).map(pair);
    Ok((name.trim().into(), settings.collect::<std::result::Result<_, _>>()?))
}

impl ConditionArgs {
    /// The conditions alone.
    pub fn read(&self) -> Result<Stated> {
        let mut stated = self.base()?;
        self.set.iter().try_for_each(|(key, value)| stated.set(key, value))?;
        self.finish(stated)
    }

    /// Conditions and settings of an enhancement: `--set` takes the keys of both.
    pub fn read_with(&self, settings: &mut Settings) -> Result<Stated> {
        let mut stated = self.base()?;
        for (key, value) in &self.set {
            if is_key(enhance::settings::TABLE, key) {
                param::set_text(enhance::settings::TABLE, settings, key, value)?;
            } else if is_key(settings::TABLE, key) {
                stated.set(key, value)?;
            } else {
                return Err(Error::UnknownKey { key: key.clone(), known: known() });
            }
        }
        self.finish(stated)
    }

    /// Channels, over everything that is common; and no file may have been named in vain.
    fn finish(&self, mut stated: Stated) -> Result<Stated> {
        self.channel.iter().try_for_each(|(name, settings)| stated.set_channel(name, settings))?;
        let c = &stated.conditions;
        let unused = [
            ("--crater", "beam_shape", self.crater.is_some() && c.beam_shape != BeamShape::Kernel),
            (
                "--response-table",
                "pulse_response",
                self.response_table.is_some() && c.pulse_response != Some(PulseResponse::Table),
            ),
        ];
        match unused.into_iter().find(|(_, _, unused)| *unused) {
            None => Ok(stated),
            Some((option, key, _)) => {
                Err(Error::Contradiction(format!("{option} is of no use with the {key} that --set states")))
            }
        }
    }

    /// Reads the laser log.
    fn log(&self, path: &Path) -> Result<LaserLog> {
        let options = LogOptions { pattern: self.laser_pattern, map_lines: None };
        read_laser_log_with(path, &options).map_err(|error| match error {
            Error::Format { path, reason } if reason.ends_with("state the pattern of the map") => {
                Error::Format { path, reason: reason + " (--laser-pattern N)" }
            }
            other => other,
        })
    }

    /// Warns where the laser log has another number of lines than the map.
    pub fn compare_lines(&self, map: &Map) -> Result<()> {
        let Some(path) = &self.laser_log else { return Ok(()) };
        let (log, map_lines) = (self.log(path)?, map.shape().0);
        if log.lines != map_lines {
            let name = path.display();
            warning(&format!("{name}: the log has {} lines of the map, the map has {map_lines}", log.lines));
        }
        Ok(())
    }

    /// The files that are read.
    pub fn files(&self) -> Vec<PathBuf> {
        let files = [&self.conditions, &self.laser_log, &self.crater, &self.response_table];
        files.into_iter().flatten().cloned().collect()
    }

    /// Preset or file, and over it what a laser log states.
    fn base(&self) -> Result<Stated> {
        let mut stated = match (&self.preset, &self.conditions) {
            (Some(name), _) => Stated::preset(name),
            (None, Some(path)) => read_file(path),
            (None, None) => Ok(Stated::nothing()),
        }?;
        if let Some(path) = &self.laser_log {
            take_log(&mut stated, path, &self.log(path)?)?;
        }
        if let Some(path) = &self.crater {
            stated.set_crater(crater(path, self.crater_cell_um)?);
        }
        if let Some(path) = &self.response_table {
            stated.set_response_table(response_table(path)?).map_err(|error| named(path, error))?;
        }
        Ok(stated)
    }
}

/// An error in what a file states, with the name of the file.
fn named(path: &Path, error: Error) -> Error {
    Error::Contradiction(format!("{}: {error}", path.display()))
}

fn crater(path: &Path, cell_um: Option<f64>) -> Result<Crater> {
    let map = read(&[path.to_path_buf()])?;
    let cell_um = cell_um.or(map.pixel_width_um).ok_or_else(|| Error::Missing {
        what: "the size of the cells of the crater",
        hint: "its file does not tell it: state --crater-cell-um".into(),
    })?;
    Crater::new(map.element(0).mapv(f64::from), cell_um).map_err(|error| named(path, error))
}

fn response_table(path: &Path) -> Result<ResponseTable> {
    let columns = read_columns(path)?;
    let table = match (columns.get("time_s"), columns.get("signal"), columns.get("cumulative")) {
        (Some(times), Some(signal), None) => ResponseTable::of_signal(times, signal),
        (Some(times), None, Some(cumulative)) => {
            Ok(ResponseTable { times_s: times.into(), cumulative: cumulative.into() })
        }
        _ => {
            let found = columns.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
            let reason =
                format!("it needs the columns time_s and either signal or cumulative; there are: {found}");
            return Err(Error::Format { path: path.display().to_string(), reason });
        }
    };
    table.map_err(|error| named(path, error))
}

/// Takes over what a laser log states and tells what that is.
fn take_log(stated: &mut Stated, path: &Path, log: &LaserLog) -> Result<()> {
    let name = path.display();
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
    let text = read_text(path)?;
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
    let conditions = settings::TABLE.iter().map(|row| row.key);
    conditions.chain(enhance::settings::TABLE.iter().map(|row| row.key)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_belongs_to_both_tables() {
        assert!(settings::TABLE.iter().all(|row| !is_key(enhance::settings::TABLE, row.key)));
    }
}
