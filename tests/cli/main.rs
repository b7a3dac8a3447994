// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line as its users meet it: the built program, files in temporary folders, exit codes.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod ablate;
mod conditions;
mod enhance;
mod help;
mod import;
mod outputs;
mod plan;
mod reading;
mod runtime;
mod samples;
mod score;
mod show;
mod slips;
mod stopped;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const ARGUMENT: i32 = 3;
const DATA: i32 = 4;
const FILE: i32 = 5;
const RUNTIME: i32 = 6;
const MODEL: i32 = 7;

/// A temporary folder in which the program runs.
struct Place(TempDir);

/// What a run left.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lamap"));
        command.current_dir(self.0.path()).args(line.split_whitespace());
        command
    }

    /// Runs a line of arguments without ONNX Runtime: the variable names nothing that could be loaded.
    fn run(&self, line: &str) -> Ran {
        ran(self.command(line).env("LAMAP_ONNXRUNTIME", self.path("no-runtime")).output().unwrap())
    }

    /// Runs what must succeed; gives the standard output.
    fn done(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        ran.out
    }

    /// Runs what must fail with this code and words on standard error, and leave standard output empty.
    fn refused(&self, line: &str, code: i32, words: &str) {
        let ran = self.run(line);
        assert_eq!(ran.code, code, "{line}: {}", ran.err);
        assert!(ran.err.contains(words), "{line}: {}", ran.err);
        assert_eq!(ran.out, "", "{line}");
    }

    /// Names of all files, sorted.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn read(path: &Path) -> lamap::Map {
    lamap::files::read(&[path.to_path_buf()]).unwrap()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// A folder with a small sample and its measurement.
fn measured() -> Place {
    let place = Place::new();
    place.done("phantom gradients --size 200x150 --seed 2 --output truth.tif");
    place.done("ablate truth.tif --output map.tif --preset seed-2019 --seed 1");
    place
}
