// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps as an instrument's software holds them: other number types, pixels interleaved, lines padded or upside down.

use crate::host::*;
use std::ptr;

const ELEMENTS: usize = 2;
const LINES: usize = 30;
const PIXELS: usize = 40;

/// `LamapMap` with the fields that came later.
#[repr(C)]
struct Frame {
    map: Map,
    element_stride: isize,
    line_stride: isize,
    pixel_stride: isize,
    value_type: i32,
    reserved: i32,
}

impl Frame {
    fn new<T>(values: *const T, value_type: i32) -> Self {
        let map = Map {
            struct_size: size_of::<Self>(),
            values: values.cast(),
            elements: ELEMENTS,
            lines: LINES,
            pixels: PIXELS,
            pixel_width_um: 5.0,
            pixel_height_um: 5.0,
            value_unit: 0,
            names: ptr::null(),
            unit: ptr::null(),
            origin_x_um: 0.0,
            origin_y_um: 0.0,
        };
        Self { map, element_stride: 0, line_stride: 0, pixel_stride: 0, value_type, reserved: 0 }
    }
}

/// A value that every number type holds.
fn value(element: usize, line: usize, pixel: usize) -> u8 {
    ((line * 7 + pixel * 3 + element * 50) % 101) as u8
}

fn close_together<T>(to: impl Fn(u8) -> T) -> Vec<T> {
    let at = |i: usize| value(i / (LINES * PIXELS), i / PIXELS % LINES, i % PIXELS);
    (0..ELEMENTS * LINES * PIXELS).map(|i| to(at(i))).collect()
}

/// What is expected of a sample: it depends on every value.
fn measured(frame: &Frame) -> Result<Vec<f32>, i32> {
    let (conditions, mut counts) = (conditions(), vec![0.0; ELEMENTS * LINES * PIXELS]);
    let (sample, to, length) = (ptr::from_ref(frame).cast(), counts.as_mut_ptr(), counts.len());
    // SAFETY: valid arguments.
    let status = unsafe {
        let (none, user) = (ptr::null(), ptr::null_mut());
        (abi().lamap_ablate)(conditions.0, sample, none, 1, 0, to, length, None, user, ptr::null_mut())
    };
    if status == OK { Ok(counts) } else { Err(status) }
}

#[test]
fn every_number_type_gives_the_same() {
    let floats = close_together(f32::from);
    let expected = measured(&Frame::new(floats.as_ptr(), 0)).unwrap();
    assert!(expected.iter().any(|counts| *counts > 0.0));
    let (doubles, longs, unsigned) =
        (close_together(f64::from), close_together(i32::from), close_together(u32::from));
    let (shorts, words, bytes) =
        (close_together(i16::from), close_together(u16::from), close_together(|value| value));
    let frames = [
        Frame::new(doubles.as_ptr(), 1),
        Frame::new(bytes.as_ptr(), 2),
        Frame::new(words.as_ptr(), 3),
        Frame::new(shorts.as_ptr(), 4),
        Frame::new(unsigned.as_ptr(), 5),
        Frame::new(longs.as_ptr(), 6),
    ];
    for frame in frames {
        assert_eq!(measured(&frame).unwrap(), expected, "type {}", frame.value_type);
    }
}

#[test]
fn interleaved_padded_and_upturned_lines_are_read_where_they_lie() {
    let floats = close_together(f32::from);
    let expected = measured(&Frame::new(floats.as_ptr(), 0)).unwrap();
    // elements interleaved, 3 bytes of padding to a line, so that most words are not aligned
    let line = PIXELS * ELEMENTS * 2 + 3;
    let mut bytes = vec![0xee; line * LINES];
    for (e, i, j) in
        (0..ELEMENTS).flat_map(|e| (0..LINES).flat_map(move |i| (0..PIXELS).map(move |j| (e, i, j))))
    {
        let at = (LINES - 1 - i) * line + (j * ELEMENTS + e) * 2;
        bytes[at..at + 2].copy_from_slice(&u16::from(value(e, i, j)).to_ne_bytes());
    }
    let first = bytes[(LINES - 1) * line..].as_ptr();
    let frame = Frame {
        element_stride: 2,
        line_stride: -(line as isize),
        pixel_stride: 2 * ELEMENTS as isize,
        ..Frame::new(first, 3)
    };
    assert_eq!(measured(&frame).unwrap(), expected);
}

#[test]
fn impossible_types_and_strides_are_refused() {
    let floats = close_together(f32::from);
    let frame = |value_type| Frame::new(floats.as_ptr(), value_type);
    refused(measured(&Frame { reserved: 1, ..frame(0) }).unwrap_err(), INVALID_ARGUMENT, "reserved");
    refused(measured(&frame(7)).unwrap_err(), INVALID_ARGUMENT, "listed value");
    refused(
        measured(&Frame { line_stride: isize::MAX, ..frame(0) }).unwrap_err(),
        INVALID_ARGUMENT,
        "strides",
    );
    refused(
        measured(&Frame { pixel_stride: isize::MIN, ..frame(3) }).unwrap_err(),
        INVALID_ARGUMENT,
        "strides",
    );
    refused(measured(&Frame::new(ptr::null::<u16>(), 3)).unwrap_err(), INVALID_ARGUMENT, "NULL");
}
