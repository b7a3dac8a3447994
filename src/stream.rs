// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random numbers that depend on (seed, purpose, channel, line, index) and on nothing else.
//!
//! Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405) is counter-based: every shot and every pixel
//! owns its own endless stream. So neither threads, tiles, crops nor other noise sources change a draw.

use rand_core::{TryRng, utils};
use std::convert::Infallible;

/// What a stream is used for; switching one off leaves the others as they are. The numbers never change meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// Pulse-to-pulse variation of the laser.
    Flicker = 1,
    /// Counting statistics of the detector.
    Counting = 2,
    /// Pulse-to-pulse variation of one channel, on top of that of the laser.
    ChannelFlicker = 3,
    /// Slow drift of the signal.
    Drift = 4,
    /// Readout noise of a camera.
    Readout = 5,
    /// Areas of the signals of single ions, gains of single electrons.
    SingleIon = 6,
    /// Gain of a line.
    LineGain = 7,
    /// Shapes and values of a phantom.
    Phantom = 8,
    /// What is drawn for a training pair: conditions, flip and the seed of its noise.
    Dataset = 9,
    /// Signs of the steps by which an enhancement is probed.
    Probe = 10,
}

/// A stream of random numbers for one index (shot, pixel, ...) of one line.
#[derive(Debug, Clone)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    block: [u32; 4],
    used: usize,
}

impl Stream {
    /// The stream of `index` on `line` for `purpose` under `seed`.
    pub fn new(seed: u64, purpose: Purpose, line: usize, index: usize) -> Self {
        let key = [seed as u32, (seed >> 32) as u32];
        Self { key, counter: [0, index as u32, line as u32, purpose as u32], block: [0; 4], used: 4 }
    }

    /// The same stream for another channel (element); a new stream is that of channel 0.
    #[must_use]
    pub fn of_channel(mut self, channel: usize) -> Self {
        self.counter[3] |= (channel as u32) << 8;
        self
    }

    #[inline]
    fn word(&mut self) -> u32 {
        if self.used >= self.block.len() {
            self.refill();
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    fn refill(&mut self) {
        self.block = philox(self.counter, self.key);
        self.counter[0] = self.counter[0].wrapping_add(1);
        self.used = 0;
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = u64::from(self.word());
        Ok(low | u64::from(self.word()) << 32)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u64())
    }
}

fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let a = u64::from(counter[0]) * 0xD251_1F53;
        let b = u64::from(counter[2]) * 0xCD9E_8D57;
        counter = [
            (b >> 32) as u32 ^ counter[1] ^ key[0],
            b as u32,
            (a >> 32) as u32 ^ counter[3] ^ key[1],
            a as u32,
        ];
        key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::Rng;

    #[test]
    fn philox_gives_the_published_answers() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox([!0; 4], [!0; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        let (counter, key) =
            ([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]);
        assert_eq!(philox(counter, key), [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
    }

    #[test]
    fn neighbouring_streams_differ_and_repeat() {
        let draw = |line, index| Stream::new(7, Purpose::Flicker, line, index).next_u64();
        assert_eq!(draw(3, 4), draw(3, 4));
        assert_ne!(draw(3, 4), draw(4, 3));
    }
}
