// SPDX-License-Identifier: MIT OR Apache-2.0
//! The seconds of each stage of the work.

use std::collections::BTreeMap;
use std::time::Instant;

/// Adds up the seconds of each stage over all elements.
pub struct Clock<'a>(Instant, &'a mut BTreeMap<&'static str, f64>);

impl<'a> Clock<'a> {
    /// A clock that starts now.
    pub fn start(timings_s: &'a mut BTreeMap<&'static str, f64>) -> Self {
        Self(Instant::now(), timings_s)
    }

    /// What went by since the last lap belongs to `stage`.
    pub fn lap(&mut self, stage: &'static str) {
        *self.1.entry(stage).or_default() += self.0.elapsed().as_secs_f64();
        self.0 = Instant::now();
    }
}
