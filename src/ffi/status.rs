// SPDX-License-Identifier: MIT OR Apache-2.0
//! Status codes, the message of the last failure, versions, and the guard that no error and no panic passes.

use crate::error::{Error, Result, words_of};
use core::ffi::c_char;
use safer_ffi::prelude::*;
use std::cell::RefCell;
use std::ffi::CString;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[cfg(panic = "abort")]
compile_error!("lamap needs panic = \"unwind\": a panic must become a status, not end the host");

/// Result of every call that can fail; zero is success. Codes may be added: treat an unknown one as a failure.
/// `lamap_last_error` then has a sentence for people.
#[derive_ReprC]
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LamapStatus {
    /// The call succeeded.
    Ok = 0,
    /// An argument is NULL, out of range, of the wrong size or contradicts another one.
    InvalidArgument = 1,
    /// The values of a map cannot be used (empty, infinite, all missing, negative concentrations).
    InvalidData = 2,
    /// The progress callback asked to stop.
    Cancelled = 3,
    /// No usable ONNX Runtime library was found.
    RuntimeNotFound = 4,
    /// The ONNX Runtime library found is too old.
    RuntimeTooOld = 5,
    /// The model cannot be loaded or breaks its contract.
    Model = 6,
    /// The device asked for is not usable here.
    DeviceUnavailable = 7,
    /// ONNX Runtime failed while it ran the model.
    Inference = 8,
    /// A file cannot be read or written.
    File = 9,
    /// A fault in lamap itself; the message says where.
    Internal = 99,
}

impl From<&Error> for LamapStatus {
    fn from(error: &Error) -> Self {
        match error {
            Error::OutOfRange { .. }
            | Error::UnknownKey { .. }
            | Error::InvalidValue { .. }
            | Error::Missing { .. }
            | Error::Contradiction(_)
            | Error::Shape { .. } => Self::InvalidArgument,
            Error::Data(_) | Error::Incomplete(_) => Self::InvalidData,
            Error::File { .. } | Error::Format { .. } => Self::File,
            Error::RuntimeNotFound(_) => Self::RuntimeNotFound,
            Error::RuntimeTooOld(_) => Self::RuntimeTooOld,
            Error::Model(_) => Self::Model,
            Error::DeviceUnavailable(_) => Self::DeviceUnavailable,
            Error::Inference(_) => Self::Inference,
            Error::Cancelled => Self::Cancelled,
        }
    }
}

thread_local! {
    static MESSAGE: RefCell<CString> = RefCell::new(CString::default());
}

/// Runs the body of a C function: an error or a panic becomes a status and this thread's message.
pub(super) fn guard(body: impl FnOnce() -> Result<()>) -> LamapStatus {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => LamapStatus::Ok,
        Ok(Err(error)) => {
            remember(&error.to_string());
            LamapStatus::from(&error)
        }
        Err(payload) => {
            remember(&format!("internal error: {}", words_of(&*payload)));
            // the payload's own destructor may panic too
            if let Err(second) = catch_unwind(AssertUnwindSafe(move || drop(payload))) {
                std::mem::forget(second);
            }
            LamapStatus::Internal
        }
    }
}

/// Runs the body of a C function that gives a text: NULL and this thread's message after an error or a panic.
pub(super) fn guard_text(body: impl FnOnce() -> Result<*const c_char>) -> *const c_char {
    let mut text = std::ptr::null();
    guard(|| {
        text = body()?;
        Ok(())
    });
    text
}

/// A text for C; a NUL inside becomes a space.
pub(super) fn c_text(text: &str) -> CString {
    CString::new(text.replace('\0', " ")).unwrap_or_default()
}

fn remember(message: &str) {
    let message = c_text(message);
    // a thread that is ending has no message any more: nothing to do about it
    let _ = MESSAGE.try_with(|last| last.replace(message));
}

/// Message of this thread's last failed call, UTF-8, one sentence; empty before the first failure. Never NULL.
/// It is valid until the next failed lamap call of this thread.
#[unsafe(no_mangle)]
pub extern "C" fn lamap_last_error() -> *const c_char {
    MESSAGE.try_with(|last| last.borrow().as_ptr()).unwrap_or(c"".as_ptr())
}

/// Version of the library as text, e.g. "0.1.0".
#[unsafe(no_mangle)]
pub extern "C" fn lamap_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

/// Number that the library returns from `lamap_abi_version`; compare the two when the library is loaded.
pub const LAMAP_ABI_VERSION: u32 = 2;

/// Version of the binary interface. It rises only when a function changes or goes, not when one is added.
#[unsafe(no_mangle)]
pub extern "C" fn lamap_abi_version() -> u32 {
    LAMAP_ABI_VERSION
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;

    fn message() -> String {
        // SAFETY: the function returns this thread's NUL-terminated message.
        unsafe { CStr::from_ptr(lamap_last_error()) }.to_str().unwrap().to_owned()
    }

    #[test]
    fn a_panic_becomes_a_status_and_a_message() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        assert_eq!(guard(|| panic!("boom {}", 1)), LamapStatus::Internal);
        assert!(guard_text(|| panic!("boom {}", 1)).is_null());
        std::panic::set_hook(hook);
        assert_eq!(message(), "internal error: boom 1");
    }

    #[test]
    fn a_success_leaves_the_last_message() {
        assert_eq!(guard(|| Err(Error::Data("bad".into()))), LamapStatus::InvalidData);
        assert_eq!(guard(|| Ok(())), LamapStatus::Ok);
        assert_eq!(message(), "bad");
    }
}
