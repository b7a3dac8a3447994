// SPDX-License-Identifier: MIT OR Apache-2.0
//! Structures that begin with their own size, so that they can grow: a program that was compiled for a shorter or a
//! longer one still works.

use crate::error::{Error, Result};
use core::ptr;
use safer_ffi::layout::{self, ReprC};

/// Longest structure that is believed.
const LONGEST: usize = 4096;

/// Reads the structure at `from` over `start`: fields that the caller does not know keep their value. An enum of no
/// listed value is refused, and so is anything but zero in fields that this version does not know.
///
/// # Safety
/// NULL, or as many readable bytes as the `size_t` at their begin says.
pub(super) unsafe fn read<T: ReprC>(from: *const T, start: T, what: &'static str) -> Result<T> {
    let invalid = |value: &str, expected: &str| Error::InvalidValue {
        key: what.into(),
        value: value.into(),
        expected: expected.into(),
    };
    if from.is_null() {
        return Err(invalid("NULL", "a valid pointer"));
    }
    // SAFETY: promised by the caller; no alignment is assumed.
    let size = unsafe { from.cast::<usize>().read_unaligned() };
    check_size(size)?;
    let known = size.min(size_of::<T>());
    // SAFETY: `size` bytes are readable, promised by the caller.
    let unknown = unsafe { core::slice::from_raw_parts(from.cast::<u8>().add(known), size - known) };
    if unknown.iter().any(|byte| *byte != 0) {
        return Err(invalid(
            "a longer structure",
            "zeros in the fields that this version of lamap does not know",
        ));
    }
    // SAFETY: a valid T becomes its C layout, in which every bit pattern is allowed.
    let mut raw = unsafe { layout::into_raw(start) };
    // SAFETY: `known` bytes fit into both; the layouts are the same by ReprC.
    unsafe { ptr::copy_nonoverlapping(from.cast::<u8>(), (&raw mut raw).cast::<u8>(), known) };
    // SAFETY: `from_raw` checks every enum; pointers are plain and checked where they are used.
    unsafe { layout::from_raw(raw) }
        .ok_or_else(|| invalid("a structure", "a listed value in each field that is an enum"))
}

/// Writes `value` to a structure of `size` bytes; bytes beyond it become zero.
///
/// # Safety
/// NULL, or `size` writable bytes.
pub(super) unsafe fn write<T: Copy>(to: *mut T, size: usize, value: &T, what: &'static str) -> Result<()> {
    if to.is_null() {
        return Err(Error::InvalidValue {
            key: what.into(),
            value: "NULL".into(),
            expected: "a valid pointer".into(),
        });
    }
    check_size(size)?;
    let known = size.min(size_of::<T>());
    // SAFETY: `size` bytes are writable, promised by the caller, and `known` is within both.
    unsafe {
        ptr::copy_nonoverlapping(ptr::from_ref(value).cast::<u8>(), to.cast::<u8>(), known);
        ptr::write_bytes(to.cast::<u8>().add(known), 0, size - known);
    }
    Ok(())
}

fn check_size(size: usize) -> Result<()> {
    let (min, max) = (size_of::<usize>(), LONGEST);
    if (min..=max).contains(&size) {
        return Ok(());
    }
    let (value, min, max) = (size as f64, min as f64, max as f64);
    Err(Error::OutOfRange { key: "struct_size", value, unit: "bytes", min, max })
}
