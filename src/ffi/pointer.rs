// SPDX-License-Identifier: MIT OR Apache-2.0
//! NULL-checked borrows of what C hands over. Each helper states what the caller must guarantee.

use crate::error::{Error, Result};
use core::ffi::c_char;
use ndarray::ArrayView2;
use safer_ffi::layout;
use safer_ffi::prelude::char_p;

fn null(what: &'static str) -> Error {
    Error::InvalidValue { key: what.into(), value: "NULL".into(), expected: "a valid pointer".into() }
}

/// Borrows an object.
///
/// # Safety
/// NULL, or valid and not written to elsewhere while the borrow lives.
pub(super) unsafe fn shared<'a, T>(pointer: *const T, what: &'static str) -> Result<&'a T> {
    // SAFETY: promised by the caller.
    unsafe { pointer.as_ref() }.ok_or_else(|| null(what))
}

/// Borrows an object to change it.
///
/// # Safety
/// NULL, or valid and not used elsewhere while the borrow lives.
pub(super) unsafe fn exclusive<'a, T>(pointer: *mut T, what: &'static str) -> Result<&'a mut T> {
    // SAFETY: promised by the caller.
    unsafe { pointer.as_mut() }.ok_or_else(|| null(what))
}

/// Borrows a text.
///
/// # Safety
/// NULL, or a NUL-terminated string that stays as it is while the borrow lives.
pub(super) unsafe fn text<'a>(pointer: *const c_char, what: &'static str) -> Result<&'a str> {
    // SAFETY: the pointer is a C string or NULL; `from_raw` checks for NULL.
    let text: char_p::Ref<'a> = unsafe { layout::from_raw(pointer.cast()) }.ok_or_else(|| null(what))?;
    std::str::from_utf8(text.to_bytes()).map_err(|_| Error::InvalidValue {
        key: what.into(),
        value: "bytes".into(),
        expected: "UTF-8 text".into(),
    })
}

/// Borrows an array to read.
///
/// # Safety
/// NULL, or `length` readable values that stay as they are while the borrow lives.
pub(super) unsafe fn slice<'a, T>(pointer: *const T, length: usize, what: &'static str) -> Result<&'a [T]> {
    fits::<T>(length, what)?;
    if pointer.is_null() {
        return Err(null(what));
    }
    // SAFETY: not NULL, the length fits, the rest is promised by the caller.
    Ok(unsafe { core::slice::from_raw_parts(pointer, length) })
}

/// Borrows an array to write.
///
/// # Safety
/// NULL, or `length` writable values that nobody else uses while the borrow lives.
pub(super) unsafe fn slice_mut<'a, T>(pointer: *mut T, length: usize, what: &'static str) -> Result<&'a mut [T]> {
    fits::<T>(length, what)?;
    if pointer.is_null() {
        return Err(null(what));
    }
    // SAFETY: not NULL, the length fits, the rest is promised by the caller.
    Ok(unsafe { core::slice::from_raw_parts_mut(pointer, length) })
}

/// Borrows an image of `rows` x `columns` values.
///
/// # Safety
/// As [`slice`] with `rows * columns` values.
pub(super) unsafe fn image<'a>(
    pointer: *const f32,
    rows: usize,
    columns: usize,
    what: &'static str,
) -> Result<ArrayView2<'a, f32>> {
    // SAFETY: promised by the caller.
    let values = unsafe { slice(pointer, product(&[rows, columns], what)?, what)? };
    ArrayView2::from_shape((rows, columns), values).map_err(|e| Error::Data(format!("{what}: {e}")))
}

/// Product of sizes, refused where it is absurd.
pub(super) fn product(sizes: &[usize], what: &'static str) -> Result<usize> {
    let product = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
    product.filter(|n| *n <= crate::map::MAX_VALUES).ok_or_else(|| Error::Shape {
        what,
        expected: format!("at most {} values", crate::map::MAX_VALUES),
        found: sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(" x "),
    })
}

/// Copies a result to the caller's array of the same length.
pub(super) fn copy_out<'a>(from: impl ExactSizeIterator<Item = &'a f32>, to: &mut [f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
}

/// Refuses an output array of the wrong length.
pub(super) fn expect_length(what: &'static str, expected: usize, found: usize) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::Shape { what, expected: format!("{expected} values"), found: format!("{found} values") })
}

fn fits<T>(length: usize, what: &'static str) -> Result<()> {
    if length <= isize::MAX as usize / size_of::<T>().max(1) {
        return Ok(());
    }
    Err(Error::Shape { what, expected: "a length that fits into memory".into(), found: length.to_string() })
}
