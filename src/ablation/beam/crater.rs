// SPDX-License-Identifier: MIT OR Apache-2.0
//! A stated crater as the profile of a beam: its area, its variance and its overlap with the pixels.

use super::footprint::Footprint;
use crate::ablation::overlap::Taps;
use crate::conditions::Crater;
use ndarray::{Array2, Axis};

impl Crater {
    /// Integral of the relative depth, µm².
    pub(crate) fn area_um2(&self) -> f64 {
        self.depth().sum() * self.cell_um() * self.cell_um()
    }

    /// Variance of the crater about its centroid, along the scan and across the lines, µm².
    pub(crate) fn variance_um2(&self) -> (f64, f64) {
        (self.variance(Axis(0)), self.variance(Axis(1)))
    }

    fn variance(&self, summed: Axis) -> f64 {
        let profile = self.depth().sum_axis(summed);
        let mean = |value: &dyn Fn(f64) -> f64| {
            let terms = profile.iter().enumerate().map(|(i, depth)| depth * value(i as f64));
            terms.sum::<f64>() / profile.sum()
        };
        let centre = mean(&|i| i);
        (mean(&|i| (i - centre).powi(2)) + 1.0 / 12.0) * self.cell_um() * self.cell_um()
    }

    /// Adds the crater with its middle at (`x`, `y`) to the pixels of a footprint: exact overlaps of two grids.
    pub(crate) fn add_to(&self, footprint: &mut Footprint, (x, y): (f64, f64), pixel_um: f64) {
        let (width, height) = self.size_um();
        let cells = |count: usize, start: f64| {
            let cell = move |i: usize| {
                let from = start + i as f64 * self.cell_um();
                Taps::of_interval(from, from + self.cell_um(), pixel_um)
            };
            (0..count).map(cell).collect::<Vec<_>>()
        };
        let columns = cells(self.depth().ncols(), x - width / 2.0);
        let rows = cells(self.depth().nrows(), y - height / 2.0);
        let mut collapsed = vec![0.0; footprint.weights.ncols()];
        for (depths, row) in self.depth().rows().into_iter().zip(&rows) {
            collapsed.fill(0.0);
            for (depth, column) in depths.iter().zip(&columns) {
                add(&mut collapsed, column, footprint.column, *depth);
            }
            for (i, weight) in (row.start - footprint.row..).zip(&row.weights) {
                // rounding may place an empty overlap beside the footprint
                if let Some(mut target) =
                    usize::try_from(i).ok().and_then(|i| row_of(&mut footprint.weights, i))
                {
                    target.iter_mut().zip(&collapsed).for_each(|(sum, value)| *sum += weight * value);
                }
            }
        }
    }
}

fn row_of(weights: &mut Array2<f64>, row: usize) -> Option<ndarray::ArrayViewMut1<'_, f64>> {
    (row < weights.nrows()).then(|| weights.row_mut(row))
}

fn add(sums: &mut [f64], taps: &Taps, first: i64, factor: f64) {
    for (i, weight) in (taps.start - first..).zip(&taps.weights) {
        if let Some(sum) = usize::try_from(i).ok().and_then(|i| sums.get_mut(i)) {
            *sum += factor * weight;
        }
    }
}
