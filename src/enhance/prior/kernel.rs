// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is assumed of the sample: a Gaussian process with an isotropic Matérn covariance.
//!
//! A scan is separable, an isotropic covariance is not. So each axis is diagonalised once under a long exponential
//! covariance, the carrier, whose eigenvectors are close to waves; a pair of them then gets the variance that the
//! Matérn spectrum has at its wave vector. The two eigenproblems serve every candidate, and all that is scanned alike.

use crate::ablation::{Axis, Taps};
use crate::error::Result;
use crate::task::Task;
use nalgebra::{DMatrix, SymmetricEigen};
use ndarray::{Array1, Array2};
use pulp::{Arch, Simd, WithSimd};
use std::f64::consts::PI;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Smoothness and length of a covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernel {
    /// Matérn order: 0.5 (rough: sharp edges have this spectrum), 1 or 1.5 (smooth); no other.
    pub order: f64,
    /// Length in µm.
    pub length_um: f64,
}

/// Candidates: orders, and lengths in measured pixels.
const ORDERS: [f64; 3] = [0.5, 1.0, 1.5];
const LENGTHS: [f64; 6] = [0.4, 0.8, 1.6, 3.2, 6.4, 12.8];
const FEW_LENGTHS: [f64; 4] = [0.8, 1.6, 3.2, 12.8];
/// Length of the carrier in measured pixels.
const CARRIER: f64 = 12.8;
/// Eigenvalues below this share of the largest are rounding.
const LEAST_VALUE: f64 = 1e-12;
/// Weights, which sum to 1, are known to this.
const WEIGHT_STEP: f64 = 1.0 / (1u64 << 44) as f64;

impl Kernel {
    /// The candidates for a map whose pixels measure `pitch_um` on geometric average.
    pub fn candidates(pitch_um: f64) -> impl Iterator<Item = Kernel> {
        let of = move |order| LENGTHS.map(|length| Kernel { order, length_um: length * pitch_um });
        ORDERS.into_iter().flat_map(of)
    }

    /// A few of them, of the middle order.
    pub fn few(pitch_um: f64) -> impl Iterator<Item = Kernel> {
        FEW_LENGTHS.into_iter().map(move |length| Kernel { order: ORDERS[1], length_um: length * pitch_um })
    }

    /// One over the spectral density in µm² at the square of a wavenumber (1/µm²), for a variance of 1.
    #[inline(always)]
    pub fn inverse_density(&self, squared_wavenumber: f64) -> f64 {
        let area = self.length_um * self.length_um;
        let base = 1.0 + area * squared_wavenumber;
        // base^(order + 1); orders are halves
        let whole = if self.order < 1.0 { base } else { base * base };
        let power = if self.order == 1.0 { whole } else { whole * base.sqrt() };
        power * (1.0 / (4.0 * PI * self.order * area))
    }

    /// Share of the variance in waves too fine for pixels of this area: beyond the circle that has the area of their
    /// Nyquist rectangle.
    pub fn finer_than(&self, pixel_area_um2: f64) -> f64 {
        (1.0 + self.length_um * self.length_um * 4.0 * PI / pixel_area_um2).powf(-self.order)
    }
}

/// Spectra that are solved: parts of a map that are scanned alike share one, and so do the elements of a map.
#[derive(Debug, Clone, Default)]
pub struct Spectra(Arc<Mutex<Vec<(Scanned, Solved)>>>);

/// One who solves it holds it; others wait.
type Solved = Arc<Mutex<Option<Arc<Spectrum>>>>;

/// All that the spectrum of a stretch of an axis depends on.
#[derive(Debug, Clone, PartialEq)]
struct Scanned {
    /// Taps, counted from the first point under any of them.
    taps: Vec<Taps>,
    carrier: Carrier,
    target_um: f64,
}

impl Spectra {
    /// The spectrum of the measured pixels `measured` of an axis; solved if none of equal pixels was yet.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`]; it is then not solved.
    pub fn of(
        &self,
        axis: &Axis,
        measured: Range<usize>,
        target_um: f64,
        task: &Task,
    ) -> Result<Arc<Spectrum>> {
        let scanned = Scanned::of(axis, measured, target_um);
        let place = self.place(&scanned);
        let mut solved = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(spectrum) = &*solved {
            return Ok(spectrum.clone());
        }
        Ok(solved.insert(Arc::new(Spectrum::new(&scanned, task)?)).clone())
    }

