// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C ABI as others meet it: its header, its symbols, the built library, a C compiler.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
#![allow(unsafe_code, reason = "the C ABI is called as C calls it")]

mod arguments;
mod compile;
mod computing;
mod csharp;
mod declared;
mod dlopen;
mod ear;
mod elements;
mod files;
mod frames;
mod header;
mod host;
mod lines;
mod network;
mod passes;
mod plan;
mod release;
mod stream;
mod symbols;
mod tables;

use std::path::{Path, PathBuf};

/// A file of the repository.
fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The library that was built with this test; `LAMAP_CDYLIB` names another one, e.g. an installed one.
fn cdylib() -> PathBuf {
    if let Some(path) = std::env::var_os("LAMAP_CDYLIB") {
        return path.into();
    }
    // target/<profile>/deps/<this test>: cargo leaves the library beside it
    let test = std::env::current_exe().unwrap();
    let name = format!("{}lamap{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    test.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.exists()).unwrap()
}

/// Compares a made text with the committed file; `LAMAP_BLESS=1` renews it.
fn assert_current(path: &Path, made: &str) {
    if std::env::var_os("LAMAP_BLESS").is_some() {
        // in one step: other tests may be reading it
        let new = path.with_extension("new");
        std::fs::write(&new, made).and_then(|()| std::fs::rename(&new, path)).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    let line = committed.lines().zip(made.lines()).position(|(old, new)| old != new);
    assert!(
        committed == made,
        "{} differs from line {:?}: LAMAP_BLESS=1 cargo test --test abi",
        path.display(),
        line.map(|line| line + 1)
    );
}
