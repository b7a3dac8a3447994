// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 1: how much each pulse of a line finds under its beam (van Elteren et al. 2019, doi:10.1039/c9ja00166b, laser
//! sampling).

use super::boxes::Boxes;
use super::gather::Gather;
use super::scan::Scan;
use crate::error::Result;
use ndarray::ArrayView2;
use std::ops::Range;

/// A thick sample under the beam of a scan: no pulse changes what another one finds.
pub(crate) enum Sampler<'a> {
    /// A rectangular beam.
    Boxes(Boxes<'a>),
    /// Any other.
    Gather(Gather<'a>),
}

/// Memory that a thread uses again from line to line of one sampler; it begins empty.
#[derive(Default)]
pub(crate) struct Room {
    pub values: Vec<f64>,
    /// Rows of the sample that lie in `values` already.
    pub rows: Range<i64>,
}

impl<'a> Sampler<'a> {
    /// `sample`: shape (rows, columns) in standard layout, square pixels of `pixel_um`.
    ///
    /// # Errors
    /// [`crate::Error::Data`] if the beam covers an absurd number of pixels.
    pub fn new(sample: ArrayView2<'a, f32>, pixel_um: f64, scan: &'a Scan) -> Result<Self> {
        Ok(if scan.beam.is_box() {
            Self::Boxes(Boxes::new(sample, pixel_um, scan)?)
        } else {
            Self::Gather(Gather::new(sample, pixel_um, scan)?)
        })
    }

    /// Mean concentration under the beam for every pulse of one line, weighed with the crater.
    ///
    /// `room`: of this sampler alone.
    pub fn line(&self, line: usize, room: &mut Room) -> Vec<f64> {
        match self {
            Self::Boxes(boxes) => boxes.line(line, &mut room.values),
            Self::Gather(gather) => gather.line(line, room),
        }
    }
}
