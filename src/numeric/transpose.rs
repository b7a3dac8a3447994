// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rows become columns.

/// Side of the squares that are turned one after another: they stay in the cache.
const SQUARE: usize = 16;

/// Turns an image of rows of `from_stride` values, of which the first `columns` are wanted, into one of rows of `to_stride`
/// values; what lies beyond the wanted ones there stays as it is.
pub fn transpose<T: Copy>(from: &[T], from_stride: usize, columns: usize, to: &mut [T], to_stride: usize) {
    let rows = from.len().checked_div(from_stride).unwrap_or(0);
    for top in (0..rows).step_by(SQUARE) {
        let bottom = (top + SQUARE).min(rows);
        for left in (0..columns).step_by(SQUARE) {
            for j in left..(left + SQUARE).min(columns) {
                for i in top..bottom {
                    to[j * to_stride + i] = from[i * from_stride + j];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_beyond_one_square_is_turned_and_the_rest_stays() {
        let (rows, columns, wanted) = (19, 37, 35);
        let from: Vec<usize> = (0..rows * columns).collect();
        let mut to = vec![9999; wanted * (rows + 2)];
        transpose(&from, columns, wanted, &mut to, rows + 2);
        for (at, value) in to.iter().enumerate() {
            let (j, i) = (at / (rows + 2), at % (rows + 2));
            assert_eq!(*value, if i < rows { i * columns + j } else { 9999 });
        }
    }
}
