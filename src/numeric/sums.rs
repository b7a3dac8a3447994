// SPDX-License-Identifier: MIT OR Apache-2.0
//! The two sums that laser sampling spends its time on.

use pulp::{Arch, Simd, WithSimd};

/// Adds each row times its weight to `sums`: four rows at a time, so that each sum is loaded once for all of them.
///
/// Every row is at least as long as `sums`.
pub fn add_weighted<T: Copy + Into<f64>>(rows: &[(&[T], f64)], sums: &mut [f64]) {
    Arch::new().dispatch(Weighted { rows, sums });
}

/// The work of [`add_weighted`], compiled for each kind of vector unit.
struct Weighted<'a, T> {
    rows: &'a [(&'a [T], f64)],
    sums: &'a mut [f64],
}

impl<T: Copy + Into<f64>> WithSimd for Weighted<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { rows, sums } = self;
        let count = sums.len();
        let mut fours = rows.chunks_exact(4);
        for four in &mut fours {
            let [a, b, c, d] = [0, 1, 2, 3].map(|i| &four[i].0[..count]);
            let [p, q, r, s] = [0, 1, 2, 3].map(|i| four[i].1);
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum += p * a[i].into() + q * b[i].into() + r * c[i].into() + s * d[i].into();
            }
        }
        for (row, weight) in fours.remainder() {
            sums.iter_mut().zip(&row[..count]).for_each(|(sum, &value)| *sum += weight * value.into());
        }
    }
}

/// Replaces each value by the sum of all up to it; within four values none waits for the one before.
pub fn accumulate(values: &mut [f64]) {
    let mut sum = 0.0;
    let mut fours = values.chunks_exact_mut(4);
    for four in &mut fours {
        let (pair, other) = (four[0] + four[1], four[2] + four[3]);
        let triple = pair + four[2];
        (four[0], four[1], four[2], four[3]) =
            (sum + four[0], sum + pair, sum + triple, sum + (pair + other));
        sum = four[3];
    }
    for value in fours.into_remainder() {
        sum += *value;
        *value = sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_plain_loops() {
        let rows: Vec<Vec<f32>> = (0..7).map(|i| (0..9).map(|j| (i * 9 + j) as f32).collect()).collect();
        let weighted = rows.iter().enumerate().map(|(i, row)| (&row[..], i as f64)).collect::<Vec<_>>();
        let mut sums = vec![1.0; 9];
        add_weighted(&weighted, &mut sums);
        let plain = |j: usize| 1.0 + (0..7).map(|i| i as f64 * (i * 9 + j) as f64).sum::<f64>();
        assert_eq!(sums, (0..9).map(plain).collect::<Vec<_>>());
        let mut values = (1..=11).map(f64::from).collect::<Vec<_>>();
        accumulate(&mut values);
        assert_eq!(values, [1.0, 3.0, 6.0, 10.0, 15.0, 21.0, 28.0, 36.0, 45.0, 55.0, 66.0]);
    }
}
