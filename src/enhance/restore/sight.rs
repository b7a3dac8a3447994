// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is seen of a sample in blocks of target pixels.

use super::blocks::Blocks;
use super::grid_scan::GridScan;
use crate::ablation::Axis;
use crate::task::Task;
use std::ops::Range;

/// A sample in blocks, and what the measured pixels see of it.
pub struct Sight {
    /// What the measured pixels see of the blocks, where these are uniform.
    pub seen: GridScan,
    /// What they see of the target pixels.
    pub exact: GridScan,
    /// The target pixels between the blocks.
    pub between: GridScan,
    /// The means of the target pixels of each block.
    pub means: GridScan,
}

/// The blocks of an axis, the axis and its measured pixels.
type Side<'a> = (&'a Blocks, &'a Axis, &'a Range<usize>);

impl Sight {
    /// What is seen across the lines and along the scan.
    pub fn new((across, rows, lines): Side, (along, columns, pixels): Side, task: &Task) -> Self {
        let scan = |across: &Axis, along: &Axis| GridScan::new(across, along, task);
        Self {
            seen: scan(&across.seen(rows, lines), &along.seen(columns, pixels)),
            exact: scan(&across.seen_of_pixels(rows, lines), &along.seen_of_pixels(columns, pixels)),
            between: scan(&across.between(), &along.between()),
            means: scan(&across.means(), &along.means()),
        }
    }
}
