// SPDX-License-Identifier: MIT OR Apache-2.0
//! The folder of a data set: made, taken up again, or refused because it holds something else.

use super::journal::{self, MANIFEST};
use super::recipe::Recipe;
use crate::error::{Error, Result};
use crate::files::{self, Existing};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// What a data set was asked to be, in the folder of the data set.
pub const RECIPE: &str = "dataset.json";

/// Prepares the folder: empty, or a data set of the same recipe that is to be continued.
///
/// With `overwrite` a data set there is begun anew: files of the same name are replaced, others stay.
///
/// # Errors
/// [`Error::File`] if the folder cannot be made or written, or holds something else; [`Error::Contradiction`] if it holds
/// a data set of another recipe.
pub(super) fn prepare(folder: &Path, recipe: &Recipe, overwrite: bool) -> Result<()> {
    let failed = |error: std::io::Error| file_error(folder, error);
    let wanted = recipe.to_json();
    fs::create_dir_all(folder).map_err(failed)?;
    let (ours, empty) = (folder.join(RECIPE), fs::read_dir(folder).map_err(failed)?.next().is_none());
    if !empty && !overwrite {
        if !ours.is_file() {
            return Err(file_error(
                folder,
                "the folder holds something else: choose another one or state --overwrite",
            ));
        }
        return same(&ours, &wanted);
    }
    if overwrite {
        // first of all: an interrupted new start must not look like the old data set
        for old in [MANIFEST, journal::NAME] {
            match fs::remove_file(folder.join(old)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
    }
    let text = serde_json::to_string_pretty(&wanted).unwrap_or_default() + "\n";
    files::write_bytes(&ours, text.as_bytes(), Existing::Replace)
}

/// Names the first entry in which the recipe of the folder differs.
fn same(path: &Path, wanted: &Value) -> Result<()> {
    let text = fs::read_to_string(path).map_err(|error| file_error(path, error))?;
    let found: Value = serde_json::from_str(&text)
        .map_err(|error| Error::Format { path: path.display().to_string(), reason: error.to_string() })?;
    let (Some(wanted), Some(found)) = (wanted.as_object(), found.as_object()) else {
        return Err(Error::Format {
            path: path.display().to_string(),
            reason: "this is not a recipe".into(),
        });
    };
    match wanted.iter().find(|(key, value)| found.get(*key) != Some(*value)) {
        None => Ok(()),
        Some((key, value)) => Err(Error::Contradiction(format!(
            "{} holds a data set with {key} = {}, not {value}: choose another folder or state --overwrite",
            path.parent().unwrap_or(path).display(),
            found.get(key).unwrap_or(&Value::Null)
        ))),
    }
}

/// Removes what a killed run left half-written in all folders of a data set.
pub(super) fn sweep(folder: &Path) {
    files::sweep(folder);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        sweep(&entry.path());
    }
}

pub(super) fn file_error(path: &Path, reason: impl ToString) -> Error {
    Error::File { path: path.display().to_string(), reason: reason.to_string() }
}
