// SPDX-License-Identifier: MIT OR Apache-2.0
//! One axis of the operator: how measured pixels weigh the pixels of a target grid.

use crate::ablation::overlap::Taps;
use crate::ablation::scan::Scan;
use crate::conditions::Edge;
use crate::error::{Error, Result};
use crate::memory;
use std::ops::Range;
use std::sync::Arc;

/// Most weights of an axis, and most additions that make them: conditions that need more contain a slip.
const MOST_WEIGHTS: f64 = (1u64 << 26) as f64;
const MOST_ADDITIONS: f64 = (1u64 << 32) as f64;
/// The weights are there as they are, folded back, and in parts.
const COPIES: f64 = 3.0;

/// One axis of the operator: how each measured pixel weighs the pixels of the target grid.
///
/// The weights of a measured pixel sum to 1 where signal is steady, so a uniform sample keeps its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Weights of each measured pixel; they may reach beyond the target grid. Clones share them.
    pub taps: Arc<[Taps]>,
    /// Pixels of the target grid.
    pub length: usize,
    /// What lies beyond the target grid.
    pub edge: Edge,
}

impl Axis {
    /// Across the lines: each line averages the rows under its beam, for other shapes than boxes those under the box of
    /// equal variance (of a disc of diameter d, the square of side d √3/2).
    ///
    /// # Errors
    /// [`Error::Data`] if the beam covers an absurd number of target pixels.
    pub fn across(scan: &Scan, target_um: f64, length: usize) -> Result<Self> {
        let height = scan.beam.equal_box_um().1;
        few_weights(scan.lines as f64 * (height / target_um), height, target_um)?;
        let line = |i: usize| {
            let top = scan.middle_um(i) - height / 2.0;
            let mut taps = Taps::default();
            taps.add(&Taps::of_interval(top, top + height, target_um), 1.0 / height);
            taps
        };
        Ok(Self { taps: (0..scan.lines).map(line).collect(), length, edge: scan.edge })
    }

    /// Along the scan of the even lines: each pixel sums the pulses whose signal falls into its window. Other
    /// beams than boxes are treated as by [`Axis::across`].
    ///
    /// # Errors
    /// [`Error::Data`] if beam and washout spread an absurd number of target pixels over the measured ones.
    pub fn along(scan: &Scan, dosage: f64, target_um: f64, length: usize) -> Result<Self> {
        let width = scan.beam.equal_box_um().0;
        let (seen, farthest_um) = seen(scan);
        let reach_um = farthest_um + width;
        few_weights(scan.pixels as f64 * (reach_um / target_um), reach_um, target_um)?;
        few(seen as f64 * (width / target_um), MOST_ADDITIONS, reach_um, target_um)?;
        let mut taps = vec![Taps::default(); scan.pixels];
        for (left, (first, shares)) in scan.lefts_um(0).zip(scan.exposure.iter()) {
            let left = left + (scan.beam_um - width) / 2.0;
            let beam = Taps::of_interval(left, left + width, target_um);
            for (share, taps) in shares.iter().zip(&mut taps[first..]) {
                taps.add(&beam, share / (width * dosage));
            }
        }
        Ok(Self { taps: taps.into(), length, edge: scan.edge })
    }

    /// An axis whose pixels average a box of `width_um`, displaced by `shift_um` from the pixel's centre.
    ///
    /// # Errors
    /// As [`Axis::across`].
    pub fn boxes(
        count: usize,
        pitch_um: f64,
        width_um: f64,
        shift_um: f64,
        target_um: f64,
        length: usize,
        edge: Edge,
    ) -> Result<Self> {
        few_weights(count as f64 * (width_um / target_um), width_um, target_um)?;
        let pixel = |j: usize| {
            let centre = (j as f64 + 0.5) * pitch_um + shift_um;
            let mut taps = Taps::default();
            taps.add(
                &Taps::of_interval(centre - width_um / 2.0, centre + width_um / 2.0, target_um),
                1.0 / width_um,
            );
            taps
        };
        Ok(Self { taps: (0..count).map(pixel).collect(), length, edge })
    }

