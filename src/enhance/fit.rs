// SPDX-License-Identifier: MIT OR Apache-2.0
//! Hyper-parameters by marginal likelihood: smoothness, length, variance of the sample, variance of the noise.
//!
//! -log p = 1/2 sum[ln(s2 d + n2) + z^2 / (s2 d + n2)] + const, with z the map in pairs of eigenvectors of both axes and
//! d the variance of a pair. With n2 = ratio s2, the best s2 is closed and one number remains to be searched.
//!
//! Where values are missing the pairs are no longer independent: the same sum then runs over the eigenvectors of the
//! dense covariance of the values seen in small blocks spread over the map.

use super::prior::{Kernel, Spectrum, ratios};
use crate::ablation::Axis;
use nalgebra::{DMatrix, DVector, SymmetricEigen};
use ndarray::{Array2, ArrayView2, s};
use std::ops::Range;

/// Longest side of a window in which the likelihood is evaluated, in measured pixels.
const WINDOW: usize = 96;
/// Most windows along each axis.
const WINDOWS: usize = 2;
/// Side of a block of a map with missing values, in measured pixels, and most blocks used.
const BLOCK: usize = 10;
const BLOCKS: usize = 12;
/// Bounds of the logarithm of noise variance / sample variance. No laser measures a sample to better than a hundredth of
/// its variation: a map that looks so was smoothed, and its noise is not that of single pixels.
const LOG_RATIO: (f64, f64) = (-9.2, 6.0);
/// Bounds of the logarithm of sample variance / noise variance where the noise is known.
const KNOWN_NOISE: (f64, f64) = (-10.0, 15.0);

/// What is known of the variance of the noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Noise {
    /// It is to be found, and is at least this.
    AtLeast(f64),
    /// It is this.
    Known(f64),
}

/// What the likelihood chose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Covariance of the sample.
    pub kernel: Kernel,
    /// Variance of the sample.
    pub variance: f64,
    /// Variance of the noise of a measured pixel.
    pub noise_variance: f64,
    /// Share of the measured values' freedom that a restoration with this fit uses up, 0 to 1.
    pub used_freedom: f64,
    /// Negative log likelihood, up to a constant of the map, in nats.
    pub cost: f64,
}

impl Fit {
    /// The fit of the same values where each was measured in units of `unit`.
    #[must_use]
    pub fn in_units_of(self, unit: f64) -> Self {
        let square = unit * unit;
        Self { variance: self.variance * square, noise_variance: self.noise_variance * square, ..self }
    }
}

/// The data of a fit: the map less its mean, and the windows used.
pub struct Evidence<'a> {
    residual: ArrayView2<'a, f64>,
    /// Where values are missing; `None` if none are.
    missing: Option<&'a Array2<bool>>,
    windows: Vec<Window>,
    noise: Noise,
}

/// Lines and pixels of a part of the map.
type Window = (Range<usize>, Range<usize>);

impl<'a> Evidence<'a> {
    /// Evidence of a map less its mean.
    pub fn new(residual: ArrayView2<'a, f64>, missing: &'a Array2<bool>, noise: Noise) -> Self {
        let (lines, pixels) = residual.dim();
        let holes = missing.iter().any(|m| *m);
        let windows = if holes { seen_blocks(missing) } else { grid(&spread(lines), &spread(pixels)) };
        Self { residual, missing: holes.then_some(missing), windows, noise }
    }

    /// The best fit of one kernel under an operator with these axes and target pixel sizes (across, along).
    pub fn fit(&self, kernel: Kernel, axes: (&Axis, &Axis), target_um: (f64, f64)) -> Fit {
        self.fit_all([kernel].into_iter(), axes, target_um)
    }

    /// The best fit over all candidate kernels.
    pub fn best(&self, pitch_um: f64, axes: (&Axis, &Axis), target_um: (f64, f64)) -> Fit {
        self.fit_all(Kernel::candidates(pitch_um), axes, target_um)
    }

    /// The cost if there is nothing but noise of this variance.
    pub fn noise_alone(&self, variance: f64) -> f64 {
        let seen = |(lines, pixels): &Window| {
            let place = s![lines.clone(), pixels.clone()];
            let missing = self.missing.map(|missing| missing.slice(place));
            let values = self.residual.slice(place);
            let seen = values.indexed_iter().filter(|(at, _)| missing.is_none_or(|missing| !missing[*at]));
            seen.map(|(_, value)| value * value).collect::<Vec<f64>>()
        };
        let squares: Vec<f64> = self.windows.iter().flat_map(seen).collect();
        0.5 * (squares.len() as f64 * variance.ln() + squares.iter().sum::<f64>() / variance)
    }

