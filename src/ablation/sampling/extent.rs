// SPDX-License-Identifier: MIT OR Apache-2.0
//! The part of the sample that a scan can touch, with what lies outside the picture.

use crate::ablation::overlap::place;
use crate::ablation::scan::Scan;
use crate::error::{Error, Result};
use crate::memory;
use ndarray::ArrayView2;

/// Most values of one strip under the beam; a guard against absurd sizes.
const MOST_VALUES: f64 = (1 << 26) as f64;

/// Bytes that a thread holds for each value of a strip, and for each weight of a beam that is no rectangle: the footprint, its stencil
/// while it grows, and the places and rows it is applied to.
const STRIP_BYTES: f64 = 8.0;
const STENCIL_BYTES: f64 = 96.0;

/// Refuses a scan under whose beams lies more than the memory takes, for as many threads as work on lines. `bytes`: of one thread.
///
/// # Errors
/// [`Error::Data`] with both numbers.
pub(crate) fn claim_on_threads(bytes: u64) -> Result<()> {
    claim(bytes.saturating_mul(rayon::current_num_threads() as u64))
}

/// Refuses a scan under whose beams lie this many bytes, if the memory does not take them.
///
/// # Errors
/// [`Error::Data`] with both numbers.
pub(crate) fn claim(bytes: u64) -> Result<()> {
    let needs = |needs| {
        Error::Data(format!(
            "what lies under the beams of a line {needs}: take larger pixels or a smaller beam"
        ))
    };
    memory::claim(bytes).map_err(needs)
}

/// The columns under any beam of a scan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extent {
    /// First column; it may lie outside the picture.
    pub first: i64,
    /// Number of columns.
    pub length: usize,
}

impl Extent {
    /// The columns of pixels of `pixel_um` that the scan touches, and one more on either side.
    ///
    /// # Errors
    /// [`Error::Data`] if the rows under one beam have an absurd number of pixels there, or more than the memory takes.
    pub fn of(scan: &Scan, pixel_um: f64) -> Result<Self> {
        let lefts = || scan.lefts_um(0).chain(scan.lefts_um(1));
        let left = lefts().fold(f64::INFINITY, f64::min);
        let right = lefts().fold(f64::NEG_INFINITY, f64::max) + scan.beam.width_um;
        if left > right {
            return Ok(Self { first: 0, length: 0 });
        }
        let (first, last) = ((left / pixel_um).floor() - 1.0, (right / pixel_um).ceil() + 1.0);
        let rows = if scan.beam.is_box() { 1.0 } else { scan.beam.height_um / pixel_um + 4.0 };
        if (last - first) * rows > MOST_VALUES {
            return Err(Error::Data(format!(
                "a line has {} x {rows:.0} pixels of {pixel_um} µm under its beams: take larger pixels or a smaller beam",
                last - first
            )));
        }
        let under_one = if scan.beam.is_box() { 0.0 } else { rows * (scan.beam.width_um / pixel_um + 4.0) };
        let bytes = (last - first) * rows * STRIP_BYTES + under_one * STENCIL_BYTES;
        claim_on_threads(bytes as u64)?;
        Ok(Self { first: first as i64, length: (last - first) as usize })
    }

    /// Writes a row of the picture and its continuation beyond the edges; `outside` where nothing continues it.
    pub fn widen<T: Copy + Into<f64>>(&self, row: &[T], scan: &Scan, outside: f64, wide: &mut [f64]) {
        let columns = row.len() as i64;
        let (from, to) = (self.first.clamp(0, columns), (self.first + self.length as i64).clamp(0, columns));
        let (before, after) = ((from - self.first) as usize, (to - self.first) as usize);
        let beside =
            |i: usize| place(self.first + i as i64, row.len(), scan.edge).map_or(outside, |i| row[i].into());
        let before = before.min(self.length);
        (0..before).for_each(|i| wide[i] = beside(i));
        let inside = &row[from as usize..to as usize];
        wide[before..].iter_mut().zip(inside).for_each(|(wide, &value)| *wide = value.into());
        (after.max(before)..self.length).for_each(|i| wide[i] = beside(i));
    }
}

/// A row of a picture in standard layout.
pub(crate) fn row_of<'a>(picture: &'a ArrayView2<'_, f32>, row: usize) -> &'a [f32] {
    let columns = picture.ncols();
    &picture.as_slice().expect("standard layout")[row * columns..(row + 1) * columns]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::{Conditions, Edge};

    fn widened(first: i64, length: usize, edge: Edge) -> Vec<f64> {
        let conditions = Conditions { beam_size_um: Some(5.0), edge, ..Conditions::default() };
        let scan = Scan::covering(&conditions, 10.0, 10.0).unwrap();
        let mut wide = vec![0.0; length];
        Extent { first, length }.widen(&[1.0f32, 2.0, 3.0], &scan, 9.0, &mut wide);
        wide
    }

    #[test]
    fn every_edge_has_its_way_to_go_on() {
        assert_eq!(widened(-2, 6, Edge::Reflect), [2.0, 1.0, 1.0, 2.0, 3.0, 3.0]);
        assert_eq!(widened(-2, 6, Edge::Clamp), [1.0, 1.0, 1.0, 2.0, 3.0, 3.0]);
        assert_eq!(widened(-2, 6, Edge::Value), [9.0, 9.0, 1.0, 2.0, 3.0, 9.0]);
        assert_eq!(widened(1, 1, Edge::Value), [2.0]);
        assert_eq!(widened(5, 2, Edge::Value), [9.0, 9.0]);
        assert_eq!(widened(-7, 3, Edge::Clamp), [1.0, 1.0, 1.0]);
    }
}
