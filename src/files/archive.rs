// SPDX-License-Identifier: MIT OR Apache-2.0
//! The numpy arrays in an archive: their names, their headers and their numbers.

use super::npy::{Header, Said};
use super::size::Packing;
use super::watched::Watched;
use std::io::BufReader;
use zip::ZipArchive;

pub(super) type Archive = ZipArchive<BufReader<Watched>>;

/// Most arrays of an archive that are looked at.
const MAX_ARRAYS: usize = 4096;

/// Names of the arrays, without `.npy`.
pub(super) fn arrays(archive: &Archive) -> Said<Vec<String>> {
    let names = archive.file_names().filter_map(|name| Some(name.ok()?.strip_suffix(".npy")?.to_string()));
    let names: Vec<String> = names.take(MAX_ARRAYS).collect();
    if names.is_empty() {
        return Err("the archive holds no numpy array; save another kind of spreadsheet as csv".into());
    }
    Ok(names)
}

/// The header of an array.
pub(super) fn header(archive: &mut Archive, name: &str) -> Said<Header> {
    let mut entry = archive.by_name(&format!("{name}.npy")).map_err(|error| error.to_string())?;
    Header::read(&mut entry).map_err(|reason| format!("{name}: {reason}"))
}

/// Gives each number of an array with the index of its field to `take`.
pub(super) fn each(archive: &mut Archive, name: &str, take: impl FnMut(usize, f64)) -> Said<Header> {
    let mut entry = archive.by_name(&format!("{name}.npy")).map_err(|error| error.to_string())?;
    // the size in the directory may lie: what bounds an array are the bytes that are stored
    let stored = (entry.compressed_size(), Packing::Compressed);
    let header = Header::read(&mut entry).map_err(|reason| format!("{name}: {reason}"))?;
    header.each(&mut entry, stored, take).map_err(|reason| format!("{name}: {reason}"))?;
    Ok(header)
}
