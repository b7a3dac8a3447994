// SPDX-License-Identifier: MIT OR Apache-2.0
//! The scan as a linear operator from the sample to the map, with its adjoint.
//!
//! [`Operator`] is y = R x G^T with an [`Axis`] for the rows and one for the columns where the beam is a box and every line
//! is scanned alike; else it is `scanned` pulse by pulse. `linear` says which conditions have an operator at all.

mod axis;
mod linear;
mod scanned;

pub use axis::Axis;

use super::scan::Scan;
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2};
use scanned::Scanned;

/// The forward model of a scan on a target grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Operator(Model);

#[derive(Debug, Clone, PartialEq)]
enum Model {
    Separable { rows: Axis, columns: Axis },
    Scanned(Box<Scanned>),
}

impl Operator {
    /// The operator with these axes (across the lines, along the scan).
    pub fn new(rows: &Axis, columns: &Axis) -> Self {
        Self(Model::Separable { rows: rows.folded(), columns: columns.folded() })
    }

    /// The exact operator of [`super::expected`] for any beam and layout, divided by
    /// [`Conditions::counts_per_concentration`] and without the gas blank.
    ///
    /// `shape`: rows and columns of the sample, square pixels of `pixel_um`.
    ///
    /// # Errors
    /// As [`Scan::covering`]; [`Error::InvalidValue`] for a thin sample and for `edge = value`.
    pub fn of(conditions: &Conditions, shape: (usize, usize), pixel_um: f64) -> Result<Self> {
        conditions.expect_linear()?;
        let ((rows, columns), dosage) = (shape, conditions.dosage());
        let scan = Scan::covering(conditions, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
        if scan.beam.is_box() && scan.is_regular() {
            let along = Axis::along(&scan, dosage, pixel_um, columns)?;
            return Ok(Self::new(&Axis::across(&scan, pixel_um, rows)?, &along));
        }
        Ok(Self(Model::Scanned(Box::new(Scanned { scan, dosage, shape, pixel_um }))))
    }

    /// Shape of the sample and of the map.
    fn shapes(&self) -> ((usize, usize), (usize, usize)) {
        match &self.0 {
            Model::Separable { rows, columns } => {
                ((rows.length, columns.length), (rows.taps.len(), columns.taps.len()))
            }
            Model::Scanned(scanned) => (scanned.shape, (scanned.scan.lines, scanned.scan.pixels)),
        }
    }

    /// Applies the operator: shape (target rows, target columns) to (lines, pixels). Not random.
    ///
    /// # Errors
    /// [`Error::Shape`] if `sample` does not have the shape of the target grid; [`Error::Data`] if the beam covers an
    /// absurd number of its pixels.
    pub fn apply(&self, sample: ArrayView2<'_, f32>) -> Result<Array2<f64>> {
        expect("the sample", self.shapes().0, sample.dim())?;
        match &self.0 {
            Model::Separable { rows, columns } => Ok(apply(rows, columns, sample)),
            Model::Scanned(scanned) => scanned.apply(sample),
        }
    }

    /// Applies the adjoint: shape (lines, pixels) to (target rows, target columns). Not random.
    ///
    /// # Errors
    /// [`Error::Shape`] if `map` does not have the shape of the measured map.
    pub fn adjoint(&self, map: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        expect("the map", self.shapes().1, map.dim())?;
        Ok(match &self.0 {
            Model::Separable { rows, columns } => adjoint(rows, columns, map),
            Model::Scanned(scanned) => scanned.adjoint(map),
        })
    }
}

fn apply(rows: &Axis, columns: &Axis, sample: ArrayView2<'_, f32>) -> Array2<f64> {
    let mut map = Array2::zeros((rows.taps.len(), columns.taps.len()));
    let mut profile = vec![0.0; columns.length];
    for (rows, mut line) in rows.taps.iter().zip(map.rows_mut()) {
        profile.fill(0.0);
        for (row, weight) in (rows.start as usize..).zip(&rows.weights) {
            for (sum, &value) in profile.iter_mut().zip(sample.row(row)) {
                *sum += weight * f64::from(value);
            }
        }
        for (pixel, taps) in line.iter_mut().zip(columns.taps.iter()) {
            let under = &profile[taps.start as usize..];
            *pixel = taps.weights.iter().zip(under).map(|(weight, value)| weight * value).sum();
        }
    }
    map
}

fn adjoint(rows: &Axis, columns: &Axis, map: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut sample = Array2::zeros((rows.length, columns.length));
    let mut profile = vec![0.0; columns.length];
    for (rows, line) in rows.taps.iter().zip(map.rows()) {
        profile.fill(0.0);
        for (&pixel, taps) in line.iter().zip(columns.taps.iter()) {
            for (sum, weight) in profile[taps.start as usize..].iter_mut().zip(&taps.weights) {
                *sum += weight * pixel;
            }
        }
        for (row, weight) in (rows.start as usize..).zip(&rows.weights) {
            for (sum, value) in sample.row_mut(row).iter_mut().zip(&profile) {
                *sum += weight * value;
            }
        }
    }
    sample
}

fn expect(what: &'static str, expected: (usize, usize), found: (usize, usize)) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    let words = |(rows, columns): (usize, usize)| format!("{rows} x {columns}");
    Err(Error::Shape { what, expected: words(expected), found: words(found) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::expected;
    use crate::conditions::preset;
    use crate::stream::{Purpose, Stream};
    use rand_core::Rng;

    fn noise(rows: usize, columns: usize, line: usize) -> Array2<f32> {
        let mut stream = Stream::new(1, Purpose::Phantom, line, 0);
        Array2::from_shape_fn((rows, columns), |_| stream.next_u32() as f32 / u32::MAX as f32)
    }

    #[test]
    fn the_operator_is_the_simulation_without_noise() {
        let reflecting = Conditions {
            beam_size_um: Some(6.3),
            line_spacing_um: Some(4.1),
            repetition_rate_hz: 71.0,
            ..Conditions::default()
        };
        for conditions in [preset("seed-2019").unwrap(), reflecting] {
            let sample = noise(61, 83, 0);
            let simulated = expected(sample.view(), 1.0, &conditions).unwrap();
            let applied = Operator::of(&conditions, (61, 83), 1.0).unwrap().apply(sample.view()).unwrap();
            for (a, b) in applied.iter().zip(&simulated) {
                assert!((a * conditions.counts_per_concentration() - f64::from(*b)).abs() < 1e-4 * 250.0);
            }
        }
    }

    #[test]
    fn the_adjoint_is_the_adjoint() {
        let operator = Operator::of(&preset("seed-2019").unwrap(), (41, 53), 1.0).unwrap();
        let (x, y) = (noise(41, 53, 1), noise(9, 11, 2).mapv(f64::from));
        let left = (&operator.apply(x.view()).unwrap() * &y).sum();
        let right = (&operator.adjoint(y.view()).unwrap() * &x.mapv(f64::from)).sum();
        assert!((left - right).abs() < 1e-9 * left.abs());
    }
}
