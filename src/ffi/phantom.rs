// SPDX-License-Identifier: MIT OR Apache-2.0
//! Phantoms for C.

use super::pointer::{copy_out, expect_length, product, slice_mut, text};
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
        let (kind, out) = unsafe { (text(kind, "kind")?, slice_mut(out, out_length, "out")?) };
        expect_length("out", product(&[lines, pixels], "phantom")?, out.len())?;
        let phantom = draw(Kind::from_name(kind)?, lines, pixels, seed)?;
        copy_out(phantom.iter(), out);
        Ok(())
    })
}
