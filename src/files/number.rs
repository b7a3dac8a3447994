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
    /// The type that numpy writes as `<f8` or `|u1`; `None` for text, objects, complex numbers, masks and the like.
    pub fn parse(kind: &str) -> Option<Self> {
        let (order, rest) = kind.split_at_checked(1)?;
        let (code, bytes) = rest.split_at_checked(1)?;
        let (code, bytes) = (code.as_bytes()[0], bytes.parse().ok()?);
        let known = match code {
            b'f' => matches!(bytes, 2 | 4 | 8),
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
        let bits = self.bits(bytes);
        match (self.code, self.bytes) {
            (b'f', 2) => half(bits as u16),
            (b'f', 4) => f64::from(f32::from_bits(bits as u32)),
            (b'f', _) => f64::from_bits(bits),
            (b'u', _) => bits as f64,
            _ => {
                let unused = 64 - 8 * self.bytes as u32;
                (((bits << unused) as i64) >> unused) as f64
            }
        }
    }

    /// Whether a value is a whole number that single precision rounds.
    pub fn is_rounded(self, value: f64) -> bool {
        self.code != b'f' && self.bytes > 2 && f64::from(value as f32) != value && !value.is_nan()
    }

    /// The bits as an unsigned number, the sign not yet extended.
    fn bits(self, bytes: &[u8]) -> u64 {
        match *bytes {
            [a] => a.into(),
            [a, b] if self.big => u16::from_be_bytes([a, b]).into(),
            [a, b] => u16::from_le_bytes([a, b]).into(),
            [a, b, c, d] if self.big => u32::from_be_bytes([a, b, c, d]).into(),
            [a, b, c, d] => u32::from_le_bytes([a, b, c, d]).into(),
            [a, b, c, d, e, f, g, h] if self.big => u64::from_be_bytes([a, b, c, d, e, f, g, h]),
            [a, b, c, d, e, f, g, h] => u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            _ => 0, // no number has another size
        }
    }
}

/// The value of a float of two bytes: a sign, five bits of exponent and ten of fraction (IEEE 754).
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * 2f64.powi(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    };
    if bits >> 15 == 0 { size } else { -size }
}

/// A sentence on whole numbers that single precision rounds.
pub(super) fn rounded(count: usize) -> Option<String> {
    let what = if count == 1 { "1 whole number is".into() } else { format!("{count} whole numbers are") };
    (count > 0).then(|| format!("{what} above 16777216 and rounded to single precision"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_numpy_give_their_values() {
        let value = |kind: &str, bytes: &[u8]| Number::parse(kind).unwrap().value(bytes);
        assert_eq!(value("<f4", &1.5f32.to_le_bytes()), 1.5);
        assert_eq!(value(">f8", &(-2.5f64).to_be_bytes()), -2.5);
        assert_eq!(value("|i1", &[0xff]), -1.0);
        let half = |bits: u16| value("<f2", &bits.to_le_bytes());
        // one, the smallest and the largest number, a third, minus two, and infinity
        let halves = [0x3c00, 0x0001, 0x7bff, 0x3555, 0xc000, 0x7c00].map(half);
        assert_eq!(halves, [1.0, 2f64.powi(-24), 65504.0, 1365.0 / 4096.0, -2.0, f64::INFINITY]);
        assert!(half(0x7e00).is_nan() && half(0x8000) == 0.0);
        assert_eq!(value(">f2", &[0x3c, 0]), 1.0);
        assert_eq!(value(">i2", &[0x80, 0]), -32768.0);
        assert_eq!(value("<u8", &u64::MAX.to_le_bytes()), u64::MAX as f64);
        assert!(value("|V3", &[1, 2, 3]).is_nan());
        for kind in ["", "f", "<f", "<f16", "<U5", "|O", "<c8", "|b1", "<V0", "=f4", "<é4"] {
            assert_eq!(Number::parse(kind), None, "{kind}");
        }
    }
}
