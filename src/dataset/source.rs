// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pictures below the folders that were named.

use super::chance::sha256;
use crate::error::{Error, Result};
use crate::files::{Colours, READABLE, ReadOptions, read_with};
use crate::map::Map;
use crate::task::Task;
use std::fs;
use std::path::{Path, PathBuf};

/// A file to be read, before it was.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Listed {
    pub path: PathBuf,
    /// Path below the folder that was named, with `/`.
    pub relative: String,
}

/// A file that was read.
pub(super) struct Source {
    /// Path below the folder that was named, with `/`.
    pub relative: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Name of the folder it lies in.
    pub folder: String,
    /// `relative` with a dash instead of the last dot: `a.png` and `a.tif` stay apart.
    pub stem: String,
}

/// Every readable file below the inputs, sorted; hidden files, links to folders and the folder `out` are left out.
///
/// # Errors
/// [`Error::File`] if an input is not there, a folder cannot be listed or no file is found; [`Error::Contradiction`] if
/// two files have the same path below their inputs.
pub(super) fn list(inputs: &[PathBuf], out: &Path) -> Result<Vec<Listed>> {
    let out = out.canonicalize().ok();
    let mut found = Vec::new();
    for input in inputs {
        let about = fs::metadata(input).map_err(|error| file_error(input, error))?;
        if about.is_dir() {
            walk(input, "", out.as_deref(), &mut found)?;
        } else {
            found.push(Listed { path: input.clone(), relative: name(input) });
        }
    }
    found.sort_by(|a, b| a.relative.cmp(&b.relative));
    if let Some(twins) = found.windows(2).find(|two| two[0].relative == two[1].relative) {
        return Err(Error::Contradiction(format!(
            "{} and {} have the same path below their folders: name the folder that holds both",
            twins[0].path.display(),
            twins[1].path.display()
        )));
    }
    match (found.is_empty(), inputs.first()) {
        (true, Some(first)) => {
            Err(file_error(first, format!("no file to read is here ({})", READABLE.join(", "))))
        }
        (true, None) => {
            Err(Error::Missing { what: "the folder of the pictures", hint: "name at least one".into() })
        }
        _ => Ok(found),
    }
}

fn walk(folder: &Path, below: &str, out: Option<&Path>, found: &mut Vec<Listed>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| file_error(folder, error))? {
        let entry = entry.map_err(|error| file_error(folder, error))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') {
            continue;
        }
        let relative = if below.is_empty() { name } else { format!("{below}/{name}") };
        // the kind of the entry itself: a link to a folder may lead in circles
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if out.is_none() || path.canonicalize().ok().as_deref() != out {
                walk(&path, &relative, out, found)?;
            }
        } else if path.is_file() && readable(&path) {
            found.push(Listed { path, relative });
        }
    }
    Ok(())
}

fn readable(path: &Path) -> bool {
    path.extension().is_some_and(|e| READABLE.contains(&e.to_string_lossy().to_lowercase().as_str()))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Listed {
    /// Reads the file.
    ///
    /// # Errors
    /// Those of [`read_with`].
    pub fn read(&self, colours: Colours) -> Result<(Source, Map)> {
        let options = ReadOptions { colours, ..ReadOptions::default() };
        let map = read_with(std::slice::from_ref(&self.path), &options, &Task::new())
            .map_err(|error| hint(error, colours))?;
        let bytes = fs::read(&self.path).map_err(|error| file_error(&self.path, error))?;
        let parent =
            self.path.canonicalize().ok().and_then(|path| path.parent().map(name)).unwrap_or_default();
        let (stem, extension) = self.relative.rsplit_once('.').unwrap_or((&self.relative, ""));
        let stem = format!("{stem}-{extension}");
        let source = Source { relative: self.relative.clone(), sha256: sha256(&bytes), folder: parent, stem };
        Ok((source, map))
    }
}

/// Says how a picture in colours can be used after all.
fn hint(error: Error, colours: Colours) -> Error {
    match error {
        Error::Format { path, reason }
            if colours == Colours::Refuse && reason.contains("colour picture:") =>
        {
            Error::Format { path, reason: reason + " (--colour luminance takes its luminance)" }
        }
        other => other,
    }
}

fn file_error(path: &Path, reason: impl ToString) -> Error {
    Error::File { path: path.display().to_string(), reason: reason.to_string() }
}
