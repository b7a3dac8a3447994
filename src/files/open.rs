// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files are opened for reading.

use super::errors::{file_error, format_error, open_error};
use crate::error::Result;
use std::fs::{self, File};
use std::path::Path;

/// Opens a regular file that is not empty; gives its length in bytes too.
pub(super) fn open_regular(path: &Path) -> Result<(File, u64)> {
    // a pipe or a device would block or never end
    let about = fs::metadata(path).map_err(|error| open_error(path, error))?;
    if !about.is_file() {
        return Err(file_error(path, "this is not a regular file"));
    }
    if about.len() == 0 {
        return Err(format_error(path, "the file is empty"));
    }
    Ok((File::open(path).map_err(|error| open_error(path, error))?, about.len()))
}
