// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is expected of an element from its guides, and whether its measurement prefers that.
//!
//! Coefficients and the variance of the rest are found in turn: the coefficients by generalised least squares through the exact operator,
//! with the prior of the rest; its variance by the likelihood. On a scale that bends, the terms are seen as a small change of what is
//! expected so far (Gauss and Newton).

use super::guide::Guide;
use super::near::nearest;
use super::regression::{Coefficients, Regression};
use super::term::Term;
use crate::enhance::fitted::Fitted;
use crate::enhance::prior::fit::Fit;
use crate::enhance::prior::frames::Frame;
use crate::enhance::prior::likelihood::NoiseBounds;
use crate::enhance::scale::Scaled;
use crate::enhance::workers::Workers;
use crate::error::Result;
use crate::task::Task;
use ndarray::{Array1, Array2, ArrayViewMut1, Axis, Zip, concatenate, s};
use rayon::prelude::*;
use std::ops::Range;

/// Guides whose terms are seen through the operator, and those whose products are tried.
const CANDIDATES: usize = 12;
const MOST_GUIDES: usize = 5;
/// Rounds in which coefficients and prior are found in turn.
const ROUNDS: usize = 3;
/// What is seen of the terms in a window depends on so many measured pixels around it.
const MARGIN: usize = 8;
/// Elements are restored together if that is likelier by so many nats beside the price of the coefficients.
const SURELY: f64 = 10.0;

/// What an element has in common with others.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// The numbers of its guides, and what a standard deviation of each adds, in standard deviations of the element's prior alone; 0 for
    /// one that only has a part in products.
    pub guides: Vec<(usize, f64)>,
    /// Coefficients in all.
    pub terms: usize,
    /// By how many nats the measurement prefers the guides, less the price of the coefficients.
    pub nats: f64,
    /// Share of what the map shows beyond its noise that the guides tell, 0 to 1.
    pub share: f64,
    /// How far that is believed on average, 0 to 1.
    pub weight: f64,
}

/// An element with all that others tell of it.
pub struct Expected {
    /// The element, of which that is expected.
    pub together: Fitted,
    /// The terms of that and their coefficients.
    pub sum: Vec<(Term, f64)>,
    /// What it has in common with others.
    pub shared: Shared,
}

impl Expected {
    /// Standard deviation of what is expected by the errors of the guides, on the element's scale, shape (rows, columns): what is finer than
    /// the guides resolve is missing in the element too.
    pub fn sd(&self, guides: &[Guide], workers: &Workers) -> Array2<f32> {
        let grid = &self.together.forward.grid;
        let (columns, used) = (0..grid.columns, Term::guides_of(self.sum.iter().map(|(term, _)| term)));
        let mut sd = Array2::zeros((grid.rows, grid.columns));
        let of_row = |(row, mut sd): (usize, ArrayViewMut1<f32>)| {
            for guide in &used {
                let mut slope = Array2::zeros((1, columns.len()));
                for (term, coefficient) in &self.sum {
                    if let Some(steep) = term.slope(guides, *guide, row, &columns) {
                        slope.scaled_add(*coefficient as f32, &steep);
                    }
                }
                let errors = guides[*guide].restored.sd.row(row);
                Zip::from(&mut sd).and(slope.row(0)).and(errors).for_each(|sum, slope, error| {
                    *sum += (slope * guides[*guide].standard_sd(*error)).powi(2);
                });
            }
            sd.mapv_inplace(f32::sqrt);
        };
        workers.run(|| sd.axis_iter_mut(Axis(0)).into_par_iter().enumerate().for_each(of_row));
        sd
    }
}

/// An element with what others tell of it, all of it believed; `None` where its measurement does not surely prefer that. `guides`: all elements of the map, of
/// which this is number `index`. Not random; the same for any number of threads.
///
/// # Errors
/// [`crate::Error::Cancelled`].
pub fn expected(
    alone: &Fitted,
    guides: &[Guide],
    index: usize,
    workers: &Workers,
    task: &Task,
) -> Result<Option<Expected>> {
    let element = Element::new(alone, guides, task)?;
    let near = element.nearest(index);
    let straight: Vec<Term> =
        std::iter::once(Term::Level).chain(near.iter().map(|g| Term::Guide(*g))).collect();
    let (images, residual) =
        (element.images(&straight, &alone.scaled, workers)?, element.residual(&alone.scaled));
    let first = element.regress(&images, &residual, &alone.fit);
    let chosen: Vec<usize> =
        first.iter().skip(1).take(MOST_GUIDES).map(|(number, _)| near[number - 1]).collect();
    if chosen.is_empty() {
        return Ok(None);
    }
    element.fitted(&Term::of(&chosen), workers)
}

