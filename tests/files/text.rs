// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tables written in a test, as a user's file.

use lamap::Map;
use lamap::Task;
use lamap::files::{ReadOptions, read_with};

/// What is read of a text in a file of this name.
pub fn told(name: &str, text: &str, options: &ReadOptions) -> lamap::Result<Map> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    read_with(&[path], options, &Task::new())
}

/// The map that a text is read as.
pub fn read(text: &str) -> Map {
    told("Ba.csv", text, &ReadOptions::default()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// A text is refused with these words.
pub fn refused(text: &str, words: &str) {
    let error = match told("Ba.csv", text, &ReadOptions::default()) {
        Err(error) => error.to_string(),
        Ok(map) => panic!("{text:?}: {:?} {:?}", map.values(), map.notes),
    };
    assert!(error.contains(words), "{text:?}: {error}");
}
