// SPDX-License-Identifier: MIT OR Apache-2.0
//! Preconditioned conjugate gradients for a linear system that is only known by what it makes of a map.

use ndarray::{Array2, Zip};

/// When they stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Until {
    /// At this residual relative to the right side.
    pub tolerance: f64,
    /// After this many steps.
    pub steps: usize,
}

/// Solves `system`(x) = `right`, which must be symmetric and positive, from a start, or from what the preconditioner makes of
/// `right`.
///
/// The preconditioner may be an iteration that ends early and so is only nearly linear (Notay 2000,
/// doi:10.1137/S1064827599362314).
pub fn conjugate_gradients(
    start: Option<Array2<f64>>,
    right: Array2<f64>,
    system: impl Fn(&Array2<f64>) -> Array2<f64>,
    precondition: impl Fn(&Array2<f64>) -> Array2<f64>,
    until: Until,
) -> Array2<f64> {
    let nearly = precondition(&right);
    let target = until.tolerance * until.tolerance * dot(&right, &nearly);
    let mut x = start.unwrap_or(nearly);
    let mut residual = right - system(&x);
    let mut z = precondition(&residual);
    let mut direction = z.clone();
    let mut energy = dot(&residual, &z);
    for _ in 0..until.steps {
        if energy <= target {
            break;
        }
        let image = system(&direction);
        let step = energy / dot(&direction, &image);
        x.scaled_add(step, &direction);
        residual.scaled_add(-step, &image);
        z = precondition(&residual);
        direction *= -step * dot(&z, &image) / energy; // what `z` holds of the direction, by which they part
        direction += &z;
        energy = dot(&residual, &z);
    }
    x
}

fn dot(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    Zip::from(a).and(b).fold(0.0, |sum, a, b| sum + a * b)
}
