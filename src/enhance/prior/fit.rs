// SPDX-License-Identifier: MIT OR Apache-2.0
//! Hyper-parameters by marginal likelihood: smoothness, length, variance of the sample, variance of the noise.
//!
//! The modes are the map in pairs of eigenvectors of both axes. Where values are missing the pairs are no longer
//! independent: the map is then seen in small blocks, and where one has gaps, the modes are those of the dense covariance of its values.
//! Where few values are missing, and between others, they are made up instead.

use super::kernel::{Kernel, Spectra, Spectrum, ratios};
use super::likelihood::{Modes, NoiseBounds, UsedFreedom};
use super::scattered::{filled, is_scattered};
use crate::ablation::Axis;
use crate::error::Result;
use crate::task::Task;
use nalgebra::{DMatrix, DVector, SymmetricEigen};
use ndarray::{Array2, ArrayView2, s};
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// Longest side of a window in which the likelihood is evaluated, in measured pixels.
const WINDOW: usize = 96;
/// Most windows along each axis.
const WINDOWS: usize = 2;
/// Side of a block of a map with missing values, in measured pixels, and most blocks used.
const BLOCK: usize = 10;
const BLOCKS: usize = 192;
/// Most of them in which values are missing: each costs an eigenproblem for each kernel.
const HOLED_BLOCKS: usize = 12;
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
    pub used_freedom: UsedFreedom,
    /// Negative log likelihood, up to a constant of the map, in nats.
    pub cost: f64,
}

/// The data of a fit: the map less its mean, and the windows used.
pub struct Evidence<'a> {
    residual: ArrayView2<'a, f64>,
    /// Where values are missing; `None` if none are.
    missing: Option<&'a Array2<bool>>,
    /// Are they made up?
    fills: bool,
    windows: Vec<Window>,
    noise: NoiseBounds,
    spectra: Spectra,
    task: &'a Task,
    /// Sum of the logarithms of the scale's slopes at the values of the windows.
    log_slopes: f64,
}

/// Lines and pixels of a part of the map.
pub type Window = (Range<usize>, Range<usize>);

impl<'a> Evidence<'a> {
    /// Evidence of a map less its mean. `spectra`: those solved before; `task` is asked before each kernel that is tried.
    ///
    /// `log_slope`: logarithm of the slope of the map's scale at each value, by which likelihoods of different scales compare.
    pub fn new(
        residual: ArrayView2<'a, f64>,
        missing: &'a Array2<bool>,
        log_slope: impl Fn((usize, usize)) -> f64,
        noise: NoiseBounds,
        spectra: Spectra,
        task: &'a Task,
    ) -> Self {
        let holes = missing.iter().any(|m| *m);
        let fills = holes && is_scattered(missing);
        let windows = if holes && !fills { seen_blocks(missing) } else { windows(residual.dim()) };
        let places = windows.iter().flat_map(|(i, j)| i.clone().flat_map(|i| j.clone().map(move |j| (i, j))));
        let log_slopes = places.filter(|at| fills || !missing[*at]).map(log_slope).sum();
        Self { residual, missing: holes.then_some(missing), fills, windows, noise, spectra, task, log_slopes }
    }

    /// The best fit of one kernel under an operator with these axes and target pixel sizes (across, along).
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn fit(&self, kernel: Kernel, axes: (&Axis, &Axis), target_um: (f64, f64)) -> Result<Fit> {
        self.fit_all([kernel].into_iter(), axes, target_um)
    }

    /// How many values it holds.
    pub fn count(&self) -> usize {
        let seen = |(lines, pixels): &Window| match self.missing {
            None => lines.len() * pixels.len(),
            Some(missing) => {
                missing.slice(s![lines.clone(), pixels.clone()]).iter().filter(|missing| !**missing).count()
            }
        };
        self.windows.iter().map(seen).sum()
    }

    /// The evidence of four parts of the map, each by itself.
    pub fn quarters(&self) -> Vec<Evidence<'a>> {
        let halves = |range: &Range<usize>| {
            let middle = range.start + range.len() / 2;
            [range.start..middle, middle..range.end]
        };
        let quarter = |k: usize| -> Vec<Window> {
            if self.missing.is_some() && !self.fills {
                return self.windows.iter().skip(k).step_by(4).cloned().collect();
            }
            let part =
                |(lines, pixels): &Window| (halves(lines)[k / 2].clone(), halves(pixels)[k % 2].clone());
            self.windows.iter().map(part).filter(|(i, j)| !i.is_empty() && !j.is_empty()).collect()
        };
        let of = |k| {
            let Self { residual, missing, fills, noise, task, log_slopes, .. } = *self;
            Evidence {
                residual,
                missing,
                fills,
                windows: quarter(k),
                noise,
                spectra: self.spectra.clone(),
                task,
                log_slopes,
            }
        };
        (0..4).map(of).filter(|part| !part.windows.is_empty()).collect()
    }

    /// The best fit of a few kernels, by which scales compare: they differ by far more than kernels do.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn rough(&self, pitch_um: f64, axes: (&Axis, &Axis), target_um: (f64, f64)) -> Result<Fit> {
        self.fit_all(Kernel::few(pitch_um), axes, target_um)
    }

    /// The best fit over all candidate kernels.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn best(&self, pitch_um: f64, axes: (&Axis, &Axis), target_um: (f64, f64)) -> Result<Fit> {
        self.fit_all(Kernel::candidates(pitch_um), axes, target_um)
    }

    fn fit_all(
        &self,
        kernels: impl Iterator<Item = Kernel>,
        axes: (&Axis, &Axis),
        target_um: (f64, f64),
    ) -> Result<Fit> {
        let view = |window| View::new(self, window, axes, target_um);
        let views = self.windows.iter().map(view).collect::<Result<Vec<View>>>()?;
        let fit = |kernel| {
            self.task.check()?;
            let mut modes = Modes::default();
            views.iter().for_each(|view| view.add_to(&mut modes, &kernel));
            let best = modes.likelihood().best(self.noise);
            Ok(Fit {
                kernel,
                variance: best.variance,
                noise_variance: best.noise_variance,
                used_freedom: best.used_freedom,
                cost: best.cost - self.log_slopes,
            })
        };
        let fits = kernels.map(fit).collect::<Result<Vec<Fit>>>()?;
        Ok(fits.into_iter().min_by(|a, b| a.cost.total_cmp(&b.cost)).expect("there are candidates"))
    }
}

