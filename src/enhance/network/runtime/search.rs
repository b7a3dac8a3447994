// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where ONNX Runtime is looked for, and which file of a folder it is.

use super::VARIABLE;
use super::probe::{own_folder, probe};
use crate::error::{Error, Result};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// How the library is called on this system, for messages.
const FILE_NAME: &str = if cfg!(windows) {
    "onnxruntime.dll"
} else if cfg!(target_os = "macos") {
    "libonnxruntime*.dylib"
} else {
    "libonnxruntime.so*"
};
/// Names that the system's loader is asked for. None on Windows, which ships an old copy of its own.
const SYSTEM_NAMES: &[&str] = if cfg!(windows) {
    &[]
} else if cfg!(target_os = "macos") {
    &["libonnxruntime.dylib", "libonnxruntime.1.dylib"]
} else {
    &["libonnxruntime.so", "libonnxruntime.so.1"]
};

/// A library that passed the check.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) version: String,
    pub(super) found_by: &'static str,
}

/// Looks in all places for a library that can be used.
pub(super) fn find(path: Option<&Path>, variable: Option<&OsStr>) -> Result<Found> {
    if let Some(path) = path {
        return first_usable(&libraries(path)?, "argument");
    }
    if let Some(value) = variable.filter(|value| !value.is_empty()) {
        let found =
            libraries(Path::new(value)).and_then(|files| first_usable(&files, "environment variable"));
        return found.map_err(|error| reworded(error, |reason| format!("{VARIABLE} is set, but {reason}")));
    }
    let folder =
        own_folder().ok_or_else(|| Error::RuntimeNotFound("the folder of lamap is not known".into()));
    let beside = folder.and_then(|folder| first_usable(&libraries(&folder)?, "beside the library"));
    let Err(first) = beside else { return beside };
    let names: Vec<PathBuf> = SYSTEM_NAMES.iter().map(PathBuf::from).collect();
    let system = first_usable(&names, "system");
    let Err(second) = system else { return system };
    let hint = format!("; name the library, or set {VARIABLE} to it");
    Err(reworded(worst([first, second]), |reason| reason + &hint))
}

/// The first library of the list that can be used.
fn first_usable(files: &[PathBuf], found_by: &'static str) -> Result<Found> {
    let mut errors = Vec::new();
    for file in files {
        match probe(file) {
            Ok((path, version)) => return Ok(Found { path, version, found_by }),
            Err(error) => errors.push(error),
        }
    }
    Err(worst(errors))
}

/// One error for several failures: a library that is too old tells more than those that were not there.
fn worst(errors: impl IntoIterator<Item = Error>) -> Error {
    let mut reasons = Vec::new();
    for error in errors {
        match error {
            Error::RuntimeNotFound(reason) if !reason.is_empty() => reasons.push(reason),
            Error::RuntimeNotFound(_) => {}
            other => return other,
        }
    }
    Error::RuntimeNotFound(reasons.join("; "))
}

fn reworded(error: Error, reword: impl Fn(String) -> String) -> Error {
    match error {
        Error::RuntimeNotFound(reason) => Error::RuntimeNotFound(reword(reason)),
        Error::RuntimeTooOld(reason) => Error::RuntimeTooOld(reword(reason)),
        other => other,
    }
}

/// The library files that a path means: itself, or those in the folder, newest version first.
pub(super) fn libraries(path: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| Error::RuntimeNotFound(format!("{}: {error}", path.display()));
    // Relative to the working directory, as everywhere; ort would resolve it against the host program.
    let path = std::path::absolute(path).map_err(unreadable)?;
    if !fs::metadata(&path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(&path).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        if name.to_str().is_some_and(is_library_name) {
            files.push(path.join(name));
        }
    }
    if files.is_empty() {
        return Err(Error::RuntimeNotFound(format!("the folder {} holds no {FILE_NAME}", path.display())));
    }
    files.sort_by_cached_key(|file| std::cmp::Reverse(numbers(&file.to_string_lossy())));
    Ok(files)
}

