// SPDX-License-Identifier: MIT OR Apache-2.0
//! Into which windows of the detector the signal of every pulse falls.

use super::washout::Response;

/// Slack, in windows: a pulse at the very start of a window belongs to it, whatever the rounding.
const SLACK: f64 = 1e-9;

/// For every pulse of a line, the windows that receive its signal and the share of each.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Exposure(Vec<(usize, Vec<f64>)>);

impl Exposure {
    /// The exposure of pulses fired at these times in `windows` windows of `window_s`, the first of which starts at 0.
    pub fn new(
        fired_s: impl Iterator<Item = f64>,
        response: &Response,
        window_s: f64,
        windows: usize,
    ) -> Self {
        let end = response.end_s();
        let pulse = |fired_s: f64| {
            let arrival = (fired_s + response.delay_s()) / window_s;
            let first = (arrival + SLACK).floor().max(0.0) as usize;
            let stop = (((fired_s + end) / window_s).ceil().max(0.0) as usize).max(first + 1).min(windows);
            let before = |j: usize| response.arrived((j as f64 - SLACK) * window_s - fired_s);
            let shares = (first..stop).map(|j| before(j + 1) - before(j)).collect::<Vec<f64>>();
            if shares.iter().any(|&share| share > 0.0) { (first, shares) } else { (0, Vec::new()) }
        };
        Self(fired_s.map(pulse).collect())
    }

    /// For every pulse the first window and the shares of this and the following windows; none if no window sees it.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &[f64])> {
        self.0.iter().map(|(first, shares)| (*first, shares.as_slice()))
    }

    /// The exposure without the pulses that no window sees.
    pub fn seen(self) -> Self {
        Self(self.0.into_iter().filter(|(_, shares)| !shares.is_empty()).collect())
    }
}
