// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is wrong with a file.

use crate::error::Error;
use std::io;
use std::path::Path;

/// The content of a file is not what it should be.
pub(super) fn format_error(path: &Path, reason: impl ToString) -> Error {
    Error::Format { path: path.display().to_string(), reason: reason.to_string() }
}

/// A file cannot be opened, read or written.
pub(super) fn file_error(path: &Path, reason: impl ToString) -> Error {
    Error::File { path: path.display().to_string(), reason: reason.to_string() }
}

/// A file or folder that is to be there cannot be opened.
pub(super) fn open_error(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => file_error(path, "there is no such file: check its name and folder"),
        _ => file_error(path, error),
    }
}

/// A file cannot be made.
pub(super) fn make_error(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => file_error(path, "there is no such folder: make it first"),
        _ => file_error(path, error),
    }
}
