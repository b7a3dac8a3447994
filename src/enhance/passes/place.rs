// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where a pass lies: what its pixels see of a target grid.

use crate::ablation::{Axis, Scan, Taps};
use crate::conditions::Conditions;
use crate::enhance::grid::Grid;
use crate::enhance::restore::grid_scan::GridScan;
use crate::error::Result;
use crate::task::Task;

/// A pass as it lies on the sample.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Do its lines run down the sample?
    pub turned: bool,
    /// Where it was stated to begin, to the right and down from the first pass.
    pub start_um: (f64, f64),
    /// Rows and columns of its map, as that lies on the sample.
    pub shape: (usize, usize),
    /// Width and height of a pixel there.
    pub pixel_um: (f64, f64),
    /// How far to the right and down it lies from where it was stated.
    pub displaced_um: (f64, f64),
}

/// The axes of a pass as they lie on the sample: what its rows see of target rows, and its columns of target columns.
#[derive(Debug, Clone)]
pub struct Axes {
    pub rows: Axis,
    pub columns: Axis,
}

impl Place {
    /// What it sees of a target grid.
    ///
    /// # Errors
    /// Those of [`Scan::of_map`] and [`Conditions::separable`].
    pub fn axes(&self, conditions: &Conditions, grid: &Grid) -> Result<Axes> {
        let turned = self.turned;
        let swap = |(a, b): (f64, f64)| if turned { (b, a) } else { (a, b) };
        let (start, displaced) = (self.start_um, self.displaced_um);
        let start_um = swap((start.0 + displaced.0, start.1 + displaced.1));
        let (width_um, height_um) = swap(self.pixel_um);
        let conditions = conditions.separable()?.for_pixel_size(width_um, height_um)?;
        let (rows, columns) = self.shape;
        let scan =
            Scan::of_pass(&conditions, if turned { (columns, rows) } else { (rows, columns) }, start_um)?;
        let (right, down) = ((grid.pixel_width_um, grid.columns), (grid.pixel_height_um, grid.rows));
        let (along, across) = if turned { (down, right) } else { (right, down) };
        let across = Axis::across(&scan, across.0, across.1)?.unfolded();
        let along = Axis::along(&scan, conditions.dosage(), along.0, along.1)?.unfolded();
        Ok(if turned { Axes { rows: along, columns: across } } else { Axes { rows: across, columns: along } })
    }
}

impl Axes {
    /// The scan of a field whose points are those of the target grid, with more of them before and behind.
    pub fn on(&self, field: &Field, task: &Task) -> GridScan<f64> {
        GridScan::new(&field.axis(&self.rows, 0), &field.axis(&self.columns, 1), task)
    }
}

/// A grid of points that holds all that some passes see: the target grid and what lies around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Points before the target grid: rows, columns.
    pub before: [usize; 2],
    /// Points in all.
    pub shape: (usize, usize),
}

impl Field {
    /// The field of some passes.
    pub fn under<'a>(axes: impl Iterator<Item = &'a Axes> + Clone) -> Self {
        let side = |of: fn(&Axes) -> &Axis| {
            let all = || axes.clone().map(of);
            let taps = || all().flat_map(|axis| axis.taps.iter());
            let first = taps().map(|taps| taps.start).min().unwrap_or(0).min(0);
            let last = taps().map(|taps| taps.start + taps.weights.len() as i64).max().unwrap_or(0);
            let length = all().map(|axis| axis.length as i64).max().unwrap_or(1);
            ((-first) as usize, (last.max(length) - first) as usize)
        };
        let (rows, columns) = (side(|axes| &axes.rows), side(|axes| &axes.columns));
        Self { before: [rows.0, columns.0], shape: (rows.1, columns.1) }
    }

    fn axis(&self, axis: &Axis, side: usize) -> Axis {
        let before = self.before[side];
        let length = if side == 0 { self.shape.0 } else { self.shape.1 };
        let moved = |taps: &Taps| Taps { start: taps.start + before as i64, weights: taps.weights.clone() };
        Axis { taps: axis.taps.iter().map(moved).collect(), length, edge: axis.edge }
    }
}