    fn place(&self, scanned: &Scanned) -> Solved {
        let mut solved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, place)) = solved.iter().find(|(other, _)| other == scanned) {
            return place.clone();
        }
        let place = Solved::default();
        solved.push((scanned.clone(), place.clone()));
        place
    }
}

impl Scanned {
    /// Weights are rounded to [`WEIGHT_STEP`], so that equal pixels at other places have equal ones.
    fn of(axis: &Axis, measured: Range<usize>, target_um: f64) -> Self {
        let mut taps = axis.taps[measured].to_vec();
        for taps in &mut taps {
            taps.weights
                .iter_mut()
                .for_each(|weight| *weight = (*weight / WEIGHT_STEP).round() * WEIGHT_STEP);
            let before = taps.weights.iter().take_while(|weight| **weight == 0.0).count();
            taps.weights.drain(..before);
            taps.start += before as i64;
            let used = taps.weights.iter().rposition(|weight| *weight != 0.0).map_or(0, |last| last + 1);
            taps.weights.truncate(used);
        }
        let first = taps.iter().map(|taps| taps.start).min().unwrap_or(0);
        taps.iter_mut().for_each(|taps| taps.start -= first);
        Self { taps, carrier: Carrier::of(axis), target_um }
    }
}

/// A stretch of measured pixels of one axis, diagonalised under the carrier.
#[derive(Debug, Clone)]
pub struct Spectrum {
    /// Eigenvalues of R K R^T, not negative.
    pub values: Array1<f64>,
    /// Eigenvectors in columns, shape (measured, measured).
    pub vectors: Array2<f64>,
    /// Square of the wavenumber of each eigenvector, 1/µm².
    squared_wavenumbers: Array1<f64>,
    /// Spectral density of the carrier there, µm.
    densities: Array1<f64>,
}

impl Spectrum {
    fn new(scanned: &Scanned, task: &Task) -> Result<Self> {
        let Scanned { taps, carrier, target_um } = scanned;
        let n = taps.len();
        let domain = Domain::around(taps, &(0..0));
        let mut gram = DMatrix::zeros(n, n);
        let mut column = vec![0.0; domain.length];
        for (j, tap) in taps.iter().enumerate() {
            task.check()?;
            domain.covariance(tap, carrier, &mut column);
            for (i, other) in taps.iter().enumerate() {
                let under = &column[(other.start - domain.start) as usize..];
                gram[(i, j)] = other.weights.iter().zip(under).map(|(weight, value)| weight * value).sum();
            }
        }
        let eigen = SymmetricEigen::new(gram);
        let vectors = Array2::from_shape_fn((n, n), |(i, j)| eigen.eigenvectors[(i, j)]);
        let largest = eigen.eigenvalues.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let least = LEAST_VALUE * largest;
        let values: Array1<f64> =
            eigen.eigenvalues.iter().map(|&value: &f64| if value > least { value } else { 0.0 }).collect();
        // what the scan passes of a wave is the same under any covariance: the rest of an eigenvalue is the carrier's
        let passed = domain.passed(taps, &vectors, task)?;
        let density = |(value, passed): (&f64, &f64)| carrier.within(value / passed);
        let densities: Array1<f64> = values.iter().zip(&passed).map(density).collect();
        Ok(Self {
            squared_wavenumbers: densities.mapv(|density| (carrier.phase(density) / target_um).powi(2)),
            densities: densities * *target_um,
            values,
            vectors,
        })
    }

    /// K R^T U: covariance of the target pixels `target` with the eigenvectors of the measured pixels `measured`, of which
    /// this is the spectrum; shape (target, measured).
    pub fn lifted(&self, axis: &Axis, measured: Range<usize>, target: Range<usize>) -> Array2<f64> {
        let taps = &axis.taps[measured];
        let domain = Domain::around(taps, &target);
        let carrier = Carrier::of(axis);
        let mut cross = Array2::zeros((target.len(), taps.len()));
        let mut column = vec![0.0; domain.length];
        let first = (target.start as i64 - domain.start) as usize;
        for (tap, mut cross) in taps.iter().zip(cross.columns_mut()) {
            domain.covariance(tap, &carrier, &mut column);
            cross.iter_mut().zip(&column[first..]).for_each(|(cross, value)| *cross = *value);
        }
        cross.dot(&self.vectors)
    }
}

