// SPDX-License-Identifier: MIT OR Apache-2.0
//! An element with its guides: restored alone and with them, and between both as far as its measurement agrees.

use super::drift::{Shared, expected};
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
    /// How far that is believed.
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
        guides: &[Option<Guide>],
        index: usize,
        workers: &Workers,
        task: &Task,
    ) -> Result<Option<Self>> {
        let Some((together, shared)) = expected(alone, guides, index, workers, task)? else { return Ok(None) };
        let weights = Weights::of(alone, &together, workers, task)?;
        if std::env::var("LJ_DEBUG").is_ok() {
            eprintln!("   weights {weights:.2?}");
        }
        Ok((!weights.are_none()).then_some(Self { together, weights, shared }))
    }

    /// Restores the element. `alone`: what was found of it alone.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn restore(mut self, alone: Fitted, workers: &Workers, task: &Task) -> Result<(Element, Shared)> {
        let restored = |fitted: &Fitted, task: &Task| {
            restore(&fitted.prepared(), &fitted.forward, &fitted.fit, workers, task)
        };
        let mut lone = restored(&alone, &task.part(0.0..0.5))?;
        let together = restored(&self.together, &task.part(0.5..1.0))?;
        drop(alone.noise);
        let (warp, weights, shared) = (alone.scaled.warp, &self.weights, &mut self.shared);
        let mut weight_of = Array2::zeros(lone.mean.dim());
        Zip::from(&mut weight_of).and(&lone.mean).par_for_each(|weight, place| {
            *weight = weights.at(warp.inverse(f64::from(*place))) as f32;
        });
        shared.weight = f64::from(weight_of.mean().unwrap_or(0.0));
        workers.run(|| {
            Zip::from(&mut lone.mean).and(&together.mean).and(&weight_of).par_for_each(|lone, guided, weight| {
                let (from, to) = (warp.inverse(f64::from(*lone)), warp.inverse(f64::from(*guided)));
                *lone = warp.forward(from + f64::from(*weight) * (to - from)) as f32;
            });
            Zip::from(&mut lone.sd).and(&together.sd).and(&weight_of).par_for_each(|lone, guided, weight| {
                *lone += weight * (guided - *lone);
            });
        });
        let used = alone.fit.used_freedom.towards(&self.together.fit.used_freedom, shared.weight);
        self.together.fit.used_freedom = used;
        let element = self.together.with(Restored { mean: lone.mean, sd: lone.sd })?;
        Ok((element, self.shared))
    }

    /// Values between those of the element alone and those with all that its guides tell, as far as that is believed.
    pub fn between(&self, alone: &Array2<f32>, together: &Array2<f32>) -> Array2<f32> {
        self.weights.between(alone, together)
    }
}
