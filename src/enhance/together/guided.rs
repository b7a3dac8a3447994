// SPDX-License-Identifier: MIT OR Apache-2.0
//! An element with its guides: restored alone and with them, and between both as far as its measurement agrees.

use super::drift::{Expected, Shared, expected};
use super::guide::Guide;
use super::weights::Weights;
use crate::enhance::element::Element;
use crate::enhance::fitted::Fitted;
use crate::enhance::restore::{Restored, restore};
use crate::enhance::workers::Workers;
use crate::error::Result;
use crate::task::Task;
use ndarray::{Array2, Zip};

/// An element with what others tell of it.
pub struct Guided {
    /// The element with all that its guides tell.
    pub together: Fitted,
    /// Its standard deviation by the errors of the guides.
    drift_sd: Array2<f32>,
    /// How far all that is believed.
    weights: Weights,
    /// What it has in common with others.
    pub shared: Shared,
}

impl Guided {
    /// An element with its guides; `None` where its measurement does not surely prefer them. `guides`: all elements of the map, of which
    /// this is number `index`. Not random; the same for any number of threads.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn of(
        alone: &Fitted,
        guides: &[Guide],
        index: usize,
        workers: &Workers,
        task: &Task,
    ) -> Result<Option<Self>> {
        let Some(expected) = expected(alone, guides, index, workers, task)? else { return Ok(None) };
        let weights = Weights::of(alone, &expected.together, workers, task)?;
        if weights.are_none() {
            return Ok(None);
        }
        let drift_sd = expected.sd(guides, workers);
        let Expected { together, shared, .. } = expected;
        Ok(Some(Self { together, drift_sd, weights, shared }))
    }

    /// Restores the element. `alone`: what was found of it alone, and as what it was restored alone.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn restore(
        mut self,
        (alone, lone): (Fitted, Restored),
        workers: &Workers,
        task: &Task,
    ) -> Result<(Element, Shared)> {
        let Restored { mean: mut places, mut sd } = lone;
        let Fitted { forward, fit, .. } = &self.together;
        let guided = restore(&self.together.prepared(), forward, fit, workers, task)?;
        let (warp, weights) = (alone.scaled.warp, &self.weights);
        let mut weight_of = Array2::zeros(places.dim());
        workers.run(|| {
            Zip::from(&mut weight_of).and(&mut places).and(&guided.mean).par_for_each(
                |weight, place, guided| {
                    let (from, to) = (warp.inverse(f64::from(*place)), warp.inverse(f64::from(*guided)));
                    *weight = weights.at(from) as f32;
                    *place = warp.forward(from + f64::from(*weight) * (to - from)) as f32;
                },
            );
            Zip::from(&mut sd).and(&guided.sd).and(&self.drift_sd).and(&weight_of).par_for_each(
                |sd, rest, drift, weight| {
                    let guided = rest.hypot(*drift).min(*sd); // more is known than alone
                    *sd += weight * (guided - *sd);
                },
            );
        });
        self.shared.weight = f64::from(weight_of.mean().unwrap_or(0.0));
        let used = alone.fit.used_freedom.towards(&self.together.fit.used_freedom, self.shared.weight);
        self.together.fit.used_freedom = used;
        Ok((self.together.with(Restored { mean: places, sd })?, self.shared))
    }

    /// Values between those of the element alone and those with all that its guides tell, as far as that is believed.
    pub fn between(&self, alone: &Array2<f32>, together: &Array2<f32>) -> Array2<f32> {
        self.weights.between(alone, together)
    }
}