/// Variance of each pair of eigenvectors under a kernel over that under the carriers; shape (across, along).
pub fn ratios(kernel: &Kernel, across: &Spectrum, along: &Spectrum) -> Array2<f64> {
    let mut ratios = Array2::zeros((across.values.len(), along.values.len()));
    Arch::new().dispatch(Ratios { kernel, across, along, ratios: &mut ratios });
    ratios
}

/// The work of [`ratios`], compiled for each kind of vector unit.
struct Ratios<'a> {
    kernel: &'a Kernel,
    across: &'a Spectrum,
    along: &'a Spectrum,
    ratios: &'a mut Array2<f64>,
}

impl WithSimd for Ratios<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { kernel, across, along, ratios } = self;
        let [squared, densities] = [&along.squared_wavenumbers, &along.densities]
            .map(|along| along.as_slice().expect("standard layout"));
        for (i, mut row) in ratios.rows_mut().into_iter().enumerate() {
            let row = row.as_slice_mut().expect("standard layout");
            for ((ratio, squared), density) in row.iter_mut().zip(squared).zip(densities) {
                let inverse = kernel.inverse_density(across.squared_wavenumbers[i] + squared);
                *ratio = 1.0 / (inverse * across.densities[i] * density);
            }
        }
    }
}

/// The exponential covariance of one axis, in target pixels.
#[derive(Debug, Clone, PartialEq)]
struct Carrier {
    /// Distance of two target pixels in lengths of the carrier.
    step: f64,
}

impl Carrier {
    fn of(axis: &Axis) -> Self {
        Self { step: axis.taps.len() as f64 / (axis.length as f64 * CARRIER) }
    }

    /// Correlation of neighbouring points.
    fn correlation(&self) -> f64 {
        (-self.step).exp()
    }

    /// A density brought between those of the shortest and the longest wave.
    fn within(&self, density: f64) -> f64 {
        let tanh = (self.step / 2.0).tanh();
        if density.is_nan() { tanh } else { density.clamp(tanh, 1.0 / tanh) }
    }

    /// Phase from pixel to pixel, 0 to pi, of the wave of this density: sinh(step) / (cosh(step) - cos(phase)).
    fn phase(&self, density: f64) -> f64 {
        (self.step.cosh() - self.step.sinh() / density).clamp(-1.0, 1.0).acos()
    }
}

/// Stretch of the target axis that holds the target pixels and all taps.
struct Domain {
    start: i64,
    length: usize,
}

impl Domain {
    fn around(taps: &[Taps], target: &Range<usize>) -> Self {
        let start = taps.iter().map(|t| t.start).chain([target.start as i64]).min().unwrap_or(0);
        let ends = taps.iter().map(|t| t.start + t.weights.len() as i64).chain([target.end as i64]);
        let end = ends.max().unwrap_or(1);
        Self { start, length: (end - start).max(1) as usize }
    }

    /// Squared length of each eigenvector, carried back to the target pixels: what the scan passes of white noise.
    fn passed(&self, taps: &[Taps], vectors: &Array2<f64>, task: &Task) -> Result<Vec<f64>> {
        let mut wave = vec![0.0; self.length];
        let passed = |vector: ndarray::ArrayView1<f64>| {
            task.check()?;
            wave.fill(0.0);
            for (tap, value) in taps.iter().zip(vector) {
                let under = &mut wave[(tap.start - self.start) as usize..];
                under.iter_mut().zip(&tap.weights).for_each(|(wave, weight)| *wave += value * weight);
            }
            Ok(wave.iter().map(|value| value * value).sum())
        };
        vectors.columns().into_iter().map(passed).collect()
    }

