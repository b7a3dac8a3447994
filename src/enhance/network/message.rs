// SPDX-License-Identifier: MIT OR Apache-2.0
//! An ONNX file is a protobuf message: fields of a number, a type and a value, which may be messages themselves.

use crate::error::Error;

/// The error for bytes that no protobuf writer made.
pub fn damaged() -> Error {
    Error::Model("the file is damaged or no ONNX model".into())
}

/// All fields with their bytes (none for plain numbers); `None` if the message is cut.
pub fn fields(mut message: &[u8]) -> Option<Vec<(u64, &[u8])>> {
    let mut found = Vec::new();
    while !message.is_empty() {
        let tag = number(&mut message)?;
        let length = match tag & 7 {
            0 => {
                number(&mut message)?;
                0
            }
            1 => 8,
            2 => usize::try_from(number(&mut message)?).ok()?,
            5 => 4,
            _ => return None,
        };
        let (value, rest) = message.split_at_checked(length)?;
        found.push((tag >> 3, value));
        message = rest;
    }
    Some(found)
}

/// A number of seven bits in each byte, the lowest first.
fn number(message: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = message.split_first()?;
        *message = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
