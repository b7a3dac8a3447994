// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each pixel of a map with its neighbours.

use ndarray::{Array2, ArrayView2, s};

/// What `of` says of each pixel and its up to eight neighbours.
pub fn around<T, R>(map: &Array2<T>, of: impl Fn(ArrayView2<T>) -> R) -> Array2<R> {
    let (lines, pixels) = map.dim();
    Array2::from_shape_fn((lines, pixels), |(i, j)| {
        let (lines, pixels) =
            (i.saturating_sub(1)..(i + 2).min(lines), j.saturating_sub(1)..(j + 2).min(pixels));
        of(map.slice(s![lines, pixels]))
    })
}
