// SPDX-License-Identifier: MIT OR Apache-2.0
//! A text that C owns.

use super::pointer::{shared, take_back};
use super::status::guard_text;
use core::ffi::c_char;
use std::ffi::CString;

/// A text that was handed out; freed by `lamap_text_free`. Threads: it never changes, any number may read it.
pub struct LamapText(pub(super) CString);

/// The text itself, UTF-8. It lives as long as `text`. NULL after a failure.
///
/// # Safety
/// `text` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_text_get(text: *const LamapText) -> *const c_char {
    // SAFETY: NULL or valid by the section above.
    guard_text(|| Ok(unsafe { shared(text, "text")? }.0.as_ptr()))
}

/// Frees a text; NULL is allowed.
///
/// # Safety
/// `text` is NULL or came from lamap, was not freed and is not in use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_text_free(text: *mut LamapText) {
    // SAFETY: by the section above.
    unsafe { take_back(text) }
}
