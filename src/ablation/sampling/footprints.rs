// SPDX-License-Identifier: MIT OR Apache-2.0
//! The footprints of the pulses of a scan, one by one, for what needs every pixel of them.

use super::phase::Phase;
use crate::ablation::beam::Beam;
use crate::ablation::beam::footprint::Footprint;
use ndarray::ArrayView2;
use std::collections::HashMap;

/// Most weights that are kept at a time.
const MOST_WEIGHTS: usize = 1 << 22;

/// The footprints of a beam on square pixels; those that lie alike within their pixels are computed once.
pub(crate) struct Footprints<'a> {
    beam: &'a Beam,
    pixel_um: f64,
    kept: HashMap<(u64, u64), Footprint>,
    weights: usize,
}

impl<'a> Footprints<'a> {
    pub fn new(beam: &'a Beam, pixel_um: f64) -> Self {
        Self { beam, pixel_um, kept: HashMap::new(), weights: 0 }
    }

    /// The footprint with its centre at (`x`, `y`): its first row and column, and the integral of the crater over each
    /// pixel, µm².
    pub fn at(&mut self, x_um: f64, y_um: f64) -> (i64, i64, ArrayView2<'_, f64>) {
        let (x, y) = (Phase::of(x_um, self.pixel_um), Phase::of(y_um, self.pixel_um));
        let key = (x.key, y.key);
        if !self.kept.contains_key(&key) && self.weights > MOST_WEIGHTS {
            self.kept.clear();
            self.weights = 0;
        }
        let footprint = self.kept.entry(key).or_insert_with(|| {
            let centre = (x.rest_um(self.pixel_um), y.rest_um(self.pixel_um));
            let footprint = self.beam.footprint(centre, self.pixel_um);
            self.weights += footprint.weights.len();
            footprint
        });
        (y.pixel + footprint.row, x.pixel + footprint.column, footprint.weights.view())
    }
}
