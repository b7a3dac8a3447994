// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files that are read and written as a task that may be cancelled.

use super::open::open_regular;
use crate::error::Result;
use crate::task::Task;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// [`open_regular`], to be read as a task that may be cancelled.
pub(super) fn open_watched(path: &Path, task: &Task) -> Result<(Watched, u64)> {
    let (file, length) = open_regular(path)?;
    Ok((Watched { file, length, read: 0, task: task.clone() }, length))
}

/// A file that tells its task how much of it was read, and cannot be read any further once that is cancelled.
#[derive(Debug)]
pub(super) struct Watched {
    file: File,
    length: u64,
    read: u64,
    task: Task,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.task.at(self.read as f64 / self.length as f64).map_err(io::Error::other)?;
        let bytes = self.file.read(buffer)?;
        self.read += bytes as u64;
        Ok(bytes)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// A file of which nothing more is written once its task is cancelled.
#[derive(Debug)]
pub(super) struct Written {
    pub file: File,
    task: Task,
}

impl Written {
    pub fn new(file: File, task: &Task) -> Self {
        Self { file, task: task.clone() }
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.task.check().map_err(io::Error::other)?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
