// SPDX-License-Identifier: MIT OR Apache-2.0
//! Pairs made again from their manifest.

use super::folder::file_error;
use super::journal;
use super::pair::Pair;
use super::picture::Picture;
use super::record::Record;
use super::source::{self, Listed, Source};
use crate::error::{Error, Result};
use crate::files::Colours;
use crate::map::Map;
use std::path::{Path, PathBuf};

/// Makes the pairs of these lines of a manifest (counted from 1; all if there are none) again in the folder `out`.
///
/// The pictures are looked for below `inputs`. The pairs are those of the manifest to the last bit, on the same machine and
/// version of lamap. Returns their records.
///
/// # Errors
/// [`Error::File`] if a picture is not there, or a file of a pair is there already and not to be overwritten;
/// [`Error::Contradiction`] if a picture has changed; [`Error::OutOfRange`] for a line that is not there;
/// [`Error::Format`] if the manifest is damaged.
pub fn remake(
    manifest: &Path,
    only: &[usize],
    inputs: &[PathBuf],
    out: &Path,
    overwrite: bool,
) -> Result<Vec<Record>> {
    let records = choose(journal::read(manifest)?, only)?;
    let files = source::list(inputs, out)?;
    let taken = |record: &&Record| [&record.image, &record.map].iter().any(|path| out.join(path).exists());
    if let Some(record) = records.iter().find(taken).filter(|_| !overwrite) {
        return Err(file_error(
            &out.join(&record.image),
            "the pair exists already: choose another folder or state --overwrite",
        ));
    }
    let mut last: Option<(Source, Map)> = None;
    for record in &records {
        if last.as_ref().is_none_or(|(source, _)| source.relative != record.source) {
            last = Some(find(&files, record)?.read(Colours::Luminance)?);
        }
        if let Some((source, map)) = &last {
            Pair::of(record, &picture(record, source, map)?)?.write(record, out)?;
        }
    }
    Ok(records)
}

/// The element that the record names, if the file is still the same.
fn picture(record: &Record, source: &Source, map: &Map) -> Result<Picture> {
    if source.sha256 != record.sha256 || record.element_index >= map.elements().len() {
        return Err(Error::Contradiction(format!(
            "{} is not the file that the pair was made of: its SHA-256 is {}, not {}",
            record.source, source.sha256, record.sha256
        )));
    }
    Picture::new(map.element(record.element_index).to_owned())
}

fn choose(records: Vec<Record>, only: &[usize]) -> Result<Vec<Record>> {
    if only.is_empty() {
        return Ok(records);
    }
    let line = |number: &usize| {
        number.checked_sub(1).and_then(|index| records.get(index)).cloned().ok_or(Error::OutOfRange {
            key: "only",
            value: *number as f64,
            unit: "",
            min: 1.0,
            max: records.len() as f64,
        })
    };
    only.iter().map(line).collect()
}

fn find<'a>(files: &'a [Listed], record: &Record) -> Result<&'a Listed> {
    let found = files.iter().find(|file| file.relative == record.source);
    found.ok_or_else(|| {
        file_error(Path::new(&record.source), "the picture is not below the folders that were named")
    })
}
