// SPDX-License-Identifier: MIT OR Apache-2.0
//! Values of a map as the caller's memory holds them: of any number type, line by line or pixel by pixel, with room between.

use super::map::{LamapMap, LamapValueType};
use super::pointer::{check, product, stack};
use crate::error::{Error, Result};
use ndarray::{Array3, CowArray, Ix3};

type Shape = (usize, usize, usize);

/// The values of a map, shape (elements, lines, pixels): borrowed where they are what lamap works with, else copied.
///
/// # Safety
/// `map.values` is NULL or holds what type, sizes and strides say, and stays as it is while the values live.
pub(super) unsafe fn values<'a>(map: &LamapMap, what: &'static str) -> Result<CowArray<'a, f32, Ix3>> {
    if map.reserved != 0 {
        return Err(invalid("reserved", &map.reserved.to_string(), "0"));
    }
    let shape = (map.elements, map.lines, map.pixels);
    let place = Place::of(map, product(&[map.elements, map.lines, map.pixels], what)?, what)?;
    if map.value_type == LamapValueType::F32 && place == Place::close_together(shape, size_of::<f32>()) {
        // SAFETY: promised by the caller.
        return Ok(unsafe { stack(map.values, shape, what)? }.into());
    }
    check(map.values.cast::<u8>(), what)?; // no alignment is asked for
    // SAFETY: promised by the caller, once for each type.
    let copied = unsafe {
        match map.value_type {
            LamapValueType::F32 => place.copy(map.values.cast::<f32>(), shape, |value| value),
            LamapValueType::F64 => place.copy(map.values.cast::<f64>(), shape, |value| value as f32),
            LamapValueType::U8 => place.copy(map.values.cast::<u8>(), shape, f32::from),
            LamapValueType::U16 => place.copy(map.values.cast::<u16>(), shape, f32::from),
            LamapValueType::I16 => place.copy(map.values.cast::<i16>(), shape, f32::from),
            LamapValueType::U32 => place.copy(map.values.cast::<u32>(), shape, |value| value as f32),
            LamapValueType::I32 => place.copy(map.values.cast::<i32>(), shape, |value| value as f32),
        }
    };
    Ok(copied.into())
}

/// Distances in bytes of elements, lines and pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place([isize; 3]);

impl Place {
    fn close_together((_, lines, pixels): Shape, size: usize) -> Self {
        Self([lines * pixels, pixels, 1].map(|values| (values * size) as isize))
    }

    /// The strides that a map states; those it leaves at 0 follow from the finer one.
    fn of(map: &LamapMap, count: usize, what: &'static str) -> Result<Self> {
        let size = map.value_type.size();
        let stated = |stride: isize, else_: isize| if stride == 0 { else_ } else { stride };
        let times = |stride: isize, many: usize| stride.checked_mul(many as isize);
        let follow = || {
            let pixel = stated(map.pixel_stride, size as isize);
            let line = stated(map.line_stride, times(pixel, map.pixels)?);
            let element = stated(map.element_stride, times(line, map.lines)?);
            let ends = [(element, map.elements), (line, map.lines), (pixel, map.pixels)];
            let reach = ends.map(|(stride, many)| times(stride, many - 1)).into_iter();
            reach.into_iter().try_fold(0isize, |sum, reach| sum.checked_add(reach?.checked_abs()?))?;
            times(size as isize, count)?;
            Some(Self([element, line, pixel]))
        };
        follow()
            .ok_or_else(|| invalid(what, "strides", "strides whose product with the sizes fits into memory"))
    }

    /// # Safety
    /// A value can be read at every place, aligned or not.
    unsafe fn copy<T: Copy>(self, first: *const T, shape: Shape, to: impl Fn(T) -> f32) -> Array3<f32> {
        let Self([element, line, pixel]) = self;
        Array3::from_shape_fn(shape, |(e, i, j)| {
            let at = e as isize * element + i as isize * line + j as isize * pixel;
            // SAFETY: promised by the caller; `Place::of` saw that no offset overflows.
            to(unsafe { first.byte_offset(at).read_unaligned() })
        })
    }
}

impl LamapValueType {
    fn size(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::F32 | Self::U32 | Self::I32 => 4,
            Self::F64 => 8,
        }
    }
}

fn invalid(key: &'static str, value: &str, expected: &str) -> Error {
    Error::InvalidValue { key: key.into(), value: value.into(), expected: expected.into() }
}
