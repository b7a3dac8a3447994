// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 1: how much each pulse of a line finds under its beam (van Elteren et al. 2019, doi:10.1039/c9ja00166b, laser
//! sampling).
//!
//! [`Sampler`] chooses between `boxes` (a rectangular beam: running sums) and `gather` (any other: a stencil for each
//! phase of beam and pixels); both work in a `scratch` of their thread on the columns of `extent`. `thin` is the sample that
//! wears out, pulse by pulse, with `footprints` that are computed once for each `phase`.

pub(super) mod boxes;
pub(super) mod extent;
pub(super) mod footprints;
mod gather;
mod phase;
pub(super) mod scratch;
pub(super) mod thin;

use super::scan::Scan;
use crate::error::Result;
use boxes::Boxes;
use gather::Gather;
use ndarray::ArrayView2;
use scratch::Scratch;

/// A thick sample under the beam of a scan: no pulse changes what another one finds.
pub(crate) enum Sampler<'a> {
    /// A rectangular beam.
    Boxes(Boxes<'a>),
    /// Any other.
    Gather(Gather<'a>),
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

    /// Values of the rows under the beams of a line, which a scratch holds.
    pub fn scratch_values(&self) -> usize {
        match self {
            Self::Boxes(boxes) => boxes.scratch_values(),
            Self::Gather(gather) => gather.scratch_values(),
        }
    }

    /// Mean concentration under the beam for every pulse of one line, weighed with the crater.
    ///
    /// `scratch`: of this sampler alone.
    pub fn line(&self, line: usize, scratch: &mut Scratch) -> Vec<f64> {
        match self {
            Self::Boxes(boxes) => boxes.line(line, &mut scratch.values),
            Self::Gather(gather) => gather.line(line, scratch),
        }
    }
}