    /// Covariance of a measured pixel with every point of the domain.
    ///
    /// An exponential covariance forgets by the same factor from point to point: what lies before a point is summed on the way
    /// there, what lies behind it on the way back.
    fn covariance(&self, taps: &Taps, carrier: &Carrier, column: &mut [f64]) {
        let kept = carrier.correlation();
        column.fill(0.0);
        column[(taps.start - self.start) as usize..][..taps.weights.len()].copy_from_slice(&taps.weights);
        let mut behind = 0.0;
        let mut sums = vec![0.0; column.len()];
        for (sum, weight) in sums.iter_mut().zip(&*column).rev() {
            *sum = behind;
            behind = kept * (behind + weight);
        }
        let mut before = 0.0;
        for (value, behind) in column.iter_mut().zip(sums) {
            before = kept * before + *value;
            *value = before + behind;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::Edge;

    fn spectrum(axis: &Axis) -> Arc<Spectrum> {
        Spectra::default().of(axis, 0..axis.taps.len(), 1.0, &Task::new()).unwrap()
    }

    #[test]
    fn the_spectrum_reproduces_the_covariance_of_the_carrier() {
        let axis = Axis::boxes(7, 4.0, 5.0, -1.3, 1.0, 28, Edge::Reflect).unwrap();
        let (spectrum, carrier) = (spectrum(&axis), Carrier::of(&axis));
        let rebuilt = (&spectrum.vectors * &spectrum.values).dot(&spectrum.vectors.t());
        // one entry by hand: covariance of measured pixels 2 and 4
        let by_hand: f64 = (axis.taps[2].start..)
            .zip(&axis.taps[2].weights)
            .flat_map(|(i, w)| {
                (axis.taps[4].start..).zip(&axis.taps[4].weights).map(move |(j, v)| (i, w, j, v))
            })
            .map(|(i, w, j, v)| w * v * (-((i - j).abs() as f64) * carrier.step).exp())
            .sum();
        assert!((rebuilt[[2, 4]] - by_hand).abs() < 1e-12);
    }

    #[test]
    fn what_is_scanned_alike_shares_a_spectrum() {
        let axis = Axis::boxes(40, 4.0, 5.0, -1.3, 1.0, 160, Edge::Reflect).unwrap();
        let (spectra, task) = (Spectra::default(), Task::new());
        let of =
            |spectra: &Spectra, axis: &Axis, measured, um| spectra.of(axis, measured, um, &task).unwrap();
        let first = of(&spectra, &axis, 3..20, 1.0);
        assert!(Arc::ptr_eq(&first, &of(&spectra, &axis, 13..30, 1.0)));
        assert!(Arc::ptr_eq(&first, &of(&spectra.clone(), &axis, 3..20, 1.0)));
        let others = [
            of(&spectra, &axis, 3..21, 1.0),
            of(&spectra, &axis, 3..20, 2.0),
            of(&spectra, &Axis::boxes(40, 4.0, 6.0, -1.3, 1.0, 160, Edge::Reflect).unwrap(), 3..20, 1.0),
            of(&spectra, &Axis::boxes(40, 4.0, 5.0, -1.3, 1.0, 150, Edge::Reflect).unwrap(), 3..20, 1.0),
        ];
        assert!(others.iter().all(|other| !Arc::ptr_eq(&first, other)));
        let (lifted, shifted) = (first.lifted(&axis, 3..20, 10..90), first.lifted(&axis, 13..30, 50..130));
        assert!(lifted.iter().zip(&shifted).all(|(a, b)| (a - b).abs() < 1e-12));
        let cancelled = Task::new();
        cancelled.cancel();
        assert!(spectra.of(&axis, 3..22, 1.0, &cancelled).is_err());
        assert_eq!(of(&spectra, &axis, 3..22, 1.0).values.len(), 19);
    }

    #[test]
    fn eigenvectors_have_the_wavenumbers_of_waves_up_to_half_the_nyquist_limit() {
        let spectrum = spectrum(&Axis::boxes(64, 4.0, 4.0, 0.0, 1.0, 256, Edge::Reflect).unwrap());
        let mut found = spectrum.squared_wavenumbers.mapv(f64::sqrt).to_vec();
        found.sort_by(f64::total_cmp);
        for (k, found) in found.iter().enumerate().take(32).skip(4) {
            let wave = k as f64 * PI / 256.0;
            assert!((found / wave - 1.0).abs() < 0.1, "{k}: {found} {wave}");
        }
    }

    #[test]
    fn pairs_of_waves_carry_the_variance_of_the_kernel() {
        let axis = Axis::boxes(60, 1.0, 1.0, 0.0, 1.0, 60, Edge::Reflect).unwrap();
        let spectrum = spectrum(&axis);
        for kernel in [Kernel { order: 1.0, length_um: 3.0 }, Kernel { order: 1.5, length_um: 5.0 }] {
            let ratios = ratios(&kernel, &spectrum, &spectrum);
            let variance = |i: usize, j: usize| {
                let mut sum = 0.0;
                for ((a, b), ratio) in ratios.indexed_iter() {
                    let (u, v) = (spectrum.vectors[[i, a]], spectrum.vectors[[j, b]]);
                    sum += ratio * spectrum.values[a] * spectrum.values[b] * u * u * v * v;
                }
                sum
            };
            assert!((variance(30, 30) - 1.0).abs() < 0.15, "{}", variance(30, 30));
        }
    }
}
