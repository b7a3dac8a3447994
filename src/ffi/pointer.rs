// SPDX-License-Identifier: MIT OR Apache-2.0
//! Checked use of what C hands over. Each helper states what the caller must guarantee.

use crate::error::{Error, Result};
use core::ffi::c_char;
use ndarray::{ArrayView2, ArrayView3};
use safer_ffi::layout;
use safer_ffi::prelude::char_p;

/// Refuses NULL and an address at which no `T` can lie.
pub(super) fn check<T>(pointer: *const T, what: &'static str) -> Result<()> {
    let value = match () {
        () if pointer.is_null() => "NULL",
        () if !pointer.is_aligned() => "misaligned",
        () => return Ok(()),
    };
    Err(Error::InvalidValue { key: what.into(), value: value.into(), expected: "a valid pointer".into() })
}

/// Borrows an object.
///
/// # Safety
/// NULL, or valid and not written to elsewhere while the borrow lives.
pub(super) unsafe fn shared<'a, T>(pointer: *const T, what: &'static str) -> Result<&'a T> {
    check(pointer, what)?;
    // SAFETY: checked, the rest is promised by the caller.
    Ok(unsafe { &*pointer })
}

/// Borrows an object to change it.
///
/// # Safety
/// NULL, or valid and not used elsewhere while the borrow lives.
pub(super) unsafe fn exclusive<'a, T>(pointer: *mut T, what: &'static str) -> Result<&'a mut T> {
    check(pointer, what)?;
    // SAFETY: checked, the rest is promised by the caller.
    Ok(unsafe { &mut *pointer })
}

/// Hands a new object to C; `*out` is NULL after a failure.
///
/// # Safety
/// `out` is NULL, or points to a pointer that nobody else uses meanwhile.
pub(super) unsafe fn hand_over<T>(out: *mut *mut T, make: impl FnOnce() -> Result<T>) -> Result<()> {
    // SAFETY: promised by the caller.
    let out = unsafe { exclusive(out, "out")? };
    *out = core::ptr::null_mut();
    *out = Box::into_raw(Box::new(make()?));
    Ok(())
}

/// Takes an object of [`hand_over`] back and drops it; NULL is nothing.
///
/// # Safety
/// NULL, or from [`hand_over`], not taken back before and not in use.
pub(super) unsafe fn take_back<T>(object: *mut T) {
    if !object.is_null() {
        super::status::guard(|| {
            // SAFETY: it came from Box::into_raw, promised by the caller.
            drop(unsafe { Box::from_raw(object) });
            Ok(())
        });
    }
}

/// Borrows a text.
///
/// # Safety
/// NULL, or a NUL-terminated string that stays as it is while the borrow lives.
pub(super) unsafe fn text<'a>(pointer: *const c_char, what: &'static str) -> Result<&'a str> {
    check(pointer, what)?;
    // SAFETY: not NULL, the rest is promised by the caller; `from_raw` checks what can be checked.
    let text: Option<char_p::Ref<'a>> = unsafe { layout::from_raw(pointer.cast()) };
    let text = text.and_then(|text| std::str::from_utf8(text.to_bytes()).ok());
    text.ok_or_else(|| Error::InvalidValue {
        key: what.into(),
        value: "bytes".into(),
        expected: "UTF-8 text".into(),
    })
}

/// Borrows a text that may be left out.
///
/// # Safety
/// As [`text`].
pub(super) unsafe fn optional_text<'a>(
    pointer: *const c_char,
    what: &'static str,
) -> Result<Option<&'a str>> {
    // SAFETY: promised by the caller.
    (!pointer.is_null()).then(|| unsafe { text(pointer, what) }).transpose()
}

/// Borrows an array to read.
///
/// # Safety
/// NULL, or `length` readable values that stay as they are while the borrow lives.
pub(super) unsafe fn slice<'a, T>(pointer: *const T, length: usize, what: &'static str) -> Result<&'a [T]> {
    check(pointer, what)?;
    fits::<T>(length, what)?;
    // SAFETY: checked, the rest is promised by the caller.
    Ok(unsafe { core::slice::from_raw_parts(pointer, length) })
}

/// An array of the caller to be filled once everything has succeeded. It is not borrowed before, so that a caller
/// who hands over the same array for input and output does no harm.
pub(super) struct Output {
    pointer: *mut f32,
    length: usize,
    what: &'static str,
}

impl Output {
    /// Takes an array to fill.
    ///
    /// # Safety
    /// NULL, or `length` writable values that no other thread uses while this lives.
    pub(super) unsafe fn new(pointer: *mut f32, length: usize, what: &'static str) -> Result<Self> {
        check(pointer, what)?;
        fits::<f32>(length, what)?;
        Ok(Self { pointer, length, what })
    }

    /// Refuses the array if it is of another length.
    pub(super) fn expect(&self, length: usize) -> Result<()> {
        if self.length == length {
            return Ok(());
        }
        let words = |n| format!("{n} values");
        Err(Error::Shape { what: self.what, expected: words(length), found: words(self.length) })
    }

    /// Fills the array; it stays untouched if there are more or fewer values.
    pub(super) fn fill<'a>(self, values: impl ExactSizeIterator<Item = &'a f32>) -> Result<()> {
        self.expect(values.len())?;
        for (i, value) in values.take(self.length).enumerate() {
            // SAFETY: i < length, and `new` was promised that many writable values.
            unsafe { self.pointer.add(i).write(*value) };
        }
        Ok(())
    }
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

/// Borrows images of equal size, one after the other.
///
/// # Safety
/// As [`slice`] with the product of the sizes as length.
pub(super) unsafe fn stack<'a>(
    pointer: *const f32,
    (elements, rows, columns): (usize, usize, usize),
    what: &'static str,
) -> Result<ArrayView3<'a, f32>> {
    // SAFETY: promised by the caller.
    let values = unsafe { slice(pointer, product(&[elements, rows, columns], what)?, what)? };
    ArrayView3::from_shape((elements, rows, columns), values).map_err(|e| Error::Data(format!("{what}: {e}")))
}

/// Product of sizes, refused where it is zero or absurd.
pub(super) fn product(sizes: &[usize], what: &'static str) -> Result<usize> {
    let product = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
    product.filter(|n| (1..=crate::map::MAX_VALUES).contains(n)).ok_or_else(|| Error::Shape {
        what,
        expected: format!("1 to {} values", crate::map::MAX_VALUES),
        found: sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(" x "),
    })
}

/// Item `index` of a list.
pub(super) fn nth<T>(items: &[T], index: usize) -> Result<&T> {
    items.get(index).ok_or_else(|| Error::InvalidValue {
        key: "index".into(),
        value: index.to_string(),
        expected: format!("it must be below {}", items.len()),
    })
}

fn fits<T>(length: usize, what: &'static str) -> Result<()> {
    if length <= isize::MAX as usize / size_of::<T>().max(1) {
        return Ok(());
    }
    Err(Error::Shape { what, expected: "a length that fits into memory".into(), found: length.to_string() })
}