/// An element, its guides and the windows in which they are compared.
struct Element<'a> {
    alone: &'a Fitted,
    guides: &'a [Guide],
    frames: Vec<Frame>,
    task: &'a Task,
}

impl<'a> Element<'a> {
    fn new(alone: &'a Fitted, guides: &'a [Guide], task: &'a Task) -> Result<Self> {
        let forward = &alone.forward;
        let shape = alone.scaled.residual.dim();
        let frames = Frame::all(shape, forward.axes(), forward.target_um(), &forward.spectra, task)?;
        Ok(Self { alone, guides, frames, task })
    }

    fn nearest(&self, index: usize) -> Vec<usize> {
        let windows: Vec<_> = self.frames.iter().map(|frame| frame.window.clone()).collect();
        let (residual, missing) = (&self.alone.scaled.residual, &self.alone.repaired.missing);
        nearest(self.guides, residual, missing, &windows, index, CANDIDATES)
    }

    /// Finds coefficients and prior in turn, and asks the likelihood.
    fn fitted(&self, terms: &[Term], workers: &Workers) -> Result<Option<Expected>> {
        let Fitted { repaired, forward, .. } = self.alone;
        let mut scaled = self.alone.scaled.clone();
        let mut found = vec![0.0; terms.len()];
        let (before, mut count) = self.fit(&scaled)?;
        let mut fit = before;
        for _ in 0..ROUNDS {
            self.task.check()?;
            let images = self.images(terms, &scaled, workers)?;
            let residual = self.residual(&scaled) + images.dot(&Array1::from(found));
            found = vec![0.0; terms.len()];
            for (number, coefficient) in self.regress(&images, &residual, &fit) {
                found[number] = coefficient;
            }
            let drift = self.drift(terms, &found, workers);
            scaled = self.alone.scaled.drifting(repaired, forward, drift)?;
            (fit, count) = self.fit(&scaled)?;
        }
        let used = found.iter().filter(|coefficient| **coefficient != 0.0).count();
        let price = used as f64 * Regression::price(count);
        let nats = before.cost - fit.cost - price;
        if !(used > 1 && nats > SURELY) {
            return Ok(None);
        }
        let shared = self.shared(terms, &found, nats, &scaled);
        let guided = Fitted { scaled, fit, ..self.alone.clone() };
        let sum = terms.iter().copied().zip(found).filter(|(_, coefficient)| *coefficient != 0.0).collect();
        Ok(Some(Expected { together: guided, sum, shared }))
    }

    /// The variance of what a drift leaves, with the kernel and the noise that were found alone, and the number of data. A kernel of
    /// its own would take what guides leave in the dark, which is often white, for the grain of bright places too.
    fn fit(&self, scaled: &Scaled) -> Result<(Fit, usize)> {
        let Fitted { repaired, forward, fit, .. } = self.alone;
        let noise = NoiseBounds { least: fit.noise_variance, most: fit.noise_variance };
        let evidence = scaled.evidence(repaired, noise, forward, self.task);
        Ok((evidence.fit(fit.kernel, forward.axes(), forward.target_um())?, evidence.count()))
    }

    /// Coefficients of the terms with these images. Both are in pairs of eigenvectors.
    fn regress(&self, images: &Array2<f64>, residual: &Array1<f64>, fit: &Fit) -> Coefficients {
        let weights: Vec<f64> = self.frames.iter().flat_map(|frame| frame.weights(fit)).collect();
        let weights = Array1::from(weights);
        let images = images * &weights.view().insert_axis(Axis(1));
        Regression::new(&images, &(residual * &weights)).stepwise(1)
    }

    /// The map less what is expected, in pairs of eigenvectors; missing values count as expected.
    fn residual(&self, scaled: &Scaled) -> Array1<f64> {
        let of = |frame: &Frame| {
            frame.modes(self.masked(frame, scaled.residual.slice(window(frame)).to_owned()).view())
        };
        self.frames.iter().flat_map(of).collect()
    }

    /// What is seen of each term, on the scale, near what is expected; shape (pairs of eigenvectors, terms).
    fn images(&self, terms: &[Term], scaled: &Scaled, workers: &Workers) -> Result<Array2<f64>> {
        let of = |frame: &Frame| self.images_in(frame, terms, scaled, workers);
        let images = self.frames.iter().map(of).collect::<Result<Vec<_>>>()?;
        let views: Vec<_> = images.iter().map(|image| image.view()).collect();
        Ok(concatenate(Axis(0), &views).expect("as many terms in each"))
    }

