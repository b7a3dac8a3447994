// SPDX-License-Identifier: MIT OR Apache-2.0
//! Finds, checks and loads ONNX Runtime, once for the whole process.
//!
//! ONNX Runtime is neither linked nor downloaded: the library of the user's own installation is loaded at run time.
//! Its version is asked before `ort` sees it, because `ort` drops the system's reason for a failure and panics when
//! it is used without a library.

use crate::error::{Error, Result};
use once_cell::sync::OnceCell;
use ort::environment::Environment;
use std::env;
use std::error::Error as _;
use std::ffi::{CStr, OsStr, c_char, c_void};
use std::fs;
use std::path::{Path, PathBuf};

/// Environment variable that names the ONNX Runtime library or its folder.
pub const VARIABLE: &str = "LAMAP_ONNXRUNTIME";
/// Oldest version of ONNX Runtime 1 that can be used.
const OLDEST_MINOR: u32 = ort::MINOR_VERSION;
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

/// A library that passed the check.
#[derive(Debug)]
struct Found {
    path: PathBuf,
    version: String,
    found_by: &'static str,
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

/// Looks in all places for a library that can be used.
fn find(path: Option<&Path>, variable: Option<&OsStr>) -> Result<Found> {
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
fn libraries(path: &Path) -> Result<Vec<PathBuf>> {
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
fn numbers(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// Can this version be used? `path` is for the message.
fn check_version(path: &Path, version: &str) -> Result<()> {
    let needed = format!("1.{OLDEST_MINOR} or later, below 2, is needed");
    let text = format!("{} is version {version}, {needed}", path.display());
    match numbers(version)[..] {
        [1, minor, ..] if minor >= OLDEST_MINOR => Ok(()),
        [0 | 1, _, ..] => Err(Error::RuntimeTooOld(text)),
        _ => Err(Error::RuntimeNotFound(text)),
    }
}

/// The table that every ONNX Runtime hands out (`OrtApiBase` of its C header).
#[repr(C)]
struct ApiBase {
    get_api: unsafe extern "system" fn(u32) -> *const c_void,
    get_version: unsafe extern "system" fn() -> *const c_char,
}
type GetApiBase = unsafe extern "system" fn() -> *const ApiBase;

/// Opens a library and asks for its version; returns its full path and the version.
#[allow(
    unsafe_code,
    reason = "opens a library that the user chose and calls two functions of its C interface"
)]
fn probe(path: &Path) -> Result<(PathBuf, String)> {
    let not_found = |reason: String| {
        let name = path.display().to_string();
        let named = reason.starts_with(&name); // dlerror often begins with the path
        Error::RuntimeNotFound(if named { reason } else { format!("{name}: {reason}") })
    };
    // SAFETY: a library runs code of its own when it is opened: that of the file the user named or installed.
    let library = unsafe { open(path) }.map_err(|error| not_found(reason(&error)))?;
    // SAFETY: this symbol has had this type in every ONNX Runtime with a C interface.
    let Ok(get_api_base) = (unsafe { library.get::<GetApiBase>(b"OrtGetApiBase\0") }) else {
        return Err(not_found("this library is not ONNX Runtime (it has no OrtGetApiBase)".into()));
    };
    let get_api_base = *get_api_base;
    std::mem::forget(library); // never unloaded: it has threads and static destructors
    // SAFETY: the function takes nothing and returns a static table or NULL.
    let base = unsafe { get_api_base().as_ref() };
    let base =
        base.ok_or_else(|| not_found("this library has no interface (OrtGetApiBase gave NULL)".into()))?;
    // SAFETY: the function takes nothing and returns a static text or NULL.
    let version = unsafe { (base.get_version)() };
    if version.is_null() {
        return Err(not_found("this library does not state its version".into()));
    }
    // SAFETY: it is not NULL and ends with NUL by the C header.
    let version = unsafe { CStr::from_ptr(version) }.to_string_lossy().into_owned();
    let path = module_path(get_api_base as *const c_void).unwrap_or_else(|| path.to_path_buf());
    check_version(&path, &version)?;
    // SAFETY: the function takes a number and returns a static table, or NULL if it does not have that version.
    if unsafe { (base.get_api)(OLDEST_MINOR) }.is_null() {
        return Err(not_found(format!("version {version} has no interface of version {OLDEST_MINOR}")));
    }
    Ok((path, version))
}

/// Opens a library; under Windows so that it finds its companions (DirectML.dll) in its own folder.
///
/// # Safety
/// The library's start-up code runs.
#[allow(unsafe_code, reason = "opening a library is unsafe by nature")]
unsafe fn open(path: &Path) -> std::result::Result<libloading::Library, libloading::Error> {
    #[cfg(windows)]
    {
        use libloading::os::windows::{LOAD_WITH_ALTERED_SEARCH_PATH, Library};
        // SAFETY: passed on to the caller.
        unsafe { Library::load_with_flags(path, LOAD_WITH_ALTERED_SEARCH_PATH) }.map(Into::into)
    }
    #[cfg(not(windows))]
    {
        // SAFETY: passed on to the caller.
        unsafe { libloading::Library::new(path) }
    }
}

/// What the system said; libloading keeps it in the source of its error.
fn reason(error: &libloading::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

/// Folder of this very library or program.
fn own_folder() -> Option<PathBuf> {
    let file = module_path(own_folder as *const c_void).or_else(|| env::current_exe().ok())?;
    file.canonicalize().ok()?.parent().map(Path::to_path_buf)
}

/// File of the library that holds this address; `None` where the system gives no full path (the program itself).
#[cfg(unix)]
#[allow(unsafe_code, reason = "asks the loader with dladdr")]
fn module_path(address: *const c_void) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;

    /// `Dl_info` of the C library.
    #[repr(C)]
    struct Info {
        file: *const c_char,
        base: *mut c_void,
        symbol: *const c_char,
        symbol_address: *mut c_void,
    }
    unsafe extern "C" {
        fn dladdr(address: *const c_void, info: *mut Info) -> i32;
    }
    let mut info = Info {
        file: std::ptr::null(),
        base: std::ptr::null_mut(),
        symbol: std::ptr::null(),
        symbol_address: std::ptr::null_mut(),
    };
    // SAFETY: any address may be asked for; `info` has the layout of Dl_info and is only written to.
    if unsafe { dladdr(address, &raw mut info) } == 0 || info.file.is_null() {
        return None;
    }
    // SAFETY: not NULL, ends with NUL, and lives as long as the library, which holds `address` and stays.
    let file = unsafe { CStr::from_ptr(info.file) };
    let path = PathBuf::from(OsStr::from_bytes(file.to_bytes()));
    path.is_absolute().then_some(path)
}

/// File of the library that holds this address.
#[cfg(windows)]
#[allow(unsafe_code, reason = "asks the system for the file of a module")]
fn module_path(address: *const c_void) -> Option<PathBuf> {
    use std::os::windows::ffi::OsStringExt;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
        fn GetModuleFileNameW(module: *mut c_void, name: *mut u16, length: u32) -> u32;
    }
    const FROM_ADDRESS_WITHOUT_COUNTING: u32 = 4 | 2;
    const LONGEST: u32 = 32768; // longest path of the system, in UTF-16 units
    let mut module = std::ptr::null_mut();
    // SAFETY: any address may be asked for; the module is only written to.
    if unsafe { GetModuleHandleExW(FROM_ADDRESS_WITHOUT_COUNTING, address, &raw mut module) } == 0 {
        return None;
    }
    let mut name = vec![0_u16; LONGEST as usize];
    // SAFETY: the buffer has the length that is stated.
    let length = unsafe { GetModuleFileNameW(module, name.as_mut_ptr(), LONGEST) } as usize;
    let path = PathBuf::from(std::ffi::OsString::from_wide(name.get(..length)?));
    path.is_absolute().then_some(path)
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
    #[cfg(target_os = "linux")]
    fn another_library_is_told_from_onnx_runtime() {
        let text = text(probe(Path::new("libm.so.6")));
        assert!(text.contains("is not ONNX Runtime"), "{text}");
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
    fn versions_below_1_17_and_from_2_on_are_refused() {
        let path = Path::new("lib");
        for good in ["1.17.0", "1.23.2", "1.31.1", "1.100"] {
            check_version(path, good).unwrap();
        }
        for old in ["1.16.3", "1.2.0", "0.5.0"] {
            let text = text(check_version(path, old));
            let expected =
                format!("ONNX Runtime is too old: lib is version {old}, 1.17 or later, below 2, is needed");
            assert_eq!(text, expected);
        }
        for other in ["2.0.0", "", "1", "new"] {
            assert!(matches!(check_version(path, other), Err(Error::RuntimeNotFound(_))), "{other}");
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
    fn the_folder_of_this_program_is_found() {
        let program = env::current_exe().unwrap().canonicalize().unwrap();
        assert_eq!(own_folder().unwrap(), program.parent().unwrap());
    }

    /// Loading is final for a process, so this test runs its claims in a process of its own.
    #[test]
    fn a_failure_may_be_followed_by_a_success_which_is_final() {
        const INSIDE: &str = "LAMAP_TEST_OWN_PROCESS";
        let Some(file) = env::var_os(VARIABLE) else {
            println!("skipped: this test needs ONNX Runtime, and {VARIABLE} does not name it");
            return;
        };
        if env::var_os(INSIDE).is_none() {
            let name = "enhance::runtime::tests::a_failure_may_be_followed_by_a_success_which_is_final";
            let run = Command::new(env::current_exe().unwrap())
                .args(["--exact", name])
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

    #[test]
    fn a_library_or_its_folder_is_found_by_the_variable() {
        let Some(runtime) = for_tests() else { return };
        for place in [runtime.path.as_path(), runtime.path.parent().unwrap()] {
            let found = find(None, Some(place.as_os_str())).unwrap();
            assert_eq!((found.found_by, &found.version), ("environment variable", &runtime.version));
        }
    }
}
