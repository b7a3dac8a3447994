// SPDX-License-Identifier: MIT OR Apache-2.0
//! Phantoms for C.

use super::pointer::{Output, optional_text, product, text};
use super::progress::{LamapProgress, follow};
use super::status::{LamapStatus, guard};
use crate::error::{Error, Result};
use crate::phantom::{Design, Kind, draw};
use crate::task::Task;
use core::ffi::{c_char, c_void};

/// Draws a synthetic sample of a kind, e.g. "grains" or "cells": `out` receives lines x pixels values from 0 to 1.
///
/// Equal seeds give equal phantoms. `out` stays untouched on a failure. Sixteen million pixels take seconds:
/// `lamap_phantom_designed` can be cancelled.
///
/// # Safety
/// `kind` is NULL (an error) or a string; `out` is NULL (an error) or `out_length` writable floats.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_phantom(
    kind: *const c_char,
    lines: usize,
    pixels: usize,
    seed: u64,
    out: *mut f32,
    out_length: usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (kind, out) = unsafe { (text(kind, "kind")?, Output::new(out, out_length, "out")?) };
        out.expect(product(&[lines, pixels], "the phantom")?)?;
        let phantom = draw(Kind::from_name(kind)?, lines, pixels, seed)?;
        out.fill(phantom.iter())
    })
}

/// Draws a synthetic sample with settings of its kind on square pixels of `pixel_um`: `out` receives lines x pixels
/// values from 0 to 1.
///
/// `settings`: "key=value" separated by spaces, e.g. "cell_size_um=12 range_decades=3", as `lamap phantom --set` takes
/// them and `lamap phantom --help` lists them; NULL for none. Equal seeds give equal phantoms. `out` stays untouched on
/// a failure.
///
/// # Safety
/// `kind` is NULL (an error) or a string, `settings` NULL or a string; `out` is NULL (an error) or `out_length`
/// writable floats; `progress` is NULL or keeps to `LamapProgress`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_phantom_designed(
    kind: *const c_char,
    settings: *const c_char,
    lines: usize,
    pixels: usize,
    pixel_um: f64,
    seed: u64,
    out: *mut f32,
    out_length: usize,
    progress: LamapProgress,
    user: *mut c_void,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (kind, settings) = unsafe { (text(kind, "kind")?, optional_text(settings, "settings")?) };
        // SAFETY: as above.
        let out = unsafe { Output::new(out, out_length, "out")? };
        out.expect(product(&[lines, pixels], "the phantom")?)?;
        let design = designed(Kind::from_name(kind)?, settings.unwrap_or_default())?;
        let work = |task: &Task| design.draw(lines, pixels, pixel_um, seed, task);
        // SAFETY: as above.
        out.fill(unsafe { follow(&Task::new(), progress, user, work)? }.iter())
    })
}

fn designed(kind: Kind, settings: &str) -> Result<Design> {
    let mut design = Design::new(kind);
    for setting in settings.split_whitespace() {
        let (key, value) = setting.split_once('=').ok_or_else(|| Error::InvalidValue {
            key: "settings".into(),
            value: setting.into(),
            expected: "key=value".into(),
        })?;
        design.set(key, value)?;
    }
    Ok(design)
}