    fn fit_all(
        &self,
        kernels: impl Iterator<Item = Kernel>,
        axes: (&Axis, &Axis),
        target_um: (f64, f64),
    ) -> Fit {
        let view = |window| View::new(self, window, axes, target_um);
        let views: Vec<View> = self.windows.iter().map(view).collect();
        let fits = kernels.map(|kernel| {
            let mut modes = Modes::default();
            views.iter().for_each(|view| view.add_to(&mut modes, &kernel));
            modes.best(kernel, self.noise)
        });
        fits.min_by(|a, b| a.cost.total_cmp(&b.cost)).expect("there are candidates")
    }
}

/// A window seen through an operator.
struct View<'a> {
    rows: Spectrum,
    columns: Spectrum,
    data: Data<'a>,
}

/// The values of a window.
enum Data<'a> {
    /// All are there: the squares of the map in pairs of eigenvectors.
    Whole(Array2<f64>),
    /// Some are missing: the values and which are missing.
    Holes(ArrayView2<'a, f64>, ArrayView2<'a, bool>),
}

impl<'a> View<'a> {
    fn new(
        evidence: &'a Evidence<'_>,
        (lines, pixels): &Window,
        axes: (&Axis, &Axis),
        target_um: (f64, f64),
    ) -> Self {
        let rows = Spectrum::new(axes.0, lines.clone(), 0..1, target_um.0);
        let columns = Spectrum::new(axes.1, pixels.clone(), 0..1, target_um.1);
        let place = s![lines.clone(), pixels.clone()];
        let values = evidence.residual.slice(place);
        let data = match evidence.missing {
            None => Data::Whole(rows.vectors.t().dot(&values).dot(&columns.vectors).mapv(|z| z * z)),
            Some(missing) => Data::Holes(values, missing.slice(place)),
        };
        Self { rows, columns, data }
    }

    fn add_to(&self, modes: &mut Modes, kernel: &Kernel) {
        let mut signal = ratios(kernel, &self.rows, &self.columns);
        signal.indexed_iter_mut().for_each(|((i, j), d)| *d *= self.rows.values[i] * self.columns.values[j]);
        match &self.data {
            Data::Whole(power) => {
                modes.signal.extend(&signal);
                modes.power.extend(power);
            }
            Data::Holes(values, missing) => self.add_seen(modes, &signal, values, missing),
        }
    }

    /// Modes of the values seen where others are missing.
    fn add_seen(
        &self,
        modes: &mut Modes,
        signal: &Array2<f64>,
        values: &ArrayView2<f64>,
        missing: &ArrayView2<bool>,
    ) {
        let seen: Vec<(usize, usize)> =
            missing.indexed_iter().filter(|(_, m)| !**m).map(|(at, _)| at).collect();
        let columns = signal.ncols();
        let loading = DMatrix::from_fn(seen.len(), signal.len(), |a, mode| {
            let (i, j) = (mode / columns, mode % columns);
            self.rows.vectors[[seen[a].0, i]] * self.columns.vectors[[seen[a].1, j]] * signal[[i, j]].sqrt()
        });
        let data = DVector::from_iterator(seen.len(), seen.iter().map(|at| values[*at]));
        let eigen = SymmetricEigen::new(&loading * loading.transpose());
        modes.signal.extend(eigen.eigenvalues.iter().map(|value: &f64| value.max(0.0)));
        modes.power.extend((eigen.eigenvectors.transpose() * data).iter().map(|z| z * z));
    }
}

/// Up to [`WINDOWS`] windows of at most [`WINDOW`] pixels spread over a side.
fn spread(side: usize) -> Vec<Range<usize>> {
    if side <= WINDOW + WINDOW / 2 {
        let length = side.min(WINDOW);
        let start = (side - length) / 2;
        return std::iter::once(start..start + length).collect();
    }
    let gap = (side - WINDOW) as f64 / (WINDOWS + 1) as f64;
    (1..=WINDOWS).map(|k| (k as f64 * gap) as usize).map(|start| start..start + WINDOW).collect()
}

fn grid(rows: &[Range<usize>], columns: &[Range<usize>]) -> Vec<Window> {
    rows.iter().flat_map(|i| columns.iter().map(move |j| (i.clone(), j.clone()))).collect()
}

/// Blocks spread evenly over those parts of the map in which a good share of the values is seen: the fullest blocks
/// alone may all lie in one phase of the sample.
fn seen_blocks(missing: &Array2<bool>) -> Vec<Window> {
    let cut = |side: usize| {
        (0..side.div_ceil(BLOCK)).map(|k| k * BLOCK..((k + 1) * BLOCK).min(side)).collect::<Vec<_>>()
    };
    let seen = |(i, j): &Window| missing.slice(s![i.clone(), j.clone()]).iter().filter(|m| !**m).count();
    let mut blocks = grid(&cut(missing.nrows()), &cut(missing.ncols()));
    let fullest = blocks.iter().map(seen).max().unwrap_or(0);
    blocks.retain(|block| seen(block) > fullest / 3);
    let step = blocks.len().div_ceil(BLOCKS).max(1);
    blocks.into_iter().step_by(step).collect()
}

