// SPDX-License-Identifier: MIT OR Apache-2.0
//! A measured or computed crater: how deep one pulse ablates at each place under the beam.

use super::beam::Footprint;
use super::overlap::Taps;
use crate::error::{Error, Result};
use ndarray::{Array2, Axis};

/// Most rows or columns of a crater.
const MOST_CELLS: usize = 1024;
/// Sizes that a crater may have, as those of a beam.
const SIZE_UM: (f64, f64) = (0.1, 1000.0);

/// Depth profile of the crater of one pulse, constant on square cells; its middle lies at the centre of the beam.
#[derive(Debug, Clone, PartialEq)]
pub struct Crater {
    depth: Array2<f64>,
    cell_um: f64,
}

impl Crater {
    /// A crater from its depth, shape (rows across the lines, columns along the scan), on cells of side `cell_um`.
    ///
    /// The unit of the depth does not matter: the deepest cell counts as 1.
    ///
    /// # Errors
    /// [`Error::Data`] for a depth that is NaN, infinite or negative, for a crater that is empty or without depth, or of
    /// more than 1024 rows or columns; [`Error::OutOfRange`] if a side is not 0.1 to 1000 µm long.
    pub fn new(depth: Array2<f64>, cell_um: f64) -> Result<Self> {
        let (rows, columns) = depth.dim();
        if depth.is_empty() || rows.max(columns) > MOST_CELLS {
            return Err(Error::Data(format!(
                "the crater has {rows} rows and {columns} columns: it may have 1 to {MOST_CELLS} of each"
            )));
        }
        if let Some(((row, column), value)) =
            depth.indexed_iter().find(|(_, v)| !(v.is_finite() && **v >= 0.0))
        {
            return Err(Error::Data(format!(
                "the depth of the crater at row {row}, column {column} is {value}: it must be a finite number >= 0"
            )));
        }
        let deepest = depth.iter().copied().fold(0.0, f64::max);
        if deepest == 0.0 {
            return Err(Error::Data("the crater is nowhere deeper than 0".into()));
        }
        let crater = Self { depth: depth / deepest, cell_um };
        let (width, height) = crater.size_um();
        for (key, value) in [("crater width", width), ("crater height", height)] {
            if !(SIZE_UM.0..=SIZE_UM.1).contains(&value) {
                return Err(Error::OutOfRange { key, value, unit: "µm", min: SIZE_UM.0, max: SIZE_UM.1 });
            }
        }
        Ok(crater)
    }

    /// Depth relative to the deepest cell, shape (rows, columns), 0 to 1.
    pub fn depth(&self) -> &Array2<f64> {
        &self.depth
    }

    /// Side of a cell.
    pub fn cell_um(&self) -> f64 {
        self.cell_um
    }

    /// Width (along the scan) and height (across the lines).
    pub fn size_um(&self) -> (f64, f64) {
        (self.depth.ncols() as f64 * self.cell_um, self.depth.nrows() as f64 * self.cell_um)
    }

    /// Integral of the relative depth, µm².
    pub(crate) fn area_um2(&self) -> f64 {
        self.depth.sum() * self.cell_um * self.cell_um
    }

    /// Variance of the crater about its centroid, along the scan and across the lines, µm².
    pub(crate) fn variance_um2(&self) -> (f64, f64) {
        (self.variance(Axis(0)), self.variance(Axis(1)))
    }

    fn variance(&self, summed: Axis) -> f64 {
        let profile = self.depth.sum_axis(summed);
        let moment = |power: i32, centre: f64| {
            let terms = profile.iter().enumerate().map(|(i, v)| v * (i as f64 - centre).powi(power));
            terms.sum::<f64>() / profile.sum()
        };
        (moment(2, moment(1, 0.0)) + 1.0 / 12.0) * self.cell_um * self.cell_um
    }

    /// Adds the crater with its middle at (`x`, `y`) to the pixels of a footprint: exact overlaps of two grids.
    pub(crate) fn add_to(&self, footprint: &mut Footprint, (x, y): (f64, f64), pixel_um: f64) {
        let (width, height) = self.size_um();
        let cells = |count: usize, start: f64| {
            let cell = move |i: usize| {
                let from = start + i as f64 * self.cell_um;
                Taps::of_interval(from, from + self.cell_um, pixel_um)
            };
            (0..count).map(cell).collect::<Vec<_>>()
        };
        let columns = cells(self.depth.ncols(), x - width / 2.0);
        let rows = cells(self.depth.nrows(), y - height / 2.0);
        let mut collapsed = vec![0.0; footprint.weights.ncols()];
        for (depths, row) in self.depth.rows().into_iter().zip(&rows) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_crater_that_cannot_be_one_is_refused() {
        let with = |value: f64| Crater::new(array![[1.0, value]], 1.0).unwrap_err().to_string();
        for value in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(with(value).contains("row 0, column 1"), "{}", with(value));
        }
        assert!(Crater::new(Array2::zeros((3, 3)), 1.0).is_err());
        assert!(Crater::new(Array2::zeros((0, 3)), 1.0).is_err());
        assert!(Crater::new(Array2::ones((1, 1025)), 0.1).is_err());
        for cell_um in [0.0, -1.0, f64::NAN, 1e4] {
            assert!(matches!(Crater::new(array![[1.0]], cell_um), Err(Error::OutOfRange { .. })));
        }
    }

    #[test]
    fn the_deepest_cell_counts_as_one() {
        let crater = Crater::new(array![[1.0, 4.0], [2.0, 0.0]], 2.0).unwrap();
        assert_eq!(crater.depth(), &array![[0.25, 1.0], [0.5, 0.0]]);
        assert_eq!((crater.size_um(), crater.area_um2()), ((4.0, 4.0), 7.0));
    }
}
