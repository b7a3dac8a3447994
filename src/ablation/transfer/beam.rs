// SPDX-License-Identifier: MIT OR Apache-2.0
//! The contrast that a beam keeps of waves on the sample: modulus of the Fourier transform of its crater.

use crate::ablation::beam::Beam;
use crate::numeric::portable;
use crate::numeric::sinc;
use ndarray::{Array1, Array2, Axis};
use std::f64::consts::TAU;

/// Cells across a beam of any other shape than a box; at wavelengths of half the beam they are exact to 1e-3.
const CELLS: f64 = 64.0;

/// The transfer of a beam.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BeamTransfer {
    /// Width and height of a box.
    Box(f64, f64),
    /// A round crater: its share in each strip of a width.
    Round(Array1<f64>, f64),
    /// Any other: its share in each square cell of a side.
    Cells(Array2<f64>, f64),
}

impl BeamTransfer {
    pub fn of(beam: &Beam) -> Self {
        if beam.is_box() {
            return Self::Box(beam.width_um, beam.height_um);
        }
        let cell_um = beam.width_um.max(beam.height_um) / CELLS;
        let weights = beam.footprint((0.0, 0.0), cell_um).weights / beam.area_um2();
        if beam.is_round() {
            Self::Round(weights.sum_axis(Axis(0)), cell_um)
        } else {
            Self::Cells(weights, cell_um)
        }
    }

    /// Contrast, 0 to 1, at a wave vector in periods per µm.
    pub fn at(&self, nu_x: f64, nu_y: f64) -> f64 {
        match self {
            Self::Box(width, height) => (sinc(width * nu_x) * sinc(height * nu_y)).abs(),
            Self::Round(strips, step) => {
                let nu = portable::hypot(nu_x, nu_y);
                modulus(strips.iter().enumerate().map(|(i, share)| (i as f64 * step * nu, *share)))
                    * sinc(step * nu).abs()
            }
            Self::Cells(cells, side) => {
                let phase = |(i, j): (usize, usize)| (i as f64 * nu_y + j as f64 * nu_x) * side;
                modulus(cells.indexed_iter().map(|(at, share)| (phase(at), *share)))
                    * (sinc(side * nu_x) * sinc(side * nu_y)).abs()
            }
        }
    }
}

/// Modulus of the sum of waves of a phase, in turns, and an amplitude.
fn modulus(waves: impl Iterator<Item = (f64, f64)>) -> f64 {
    let sum = waves.fold((0.0, 0.0), |(real, imaginary), (turns, amplitude)| {
        let (sin, cos) = portable::sin_cos(TAU * turns);
        (real + amplitude * cos, imaginary + amplitude * sin)
    });
    f64::hypot(sum.0, sum.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::{BeamShape, Conditions, Crater};

    fn transfer(conditions: &Conditions) -> BeamTransfer {
        BeamTransfer::of(&Beam::of(conditions, 5.0).unwrap())
    }

    #[test]
    fn a_disc_has_the_transfer_of_its_bessel_function() {
        let disc =
            Conditions { beam_shape: BeamShape::Disc, beam_size_um: Some(10.0), ..Conditions::default() };
        // 2 J1(pi d nu) / (pi d nu) at d nu = 0.5 and 1.0
        for (nu, expected) in [(0.05, 0.721_705), (0.1, 0.181_204)] {
            assert!((transfer(&disc).at(nu, 0.0) - expected).abs() < 1e-3, "{}", transfer(&disc).at(nu, 0.0));
            let slanted = transfer(&disc).at(nu * 0.6, nu * 0.8);
            assert!((slanted - expected).abs() < 1e-3, "{slanted}");
        }
    }

    #[test]
    fn a_crater_that_is_a_box_has_the_transfer_of_the_box() {
        let crater = Crater::new(Array2::ones((4, 8)), 1.0).unwrap();
        let kernel =
            Conditions { beam_shape: BeamShape::Kernel, crater: Some(crater), ..Conditions::default() };
        for (x, y) in [(0.02, 0.0), (0.05, 0.1), (0.0, 0.2)] {
            let expected = (sinc(8.0 * x) * sinc(4.0 * y)).abs();
            assert!((transfer(&kernel).at(x, y) - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn a_high_order_is_nearly_a_disc() {
        let of = |beam_shape, beam_order| {
            transfer(&Conditions { beam_shape, beam_order, beam_size_um: Some(8.0), ..Conditions::default() })
        };
        let (disc, steep) = (of(BeamShape::Disc, 10.0), of(BeamShape::SuperGaussian, 20.0));
        assert!((disc.at(0.08, 0.0) - steep.at(0.08, 0.0)).abs() < 0.1);
        assert!((steep.at(0.0, 0.0) - 1.0).abs() < 1e-4);
    }
}
