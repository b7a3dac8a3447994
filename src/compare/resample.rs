// SPDX-License-Identifier: MIT OR Apache-2.0
//! Brings a map to another grid by where its pixels lie on the sample.

use crate::error::Result;
use crate::map::Map;
use ndarray::{Array2, ArrayView2, Axis};

/// Pixel sizes that differ by less than this share are the same.
const SAME: f64 = 1e-6;
/// Parameter of the cubic of Keys 1981 (doi:10.1109/TASSP.1981.1163711): Catmull-Rom.
const KEYS: f64 = -0.5;

/// Where the pixels of a map lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Lines and pixels.
    pub shape: (usize, usize),
    /// Width and height of a pixel in µm.
    pub pixel_um: (f64, f64),
    /// Outer corner (x, y) of pixel (0, 0) in µm.
    pub origin_um: (f64, f64),
}

impl Grid {
    /// The grid of a map.
    ///
    /// # Errors
    /// [`crate::Error::Missing`] if its pixel size is not known.
    pub fn of(map: &Map) -> Result<Self> {
        Ok(Self { shape: map.shape(), pixel_um: map.pixel_size_um()?, origin_um: map.origin_um })
    }
}

/// How values between pixels are found where the map is the coarser one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// The pixel that a point lies in.
    Nearest,
    /// Bicubic (Catmull-Rom), the edge pixels going on outside.
    Cubic,
}

/// Values of `map`, which lies on the grid `from`, on the grid `to`.
///
/// Along each axis by itself: where `from` has the finer pixels, the mean over each pixel of `to`; else the kernel at
/// the centre of each pixel. NaN outside the map and where a value that is needed is missing.
pub fn resample(map: ArrayView2<'_, f32>, from: &Grid, to: &Grid, kernel: Kernel) -> Array2<f32> {
    let axis = |n: fn((usize, usize)) -> usize, side: fn((f64, f64)) -> f64| {
        let line =
            |grid: &Grid| Line { n: n(grid.shape), pitch: side(grid.pixel_um), start: side(grid.origin_um) };
        taps(line(from), line(to), kernel)
    };
    let (rows, columns) = (axis(|s| s.0, |p| p.1), axis(|s| s.1, |p| p.0));
    let mut lines = Array2::zeros((rows.len(), map.ncols()));
    for (mut line, taps) in lines.rows_mut().into_iter().zip(&rows) {
        blend(taps, map, Axis(0), |j, value| line[j] = value);
    }
    let mut result = Array2::zeros((rows.len(), columns.len()));
    for (mut column, taps) in result.columns_mut().into_iter().zip(&columns) {
        blend(taps, lines.view(), Axis(1), |i, value| column[i] = value);
    }
    result.mapv(|value: f64| value as f32)
}

/// Pixels along one axis.
#[derive(Clone, Copy)]
struct Line {
    n: usize,
    pitch: f64,
    start: f64,
}

/// Weighted pixels that make one target pixel; none if it lies outside.
type Taps = Vec<(usize, f64)>;

fn taps(from: Line, to: Line, kernel: Kernel) -> Vec<Taps> {
    let edge = |i: usize| (to.start + i as f64 * to.pitch - from.start) / from.pitch;
    (0..to.n)
        .map(|i| {
            let (low, high) = (edge(i), edge(i + 1));
            let centre = (low + high) / 2.0;
            match kernel {
                _ if !(-SAME..=from.n as f64 + SAME).contains(&centre) => Vec::new(),
                _ if from.pitch < to.pitch * (1.0 - SAME) => mean_over(low, high, from.n),
                Kernel::Nearest => vec![((centre.max(0.0) as usize).min(from.n - 1), 1.0)],
                Kernel::Cubic => cubic(centre - 0.5, from.n),
            }
        })
        .collect()
}

/// Shares of the pixels between two places.
fn mean_over(low: f64, high: f64, n: usize) -> Taps {
    let (low, high) = (low.clamp(0.0, n as f64), high.clamp(0.0, n as f64));
    let share = |k: usize| (high.min(k as f64 + 1.0) - low.max(k as f64)) / (high - low);
    (low as usize..(high.ceil() as usize).min(n)).map(|k| (k, share(k))).filter(|tap| tap.1 > SAME).collect()
}