    fn images_in(
        &self,
        frame: &Frame,
        terms: &[Term],
        scaled: &Scaled,
        workers: &Workers,
    ) -> Result<Array2<f64>> {
        let (shape, warp) = (scaled.residual.dim(), scaled.warp);
        let (lines, pixels) = (around(&frame.window.0, shape.0), around(&frame.window.1, shape.1));
        let inner = s![within(&frame.window.0, &lines), within(&frame.window.1, &pixels)];
        let part = self.alone.forward.part(lines, pixels);
        let operator = self.alone.forward.cut(&part).operator();
        let mut places = Array2::from_elem((part.rows.len(), part.columns.len()), scaled.mean as f32);
        if let Some(drift) = &scaled.drift {
            places += &drift.slice(s![part.rows.clone(), part.columns.clone()]);
        }
        let sample = warp.bent(places);
        let steepness = operator.apply(sample.values.view())?.mapv(|value| warp.slope(value));
        let image = |term: &Term| -> Result<Array1<f64>> {
            self.task.check()?;
            let change = term.image(self.guides, &part.rows, &part.columns) * &sample.slopes;
            let seen = operator.apply(change.view())? * &steepness;
            Ok(frame.modes(self.masked(frame, seen.slice(inner).to_owned()).view()).into_iter().collect())
        };
        let images: Result<Vec<_>> = workers.run(|| terms.par_iter().map(image).collect());
        let images = images?;
        Ok(Array2::from_shape_fn((images[0].len(), images.len()), |(mode, term)| images[term][mode]))
    }

    /// Values of a window, 0 where nothing was measured: a regression takes no harm from rows of zeros.
    fn masked(&self, frame: &Frame, mut values: Array2<f64>) -> Array2<f64> {
        let missing = self.alone.repaired.missing.slice(window(frame));
        Zip::from(&mut values)
            .and(&missing)
            .for_each(|value, missing| *value = if *missing { 0.0 } else { *value });
        values
    }

    /// The sum of the terms on the target grid, within what the map shows.
    fn drift(&self, terms: &[Term], found: &[f64], workers: &Workers) -> Array2<f32> {
        let Fitted { repaired, scaled, forward, .. } = self.alone;
        let on_scale = |value: f64| (scaled.warp.forward(value) - scaled.mean) as f32;
        let least = repaired.values.fold(f64::INFINITY, |least, value| least.min(*value));
        let most = repaired.values.fold(f64::NEG_INFINITY, |most, value| most.max(*value));
        let (least, most) = (on_scale(least).min(0.0), on_scale(most).max(0.0));
        let columns = 0..forward.grid.columns;
        let mut drift = Array2::zeros((forward.grid.rows, forward.grid.columns));
        workers.run(|| {
            drift.axis_iter_mut(Axis(0)).into_par_iter().enumerate().for_each(|(row, mut sum)| {
                for (term, coefficient) in terms.iter().zip(found).filter(|(_, c)| **c != 0.0) {
                    let image = term.image(self.guides, &(row..row + 1), &columns);
                    sum.scaled_add(*coefficient as f32, &image.row(0));
                }
                sum.mapv_inplace(|place| place.clamp(least, most));
            });
        });
        drift
    }

    fn shared(&self, terms: &[Term], found: &[f64], nats: f64, scaled: &Scaled) -> Shared {
        let used = || terms.iter().zip(found).filter(|(_, coefficient)| **coefficient != 0.0);
        let spread = self.alone.fit.variance.sqrt().max(f64::MIN_POSITIVE);
        let with_part = |guide: usize| {
            let straight = used().find(|(term, _)| **term == Term::Guide(guide));
            (guide, straight.map_or(0.0, |(_, coefficient)| coefficient / spread))
        };
        let guides = Term::guides_of(used().map(|(term, _)| term)).into_iter().map(with_part).collect();
        let missing = &self.alone.repaired.missing;
        let beyond_noise = |scaled: &Scaled| {
            let squares = scaled.residual.iter().zip(missing).filter(|(_, missing)| !**missing);
            squares.map(|(residual, _)| residual * residual - self.alone.fit.noise_variance).sum::<f64>()
        };
        let (before, after) = (beyond_noise(&self.alone.scaled), beyond_noise(scaled));
        let share = if before > 0.0 { (1.0 - after / before).clamp(0.0, 1.0) } else { 0.0 };
        Shared { guides, terms: used().count(), nats, share, weight: 1.0 }
    }
}

fn window(frame: &Frame) -> ndarray::SliceInfo<[ndarray::SliceInfoElem; 2], ndarray::Ix2, ndarray::Ix2> {
    s![frame.window.0.clone(), frame.window.1.clone()]
}

/// A stretch of an axis with its surroundings.
fn around(window: &Range<usize>, all: usize) -> Range<usize> {
    window.start.saturating_sub(MARGIN)..(window.end + MARGIN).min(all)
}

/// A stretch counted from the start of another.
fn within(window: &Range<usize>, around: &Range<usize>) -> Range<usize> {
    window.start - around.start..window.end - around.start
}
