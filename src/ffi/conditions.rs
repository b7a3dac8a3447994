// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C type of the conditions of a measurement.

use super::pointer::{exclusive, hand_over, shared, take_back, text};
use super::status::{LamapStatus, c_text, guard};
use super::text::LamapText;
use crate::conditions::{Notation, Stated, settings};
use crate::param;
use core::ffi::c_char;

/// Conditions of a measurement. Made by `lamap_conditions_new` or `lamap_conditions_preset`, freed by
/// `lamap_conditions_free`. Threads: calls that only read (those that take them as const) may run at the same time.
pub struct LamapConditions(pub(super) Stated);

/// Makes conditions with every setting at its default and stores them in `*out` (NULL after a failure).
///
/// # Safety
/// `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_new(out: *mut *mut LamapConditions) -> LamapStatus {
    // SAFETY: NULL or valid by the section above.
    guard(|| unsafe { hand_over(out, || Ok(LamapConditions(Stated::nothing()))) })
}

/// Makes the conditions of a preset, e.g. "seed-2019", and stores them in `*out` (NULL after a failure).
///
/// # Safety
/// `name` is NULL (an error) or a string; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_preset(
    name: *const c_char,
    out: *mut *mut LamapConditions,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        unsafe { hand_over(out, || Ok(LamapConditions(Stated::preset(text(name, "name")?)?))) }
    })
}

/// Reads conditions from a text in TOML or JSON (an object) by the keys of the settings, e.g. "beam_size_um = 5"; a
/// key "preset" names what the others are laid over. Stores them in `*out` (NULL after a failure).
///
/// # Safety
/// `source` is NULL (an error) or a string; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_from_text(
    source: *const c_char,
    out: *mut *mut LamapConditions,
) -> LamapStatus {
    guard(|| {
        let make = || {
            // SAFETY: NULL or valid by the section above.
            let source = unsafe { text(source, "source")? };
            Ok(LamapConditions(Stated::from_text(source, Notation::of(source))?))
        };
        // SAFETY: as above.
        unsafe { hand_over(out, make) }
    })
}

/// Copies conditions, with what was stated of them, into `*out` (NULL after a failure).
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_copy(
    conditions: *const LamapConditions,
    out: *mut *mut LamapConditions,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let make = || Ok(LamapConditions(unsafe { shared(conditions, "conditions")? }.0.clone()));
        // SAFETY: as above.
        unsafe { hand_over(out, make) }
    })
}

/// What was stated, as all of a preset is, in TOML for `lamap_conditions_from_text`, in `*out` (NULL after a
/// failure).
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_stated_to_toml(
    conditions: *const LamapConditions,
    out: *mut *mut LamapText,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let make = || Ok(LamapText(c_text(&unsafe { shared(conditions, "conditions")? }.0.to_toml())));
        // SAFETY: as above.
        unsafe { hand_over(out, make) }
    })
}

/// Width and height of a pixel of the measured map in micrometres, as far as they were stated, else NAN: the width
/// is the scan speed times the acquisition time, the height the line spacing.
///
/// # Safety
/// `conditions`, `width_um` and `height_um` are NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_pixel(
    conditions: *const LamapConditions,
    width_um: *mut f64,
    height_um: *mut f64,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, width_um, height_um) = unsafe {
            (
                shared(conditions, "conditions")?,
                exclusive(width_um, "width_um")?,
                exclusive(height_um, "height_um")?,
            )
        };
        *width_um = conditions.0.pixel_width_um().unwrap_or(f64::NAN);
        *height_um = conditions.0.pixel_height_um().unwrap_or(f64::NAN);
        Ok(())
    })
}

/// Every setting with its help in TOML, for `lamap_conditions_from_text`, in `*out` (NULL after a failure).
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_to_toml(
    conditions: *const LamapConditions,
    out: *mut *mut LamapText,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let make =
            || Ok(LamapText(c_text(&unsafe { shared(conditions, "conditions")? }.0.conditions.to_toml())));
        // SAFETY: as above.
        unsafe { hand_over(out, make) }
    })
}

/// Sets a number, e.g. ("beam_size_um", 5.0); NAN leaves an optional setting open. The conditions stay as they were
/// on a failure.
///
/// # Safety
/// `conditions` is NULL (an error) or valid and not used elsewhere; `key` is NULL (an error) or a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_set(
    conditions: *mut LamapConditions,
    key: *const c_char,
    value: f64,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, key) = unsafe { (exclusive(conditions, "conditions")?, text(key, "key")?) };
        conditions.0.set_number(key, value)
    })
}

/// Sets a setting from text, e.g. ("pulse_response", "gamma") or ("beam_size_um", "auto").
///
/// # Safety
/// As `lamap_conditions_set`; `value` is NULL (an error) or a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_set_text(
    conditions: *mut LamapConditions,
    key: *const c_char,
    value: *const c_char,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, key, value) =
            unsafe { (exclusive(conditions, "conditions")?, text(key, "key")?, text(value, "value")?) };
        conditions.0.set(key, value)
    })
}

/// Reads a setting as a number into `*value`; NAN where an optional setting is open, the word's index for a choice.
///
/// # Safety
/// `conditions`, `key` (a string) and `value` are NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_get(
    conditions: *const LamapConditions,
    key: *const c_char,
    value: *mut f64,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, key, value) =
            unsafe { (shared(conditions, "conditions")?, text(key, "key")?, exclusive(value, "value")?) };
        *value = (param::find(settings::TABLE, key)?.get)(&conditions.0.conditions);
        Ok(())
    })
}

/// Frees conditions; NULL is allowed.
///
/// # Safety
/// `conditions` is NULL or came from lamap, was not freed and is not used by a running call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_free(conditions: *mut LamapConditions) {
    // SAFETY: by the section above.
    unsafe { take_back(conditions) }
}