/// Is this the file name of ONNX Runtime itself, not of one of its provider libraries?
fn is_library_name(name: &str) -> bool {
    let version = if cfg!(windows) {
        return name.eq_ignore_ascii_case(FILE_NAME);
    } else if cfg!(target_os = "macos") {
        name.strip_prefix("libonnxruntime").and_then(|rest| rest.strip_suffix(".dylib"))
    } else {
        name.strip_prefix("libonnxruntime.so")
    };
    version.is_some_and(|version| version.is_empty() || version.starts_with('.'))
}

/// All whole numbers of a text, e.g. those of a version.
pub(super) fn numbers(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::for_tests;
    use super::*;
    use std::process::Command;

    fn text(result: Result<impl std::fmt::Debug>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn a_missing_path_is_named_with_the_reason_of_the_system() {
        let text = text(find(Some(Path::new("no/such/libonnxruntime.so")), None));
        assert!(text.starts_with("ONNX Runtime was not found: no/such/libonnxruntime.so: "), "{text}");
        assert!(text.len() > "ONNX Runtime was not found: no/such/libonnxruntime.so: ".len(), "{text}");
    }

    #[test]
    fn a_folder_without_the_library_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("libonnxruntime_providers_shared.so"), "").unwrap();
        let text = text(find(Some(folder.path()), None));
        assert!(text.contains("holds no") && text.contains(FILE_NAME), "{text}");
    }

    #[test]
    fn a_file_that_is_no_library_keeps_the_text_of_the_loader() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "not a library").unwrap();
        let text = text(find(Some(file.path()), None));
        assert!(text.contains(&file.path().display().to_string()), "{text}");
        assert!(!text.contains("dlopen failed"), "{text}");
        #[cfg(target_os = "linux")]
        assert!(text.contains("file too short") || text.contains("invalid ELF header"), "{text}");
    }

    #[test]
    fn the_variable_is_named_when_it_is_wrong_and_nothing_else_is_tried() {
        let text = text(find(None, Some(OsStr::new("no/such/folder"))));
        assert!(text.contains("LAMAP_ONNXRUNTIME is set, but no/such/folder"), "{text}");
    }

    #[test]
    fn without_a_path_the_own_folder_and_the_system_are_searched() {
        match find(None, None) {
            Ok(found) => assert!(["beside the library", "system"].contains(&found.found_by)),
            Err(error) => {
                let text = error.to_string();
                assert!(
                    text.contains("holds no") && text.contains("or set LAMAP_ONNXRUNTIME to it"),
                    "{text}"
                );
                println!("{text}");
            }
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_old_library_is_refused_before_ort_sees_it() {
        let folder = tempfile::tempdir().unwrap();
        let (source, library) = (folder.path().join("old.c"), folder.path().join("libonnxruntime.so.1.16.3"));
        let code = "static const void *api(unsigned v) { return 0; } static const char *version(void) { return \"1.16.3\"; }
            static const struct { void *a, *b; } base = {api, version}; const void *OrtGetApiBase(void) { return &base; }";
        fs::write(&source, code).unwrap();
        let built =
            Command::new("cc").args(["-w", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source).status();
        if !built.is_ok_and(|status| status.success()) {
            println!("skipped: this test needs a C compiler (cc)");
            return;
        }
        let error = find(Some(folder.path()), None).unwrap_err();
        assert!(
            matches!(&error, Error::RuntimeTooOld(text) if text.contains("is version 1.16.3")),
            "{error}"
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn only_the_library_itself_is_taken_from_a_folder_newest_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["libonnxruntime.so.1.9.0", "libonnxruntime.so.1.20.1", "libonnxruntime_providers_cuda.so", "x"]
        {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let files = libraries(folder.path()).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["libonnxruntime.so.1.20.1", "libonnxruntime.so.1.9.0"]);
    }

    #[test]
    fn a_library_or_its_folder_is_found_by_the_variable() {
        let Some(runtime) = for_tests() else { return };
        for place in [runtime.path.as_path(), runtime.path.parent().unwrap()] {
            let found = find(None, Some(place.as_os_str())).unwrap();
            assert_eq!((found.found_by, &found.version), ("environment variable", &runtime.version));
        }
    }
}
