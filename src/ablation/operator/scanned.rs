// SPDX-License-Identifier: MIT OR Apache-2.0
//! The forward model pulse by pulse, for scans whose rows and columns do not separate.

use crate::ablation::acquisition::integration::Acquisition;
use crate::ablation::overlap::place;
use crate::ablation::sampling::Sampler;
use crate::ablation::sampling::footprints::Footprints;
use crate::ablation::sampling::scratch::Scratch;
use crate::ablation::scan::Scan;
use crate::error::Result;
use ndarray::{Array2, ArrayView2};

/// A scan of a thick sample of this shape; outside it lies what the edge makes of its pixels, or nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scanned {
    pub scan: Scan,
    pub dosage: f64,
    pub shape: (usize, usize),
    pub pixel_um: f64,
}

impl Scanned {
    pub fn apply(&self, sample: ArrayView2<'_, f32>) -> Result<Array2<f64>> {
        let sample = sample.as_standard_layout();
        let sampler = Sampler::new(sample.view(), self.pixel_um, &self.scan)?;
        let acquisition = Acquisition::new(&self.scan.exposure, self.scan.pixels);
        let mut map = Array2::zeros((self.scan.lines, self.scan.pixels));
        let mut scratch = Scratch::default();
        for (line, mut row) in map.rows_mut().into_iter().enumerate() {
            let mut signal = acquisition.integrate(&sampler.line(line, &mut scratch));
            if self.scan.runs_back(line) {
                signal.reverse();
            }
            row.iter_mut().zip(signal).for_each(|(pixel, signal)| *pixel = signal / self.dosage);
        }
        Ok(map)
    }

    pub fn adjoint(&self, map: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut sample = Array2::zeros(self.shape);
        let mut footprints = Footprints::new(&self.scan.beam, self.pixel_um);
        for (line, row) in map.rows().into_iter().enumerate() {
            let mut signal = row.to_vec();
            if self.scan.runs_back(line) {
                signal.reverse();
            }
            for (left, (first, shares)) in self.scan.lefts_um(line).zip(self.scan.exposure.iter()) {
                let amount: f64 =
                    shares.iter().zip(&signal[first..]).map(|(share, pixel)| share * pixel).sum();
                let middle = (left + self.scan.beam_um / 2.0, self.scan.middle_um(line));
                self.scatter(footprints.at(middle.0, middle.1), amount / self.dosage, &mut sample);
            }
        }
        sample
    }

    fn scatter(
        &self,
        (row, column, weights): (i64, i64, ArrayView2<f64>),
        amount: f64,
        to: &mut Array2<f64>,
    ) {
        let ((rows, columns), edge) = (self.shape, self.scan.edge);
        let amount = amount / self.scan.beam.area_um2();
        for ((i, j), weight) in weights.indexed_iter() {
            let pixel = place(row + i as i64, rows, edge).zip(place(column + j as i64, columns, edge));
            if let Some(pixel) = pixel {
                to[pixel] += amount * weight;
            }
        }
    }
}
