// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the tests of the readers share: files of given bytes, and files damaged in every way.

use crate::error::Result;
use crate::map::Map;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with one file; it lasts as long as the first value.
pub(super) fn file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (dir, path)
}

/// Reads `bytes` as a file of this name.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Map> {
    let (_dir, path) = file(name, bytes);
    super::read(&[path])
}

/// The message of the error that `bytes` must give; it must name the file.
pub(super) fn refusal(name: &str, bytes: &[u8]) -> String {
    let text = read(name, bytes).unwrap_err().to_string();
    assert!(text.contains(name), "{text}");
    text
}

/// Pseudo-random bytes (a linear congruential generator).
pub(super) fn noise(mut state: u64) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        Some((state >> 56) as u8)
    })
}

/// Hands a reader every beginning of a file and 400 copies with damaged bytes: none may panic.
pub(super) fn damage(bytes: &[u8], reader: fn(&Path) -> Result<Map>) {
    let (_dir, path) = file("damaged", b"");
    let try_bytes = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let _ = reader(&path);
    };
    for length in 1..bytes.len() {
        try_bytes(&bytes[..length]);
    }
    let mut random = noise(bytes.len() as u64);
    let mut number = move |below: usize| {
        let (high, low) = (random.next().unwrap_or(0), random.next().unwrap_or(0));
        (usize::from(high) * 256 + usize::from(low)) % below
    };
    for _ in 0..400 {
        let mut copy = bytes.to_vec();
        for _ in 0..=number(3) {
            let at = number(copy.len());
            copy[at] = [0, 1, 0x7f, 0xff, number(256) as u8][number(5)];
        }
        try_bytes(&copy);
    }
}
