// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every element of a map restored alone, before they are restored together: each guides the others.

use super::enhancer::{Enhancer, claim};
use super::fitted::Fitted;
use super::forward::Forward;
use super::keeping;
use super::noise::StatedNoise;
use super::restore::{Restored, restore};
use super::settings::Joint;
use super::together::{Guide, Guided};
use super::workers::Workers;
use crate::error::Result;
use crate::map::Map;
use crate::task::Task;

/// All elements of a map, each found and restored alone.
pub struct Alone {
    fitted: Vec<Option<Fitted>>,
    guides: Vec<Guide>,
}

impl Alone {
    /// Bytes that are held for each element meanwhile: its restored places and their deviations for each target pixel; what was
    /// found of it for each measured one.
    pub const BYTES: (u64, u64) = (8, 29);
    /// Bytes that one element takes beside, for each target pixel: what is expected of it, and the estimates that it lies between.
    pub const WORK: u64 = 28;

    /// What was found of an element alone; once.
    pub fn take(&mut self, index: usize) -> Option<Fitted> {
        self.fitted.get_mut(index)?.take()
    }

    /// What an element was restored as alone.
    pub fn restored(&self, index: usize) -> Restored {
        self.guides[index].restored.clone()
    }

    /// An element with what the others tell of it, if its measurement prefers that.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn guided(
        &self,
        fitted: &Fitted,
        index: usize,
        workers: &Workers,
        task: &Task,
    ) -> Result<Option<Guided>> {
        Guided::of(fitted, &self.guides, index, workers, task)
    }
}

impl Enhancer {
    /// Are the elements of a map restored together, which takes more memory? Refuses what needs more than there is.
    pub(super) fn goes_together(&self, map: &Map, forward: &Forward) -> Result<bool> {
        let count = map.elements().len();
        let (grid, (of_target, of_measured)) = (&forward.grid, Alone::BYTES);
        let target = (grid.rows * grid.columns) as u64 * of_target;
        let held = (target + (map.shape().0 * map.shape().1) as u64 * of_measured) * count as u64;
        let held = held + (grid.rows * grid.columns) as u64 * Alone::WORK;
        let claim = |held: u64| claim(count, map.shape(), forward, held, &self.settings);
        match self.settings.joint {
            _ if count < 2 => claim(0).map(|()| false),
            Joint::No => claim(0).map(|()| false),
            Joint::Yes => claim(held).map(|()| true),
            Joint::Auto => Ok(claim(held).is_ok() || claim(0).map(|()| false)?),
        }
    }

    /// Restores every element alone. `stated`: what is known of the noise of each.
    ///
    /// # Errors
    /// As [`Enhancer::enhance`].
    pub(super) fn restore_alone(
        &self,
        map: &Map,
        stated: &[StatedNoise],
        forward: &Forward,
        task: &Task,
    ) -> Result<Alone> {
        let mut alone = Alone { fitted: Vec::new(), guides: Vec::new() };
        for (index, (name, stated)) in map.elements().iter().zip(stated).enumerate() {
            let task = task.element(map.elements(), index);
            let of = self.guide((map, index), *stated, forward.clone(), &task);
            let (fitted, guide) = of.map_err(|error| error.found_in(name))?;
            alone.fitted.push(Some(fitted));
            alone.guides.push(guide);
        }
        Ok(alone)
    }

    fn guide(
        &self,
        (map, index): (&Map, usize),
        stated: StatedNoise,
        forward: Forward,
        task: &Task,
    ) -> Result<(Fitted, Guide)> {
        task.stage("restore")?;
        let (settings, workers) = (&self.settings, &self.workers);
        let fitted = keeping::fitted(map.element(index), stated, forward, settings, workers, task)?;
        let restored = restore(&fitted.prepared(), &fitted.forward, &fitted.fit, workers, task)?;
        let guide = Guide::of(restored, &fitted.forward)?;
        Ok((fitted, guide))
    }
}