    /// The axis with all weights on the target grid: what reaches beyond is folded back (reflect) or lost (zero).
    #[must_use]
    pub fn folded(&self) -> Axis {
        let taps = self.taps.iter().map(|taps| taps.inside(self.length, self.edge)).collect();
        Axis { taps, length: self.length, edge: self.edge }
    }

    /// Most target pixels that a measured one sees.
    pub fn reach(&self) -> usize {
        self.taps.iter().map(|taps| taps.weights.len()).max().unwrap_or(0)
    }

    /// Bytes of the weights, with the copies of them that are held while they are used.
    pub fn held_bytes(&self) -> u64 {
        let weights: usize = self.taps.iter().map(|taps| taps.weights.len()).sum();
        bytes(weights as f64)
    }

    /// Response of each measured pixel to a uniform sample of ones.
    pub fn steady(&self) -> Vec<f64> {
        self.taps.iter().map(|taps| taps.weights.iter().sum()).collect()
    }

    /// The axis from the target pixels `target` to the measured pixels `measured`.
    #[must_use]
    pub fn part(&self, measured: Range<usize>, target: Range<usize>) -> Axis {
        let shifted =
            |taps: &Taps| Taps { start: taps.start - target.start as i64, weights: taps.weights.clone() };
        Axis {
            taps: self.taps[measured].iter().map(shifted).collect(),
            length: target.len(),
            edge: self.edge,
        }
    }

    /// Which measured pixels see only target pixels at least `margin` away from both ends?
    pub fn seeing_only(&self, margin: i64) -> Vec<bool> {
        let inside = |taps: &Taps| {
            taps.start >= margin && taps.start + taps.weights.len() as i64 + margin <= self.length as i64
        };
        self.taps.iter().map(inside).collect()
    }

    /// The axis as an inference sees it: a sample that goes on beyond the grid keeps its weights there, one that
    /// ends at the grid loses them.
    #[must_use]
    pub fn unfolded(self) -> Axis {
        if self.edge == Edge::Zero { self.folded() } else { self }
    }
}

/// What to do about too many weights.
const LOWER: &str = "lower beam_size_um, the washout or the magnification";

/// How many windows see a pulse, summed over all pulses, and how far apart those lie that one window sees.
fn seen(scan: &Scan) -> (usize, f64) {
    let mut sum = 0;
    let mut extents = vec![(f64::INFINITY, f64::NEG_INFINITY); scan.pixels];
    for (left, (first, shares)) in scan.lefts_um(0).zip(scan.exposure.iter()) {
        sum += shares.len();
        for extent in extents.iter_mut().skip(first).take(shares.len()) {
            *extent = (extent.0.min(left), extent.1.max(left));
        }
    }
    let farthest = extents.into_iter().map(|(first, last)| last - first).fold(0.0, f64::max);
    (sum, farthest)
}

/// Bytes of so many weights and their copies.
fn bytes(weights: f64) -> u64 {
    (COPIES * weights * size_of::<f64>() as f64) as u64
}

/// Refuses more weights than an axis may have, or than the memory takes.
fn few_weights(weights: f64, reach_um: f64, target_um: f64) -> Result<()> {
    few(weights, MOST_WEIGHTS, reach_um, target_um)?;
    memory::claim(bytes(weights)).map_err(|needs| {
        Error::Data(format!(
            "blurring {reach_um:.6} µm of the sample into each measured pixel {needs}: {LOWER}"
        ))
    })
}

/// Refuses more than `most` of what a reach needs.
fn few(needed: f64, most: f64, reach_um: f64, target_um: f64) -> Result<()> {
    if needed <= most {
        return Ok(());
    }
    Err(Error::Data(format!(
        "beam and washout blur {reach_um:.6} µm of the sample into each measured pixel, {:.0} pixels of {target_um} µm: {LOWER}",
        reach_um / target_um
    )))
}
