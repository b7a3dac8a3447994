// SPDX-License-Identifier: MIT OR Apache-2.0
//! The files of a map between writing them and putting them in their places.

use super::atomic::{self, Draft};
use crate::error::Result;
use crate::task::Task;
use std::path::{Path, PathBuf};

/// A map that is written, but not yet in its files: they stay as they were if this is dropped.
#[derive(Debug)]
pub struct Prepared {
    paths: Vec<PathBuf>,
    drafts: Vec<Draft>,
}

impl Prepared {
    /// One file after the other, of the elements in their order.
    pub(super) fn of_each(
        paths: Vec<PathBuf>,
        task: &Task,
        mut draft: impl FnMut(usize, &Path, &Task) -> Result<Draft>,
    ) -> Result<Self> {
        let mut drafts = Vec::with_capacity(paths.len());
        for (i, path) in paths.iter().enumerate() {
            drafts.push(draft(i, path, &task.nth(i, paths.len()))?);
        }
        Ok(Self { paths, drafts })
    }

    /// Puts all files in their places, or none; gives their names.
    ///
    /// # Errors
    /// [`crate::Error::File`] if the system refuses; all files then are as they were.
    pub fn place(self) -> Result<Vec<PathBuf>> {
        atomic::place(self.drafts)?;
        Ok(self.paths)
    }
}
