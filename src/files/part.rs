// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which of the parts of a file is read: a sheet of a workbook, an image of an OME-TIFF, a pass of pew2.

use super::paths::file_name;
use crate::error::{Error, Result};
use std::path::Path;

/// The place of the part that is stated by its name or, from 1, its number; `None` where none is.
///
/// # Errors
/// [`Error::InvalidValue`], with the names of all, if there is no such part.
pub(super) fn place(
    stated: Option<&str>,
    path: &Path,
    what: &str,
    names: &[String],
) -> Result<Option<usize>> {
    let Some(stated) = stated else { return Ok(None) };
    let number = || stated.parse().ok().filter(|number| (1..=names.len()).contains(number));
    let place = names.iter().position(|name| name == stated).or_else(|| number().map(|number| number - 1));
    place.map(Some).ok_or_else(|| {
        let numbered = names.iter().enumerate().map(|(i, name)| format!("{}: {name}", i + 1));
        let list = numbered.collect::<Vec<_>>().join(", ");
        refused(stated, format!("the {what} of {} are {list}", file_name(path)))
    })
}

/// Refuses a part where the file is not divided into parts.
///
/// # Errors
/// [`Error::InvalidValue`] if a part is stated.
pub(super) fn none(stated: Option<&str>, path: &Path) -> Result<()> {
    let reason =
        || format!("{} is no workbook, no OME-TIFF and holds no passes: it has no parts", file_name(path));
    stated.map_or(Ok(()), |stated| Err(refused(stated, reason())))
}

fn refused(stated: &str, expected: String) -> Error {
    Error::InvalidValue { key: "part".into(), value: stated.into(), expected }
}
