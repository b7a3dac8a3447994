// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random numbers that depend on (seed, purpose, channel, line, index) and on nothing else.
//!
//! Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405) is counter-based: every shot and every pixel
//! owns its own endless stream. So neither threads, tiles, crops nor other noise sources change a draw.

use pulp::{Arch, Simd, WithSimd};
use rand_core::{TryRng, utils};
use std::convert::Infallible;

/// Blocks that are computed side by side.
const LANES: usize = 16;

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
        [self.block] = philox(self.counter, self.key);
        self.counter[0] = self.counter[0].wrapping_add(1);
        self.used = 0;
    }
}

/// Streams of consecutive indices, whose first blocks are computed side by side.
pub struct Streams {
    first: Stream,
    blocks: Vec<[u32; 4]>,
}

impl Streams {
    /// `count` streams from `first` on, a stream that nothing was drawn from yet.
    pub fn from(first: Stream, count: usize) -> Self {
        let mut blocks = vec![[0; 4]; count.next_multiple_of(LANES)];
        Arch::new().dispatch(FirstBlocks { first: &first, blocks: &mut blocks });
        Self { first, blocks }
    }

    /// The stream whose index is that of the first plus `offset`.
    ///
    /// # Panics
    /// If there are not so many.
    #[inline]
    pub fn get(&self, offset: usize) -> Stream {
        let mut stream = self.first.clone();
        stream.counter[0] = 1;
        stream.counter[1] = stream.counter[1].wrapping_add(offset as u32);
        Stream { block: self.blocks[offset], used: 0, ..stream }
    }
}

/// The work of [`Streams::from`], compiled for each kind of vector unit.
struct FirstBlocks<'a> {
    first: &'a Stream,
    blocks: &'a mut [[u32; 4]],
}

impl WithSimd for FirstBlocks<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let mut counter = self.first.counter;
        for blocks in self.blocks.as_chunks_mut::<LANES>().0 {
            *blocks = philox(counter, self.first.key);
            counter[1] = counter[1].wrapping_add(LANES as u32);
        }
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

/// The blocks of N counters whose second words follow each other.
///
/// Words are kept in 64 bits, because processors multiply vectors of 32-bit words into these.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "iterators zipped four times are not turned into vectors")]
fn philox<const N: usize>(counter: [u32; 4], mut key: [u32; 2]) -> [[u32; 4]; N] {
    let low = |word: u64| word & 0xFFFF_FFFF;
    let mut words = counter.map(|word| [u64::from(word); N]);
    words[1] = std::array::from_fn(|lane| u64::from(counter[1].wrapping_add(lane as u32)));
    for _ in 0..10 {
        let [k, l] = key.map(u64::from);
        for lane in 0..N {
            let a = low(words[0][lane]) * 0xD251_1F53;
            let b = low(words[2][lane]) * 0xCD9E_8D57;
            words[0][lane] = (b >> 32) ^ words[1][lane] ^ k;
            words[2][lane] = (a >> 32) ^ words[3][lane] ^ l;
            (words[1][lane], words[3][lane]) = (low(b), low(a));
        }
        key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
    }
    std::array::from_fn(|lane| [0, 1, 2, 3].map(|word: usize| words[word][lane] as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::Rng;

    #[test]
    fn philox_gives_the_published_answers() {
        assert_eq!(philox([0; 4], [0; 2]), [[0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]]);
        assert_eq!(philox([!0; 4], [!0; 2]), [[0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]]);
        let (counter, key) =
            ([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]);
        assert_eq!(philox(counter, key), [[0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]]);
    }

    #[test]
    fn streams_side_by_side_are_those_one_by_one() {
        let stream = |index| Stream::new(!0, Purpose::Counting, 3, index).of_channel(5);
        // the index goes round after 32 bits: pulses before the sample have negative numbers
        for first in [0, 7, -9i64 as usize, u32::MAX as usize - 20] {
            for count in [1, 15, 16, 40] {
                let streams = Streams::from(stream(first), count);
                for offset in 0..count {
                    let (mut a, mut b) = (streams.get(offset), stream(first.wrapping_add(offset)));
                    assert!((0..9).all(|_| a.next_u32() == b.next_u32()), "{offset} of {count} from {first}");
                }
            }
        }
        assert!(Streams::from(stream(0), 0).blocks.is_empty());
    }

    #[test]
    fn neighbouring_streams_differ_and_repeat() {
        let draw = |line, index| Stream::new(7, Purpose::Flicker, line, index).next_u64();
        assert_eq!(draw(3, 4), draw(3, 4));
        assert_ne!(draw(3, 4), draw(4, 3));
    }
}
