// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laser sampling with a beam of any shape: the footprint of each pulse, weighed with the pixels under it.
//!
//! Pulses that lie alike within their pixels share one footprint. Where a footprint is flat inside, as a large disc, its
//! weights are applied to prefix sums of the rows: then only its rim counts, which is exact too (summation by parts).

use super::extent::{Extent, row_of};
use super::phase::Phase;
use super::scratch::Scratch;
use crate::ablation::overlap::place;
use crate::ablation::scan::Scan;
use crate::conditions::Edge;
use crate::error::Result;
use crate::numeric::{accumulate, add_weighted};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Most weights of stencils that are kept from line to line.
const MOST_KEPT: usize = 1 << 22;
/// A weight this close to that of a full pixel is one.
const FULL: f64 = 1e-12;
/// How much cheaper the rim must be than all of the footprint to make up for the prefix sums.
const RIM_GAIN: f64 = 1.5;
/// Pulses that are worked on together, so that the rows under them stay in the cache.
const TOGETHER: usize = 512;

/// A sample under a beam of any shape.
pub(crate) struct Gather<'a> {
    sample: ArrayView2<'a, f32>,
    pixel_um: f64,
    scan: &'a Scan,
    reach: Extent,
    /// Rows from the first under the beam to the one its centre lies on.
    above: i64,
    /// Does each stencil apply to prefix sums of the rows?
    summed: bool,
    /// The pulses of the even and of the odd lines by their place within a pixel.
    groups: [Vec<Group>; 2],
    /// Stencils of each place of a line within its pixel, for even and odd lines; empty if there are too many.
    kept: BTreeMap<(usize, u64), Vec<Stencil>>,
}

/// Pulses with the same place within a pixel along the scan.
struct Group {
    phase: Phase,
    /// Number of the pulse, and the column of its centre from the first in reach.
    pulses: Vec<(usize, i64)>,
    /// Does each pulse lie one column after the one before?
    consecutive: bool,
}

/// Row from the first under the beam, place in it from that of the beam's centre column, weight.
type Stencil = Vec<(i64, isize, f64)>;

impl<'a> Gather<'a> {
    /// `sample`: standard layout, square pixels of `pixel_um`.
    ///
    /// # Errors
    /// As [`Extent::of`].
    pub fn new(sample: ArrayView2<'a, f32>, pixel_um: f64, scan: &'a Scan) -> Result<Self> {
        let reach = Extent::of(scan, pixel_um)?;
        let above = (scan.beam.height_um / 2.0 / pixel_um).ceil() as i64 + 1;
        let odd = if scan.is_regular() { Vec::new() } else { groups(scan, 1, pixel_um, reach) };
        let groups = [groups(scan, 0, pixel_um, reach), odd];
        let kept = BTreeMap::new();
        let mut gather = Self { sample, pixel_um, scan, reach, above, summed: false, groups, kept };
        gather.summed = gather.rim_is_cheaper();
        gather.keep_stencils();
        Ok(gather)
    }

    /// Mean concentration under the beam for every pulse of a line.
    ///
    /// `scratch`: rows that two lines share are prepared once.
    pub fn line(&self, line: usize, scratch: &mut Scratch) -> Vec<f64> {
        let (odd, phase) = (self.odd(line), self.phase(line));
        let top = phase.pixel - self.above;
        self.fill(scratch, top);
        let placed = |stencil: &Stencil| {
            let place =
                |&(row, column, weight)| ((self.slot(top + row) * self.stride()) as isize + column, weight);
            stencil.iter().map(place).collect::<Vec<_>>()
        };
        let mut amounts = vec![0.0; self.scan.pulses.len()];
        let kept = self.kept.get(&(odd, phase.key));
        for (i, group) in self.groups[odd].iter().enumerate() {
            match kept {
                Some(stencils) => group.apply(&placed(&stencils[i]), &scratch.values, &mut amounts),
                None => group.apply(&placed(&self.stencil(group, phase)), &scratch.values, &mut amounts),
            }
        }
        amounts
    }

    /// Values that a scratch holds.
    pub fn scratch_values(&self) -> usize {
        self.rows() * self.stride()
    }

    fn odd(&self, line: usize) -> usize {
        usize::from(!self.scan.is_regular() && line % 2 == 1)
    }

    fn phase(&self, line: usize) -> Phase {
        Phase::of(self.scan.middle_um(line), self.pixel_um)
    }

    fn stride(&self) -> usize {
        self.reach.length + 1
    }

    fn rows(&self) -> usize {
        2 * self.above as usize + 1
    }

    /// Where a row lies in the scratch: rows follow each other in a ring.
    fn slot(&self, row: i64) -> usize {
        row.rem_euclid(self.rows() as i64) as usize
    }