/// Weights of the four pixels around a place.
fn cubic(place: f64, n: usize) -> Taps {
    let (first, t) = (place.floor(), place - place.floor());
    if !(SAME..=1.0 - SAME).contains(&t) {
        return vec![(inside(place.round(), n), 1.0)];
    }
    [-1.0, 0.0, 1.0, 2.0].map(|k| (inside(first + k, n), keys(t - k))).into()
}

fn inside(pixel: f64, n: usize) -> usize {
    (pixel.max(0.0) as usize).min(n - 1)
}

fn keys(x: f64) -> f64 {
    let x = x.abs();
    match x {
        _ if x < 1.0 => ((KEYS + 2.0) * x - (KEYS + 3.0)) * x * x + 1.0,
        _ if x < 2.0 => KEYS * (((x - 5.0) * x + 8.0) * x - 4.0),
        _ => 0.0,
    }
}

/// Gives each value of the blended line.
fn blend<T: Copy + Into<f64>>(
    taps: &Taps,
    map: ArrayView2<'_, T>,
    axis: Axis,
    mut give: impl FnMut(usize, f64),
) {
    let lines: Vec<_> = taps.iter().map(|&(k, weight)| (map.index_axis(axis, k), weight)).collect();
    for i in 0..map.len_of(Axis(1 - axis.index())) {
        let value = lines.iter().map(|(line, weight)| line[i].into() * weight).sum();
        give(i, if lines.is_empty() { f64::NAN } else { value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn grid(shape: (usize, usize), pixel_um: f64, origin_um: (f64, f64)) -> Grid {
        Grid { shape, pixel_um: (pixel_um, pixel_um), origin_um }
    }

    #[test]
    fn the_same_grid_gives_the_same_values() {
        let map = array![[1.0f32, 5.0, f32::NAN], [2.0, 7.0, 8.0]];
        let same = resample(
            map.view(),
            &grid((2, 3), 5.0, (1.0, 2.0)),
            &grid((2, 3), 5.0, (1.0, 2.0)),
            Kernel::Cubic,
        );
        assert!(map.iter().zip(&same).all(|(a, b)| a == b || (a.is_nan() && b.is_nan())));
    }

    #[test]
    fn enlarging_keeps_a_ramp_where_it_is() {
        let ramp = Array2::from_shape_fn((4, 8), |(_, j)| (j as f32 + 0.5) * 5.0);
        let fine = resample(
            ramp.view(),
            &grid((4, 8), 5.0, (0.0, 0.0)),
            &grid((20, 40), 1.0, (0.0, 0.0)),
            Kernel::Cubic,
        );
        for j in 8..32 {
            assert!((fine[[10, j]] - (j as f32 + 0.5)).abs() < 1e-4, "{j}");
        }
    }

    #[test]
    fn the_cubic_halfway_between_pixels_worked_by_hand() {
        // Catmull-Rom at 1/2: (-1, 9, 9, -1) / 16
        let map = array![[0.0f32, 16.0, 32.0, 0.0]];
        let half = resample(
            map.view(),
            &grid((1, 4), 1.0, (0.0, 0.0)),
            &grid((1, 1), 1.0, (1.5, 0.0)),
            Kernel::Cubic,
        );
        assert_eq!(half, array![[27.0f32]]);
    }

    #[test]
    fn finer_pixels_are_averaged_and_outside_is_missing() {
        let map = array![[1.0f32, 3.0, 5.0, 7.0]];
        let from = Grid { shape: (1, 4), pixel_um: (1.0, 2.0), origin_um: (0.0, 0.0) };
        let to = Grid { shape: (1, 3), pixel_um: (2.0, 2.0), origin_um: (0.0, 0.0) };
        let mean = resample(map.view(), &from, &to, Kernel::Cubic);
        assert_eq!((mean[[0, 0]], mean[[0, 1]]), (2.0, 6.0));
        assert!(mean[[0, 2]].is_nan());
    }

    #[test]
    fn the_nearest_pixel_repeats() {
        let map = array![[1.0f32, 2.0]];
        let fine = resample(
            map.view(),
            &grid((1, 2), 2.0, (0.0, 0.0)),
            &grid((2, 4), 1.0, (0.0, 0.0)),
            Kernel::Nearest,
        );
        assert_eq!(fine, array![[1.0f32, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0]]);
    }
}
