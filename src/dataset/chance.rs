// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers that follow from a seed and a text, and from nothing else.

use crate::stream::{Purpose, Stream};
use rand_core::Rng;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Random choices of one pair.
pub(super) struct Chance(Stream);

impl Chance {
    /// The choices of draw `draw` of tile `tile` under this key.
    pub fn new(key: u64, tile: usize, draw: usize) -> Self {
        Self(Stream::new(key, Purpose::Dataset, tile, draw))
    }

    /// Uniform in 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f64 {
        unit(self.0.next_u64())
    }

    /// Uniform whole number below `count`; 0 if `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.0.next_u64()) * count as u128) >> 64) as usize
    }

    /// A seed below 2^53: every reader of JSON keeps such a number.
    pub fn seed(&mut self) -> u64 {
        self.0.next_u64() >> 11
    }
}

/// 53 bits of a number as a fraction: 0 (included) to 1 (excluded).
pub(super) fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1u64 << 53) as f64
}

/// A number that follows from a purpose, a seed and a text.
pub(super) fn key(purpose: &str, seed: u64, text: &str) -> u64 {
    let hash = Sha256::new().chain_update(purpose).chain_update(seed.to_le_bytes()).chain_update(text);
    hash.finalize()[..8].iter().rev().fold(0, |key, byte| key << 8 | u64::from(*byte))
}

/// SHA-256 of bytes in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_published_one() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn choices_stay_in_their_range_and_purposes_differ() {
        let mut chance = Chance::new(key("pair", 1, "x"), 0, 0);
        for _ in 0..1000 {
            assert!((0.0..1.0).contains(&chance.unit()) && chance.below(8) < 8 && chance.seed() < 1 << 53);
        }
        assert_eq!(chance.below(0), 0);
        assert_ne!(key("pair", 1, "x"), key("split", 1, "x"));
    }
}
