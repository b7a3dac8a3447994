// SPDX-License-Identifier: MIT OR Apache-2.0
//! Phantoms for C.

use super::pointer::{Output, product, text};
use super::status::{LamapStatus, guard};
use crate::phantom::{Kind, draw};
use core::ffi::c_char;

/// Draws a synthetic sample of a kind, e.g. "grains" or "cells": `out` receives lines x pixels values from 0 to 1.
///
/// Equal seeds give equal phantoms. `out` stays untouched on a failure.
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
