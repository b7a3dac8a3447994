// SPDX-License-Identifier: MIT OR Apache-2.0
//! Axes of large maps in overlapping stretches.

use std::ops::Range;

/// Side of a tile without its surroundings.
const CORE: usize = 80;
/// Surroundings of a tile on each side; beyond it the influence of a measured pixel is below 1e-3 of the range.
const HALO: usize = 32;
/// A stretch of one axis: the measured pixels used and the target pixels they give.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// Measured pixels used.
    pub measured: Range<usize>,
    /// Target pixels given.
    pub target: Range<usize>,
    /// Measured pixel over the middle of each target pixel, counted from the start of `measured`.
    pub nearest: Vec<usize>,
}

impl Strip {
    /// How many strips cover an axis, but for those that give no target pixel. `whole`: as [`Strip::cover`] takes it.
    pub fn count(measured: usize, whole: usize) -> usize {
        if measured <= whole { 1 } else { measured.div_ceil(CORE) }
    }

    /// The strips that cover an axis. `whole`: longest side that is solved in one piece, in measured pixels; `ratio`: target pixels per measured pixel; `over`: measured pixel over each target pixel.
    pub fn cover(measured: usize, ratio: f64, over: &[usize], whole: usize) -> Vec<Strip> {
        let parts = Self::count(measured, whole);
        let border = |part: usize| part * measured / parts;
        // the last tile takes what rounding left over at the far side
        let target = |part: usize| match part {
            _ if part == parts => over.len(),
            _ => ((border(part) as f64 * ratio).round() as usize).min(over.len()),
        };
        let strip = |part: usize| {
            let from = border(part).saturating_sub(HALO);
            let range = from..(border(part + 1) + HALO).min(measured);
            let (from, last) = (range.start, range.end - 1);
            let target = target(part)..target(part + 1);
            let nearest = over[target.clone()].iter().map(|i| (*i).clamp(from, last) - from).collect();
            Strip { measured: range, target, nearest }
        };
        (0..parts).map(strip).filter(|strip| !strip.target.is_empty()).collect()
    }
}
