// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bytes as a file of this process.

use std::path::PathBuf;

/// Writes bytes to a file of this process and gives its path; the next call with this name replaces it.
pub fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("lamap-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("there is a folder for temporary files");
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("the file is written");
    path
}
