// SPDX-License-Identifier: MIT OR Apache-2.0
//! A field on a grid in waves, each of which is multiplied by a number of its own.
//!
//! The waves of a grid join its opposite borders; a gap between them keeps what lies at one from speaking of the other. In
//! single precision, or in double where waves differ by many powers of ten.

use crate::numeric::transpose;
use ndarray::Array2;
use realfft::num_complex::Complex;
use realfft::num_traits::{FromPrimitive, ToPrimitive};
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use rustfft::{Fft, FftNum, FftPlanner};
use std::f64::consts::TAU;
use std::sync::Arc;

/// A real number of single or double precision.
pub trait Real: FftNum + FromPrimitive + ToPrimitive {
    /// The number nearest to one of double precision.
    fn nearest(number: f64) -> Self {
        Self::from_f64(number).expect("a real number")
    }

    /// The same in double precision.
    fn double(self) -> f64 {
        self.to_f64().expect("a real number")
    }
}

impl Real for f32 {}
impl Real for f64 {}

/// The waves of a grid.
pub struct Waves<T = f32> {
    /// Rows and columns of the grid.
    shape: (usize, usize),
    /// The same with the gap.
    length: (usize, usize),
    to_waves: Arc<dyn RealToComplex<T>>,
    from_waves: Arc<dyn ComplexToReal<T>>,
    /// Across the rows: to waves and back.
    across: [Arc<dyn Fft<T>>; 2],
}

impl<T: Real> Waves<T> {
    /// `gap`: least points between the last and the first of rows and columns.
    pub fn new(shape: (usize, usize), gap: (usize, usize)) -> Self {
        let (rows, columns) = (fast_length(shape.0 + gap.0), fast_length(shape.1 + gap.1));
        let (mut real, mut complex) = (RealFftPlanner::new(), FftPlanner::new());
        Self {
            shape,
            length: (rows, columns),
            to_waves: real.plan_fft_forward(columns),
            from_waves: real.plan_fft_inverse(columns),
            across: [complex.plan_fft_forward(rows), complex.plan_fft_inverse(rows)],
        }
    }

    /// Rows and columns of the grid.
    pub fn shape(&self) -> (usize, usize) {
        self.shape
    }

    /// Rows and columns with the gap.
    pub fn length(&self) -> (usize, usize) {
        self.length
    }

    /// How many points there are with the gap.
    pub fn points(&self) -> usize {
        self.length.0 * self.length.1
    }

    /// A number for each wave, of what it is across the rows and along them; shape (waves along, waves across).
    pub fn each(&self, of: impl Fn(Wave, Wave) -> f64) -> Array2<T> {
        let (rows, columns) = self.length;
        let wave = |count: usize, length: usize| Wave { count: count.min(length - count), length };
        let of = |(along, across)| T::nearest(of(wave(across, rows), wave(along, columns)));
        Array2::from_shape_fn((columns / 2 + 1, rows), of)
    }

    /// Sum over all waves of numbers of [`Waves::each`]: those between the longest and the shortest along the rows stand for two.
    pub fn sum(&self, numbers: &Array2<T>) -> f64 {
        let columns = self.length.1;
        let twice = |along: usize| if along == 0 || 2 * along == columns { 1.0 } else { 2.0 };
        numbers.indexed_iter().map(|((along, _), number)| twice(along) * number.double()).sum()
    }

    /// A field whose waves are multiplied by these numbers, and by the number of points.
    pub fn times(&self, numbers: &Array2<T>, field: &Array2<T>) -> Array2<T> {
        let (waves, rows) = numbers.dim();
        let zero = Complex::new(T::zero(), T::zero());
        let mut lines = vec![zero; self.shape.0 * waves];
        let mut line = self.to_waves.make_input_vec();
        let mut scratch = self.to_waves.make_scratch_vec();
        for (row, waves) in field.rows().into_iter().zip(lines.chunks_exact_mut(waves)) {
            line.fill(T::zero());
            line.iter_mut().zip(row).for_each(|(point, value)| *point = *value);
            self.to_waves.process_with_scratch(&mut line, waves, &mut scratch).expect("planned lengths");
        }
        let mut columns = vec![zero; waves * rows];
        transpose(&lines, waves, waves, &mut columns, rows);
        self.weigh(&mut columns, numbers);
        transpose(&columns, rows, self.shape.0, &mut lines, waves);
        let mut times = Array2::from_elem(self.shape, T::zero());
        let mut scratch = self.from_waves.make_scratch_vec();
        for (mut row, waves) in times.rows_mut().into_iter().zip(lines.chunks_exact_mut(waves)) {
            // the longest and the shortest wave of a real line have no phase: what they got of one is rounding
            waves[0].im = T::zero();
            if line.len().is_multiple_of(2) {
                waves[line.len() / 2].im = T::zero();
            }
            self.from_waves.process_with_scratch(waves, &mut line, &mut scratch).expect("planned lengths");
            row.iter_mut().zip(&line).for_each(|(value, point)| *value = *point);
        }
        times
    }

    /// Multiplies columns, each given in waves along the lines, by numbers.
    fn weigh(&self, columns: &mut [Complex<T>], numbers: &Array2<T>) {
        let [to_waves, from_waves] = &self.across;
        let longest = to_waves.get_inplace_scratch_len().max(from_waves.get_inplace_scratch_len());
        let mut scratch = vec![Complex::new(T::zero(), T::zero()); longest];
        to_waves.process_with_scratch(columns, &mut scratch);
        columns.iter_mut().zip(numbers).for_each(|(value, number)| *value = *value * *number);
        from_waves.process_with_scratch(columns, &mut scratch);
    }
}

/// So many waves on so many points of one axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wave {
    /// How many.
    pub count: usize,
    /// Points of the axis.
    pub length: usize,
}

impl Wave {
    /// Square of the wavenumber in 1/µm², where points lie `spacing_um` apart.
    pub fn squared(self, spacing_um: f64) -> f64 {
        (self.count as f64 * TAU / (self.length as f64 * spacing_um)).powi(2)
    }
}

/// The least length from `least` on that is a product of twos and threes, whose transforms are the fastest.
pub fn fast_length(least: usize) -> usize {
    let twos = |threes: usize| {
        let mut length = threes;
        while length < least {
            length *= 2;
        }
        length
    };
    (0..)
        .map(|power| 3usize.pow(power))
        .take_while(|threes| *threes < 3 * least)
        .map(twos)
        .min()
        .unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_products_of_twos_and_threes() {
        assert_eq!([1, 5, 17, 100, 283].map(fast_length), [1, 6, 18, 108, 288]);
    }

    #[test]
    fn every_wave_is_counted_once() {
        for shape in [(4, 6), (6, 9)] {
            let waves = Waves::<f32>::new(shape, (0, 0));
            assert_eq!(waves.sum(&waves.each(|_, _| 1.0)), waves.points() as f64);
        }
    }
}
