// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files and folders of files.

use super::errors::{file_error, open_error};
use crate::error::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// The files in their order; `of_folder` gives those of a folder.
pub(super) fn expand(
    paths: &[PathBuf],
    of_folder: impl Fn(&Path) -> Result<Vec<PathBuf>>,
) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        let about = fs::metadata(path).map_err(|error| open_error(path, error))?;
        if about.is_dir() { files.extend(of_folder(path)?) } else { files.push(path.clone()) }
    }
    Ok(files)
}

/// What a folder holds that is not hidden, in no order; the files by which spreadsheets lock others (`~$a.xlsx`) are left out.
pub(super) fn entries(path: &Path) -> Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| file_error(path, error))? {
        let entry = entry.map_err(|error| file_error(path, error))?.path();
        if entry.file_name().is_some_and(|name| !name.to_string_lossy().starts_with(['.', '~'])) {
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// Sentences on files of folders that are open in a spreadsheet, which writes files beside them (`~$a.xlsx`).
pub(super) fn locked(paths: &[PathBuf]) -> Vec<String> {
    let entries = paths.iter().filter_map(|path| fs::read_dir(path).ok()).flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let open = names.filter_map(|name| name.strip_prefix("~$").map(str::to_string));
    open.map(|name| format!("{name} is open in a spreadsheet: what is not saved there is not read")).collect()
}
