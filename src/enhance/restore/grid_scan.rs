// SPDX-License-Identifier: MIT OR Apache-2.0
//! A separable scan of a small grid: whole rows at a time, as vector units like it.

use crate::ablation::{Axis, Taps};
use crate::enhance::prior::waves::Real;
use crate::numeric::transpose;
use crate::task::Task;
use ndarray::{Array2, s};

/// What each measured pixel sees of the points of a grid. Once the task is cancelled the sums are left as they are.
pub struct GridScan<T = f32> {
    across: Weights<T>,
    along: Weights<T>,
}

impl<T: Real> GridScan<T> {
    /// The scan of a grid with these axes (across the lines, along the scan), whose weights lie on the grid.
    pub fn new(across: &Axis, along: &Axis, task: &Task) -> Self {
        Self { across: Weights::of(across, task), along: Weights::of(along, task) }
    }

    /// The map of a field on the grid.
    pub fn apply(&self, field: &Array2<T>) -> Array2<T> {
        transposed(&self.along.sums(&transposed(&self.across.sums(field))))
    }

    /// The adjoint of [`GridScan::apply`].
    pub fn adjoint(&self, map: &Array2<T>) -> Array2<T> {
        self.across.spread(&transposed(&self.along.spread(&transposed(map))))
    }
}

/// Weights of the points of one axis.
struct Weights<T> {
    /// First point that a pixel sees, and its weight and those of the points after it.
    pixels: Vec<(usize, Vec<T>)>,
    points: usize,
    task: Task,
}

impl<T: Real> Weights<T> {
    fn of(axis: &Axis, task: &Task) -> Self {
        let single = |taps: &Taps| {
            let weights = taps.weights.iter().map(|weight| T::nearest(*weight)).collect();
            (taps.start.max(0) as usize, weights)
        };
        Self { pixels: axis.taps.iter().map(single).collect(), points: axis.length, task: task.clone() }
    }

    /// The pixels, as long as the work goes on.
    fn pixels(&self) -> impl Iterator<Item = &(usize, Vec<T>)> {
        self.pixels.iter().take_while(|_| !self.task.is_cancelled())
    }

    /// Weighted sums of rows.
    fn sums(&self, rows: &Array2<T>) -> Array2<T> {
        let mut sums = Array2::from_elem((self.pixels.len(), rows.ncols()), T::zero());
        for (mut sum, (start, weights)) in sums.rows_mut().into_iter().zip(self.pixels()) {
            for (row, weight) in rows.slice(s![*start.., ..]).rows().into_iter().zip(weights) {
                sum.zip_mut_with(&row, |sum, value| *sum = *sum + *weight * *value);
            }
        }
        sums
    }

    /// The adjoint of [`Weights::sums`].
    fn spread(&self, sums: &Array2<T>) -> Array2<T> {
        let mut rows = Array2::from_elem((self.points, sums.ncols()), T::zero());
        for (sum, (start, weights)) in sums.rows().into_iter().zip(self.pixels()) {
            for (mut row, weight) in rows.slice_mut(s![*start.., ..]).rows_mut().into_iter().zip(weights) {
                row.zip_mut_with(&sum, |row, value| *row = *row + *weight * *value);
            }
        }
        rows
    }
}

fn transposed<T: Real>(field: &Array2<T>) -> Array2<T> {
    let (rows, columns) = field.dim();
    let mut transposed = Array2::from_elem((columns, rows), T::zero());
    let (from, to) =
        (field.as_slice().expect("standard layout"), transposed.as_slice_mut().expect("just made"));
    transpose(from, columns, columns, to, rows);
    transposed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::Operator;
    use crate::conditions::Edge;

    fn wave(shape: (usize, usize), step: f32) -> Array2<f32> {
        Array2::from_shape_fn(shape, |(i, j)| (step * (i * shape.1 + j) as f32).sin())
    }

    fn axes() -> (Axis, Axis) {
        let axis = |count, width| {
            Axis::boxes(count, 3.0, width, 0.4, 1.0, 3 * count, Edge::Reflect).unwrap().folded()
        };
        (axis(7, 3.0), axis(11, 5.0))
    }

    #[test]
    fn the_scan_is_that_of_the_operator() {
        let (across, along) = axes();
        let field = wave((21, 33), 0.7);
        let exact = Operator::new(&across, &along).apply(field.view()).unwrap();
        let map = GridScan::new(&across, &along, &Task::new()).apply(&field);
        assert!(map.iter().zip(&exact).all(|(map, exact)| (f64::from(*map) - exact).abs() < 1e-6));
    }

    #[test]
    fn the_adjoint_is_the_adjoint() {
        let (across, along) = axes();
        let (scan, field, map) =
            (GridScan::new(&across, &along, &Task::new()), wave((21, 33), 0.7), wave((7, 11), 1.9));
        let (left, right) = ((scan.apply(&field) * &map).sum(), (scan.adjoint(&map) * &field).sum());
        assert!((left - right).abs() < 1e-5, "{left} {right}");
    }
}
