// SPDX-License-Identifier: MIT OR Apache-2.0
//! A measured or computed crater: how deep one pulse ablates at each place under the beam.

use crate::error::{Error, Result};
use ndarray::Array2;

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
