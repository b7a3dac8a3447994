// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which pairs are finished: a hidden file that grows pair by pair, and the manifest in its place at the end.

use super::folder::file_error;
use super::record::Record;
use crate::error::{Error, Result};
use crate::files::{self, Existing};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The finished pairs, one record in JSON on each line, in the folder of a data set.
pub const MANIFEST: &str = "manifest.jsonl";

/// Name of the growing file.
pub(super) const NAME: &str = ".lamap-journal.jsonl";

/// The finished pairs of a data set, by the name of their image.
pub(super) struct Journal {
    folder: PathBuf,
    file: Mutex<File>,
    before: HashMap<String, Record>,
    /// SHA-256 of the files that earlier pairs were made of.
    sources: HashMap<String, String>,
}

impl Journal {
    /// Opens the journal and keeps other runs out of the folder until it is dropped.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be opened or another run has it; [`Error::Format`] if the manifest is damaged.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        let failed = |error: std::io::Error| file_error(&path, error);
        let file = OpenOptions::new().create(true).read(true).append(true).open(&path).map_err(failed)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(file_error(folder, "another run is at work in this folder"));
        }
        let mut before = HashMap::new();
        let manifest = folder.join(MANIFEST);
        if manifest.is_file() {
            before.extend(read(&manifest)?.into_iter().map(|record| (record.image.clone(), record)));
        }
        // a run that was killed may have left the last line half-written: it ends here, its pair is made again
        let mut text = Vec::new();
        (&file).read_to_end(&mut text).map_err(failed)?;
        let torn = !text.is_empty() && !text.ends_with(b"\n");
        let text = String::from_utf8_lossy(&text);
        let records = text.lines().filter_map(|line| Record::parse(line).ok());
        before.extend(records.map(|record| (record.image.clone(), record)));
        if torn {
            (&file).write_all(b"\n").map_err(failed)?;
        }
        let sources = before.values().map(|record| (record.source.clone(), record.sha256.clone())).collect();
        Ok(Self { folder: folder.into(), file: Mutex::new(file), before, sources })
    }

    /// Is this very pair finished?
    pub fn holds(&self, record: &Record) -> bool {
        self.before.get(&record.image) == Some(record)
            && [&record.image, &record.map].iter().all(|path| self.folder.join(path).is_file())
    }

    /// Were pairs made of another content of the same file?
    pub fn outdated(&self, record: &Record) -> bool {
        self.sources.get(&record.source).is_some_and(|sha256| *sha256 != record.sha256)
    }

    /// Notes a finished pair.
    pub fn add(&self, record: &Record) -> Result<()> {
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let line = record.line() + "\n";
        file.write_all(line.as_bytes()).map_err(|error| file_error(&self.folder.join(NAME), error))
    }

    /// Writes the manifest of these pairs and of earlier ones whose files are still there; the journal goes.
    pub fn finish(self, made: Vec<Record>) -> Result<()> {
        let mut all = self.before;
        all.retain(|image, record| {
            self.folder.join(image).is_file() && self.folder.join(&record.map).is_file()
        });
        all.extend(made.into_iter().map(|record| (record.image.clone(), record)));
        let mut all: Vec<Record> = all.into_values().collect();
        all.sort_by(|a, b| a.place().cmp(&b.place()));
        let text: String = all.iter().map(|record| record.line() + "\n").collect();
        files::write_bytes(&self.folder.join(MANIFEST), text.as_bytes(), Existing::Replace)?;
        drop(self.file);
        let journal = self.folder.join(NAME);
        fs::remove_file(&journal).map_err(|error| file_error(&journal, error))
    }
}

/// The records of a manifest.
///
/// # Errors
/// [`Error::File`] if it cannot be read; [`Error::Format`], with the line, if it is damaged.
pub(super) fn read(path: &Path) -> Result<Vec<Record>> {
    let text = fs::read_to_string(path).map_err(|error| file_error(path, error))?;
    let record = |(number, line): (usize, &str)| {
        Record::parse(line).map_err(|error| Error::Format {
            path: format!("{}, line {}", path.display(), number + 1),
            reason: error.to_string(),
        })
    };
    text.lines().enumerate().map(record).collect()
}
