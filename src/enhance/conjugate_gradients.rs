// SPDX-License-Identifier: MIT OR Apache-2.0
//! Preconditioned conjugate gradients for a linear system that is only known by what it makes of a map.

use ndarray::Array2;

/// They stop at this relative residual or after this many steps.
const TOLERANCE: f64 = 1e-4;
const MAX_STEPS: usize = 100;

/// Solves `system`(x) = `right`, which must be symmetric and positive, from the start `x`.
pub fn conjugate_gradients(
    mut x: Array2<f64>,
    right: Array2<f64>,
    system: impl Fn(&Array2<f64>) -> Array2<f64>,
    precondition: impl Fn(&Array2<f64>) -> Array2<f64>,
) -> Array2<f64> {
    let mut residual = &right - &system(&x);
    let mut z = precondition(&residual);
    let mut direction = z.clone();
    let mut energy = (&residual * &z).sum();
    let target = TOLERANCE * TOLERANCE * (&right * &precondition(&right)).sum();
    for _ in 0..MAX_STEPS {
        if energy <= target {
            break;
        }
        let image = system(&direction);
        let step = energy / (&direction * &image).sum();
        x.scaled_add(step, &direction);
        residual.scaled_add(-step, &image);
        z = precondition(&residual);
        let next = (&residual * &z).sum();
        direction *= next / energy;
        direction += &z;
        energy = next;
    }
    x
}
