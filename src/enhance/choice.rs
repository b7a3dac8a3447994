// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whether a network or the restoration gives the estimate of an element, and on which scale the network works.
//!
//! Every ninth pixel of a few windows of the map is left out, the rest is enhanced, and the estimate is ablated again: an
//! estimate that erases structure, or invents it, misses the pixels left out by more. Neither the noise nor the unit need be known.

use super::check::Check;
use super::element::Element;
use super::fitted::Fitted;
use super::forward::Part;
use super::probe::{MARGIN, parts};
use super::scale;
use super::together::Guided;
use super::warp::Warp;
use super::workers::Workers;
use crate::ablation::Operator;
use crate::error::Result;
use crate::task::Task;
use ndarray::Array2;
use serde::Serialize;

/// Distance of two pixels that are left out, along each axis.
const DISTANCE: usize = 3;

/// Mean distance, on the element's scale, of left-out pixels from what two estimates predict.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LeftOut {
    /// Of the restoration.
    pub restoration: f64,
    /// Of the network, on its best scale.
    pub network: f64,
    /// How many pixels were left out.
    pub pixels: usize,
}

/// What gives the estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The scale on which the network works; `None`: the restoration is the estimate.
    pub network: Option<Warp>,
    /// By what that was chosen, if something was.
    pub left_out: Option<LeftOut>,
    /// Why the restoration is the estimate though there is a network.
    pub restored_because: Option<String>,
}

/// Why the restoration was chosen by the pixels left out.
const PREDICTS_BETTER: &str = "the restoration predicts left-out pixels better than the network";

impl Choice {
    /// The choice where there is no network.
    pub const RESTORATION: Self = Self { network: None, left_out: None, restored_because: None };

    /// The choice without a look at the map: the network, on the first of its scales.
    pub fn blind(fitted: &Fitted) -> Self {
        let scales = scale::of_network(&fitted.repaired, &fitted.scaled.warp);
        Self::of_network(scales[0])
    }

    /// Chooses by the pixels left out. `guided`: the element with what others tell of it, if the restoration would take that, while
    /// a network refines the element alone; `network`: the sample that a network makes of a restored element, on the target grid, in
    /// the map's unit, working on a scale; `may_restore`: may the restoration be chosen? Not random.
    ///
    /// # Errors
    /// Those of `network`; [`crate::Error::Cancelled`].
    pub fn of(
        (fitted, guided): (&Fitted, Option<&Guided>),
        workers: &Workers,
        may_restore: bool,
        task: &Task,
        network: &mut dyn FnMut(Element, Warp) -> Result<Array2<f32>>,
    ) -> Result<Self> {
        let scales = scale::of_network(&fitted.repaired, &fitted.scaled.warp);
        if scales.len() == 1 && !may_restore {
            return Ok(Self::of_network(scales[0]));
        }
        let mut restoration = Missed::default();
        let mut networks = vec![Missed::default(); scales.len()];
        for part in parts(&fitted.forward) {
            let (seen, left) = leave_out(fitted.part(&part), &part);
            let element = seen.restore_mean(workers, task)?;
            let judge = Judge::new(&element, left);
            let restored = match guided {
                None => element.warp.values(&element.restored.mean),
                Some(guided) => {
                    let seen = leave_out(guided.together.part(&part), &part).0;
                    let together = element.warp.values(&seen.restore_mean(workers, task)?.restored.mean);
                    guided.between(&element.warp.values(&element.restored.mean), &together)
                }
            };
            judge.add(&restored, &mut restoration)?;
            for (scale, missed) in scales.iter().zip(&mut networks) {
                task.check()?;
                judge.add(&network(element.clone(), *scale)?, missed)?;
            }
        }
        let of_networks = scales.iter().zip(networks.iter().map(Missed::mean));
        let (scale, network) = of_networks.min_by(|a, b| a.1.total_cmp(&b.1)).expect("a network has a scale");
        let left_out = LeftOut { restoration: restoration.mean(), network, pixels: restoration.pixels };
        let is_better = !may_restore || left_out.pixels == 0 || network <= left_out.restoration;
        Ok(Self {
            network: is_better.then_some(*scale),
            left_out: Some(left_out),
            restored_because: (!is_better).then(|| PREDICTS_BETTER.into()),
        })
    }

    fn of_network(scale: Warp) -> Self {
        Self { network: Some(scale), left_out: None, restored_because: None }
    }

    /// The choice of the restoration where the whole map shows that it agrees with the measurement and a network does not: a
    /// few windows with left-out pixels need not hold the brightest of it.
    pub fn reconsidered(&self, check: &Check) -> Option<Self> {
        self.network?;
        let because = check.refusal_of_network()?;
        Some(Self { network: None, restored_because: Some(because), ..self.clone() })
    }
}

/// By how much pixels were missed.
#[derive(Debug, Clone, Copy, Default)]
struct Missed {
    sum: f64,
    pixels: usize,
}

impl Missed {
    fn mean(&self) -> f64 {
        self.sum / self.pixels.max(1) as f64
    }
}

/// Compares estimates of a part with the pixels left out of it.
struct Judge<'a> {
    operator: Operator,
    values: &'a Array2<f64>,
    warp: Warp,
    /// Those left out that see no border of the part.
    left: Vec<(usize, usize)>,
}

impl<'a> Judge<'a> {
    fn new(element: &'a Element, mut left: Vec<(usize, usize)>) -> Self {
        let forward = &element.forward;
        let (rows, columns) = (forward.rows.seeing_only(MARGIN), forward.columns.seeing_only(MARGIN));
        left.retain(|(i, j)| rows[*i] && columns[*j]);
        Self { operator: forward.operator(), values: &element.repaired.values, warp: element.warp, left }
    }

    fn add(&self, sample: &Array2<f32>, missed: &mut Missed) -> Result<()> {
        let expected = self.operator.apply(sample.view())?;
        for &at in &self.left {
            missed.sum += (self.warp.forward(self.values[at]) - self.warp.forward(expected[at])).abs();
            missed.pixels += 1;
        }
        Ok(())
    }
}

/// A part in which some measured pixels count as missing, and which.
fn leave_out(mut fitted: Fitted, part: &Part) -> (Fitted, Vec<(usize, usize)>) {
    let is_left = |at: usize, first: usize| (at + first) % DISTANCE == DISTANCE / 2;
    let seen = fitted.noise.indexed_iter().filter(|(_, noise)| noise.is_finite()).map(|(at, _)| at);
    let left: Vec<(usize, usize)> =
        seen.filter(|(i, j)| is_left(*i, part.lines.start) && is_left(*j, part.pixels.start)).collect();
    for at in &left {
        fitted.repaired.missing[*at] = true;
        fitted.noise[*at] = f64::INFINITY;
    }
    (fitted, left)
}
