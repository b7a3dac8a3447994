// SPDX-License-Identifier: MIT OR Apache-2.0
//! Exposures of channels that have a timing or a pulse response of their own.

use super::exposure::{Exposure, Windows};
use super::timing::Timing;
use crate::conditions::Response;
use crate::error::Result;

/// Exposures of the channels whose timing or response differs from the common one; equal ones are shared.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Exposures {
    own: Vec<Exposure>,
    /// Which of them a channel has; `None`: the common one.
    of: Vec<Option<usize>>,
}

impl Exposures {
    /// The exposures of these channels for pulses fired at these times; `common`, `windows`: those of all channels.
    ///
    /// # Errors
    /// As [`Exposure::new`].
    pub fn new<'a, I: Iterator<Item = f64>>(
        timings: &'a [Timing],
        fired_s: impl Fn() -> I,
        common: &Response,
        windows: Windows,
    ) -> Result<Self> {
        let plain = Timing { offset_s: 0.0, dwell_s: windows.period_s, response: None };
        let mut distinct: Vec<&'a Timing> = Vec::new();
        let mut index = |timing: &'a Timing| {
            (*timing != plain).then(|| {
                distinct.iter().position(|known| *known == timing).unwrap_or_else(|| {
                    distinct.push(timing);
                    distinct.len() - 1
                })
            })
        };
        let of = timings.iter().map(&mut index).collect();
        let exposure = |timing: &&Timing| {
            let windows = Windows { offset_s: timing.offset_s, dwell_s: timing.dwell_s, ..windows };
            Exposure::new(fired_s(), timing.response.as_ref().unwrap_or(common), windows)
        };
        Ok(Self { own: distinct.iter().map(exposure).collect::<Result<_>>()?, of })
    }

    /// Number of the exposure of a channel among those that differ from the common one.
    pub fn index(&self, channel: usize) -> Option<usize> {
        self.of.get(channel).copied().flatten()
    }

    /// Does any channel see this pulse?
    pub fn sees(&self, pulse: usize) -> bool {
        self.own.iter().any(|exposure| exposure.is_seen(pulse))
    }

    /// The exposures of those pulses that are kept.
    #[must_use]
    pub fn kept(self, keep: &[bool]) -> Self {
        Self { own: self.own.into_iter().map(|exposure| exposure.kept(keep)).collect(), of: self.of }
    }

    /// All exposures that differ from the common one.
    pub fn own(&self) -> &[Exposure] {
        &self.own
    }
}
