// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a file is, told by its first bytes.

use super::errors::file_error;
use super::open::open_regular;
use crate::error::Result;
use std::io::Read;
use std::path::Path;

/// What a file is by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Text,
    Tiff,
    Png,
    Npz,
    Npy,
}

pub(super) fn kind_of(path: &Path) -> Result<Kind> {
    let (file, _) = open_regular(path)?;
    let mut head = Vec::new();
    file.take(8).read_to_end(&mut head).map_err(|error| file_error(path, error))?;
    Ok(match head.as_slice() {
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Kind::Tiff,
        [0x89, b'P', b'N', b'G', ..] => Kind::Png,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Kind::Npz,
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Kind::Npy,
        _ => Kind::Text,
    })
}