    /// Fills the scratch with the rows under a line from `top` on, one value more than columns in reach: the values after
    /// a 0, or their prefix sums.
    fn fill(&self, scratch: &mut Scratch, top: i64) {
        let outside = if self.scan.edge == Edge::Value { self.scan.edge_value } else { 0.0 };
        scratch.values.resize(self.scratch_values(), 0.0);
        let under = top..top + self.rows() as i64;
        for row in under.clone().filter(|row| !scratch.rows.contains(row)) {
            let wide = &mut scratch.values[self.slot(row) * self.stride()..][..self.stride()];
            match place(row, self.sample.nrows(), self.scan.edge) {
                Some(row) => self.reach.widen(row_of(&self.sample, row), self.scan, outside, &mut wide[1..]),
                None => wide[1..].fill(outside),
            }
            if self.summed {
                accumulate(&mut wide[1..]);
            }
        }
        scratch.rows = under;
    }

    fn weights(&self, group: &Group, phase: Phase) -> (i64, i64, Array2<f64>) {
        let rest = |phase: Phase| phase.rest_um(self.pixel_um);
        let mut footprint = self.scan.beam.footprint((rest(group.phase), rest(phase)), self.pixel_um);
        let full = self.pixel_um * self.pixel_um;
        footprint.weights.mapv_inplace(|w| if (w / full - 1.0).abs() < FULL { full } else { w });
        (footprint.row, footprint.column, footprint.weights)
    }

    fn stencil(&self, group: &Group, phase: Phase) -> Stencil {
        let (row, column, weights) = self.weights(group, phase);
        let scale = 1.0 / self.scan.beam.area_um2();
        let mut stencil = Vec::new();
        for (i, weights) in (row + self.above..).zip(weights.rows()) {
            let row = |(column, weight)| (i, column, weight);
            let start = column as isize;
            if self.summed {
                // sum of w[j] (P[j + 1] - P[j]): only where w changes does P count
                let before = std::iter::once(0.0).chain(weights.iter().copied());
                let after = weights.iter().copied().chain(std::iter::once(0.0));
                let steps = before.zip(after).map(|(before, after)| (before - after) * scale);
                stencil.extend((start..).zip(steps).map(row));
            } else {
                stencil.extend((start + 1..).zip(weights.iter().map(|weight| weight * scale)).map(row));
            }
        }
        stencil.retain(|(_, _, weight)| *weight != 0.0);
        stencil
    }

    fn rim_is_cheaper(&mut self) -> bool {
        let Some(group) = self.groups[0].first() else { return false };
        let (_, _, weights) = self.weights(group, self.phase(0));
        let steps = |row: ndarray::ArrayView1<f64>| {
            2 + row.iter().zip(row.iter().skip(1)).filter(|(a, b)| a != b).count()
        };
        let rim: usize = weights.rows().into_iter().map(steps).sum();
        RIM_GAIN * (rim as f64) < weights.iter().filter(|w| **w != 0.0).count() as f64
    }

    /// Computes the stencils of every place of a line within its pixel, if those are few.
    fn keep_stencils(&mut self) {
        let Some(group) = self.groups[0].first() else { return };
        let weights = self.weights(group, self.phase(0)).2.len();
        let (mut phases, mut stencils) = (BTreeMap::new(), 0);
        for line in 0..self.scan.lines {
            let (odd, phase) = (self.odd(line), self.phase(line));
            if phases.insert((odd, phase.key), phase).is_none() {
                stencils += self.groups[odd].len();
            }
            if stencils.saturating_mul(weights) > MOST_KEPT {
                return;
            }
        }
        let stencils = |(key, phase): ((usize, u64), Phase)| {
            (key, self.groups[key.0].iter().map(|group| self.stencil(group, phase)).collect())
        };
        self.kept = phases.into_par_iter().map(stencils).collect();
    }
}

impl Group {
    fn apply(&self, stencil: &[(isize, f64)], strip: &[f64], amounts: &mut [f64]) {
        for pulses in self.pulses.chunks(TOGETHER) {
            if self.consecutive {
                let mut sums = [0.0; TOGETHER];
                let under = |at: isize| &strip[(pulses[0].1 as isize + at) as usize..][..pulses.len()];
                let rows = stencil.iter().map(|&(at, weight)| (under(at), weight)).collect::<Vec<_>>();
                add_weighted(&rows, &mut sums[..pulses.len()]);
                pulses.iter().zip(sums).for_each(|(&(number, _), sum)| amounts[number] = sum);
            } else {
                for &(number, column) in pulses {
                    let terms = stencil.iter().map(|(at, w)| w * strip[(column as isize + at) as usize]);
                    amounts[number] = terms.sum();
                }
            }
        }
    }
}

fn groups(scan: &Scan, line: usize, pixel_um: f64, reach: Extent) -> Vec<Group> {
    let mut groups: BTreeMap<u64, Group> = BTreeMap::new();
    for (number, left) in scan.lefts_um(line).enumerate() {
        let phase = Phase::of(left + scan.beam.width_um / 2.0, pixel_um);
        let group =
            groups.entry(phase.key).or_insert_with(|| Group { phase, pulses: Vec::new(), consecutive: true });
        group.pulses.push((number, phase.pixel - reach.first));
    }
    let mut groups = groups.into_values().collect::<Vec<_>>();
    for group in &mut groups {
        // on a line that runs back the pulses lie in the opposite order
        group.pulses.sort_by_key(|&(_, column)| column);
        group.consecutive = group.pulses.windows(2).all(|pair| pair[1].1 == pair[0].1 + 1);
    }
    groups
}
