// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers as bytes.

/// Type of one number: its code (`f`, `i`, `u` as numpy has it; `V` is padding), size and order of bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub code: u8,
    pub bytes: usize,
    pub big: bool,
}

impl Number {
    /// The type that numpy writes as `<f8` or `|u1`; `None` for text, objects, complex numbers and the like.
    pub fn parse(kind: &str) -> Option<Self> {
        let (order, rest) = kind.split_at_checked(1)?;
        let (code, bytes) = rest.split_at_checked(1)?;
        let (code, bytes) = (code.as_bytes()[0], bytes.parse().ok()?);
        let known = match code {
            b'f' => matches!(bytes, 4 | 8),
            b'i' | b'u' => matches!(bytes, 1 | 2 | 4 | 8),
            b'V' => (1..=4096).contains(&bytes),
            _ => false,
        };
        (known && ["<", ">", "|"].contains(&order)).then_some(Self { code, bytes, big: order == ">" })
    }

    /// The value of as many bytes as the number has.
    pub fn value(self, bytes: &[u8]) -> f64 {
        if self.code == b'V' {
            return f64::NAN;
        }
        // little endian, the sign not yet extended
        let mut word = [0; 8];
        for (i, byte) in bytes.iter().enumerate() {
            word[if self.big { bytes.len() - 1 - i } else { i }] = *byte;
        }
        let bits = u64::from_le_bytes(word);
        match (self.code, self.bytes) {
            (b'f', 4) => f64::from(f32::from_bits(bits as u32)),
            (b'f', _) => f64::from_bits(bits),
            (b'u', _) => bits as f64,
            _ => {
                let unused = 64 - 8 * self.bytes as u32;
                (((bits << unused) as i64) >> unused) as f64
            }
        }
    }
}
