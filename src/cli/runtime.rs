// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where the command line looks for ONNX Runtime before the library looks for itself.

use super::output::note;
use lamap::enhance::runtime::{self, Runtime, VARIABLE};
use lamap::{Error, Result};
use std::path::{Path, PathBuf};

/// Folder of a project in which `make` puts a copy.
const FOLDER: &str = ".runtime";
/// Where cargo builds a program: `<project>/target/release`.
const BUILDS: &str = "target";

/// A loaded ONNX Runtime and the place that named it.
pub struct Loaded {
    pub runtime: &'static Runtime,
    pub found_by: String,
}

/// Loads ONNX Runtime from `path`, else from the environment variable, else from the folder `.runtime` of the project that this
/// program was built in, else from where the library finds one. A folder that cannot be used is told and passed over.
/// The working folder is none of the places: what lies there may be another's, and would run.
pub fn load(path: Option<&Path>) -> Result<Loaded> {
    if let Some(path) = path {
        return Ok(Loaded { runtime: runtime::load(Some(path))?, found_by: "--runtime".into() });
    }
    if std::env::var_os(VARIABLE).is_none_or(|value| value.is_empty())
        && let Some(folder) = folder()
    {
        match runtime::load(Some(&folder)) {
            Ok(runtime) => return Ok(Loaded { runtime, found_by: format!("folder {}", folder.display()) }),
            Err(error) => note(&format!("{} was passed over: {error}", folder.display())),
        }
    }
    let runtime = runtime::load(None)?;
    let variable = runtime.found_by == "environment variable";
    let found_by =
        if variable { format!("{} {VARIABLE}", runtime.found_by) } else { runtime.found_by.clone() };
    Ok(Loaded { runtime, found_by })
}

/// [`load`] for a method that may do without: a failure counts only if the library was named.
pub fn prepare(path: Option<&Path>) -> Result<()> {
    match load(path) {
        Err(Error::RuntimeNotFound(_) | Error::RuntimeTooOld(_)) if path.is_none() => Ok(()),
        other => other.map(|_| ()),
    }
}

fn folder() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let builds = program.ancestors().nth(2).filter(|folder| folder.ends_with(BUILDS))?;
    Some(builds.with_file_name(FOLDER)).filter(|folder| folder.is_dir())
}
