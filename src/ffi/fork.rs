// SPDX-License-Identifier: MIT OR Apache-2.0
//! A process that was forked from one whose threads lamap had started has none of them: work handed to them would never end.

use crate::error::{Error, Result};
use std::sync::OnceLock;

/// The process that started threads.
static OWNER: OnceLock<u32> = OnceLock::new();

/// Before work that needs threads.
///
/// # Errors
/// [`Error::Contradiction`] in a process forked from one that had come here.
pub(super) fn may_start_threads() -> Result<()> {
    if *OWNER.get_or_init(std::process::id) == std::process::id() {
        return Ok(());
    }
    Err(Error::Contradiction(
        "this process was forked from one that had used lamap, whose threads it lacks: start it by spawn"
            .into(),
    ))
}

/// Is this a process in which nothing that holds threads can be dropped?
pub(super) fn lacks_threads() -> bool {
    OWNER.get().is_some_and(|owner| *owner != std::process::id())
}
