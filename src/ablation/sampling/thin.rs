// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laser sampling of a sample that wears out: each pulse finds what those before it have left.

use super::extent::{Extent, claim};
use super::footprints::Footprints;
use crate::ablation::overlap::place;
use crate::ablation::scan::Scan;
use crate::conditions::Edge;
use crate::error::{Error, Result};
use crate::task::Task;
use ndarray::{Array2, ArrayView2, s};

/// Most pixels of the sample with its surroundings.
const MOST_VALUES: usize = 1 << 30;
/// Footprints that are held at a time where they are large.
const KEPT: f64 = 2.0;

/// A sample of so many layers, each as deep as a crater: a pulse removes what is left under it, at most its crater.
///
/// The material of a pixel is mixed: half a pixel ablated leaves half of all of it.
pub(crate) struct Thin<'a> {
    sample: ArrayView2<'a, f32>,
    pixel_um: f64,
    scan: &'a Scan,
    footprints: Footprints<'a>,
    /// First row and column of `left`; they may lie outside the picture.
    start: (i64, i64),
    /// Layers that are left of each pixel under the scan.
    left: Array2<f64>,
    /// Column of the sample that stands for each column of `left`.
    columns: Vec<Option<usize>>,
}

impl<'a> Thin<'a> {
    /// `sample`: shape (rows, columns), one of so many elements, square pixels of `pixel_um`, `layers` > 0 craters deep
    /// everywhere.
    ///
    /// # Errors
    /// [`Error::Data`] if the scan covers an absurd number of pixels, or more than the memory takes.
    pub fn new(
        sample: ArrayView2<'a, f32>,
        elements: usize,
        pixel_um: f64,
        scan: &'a Scan,
        layers: f64,
    ) -> Result<Self> {
        let reach = Extent::of(scan, pixel_um)?;
        let first = (scan.top_um(0) / pixel_um).floor() as i64 - 1;
        let bottom = scan.top_um(scan.lines - 1) + scan.beam.height_um;
        let rows = ((bottom / pixel_um).ceil() as i64 + 1 - first) as usize;
        if rows.saturating_mul(reach.length) > MOST_VALUES {
            return Err(Error::Data(format!(
                "the scan covers {rows} x {} pixels of {pixel_um} µm: too many for a thin sample",
                reach.length
            )));
        }
        let side = |um: f64| um / pixel_um + 2.0;
        let footprint = side(scan.beam.width_um) * side(scan.beam.height_um);
        let values = (rows * reach.length) as f64 + KEPT * footprint;
        claim((values * (size_of::<f64>() * elements) as f64) as u64)?;
        let left = Array2::from_elem((rows, reach.length), layers);
        let columns =
            (reach.first..).take(reach.length).map(|column| place(column, sample.ncols(), scan.edge));
        Ok(Self {
            sample,
            pixel_um,
            scan,
            footprints: Footprints::new(&scan.beam, pixel_um),
            start: (first, reach.first),
            left,
            columns: columns.collect(),
        })
    }

    /// Mean concentration of the material that every pulse of a line finds, for a full crater: less where little is
    /// left. The lines must be taken in the order in which they are fired.
    ///
    /// # Errors
    /// [`Error::Cancelled`]; what is left of the sample then means nothing.
    pub fn line(&mut self, line: usize, task: &Task) -> Result<Vec<f64>> {
        let (middle, half) = (self.scan.middle_um(line), self.scan.beam.width_um / 2.0);
        let scan = self.scan;
        scan.lefts_um(line).map(|left| task.check().map(|()| self.fire(left + half, middle))).collect()
    }

    fn fire(&mut self, x_um: f64, y_um: f64) -> f64 {
        let (row, column, weights) = self.footprints.at(x_um, y_um);
        let pixel = self.pixel_um * self.pixel_um;
        let outside = if self.scan.edge == Edge::Value { self.scan.edge_value } else { 0.0 };
        let first = (column - self.start.1) as usize;
        let under = first..first + weights.ncols();
        let mut amount = 0.0;
        for (row, weights) in (row..).zip(weights.outer_iter()) {
            let inside = place(row, self.sample.nrows(), self.scan.edge).map(|row| self.sample.row(row));
            if inside.is_none() && outside == 0.0 {
                continue; // what is left there is never asked for
            }
            let mut left = self.left.slice_mut(s![(row - self.start.0) as usize, under.clone()]);
            for ((weight, left), column) in weights.iter().zip(&mut left).zip(&self.columns[under.clone()]) {
                let removed = left.min(weight / pixel);
                *left -= removed;
                amount += removed * inside.zip(*column).map_or(outside, |(row, at)| f64::from(row[at]));
            }
        }
        amount * pixel / self.scan.beam.area_um2()
    }
}
