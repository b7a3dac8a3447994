// SPDX-License-Identifier: MIT OR Apache-2.0
//! The inputs of a `lamap-1` network, for running one and for training one alike.

use super::holes::Holes;
use crate::enhance::element::Element;
use ndarray::{Array2, ArrayViewMut1, ArrayViewMut2};

/// Restored map, measured map and standard deviation of the noise on the target grid, all divided by `scale`.
///
/// Where a value is missing, the measured map is the restored one, and the noise that of the whole map: what fills the
/// holes for other steps would be taken for structure.
pub struct Inputs {
    /// Restored map, shape (rows, columns), on the element's scale.
    pub restored: Array2<f32>,
    /// What the inputs are divided by.
    pub scale: f64,
    /// On the measured grid, already divided.
    measured: Array2<f32>,
    noise_sd: Array2<f32>,
    holes: Holes,
}

impl Inputs {
    /// The inputs of an element, whose restored map is taken away: it can be hundreds of megabytes. `scale`: what they
    /// are divided by, [`Element::scale`] of the whole element.
    pub fn of(element: &mut Element, scale: f64) -> Self {
        Self {
            restored: std::mem::take(&mut element.restored.mean),
            scale,
            measured: element.repaired.values.mapv(|value| (element.warp.forward(value) / scale) as f32),
            noise_sd: element.noise_sd().mapv(|value| (f64::from(value) / scale) as f32),
            holes: Holes::of(element),
        }
    }

    /// Writes the three channels of some pixels of a target row. `x`: shape (3, number of `columns`).
    pub fn write(&self, row: usize, columns: &[usize], mut x: ArrayViewMut2<'_, f32>) {
        let restored = self.restored.row(row);
        let restored = |j: usize| (f64::from(restored[j]) / self.scale) as f32;
        let measured = |j: usize| {
            if self.holes.at(row, j) { restored(j) } else { self.measured[self.holes.over(row, j)] }
        };
        let columns = || columns.iter().copied();
        set(x.row_mut(0), columns().map(restored));
        set(x.row_mut(1), columns().map(measured));
        set(x.row_mut(2), columns().map(|j| self.noise_sd[self.holes.over(row, j)]));
    }
}

fn set(row: ArrayViewMut1<'_, f32>, values: impl Iterator<Item = f32>) {
    row.into_iter().zip(values).for_each(|(to, value)| *to = value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::network::holes::tests::second_of_two;
    use ndarray::array;

    #[test]
    fn in_a_hole_the_measured_map_is_the_restored_one() {
        let inputs = Inputs {
            restored: array![[2.0, 4.0, 6.0, 8.0]],
            scale: 2.0,
            measured: array![[1.5, 99.0]],
            noise_sd: array![[0.1, 0.2]],
            holes: second_of_two(),
        };
        let mut x = Array2::zeros((3, 4));
        inputs.write(0, &[0, 1, 2, 3], x.view_mut());
        assert_eq!(x, array![[1.0, 2.0, 3.0, 4.0], [1.5, 1.5, 3.0, 4.0], [0.1, 0.1, 0.2, 0.2]]);
    }
}
