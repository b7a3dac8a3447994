// SPDX-License-Identifier: MIT OR Apache-2.0
//! The memory of direct buffers.

use crate::failure::Result;
use jni::Env;
use jni::objects::{JByteBuffer, JObject};
use lamap::Error;
use ndarray::{ArrayView3, ShapeBuilder};
use std::marker::PhantomData;
use std::ptr::NonNull;

/// The memory of a direct `FloatBuffer`, whose order of bytes Java has checked.
pub struct Buffer<'a> {
    first: NonNull<f32>,
    length: usize,
    lent: PhantomData<&'a f32>,
}

impl<'a> Buffer<'a> {
    /// The memory from the first float of a buffer on, whatever its position. It lives as long as its reference.
    ///
    /// # Errors
    /// [`Error::Data`] if it starts at no multiple of four bytes; an exception for a buffer that is not direct.
    pub fn new(env: &Env<'_>, buffer: &'a JObject<'_>) -> Result<Self> {
        // SAFETY: the two calls take any direct buffer; the type of the library names only that of bytes.
        let buffer = unsafe { env.as_cast_unchecked::<JByteBuffer>(buffer) };
        let length = env.get_direct_buffer_capacity(&buffer)?; // in floats, as the buffer is one of floats
        let first = env.get_direct_buffer_address(&buffer)?.cast::<f32>();
        match NonNull::new(first).filter(|first| first.is_aligned()) {
            Some(first) => Ok(Self { first, length, lent: PhantomData }),
            None => Err(Error::Data("a direct buffer must start at a multiple of four bytes".into()).into()),
        }
    }

    /// Elements x lines x pixels of its values.
    ///
    /// # Errors
    /// [`Error::Shape`] if it is of another length.
    pub fn view(&self, shape: (usize, usize, usize)) -> Result<ArrayView3<'a, f32>> {
        self.check(shape)?;
        // SAFETY: so many floats lie there as long as Java holds the buffer, which it does during a call; nobody may change
        // them meanwhile, as the documentation of the Java classes demands.
        Ok(unsafe { ArrayView3::from_shape_ptr(shape.into_shape_with_order(), self.first.as_ptr()) })
    }

    /// Copies values there.
    ///
    /// # Errors
    /// [`Error::Shape`] if it is of another length.
    pub fn fill(&self, values: ArrayView3<'_, f32>) -> Result<()> {
        self.check(values.dim())?;
        let values = values.as_standard_layout();
        // SAFETY: as above; the values are memory of Rust, so the two do not overlap.
        unsafe { self.first.as_ptr().copy_from_nonoverlapping(values.as_ptr(), values.len()) };
        Ok(())
    }

    /// # Errors
    /// [`Error::Shape`] if it has not room for elements x lines x pixels, exactly.
    pub fn check(&self, (elements, lines, pixels): (usize, usize, usize)) -> Result<()> {
        if Some(self.length) == elements.checked_mul(lines).and_then(|n| n.checked_mul(pixels)) {
            return Ok(());
        }
        let expected = format!("{elements} x {lines} x {pixels} values");
        Err(Error::Shape { what: "the buffer", expected, found: format!("{} values", self.length) }.into())
    }
}
