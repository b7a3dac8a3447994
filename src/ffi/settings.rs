// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C type of the settings of an enhancement.

use super::pointer::{exclusive, hand_over, shared, take_back, text};
use super::status::{LamapStatus, guard};
use crate::enhance::settings::{Settings, TABLE};
use crate::param;
use core::ffi::c_char;

/// Settings of an enhancement. Made by `lamap_settings_new`, freed by `lamap_settings_free`. Threads: calls that only
/// read (those that take them as const) may run at the same time.
pub struct LamapSettings(pub(super) Settings);

/// Makes settings with every setting at its default and stores them in `*out` (NULL after a failure).
///
/// # Safety
/// `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_settings_new(out: *mut *mut LamapSettings) -> LamapStatus {
    // SAFETY: NULL or valid by the section above.
    guard(|| unsafe { hand_over(out, || Ok(LamapSettings(Settings::default()))) })
}

/// Sets a number, e.g. ("magnification", 4.0). The settings stay as they were on a failure.
///
/// # Safety
/// `settings` is NULL (an error) or valid and not used elsewhere; `key` is NULL (an error) or a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_settings_set(
    settings: *mut LamapSettings,
    key: *const c_char,
    value: f64,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (settings, key) = unsafe { (exclusive(settings, "settings")?, text(key, "key")?) };
        param::set_number(TABLE, &mut settings.0, key, value)
    })
}

/// Sets a setting from text, e.g. ("method", "physics") or ("device", "cuda").
///
/// # Safety
/// As `lamap_settings_set`; `value` is NULL (an error) or a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_settings_set_text(
    settings: *mut LamapSettings,
    key: *const c_char,
    value: *const c_char,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (settings, key, value) =
            unsafe { (exclusive(settings, "settings")?, text(key, "key")?, text(value, "value")?) };
        param::set_text(TABLE, &mut settings.0, key, value)
    })
}

/// Reads a setting as a number into `*value`; the word's index for a choice.
///
/// # Safety
/// `settings`, `key` (a string) and `value` are NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_settings_get(
    settings: *const LamapSettings,
    key: *const c_char,
    value: *mut f64,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (settings, key, value) =
            unsafe { (shared(settings, "settings")?, text(key, "key")?, exclusive(value, "value")?) };
        *value = (param::find(TABLE, key)?.get)(&settings.0);
        Ok(())
    })
}

/// Frees settings; NULL is allowed.
///
/// # Safety
/// `settings` is NULL or came from lamap, was not freed and is not used by a running call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_settings_free(settings: *mut LamapSettings) {
    // SAFETY: by the section above.
    unsafe { take_back(settings) }
}
