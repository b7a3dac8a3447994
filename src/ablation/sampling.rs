// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 1: how much each pulse of a line finds under its beam.

use super::overlap::{Taps, place};
use super::scan::Scan;
use ndarray::ArrayView2;

/// Mean concentration under the beam for every pulse of one line.
///
/// `sample`: shape (rows, columns) of square pixels of `pixel_um`. A square beam is separable: the rows under it
/// collapse into one profile, a prefix sum of the profile then gives each pulse by two look-ups, exact for
/// fractional positions (van Elteren et al. 2019, doi:10.1039/c9ja00166b, laser sampling).
pub(crate) fn ablate(sample: ArrayView2<'_, f32>, pixel_um: f64, scan: &Scan, line: usize) -> Vec<f64> {
    let profile = Profile::under_beam(sample, pixel_um, scan, line);
    let area = scan.beam_um * scan.beam_um;
    let amount = |left: f64| (profile.up_to(left + scan.beam_um) - profile.up_to(left)) / area;
    scan.pulses.iter().map(|pulse| amount(pulse.left_um)).collect()
}

/// Integral of the concentration along a line, wide enough for every pulse.
struct Profile {
    start_um: f64,
    pixel_um: f64,
    prefix: Vec<f64>,
}

impl Profile {
    fn under_beam(sample: ArrayView2<'_, f32>, pixel_um: f64, scan: &Scan, line: usize) -> Self {
        let (rows, columns) = sample.dim();
        let top = scan.top_um(line);
        let under = Taps::of_interval(top, top + scan.beam_um, pixel_um).inside(rows, scan.edge);
        let mut profile = vec![0.0; columns];
        for (row, weight) in sample.rows().into_iter().skip(under.start as usize).zip(&under.weights) {
            for (sum, &value) in profile.iter_mut().zip(row) {
                *sum += weight * f64::from(value);
            }
        }
        let left = scan.pulses.iter().map(|p| p.left_um).fold(f64::INFINITY, f64::min);
        let right = scan.pulses.iter().map(|p| p.left_um).fold(f64::NEG_INFINITY, f64::max) + scan.beam_um;
        let (first, last) = ((left / pixel_um).floor() as i64 - 1, (right / pixel_um).ceil() as i64 + 1);
        let mut prefix = vec![0.0];
        let mut sum = 0.0;
        for i in first..last {
            sum += place(i, columns, scan.edge).map_or(0.0, |i| profile[i]) * pixel_um;
            prefix.push(sum);
        }
        Self { start_um: first as f64 * pixel_um, pixel_um, prefix }
    }

    fn up_to(&self, x_um: f64) -> f64 {
        let at = (x_um - self.start_um) / self.pixel_um;
        let i = at as usize;
        self.prefix[i] + (at - i as f64) * (self.prefix[i + 1] - self.prefix[i])
    }
}