/// Signal variances (for unit sample variance) and squared data of all modes.
#[derive(Default)]
struct Modes {
    signal: Vec<f64>,
    power: Vec<f64>,
}

impl Modes {
    fn best(&self, kernel: Kernel, noise: Noise) -> Fit {
        let least = match noise {
            Noise::Known(variance) => return self.with_noise(kernel, variance, variance.ln(), KNOWN_NOISE),
            Noise::AtLeast(variance) => variance,
        };
        let free = |log_ratio: f64| self.profiled(log_ratio.exp());
        let (log_ratio, _) = minimise(|x| free(x).1, LOG_RATIO);
        let (variance, cost) = free(log_ratio);
        let noise_variance = variance * log_ratio.exp();
        if noise_variance >= least {
            return self.fit(kernel, variance, noise_variance, cost);
        }
        let centre = (least / log_ratio.exp()).max(variance).ln();
        self.with_noise(kernel, least, centre, (-30.0, 5.0))
    }

    /// The best sample variance under this noise, its logarithm searched in an interval around `centre`.
    fn with_noise(&self, kernel: Kernel, noise: f64, centre: f64, (low, high): (f64, f64)) -> Fit {
        let (log_variance, cost) = minimise(|x| self.cost(x.exp(), noise), (centre + low, centre + high));
        self.fit(kernel, log_variance.exp(), noise, cost)
    }

    fn fit(&self, kernel: Kernel, variance: f64, noise_variance: f64, cost: f64) -> Fit {
        let used = |signal: &f64| variance * signal / (variance * signal + noise_variance);
        let used_freedom = self.signal.iter().map(used).sum::<f64>() / self.signal.len().max(1) as f64;
        Fit { kernel, variance, noise_variance, used_freedom, cost }
    }

    /// Best sample variance for a noise ratio, and the cost there.
    fn profiled(&self, ratio: f64) -> (f64, f64) {
        let n = self.signal.len() as f64;
        let sum: f64 =
            self.signal.iter().zip(&self.power).map(|(signal, power)| power / (signal + ratio)).sum();
        let variance = (sum / n).max(f64::MIN_POSITIVE);
        (variance, 0.5 * (log_sum(self.signal.iter().map(|signal| signal + ratio)) + n * variance.ln() + n))
    }

    fn cost(&self, variance: f64, noise: f64) -> f64 {
        let total = |signal: &f64| variance * signal + noise;
        let misfit: f64 =
            self.signal.iter().zip(&self.power).map(|(signal, power)| power / total(signal)).sum();
        0.5 * (log_sum(self.signal.iter().map(total)) + misfit)
    }
}

/// Sum of logarithms with one logarithm for every eight values.
fn log_sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut product, mut held) = (0.0, 1.0, 0);
    for value in values {
        product *= value;
        held += 1;
        if held == 8 {
            sum += f64::ln(product);
            (product, held) = (1.0, 0);
        }
    }
    sum + product.ln()
}

/// Minimum of a smooth function on an interval: a coarse grid, then golden sections around its best point.
fn minimise(f: impl Fn(f64) -> f64, (low, high): (f64, f64)) -> (f64, f64) {
    const STEPS: usize = 14;
    const SECTIONS: usize = 12;
    let step = (high - low) / STEPS as f64;
    let start = (0..=STEPS)
        .map(|i| low + i as f64 * step)
        .map(|x| (x, f(x)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .expect("the grid is not empty");
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let (mut a, mut b) = ((start.0 - step).max(low), (start.0 + step).min(high));
    let (mut c, mut d) = (b - golden * (b - a), a + golden * (b - a));
    let (mut fc, mut fd) = (f(c), f(d));
    for _ in 0..SECTIONS {
        if fc < fd {
            (b, d, fd) = (d, c, fc);
            c = b - golden * (b - a);
            fc = f(c);
        } else {
            (a, c, fc) = (c, d, fd);
            d = a + golden * (b - a);
            fd = f(d);
        }
    }
    [start, (c, fc), (d, fd)].into_iter().min_by(|a, b| a.1.total_cmp(&b.1)).expect("three points")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minimum_is_found() {
        let (x, y) = minimise(|x| (x - 1.234) * (x - 1.234) + 2.0, LOG_RATIO);
        assert!((x - 1.234).abs() < 0.02 && (y - 2.0).abs() < 1e-3);
    }

    #[test]
    fn windows_lie_inside_and_cover_small_maps() {
        assert_eq!(spread(1)[0], 0..1);
        assert_eq!(spread(103).len(), 1);
        assert!(spread(1000).iter().all(|w| w.end <= 1000 && w.len() == WINDOW));
    }

    #[test]
    fn logarithms_are_summed() {
        let values = [1e-9, 3.0, 2e4, 7.0, 0.5, 1.0, 9.0, 1e3, 4.0, 5.0];
        let plain: f64 = values.iter().map(|v: &f64| v.ln()).sum();
        assert!((log_sum(values.into_iter()) - plain).abs() < 1e-9);
    }
}
