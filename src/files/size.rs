// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a header may claim: memory is taken only for values that the file can hold.

use crate::map::MAX_VALUES;
use crate::memory;

/// Bytes held for each value while a map is read: it is `f32` three times.
const HELD: u64 = 12;

/// No compression used by maps shrinks more than this (LZW of one repeated byte; deflate: 1032).
const LARGEST_RATIO: u64 = 4096;
/// Beyond this many bytes, measured maps do not shrink more than [`LARGE_RATIO`].
const LARGE_BYTES: u64 = 1 << 30;
const LARGE_RATIO: u64 = 200;

/// Whether the bytes in the file are the values or a compressed form of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Packing {
    Plain,
    Compressed,
}

/// Product of sizes, each value having `bytes` bytes: number of bytes, if `stored` bytes can hold it.
///
/// The error is a sentence without the name of the file.
pub(super) fn claimed(sizes: &[u64], bytes: u64, stored: u64, packing: Packing) -> Result<u64, String> {
    let values = sizes.iter().try_fold(1u64, |product, size| product.checked_mul(*size));
    let values = values.filter(|values| *values <= MAX_VALUES as u64);
    let Some(total) = values.and_then(|values| values.checked_mul(bytes)) else {
        return Err(format!("the size {} in the header is larger than any map", words(sizes)));
    };
    let most = match packing {
        Packing::Plain => stored,
        Packing::Compressed if total > LARGE_BYTES => stored.saturating_mul(LARGE_RATIO),
        Packing::Compressed => stored.saturating_mul(LARGEST_RATIO),
    };
    if total > most {
        return Err(format!(
            "the file is cut off or damaged: {stored} bytes cannot hold {} values of {bytes} bytes",
            words(sizes)
        ));
    }
    room(sizes)?;
    Ok(total)
}

/// Refuses a map for which the memory is not there: its values, those of the decoder and a copy on the way.
pub(super) fn room(sizes: &[u64]) -> Result<(), String> {
    memory::claim(sizes.iter().copied().fold(HELD, u64::saturating_mul))
        .map_err(|needs| format!("the map of {} values {needs}", words(sizes)))
}

fn words(sizes: &[u64]) -> String {
    let sizes: Vec<String> = sizes.iter().map(u64::to_string).collect();
    sizes.join(" x ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_sizes_are_refused_before_memory_is_taken() {
        assert_eq!(claimed(&[3, 4], 8, 96, Packing::Plain), Ok(96));
        assert!(claimed(&[3, 4], 8, 95, Packing::Plain).unwrap_err().contains("3 x 4"));
        assert!(claimed(&[u64::MAX, 2], 1, u64::MAX, Packing::Plain).is_err());
        assert!(claimed(&[1 << 33, 2], 1, u64::MAX, Packing::Plain).is_err());
        assert!(claimed(&[1000, 1000], 4, 1000, Packing::Compressed).is_ok());
        assert!(claimed(&[1 << 15, 1 << 15], 4, 1 << 20, Packing::Compressed).is_err());
    }
}
