// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is wrong with a file.

use crate::error::Error;
use std::path::Path;

/// The content of a file is not what it should be.
pub(super) fn format_error(path: &Path, reason: impl ToString) -> Error {
    Error::Format { path: path.display().to_string(), reason: reason.to_string() }
}

/// A file cannot be opened, read or written.
pub(super) fn file_error(path: &Path, reason: impl ToString) -> Error {
    Error::File { path: path.display().to_string(), reason: reason.to_string() }
}
