// SPDX-License-Identifier: MIT OR Apache-2.0
//! TIFF files with a colour table: their values are read as grey, not the colours.
//!
//! The decoder refuses them by the tag PhotometricInterpretation. It is given a file in which that tag says grey.

use std::io::{self, Read, Seek, SeekFrom};

/// PhotometricInterpretation: the tag and two of its values.
const PHOTOMETRIC: u64 = 262;
const TABLE: u64 = 3;
const GREY: u8 = 1;
/// Most directories that are looked at.
const MAX_DIRECTORIES: usize = 1 << 16;

/// A file in which the tags of colour tables say grey.
pub(super) struct Greyed<R> {
    inner: R,
    position: u64,
    /// Where the low byte of such a tag stands.
    tables: Vec<u64>,
}

impl<R: Read + Seek> Greyed<R> {
    /// Looks for colour tables; a file that is damaged has none.
    pub fn new(mut inner: R) -> io::Result<Self> {
        let tables = tables(&mut inner).unwrap_or_default();
        inner.rewind()?;
        Ok(Self { inner, position: 0, tables })
    }

    /// Whether the file has a colour table.
    pub fn has_table(&self) -> bool {
        !self.tables.is_empty()
    }
}

impl<R: Read> Read for Greyed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let end = self.position + count as u64;
        for at in self.tables.iter().filter(|at| (self.position..end).contains(at)) {
            buffer[(at - self.position) as usize] = GREY;
        }
        self.position = end;
        Ok(count)
    }
}

impl<R: Seek> Seek for Greyed<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = self.inner.seek(to)?;
        Ok(self.position)
    }
}

/// How numbers are written in the directories of a file.
struct Layout {
    big_endian: bool,
    /// Bytes of an offset: 4, or 8 in BigTIFF.
    offset: usize,
}

impl Layout {
    fn number(&self, bytes: &[u8]) -> u64 {
        let join = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        if self.big_endian { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) }
    }

    fn next(&self, reader: &mut impl Read, bytes: usize) -> io::Result<u64> {
        let mut buffer = [0; 8];
        reader.read_exact(&mut buffer[..bytes])?;
        Ok(self.number(&buffer[..bytes]))
    }
}

/// Places of the low bytes of all tags that announce a colour table.
fn tables<R: Read + Seek>(reader: &mut R) -> io::Result<Vec<u64>> {
    let mut start = [0; 4];
    reader.read_exact(&mut start)?;
    let big_endian = start[0] == b'M';
    let large = start[2..].contains(&43);
    let layout = Layout { big_endian, offset: if large { 8 } else { 4 } };
    if large {
        layout.next(reader, 4)?;
    }
    let mut directory = layout.next(reader, layout.offset)?;
    let (mut tables, mut seen) = (Vec::new(), std::collections::HashSet::new());
    while directory != 0 && seen.len() < MAX_DIRECTORIES && seen.insert(directory) {
        reader.seek(SeekFrom::Start(directory))?;
        let (count_bytes, entry_bytes) = if large { (8, 20) } else { (2, 12) };
        let count = layout.next(reader, count_bytes)?.min(u64::from(u16::MAX)) as usize;
        let mut entries = vec![0; count * entry_bytes];
        reader.read_exact(&mut entries)?;
        for (i, entry) in entries.chunks_exact(entry_bytes).enumerate() {
            let value = entry_bytes - layout.offset;
            if layout.number(&entry[..2]) == PHOTOMETRIC && layout.number(&entry[value..value + 2]) == TABLE {
                let at = count_bytes + i * entry_bytes + value + usize::from(big_endian);
                tables.push(directory + at as u64);
            }
        }
        directory = layout.next(reader, layout.offset)?;
    }
    Ok(tables)
}
