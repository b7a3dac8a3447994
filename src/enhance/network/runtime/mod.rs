// SPDX-License-Identifier: MIT OR Apache-2.0
//! Finds, checks and loads ONNX Runtime, once for the whole process.
//!
//! ONNX Runtime is neither linked nor downloaded: the library of the user's own installation is loaded at run time.
//! Its version is asked before `ort` sees it, because `ort` drops the system's reason for a failure and panics when
//! it is used without a library.

mod probe;
mod search;

use crate::error::{Error, Result};
use once_cell::sync::OnceCell;
use ort::environment::Environment;
use search::{Found, find, libraries};
use std::env;
use std::path::{Path, PathBuf};

/// Environment variable that names the ONNX Runtime library or its folder.
pub const VARIABLE: &str = "LAMAP_ONNXRUNTIME";
static RUNTIME: OnceCell<Runtime> = OnceCell::new();

/// The loaded ONNX Runtime; it stays loaded until the process ends.
#[derive(Debug)]
pub struct Runtime {
    /// The library file.
    pub path: PathBuf,
    /// Its version, e.g. `1.23.2`.
    pub version: String,
    /// Which place it was found in: `argument`, `environment variable`, `beside the library` or `system`.
    pub found_by: String,
    environment: Environment,
}

impl Runtime {
    /// What sessions are made in.
    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }
}

/// Loads ONNX Runtime, or returns the one that is loaded already.
///
/// Places, in this order: `path`; the environment variable [`VARIABLE`] (each a library file, or a folder that
/// holds one); the folder of this library or program; the system's loader (not on Windows). If `path` or the
/// variable is given, only that one is tried. A failure may be followed by another try; the first success is final.
///
/// # Errors
/// [`Error::RuntimeNotFound`] or [`Error::RuntimeTooOld`], with every place tried and its reason;
/// [`Error::Contradiction`] if another library than `path` is loaded already.
pub fn load(path: Option<&Path>) -> Result<&'static Runtime> {
    let runtime = RUNTIME.get_or_try_init(|| {
        let found = find(path, env::var_os(VARIABLE).as_deref())?;
        start(found)
    })?;
    match path {
        Some(path) if !names(path, &runtime.path) => Err(Error::Contradiction(format!(
            "ONNX Runtime {} is already loaded from {}: {} can be used only after a restart of the program",
            runtime.version,
            runtime.path.display(),
            path.display()
        ))),
        _ => Ok(runtime),
    }
}

/// The ONNX Runtime in use; `None` until [`load`] has succeeded.
pub fn loaded() -> Option<&'static Runtime> {
    RUNTIME.get()
}

/// Hands the library to `ort`. Only from here on may other functions of `ort` be called.
fn start(found: Found) -> Result<Runtime> {
    let failed = |reason: &dyn std::fmt::Display| {
        Error::RuntimeNotFound(format!("{} could not be started: {reason}", found.path.display()))
    };
    let builder = ort::init_from(&found.path).map_err(|error| failed(&error))?;
    let environment =
        builder.with_name("lamap").with_telemetry(false).build().map_err(|error| failed(&error))?;
    environment.set_log_level(ort::logging::LogLevel::Fatal); // it would write to the host's stderr
    Ok(Runtime { path: found.path, version: found.version, found_by: found.found_by.into(), environment })
}

/// Does `path`, a library or its folder, mean the library `loaded`?
fn names(path: &Path, loaded: &Path) -> bool {
    let same = |file: &PathBuf| file.canonicalize().ok() == loaded.canonicalize().ok();
    libraries(path).is_ok_and(|files| files.iter().any(same))
}

/// Loads ONNX Runtime for a test; where the variable does not name one, says so and returns `None`.
#[cfg(test)]
pub(super) fn for_tests() -> Option<&'static Runtime> {
    if env::var_os(VARIABLE).is_none() {
        println!("skipped: this test needs ONNX Runtime, and {VARIABLE} does not name it");
        return None;
    }
    Some(load(None).unwrap())
}

#[cfg(test)]
mod tests {
    use super::search::numbers;
    use super::*;
    use std::process::Command;

    /// Loading is final for a process, so this test runs its claims in a process of its own.
    #[test]
    fn a_failure_may_be_followed_by_a_success_which_is_final() {
        const INSIDE: &str = "LAMAP_TEST_OWN_PROCESS";
        let Some(file) = env::var_os(VARIABLE) else {
            println!("skipped: this test needs ONNX Runtime, and {VARIABLE} does not name it");
            return;
        };
        if env::var_os(INSIDE).is_none() {
            let module = module_path!().split_once("::").unwrap().1;
            let name = format!("{module}::a_failure_may_be_followed_by_a_success_which_is_final");
            let run = Command::new(env::current_exe().unwrap())
                .args(["--exact", &name])
                .env(INSIDE, "1")
                .output()
                .unwrap();
            let printed = String::from_utf8_lossy(&run.stdout);
            assert!(run.status.success() && printed.contains("1 passed"), "{printed}");
            assert!(run.stderr.is_empty(), "something was printed: {}", String::from_utf8_lossy(&run.stderr));
            return;
        }
        let file = PathBuf::from(file);
        load(Some(Path::new("no/such/file"))).unwrap_err();
        assert!(loaded().is_none());
        let runtime = load(Some(&file)).unwrap();
        assert_eq!(runtime.found_by, "argument");
        assert!(runtime.path.is_absolute() && numbers(&runtime.version)[0] == 1);
        assert!(std::ptr::eq(load(None).unwrap(), runtime) && std::ptr::eq(loaded().unwrap(), runtime));
        load(Some(&runtime.path)).unwrap();
        load(Some(runtime.path.parent().unwrap())).unwrap();
        let error = load(Some(Path::new("no/such/file"))).unwrap_err();
        assert!(
            matches!(&error, Error::Contradiction(text) if text.contains("is already loaded from")),
            "{error}"
        );
    }
}
