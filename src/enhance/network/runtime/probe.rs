// SPDX-License-Identifier: MIT OR Apache-2.0
//! Asks a library for its version, and the system for the file of a library, before `ort` sees any of it.

use super::search::numbers;
use crate::error::{Error, Result};
use std::env;
use std::error::Error as _;
#[cfg(unix)]
use std::ffi::OsStr;
use std::ffi::{CStr, c_char, c_void};
use std::path::{Path, PathBuf};

/// Oldest version of ONNX Runtime 1 that can be used.
const OLDEST_MINOR: u32 = ort::MINOR_VERSION;

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
pub(super) fn probe(path: &Path) -> Result<(PathBuf, String)> {
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
pub(super) fn own_folder() -> Option<PathBuf> {
    let file = module_path(own_folder as *const c_void).or_else(|| env::current_exe().ok())?;
    dunce::canonicalize(file).ok()?.parent().map(Path::to_path_buf)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn text(result: Result<impl std::fmt::Debug>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn another_library_is_told_from_onnx_runtime() {
        let text = text(probe(Path::new("libm.so.6")));
        assert!(text.contains("is not ONNX Runtime"), "{text}");
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
    fn the_folder_of_this_program_is_found() {
        let program = env::current_exe().unwrap().canonicalize().unwrap();
        assert_eq!(own_folder().unwrap(), program.parent().unwrap());
    }
}