/// A window seen through an operator.
struct View<'a> {
    rows: Arc<Spectrum>,
    columns: Arc<Spectrum>,
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
    ) -> Result<Self> {
        let (spectra, task) = (&evidence.spectra, evidence.task);
        let rows = spectra.of(axes.0, lines.clone(), target_um.0, task)?;
        let columns = spectra.of(axes.1, pixels.clone(), target_um.1, task)?;
        let place = s![lines.clone(), pixels.clone()];
        let values = evidence.residual.slice(place);
        let missing = evidence.missing.map(|missing| missing.slice(place));
        let whole = |values: ArrayView2<f64>| {
            Data::Whole(rows.vectors.t().dot(&values).dot(&columns.vectors).mapv(|z| z * z))
        };
        let data = match missing.filter(|missing| missing.iter().any(|missing| *missing)) {
            None => whole(values),
            Some(missing) if evidence.fills => whole(filled(values, missing).view()),
            Some(missing) => Data::Holes(values, missing),
        };
        Ok(Self { rows, columns, data })
    }

    fn add_to(&self, modes: &mut Modes, kernel: &Kernel) {
        let mut signal = ratios(kernel, &self.rows, &self.columns);
        signal.indexed_iter_mut().for_each(|((i, j), d)| *d *= self.rows.values[i] * self.columns.values[j]);
        match &self.data {
            Data::Whole(power) => {
                signal.iter().zip(power).for_each(|(signal, power)| modes.add(*signal, *power));
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
        let squares = (eigen.eigenvectors.transpose() * data).map(|z| z * z);
        eigen.eigenvalues.iter().zip(&squares).for_each(|(signal, power)| modes.add(signal.max(0.0), *power));
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

/// The windows of a map of this shape.
pub fn windows((lines, pixels): (usize, usize)) -> Vec<Window> {
    grid(&spread(lines), &spread(pixels))
}

fn grid(rows: &[Range<usize>], columns: &[Range<usize>]) -> Vec<Window> {
    rows.iter().flat_map(|i| columns.iter().map(move |j| (i.clone(), j.clone()))).collect()
}

/// Blocks spread evenly over those parts of the map in which a good share of the values is seen: the fullest blocks
/// alone may all lie in one phase of the sample. Of neighbours the fullest is taken.
fn seen_blocks(missing: &Array2<bool>) -> Vec<Window> {
    let cut = |side: usize| {
        (0..side.div_ceil(BLOCK)).map(|k| k * BLOCK..((k + 1) * BLOCK).min(side)).collect::<Vec<_>>()
    };
    let gaps = |(i, j): &Window| missing.slice(s![i.clone(), j.clone()]).iter().filter(|m| **m).count();
    let seen = |block: &Window| block.0.len() * block.1.len() - gaps(block);
    let mut blocks = grid(&cut(missing.nrows()), &cut(missing.ncols()));
    let fullest = blocks.iter().map(seen).max().unwrap_or(0);
    blocks.retain(|block| seen(block) > fullest / 3);
    let fullest_of = |blocks: &[Window]| blocks.iter().min_by_key(|block| Reverse(seen(block))).cloned();
    let neighbours = blocks.chunks(blocks.len().div_ceil(BLOCKS).max(1));
    let (whole, holed): (Vec<Window>, Vec<Window>) =
        neighbours.filter_map(fullest_of).partition(|block| gaps(block) == 0);
    let step = (whole.len() + holed.len()).div_ceil(HOLED_BLOCKS).max(1);
    whole.into_iter().chain(holed.into_iter().step_by(step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_whole_where_they_can_be_and_lie_in_all_parts_of_a_map() {
        let missing = |is_missing: fn(usize, usize) -> bool| {
            let missing = Array2::from_shape_fn((100, 200), |(i, j)| is_missing(i, j));
            let holed = |(lines, pixels): &Window| {
                missing.slice(s![lines.clone(), pixels.clone()]).iter().any(|m| *m)
            };
            let blocks = seen_blocks(&missing);
            let right = blocks.iter().filter(|(_, pixels)| pixels.start >= 100).count();
            (blocks.len(), blocks.iter().filter(|block| holed(block)).count(), right)
        };
        assert_eq!(missing(|i, _| i == 42), (92, 2, 46)); // one line is missing
        assert_eq!(missing(|i, j| (i + j) % 5 == 0).1, HOLED_BLOCKS); // every block has gaps
        let (_, holed, right) = missing(|i, j| j >= 100 && (i + j) % 5 == 0); // every block of the right half has
        assert!((5..=7).contains(&holed) && right == holed, "{holed} {right}");
        assert_eq!(missing(|_, j| j >= 100).2, 0); // nothing of the right half is seen
    }

    #[test]
    fn windows_lie_inside_and_cover_small_maps() {
        assert_eq!(spread(1)[0], 0..1);
        assert_eq!(spread(103).len(), 1);
        assert!(spread(1000).iter().all(|w| w.end <= 1000 && w.len() == WINDOW));
    }
}
