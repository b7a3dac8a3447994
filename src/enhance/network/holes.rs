// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which measured pixel lies over a target pixel, and whether its value was missing.

use crate::enhance::element::Element;
use ndarray::Array2;

/// The measured pixels over the target grid of an element.
pub struct Holes {
    /// Measured line over each target row, and pixel over each column.
    lines: Vec<usize>,
    pixels: Vec<usize>,
    /// Where values were missing or spikes.
    missing: Array2<bool>,
    any: bool,
}

impl Holes {
    /// Those of an element.
    pub fn of(element: &Element) -> Self {
        let (lines, pixels) = (element.forward.lines_over(), element.forward.pixels_over());
        Self::new(lines, pixels, element.repaired.missing.clone())
    }

    fn new(lines: Vec<usize>, pixels: Vec<usize>, missing: Array2<bool>) -> Self {
        let any = missing.iter().any(|missing| *missing);
        Self { lines, pixels, missing, any }
    }

    /// Line and pixel of the measured value over a target pixel.
    pub fn over(&self, row: usize, column: usize) -> (usize, usize) {
        (self.lines[row], self.pixels[column])
    }

    /// Was it missing?
    pub fn at(&self, row: usize, column: usize) -> bool {
        self.any && self.missing[self.over(row, column)]
    }

    /// The values of an image, in its order, that lie over missing ones.
    pub fn values<'a>(&'a self, image: &'a Array2<f32>) -> impl Iterator<Item = f32> + 'a {
        let all = self.any.then(|| image.indexed_iter()).into_iter().flatten();
        all.filter(|((row, column), _)| self.at(*row, *column)).map(|(_, value)| *value)
    }

    /// No value of an image that lies over missing ones stays below that of [`Holes::values`] of another image.
    pub fn raise(&self, image: &mut Array2<f32>, least: &[f32]) {
        let over = image.indexed_iter_mut().filter(|((row, column), _)| self.at(*row, *column));
        least.iter().zip(over).for_each(|(least, (_, value))| *value = value.max(*least));
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use ndarray::array;

    /// One measured line of two pixels over one target row of four; the second pixel is missing.
    pub fn second_of_two() -> Holes {
        Holes::new(vec![0], vec![0, 0, 1, 1], array![[false, true]])
    }

    #[test]
    fn holes_are_those_of_the_measured_pixel_above() {
        let holes = second_of_two();
        assert_eq!((0..4).map(|column| holes.at(0, column)).collect::<Vec<_>>(), [false, false, true, true]);
        assert_eq!(holes.over(0, 2), (0, 1));
    }

    #[test]
    fn a_deviation_in_a_hole_is_raised_and_no_other() {
        let (holes, mut sd) = (second_of_two(), array![[1.0, 1.0, 1.0, 7.0]]);
        let least: Vec<f32> = holes.values(&array![[5.0, 5.0, 3.0, 4.0]]).collect();
        assert_eq!(least, [3.0, 4.0]);
        holes.raise(&mut sd, &least);
        assert_eq!(sd, array![[1.0, 1.0, 3.0, 7.0]]);
    }
}
