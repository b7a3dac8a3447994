// SPDX-License-Identifier: MIT OR Apache-2.0
//! The neighbours of a pixel.

/// The up to eight neighbours of a place of an array of a shape (lines, pixels), line by line.
pub fn neighbours(
    (lines, pixels): (usize, usize),
    (i, j): (usize, usize),
) -> impl Iterator<Item = (usize, usize)> {
    let (below, right) = ((i + 2).min(lines), (j + 2).min(pixels));
    let around =
        (i.saturating_sub(1)..below).flat_map(move |i| (j.saturating_sub(1)..right).map(move |j| (i, j)));
    around.filter(move |at| *at != (i, j))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_lie_inside() {
        let of = |shape, at| neighbours(shape, at).collect::<Vec<_>>();
        assert_eq!(of((3, 4), (0, 0)), [(0, 1), (1, 0), (1, 1)]);
        assert_eq!(of((3, 4), (1, 1)).len(), 8);
        assert_eq!(of((1, 1), (0, 0)), []);
    }
}
