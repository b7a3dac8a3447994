// SPDX-License-Identifier: MIT OR Apache-2.0
//! Options as one text: a line "key=value" for each.

use crate::error::{Error, Result};

/// Hands every option to `set`; blank lines are none.
pub(super) fn each(stated: &str, mut set: impl FnMut(&str, &str) -> Result<()>) -> Result<()> {
    for option in stated.lines().filter(|line| !line.trim().is_empty()) {
        let (key, value) = option.split_once('=').ok_or_else(|| Error::InvalidValue {
            key: "options".into(),
            value: option.into(),
            expected: "options are key=value, each in a line of its own".into(),
        })?;
        set(key.trim(), value.trim())?;
    }
    Ok(())
}
