// SPDX-License-Identifier: MIT OR Apache-2.0
//! Into which windows of the detector the signal of every pulse falls.

use crate::conditions::Response;
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::ops::Range;

/// Slack, in windows: a pulse at the very start of a window belongs to it, whatever the rounding.
const SLACK: f64 = 1e-9;
/// Most shares of pulses whose signal lasts far longer than the line: each pulse has its own then.
const MOST_OWN: usize = 1 << 24;
/// Pulses whose phases differ by less than this share of a window share one pattern.
const PHASE: f64 = 1e-10;
/// Most patterns that are looked up: phases that have not come back after so many hardly ever do.
const MOST_SHARED: usize = 1 << 16;

/// The windows of a detector: window j is open from `j * period_s + offset_s` on for `dwell_s`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Windows {
    pub period_s: f64,
    pub offset_s: f64,
    pub dwell_s: f64,
    pub count: usize,
}

impl Windows {
    /// Windows without gaps, the first of which starts at 0.
    pub fn back_to_back(period_s: f64, count: usize) -> Self {
        Self { period_s, offset_s: 0.0, dwell_s: period_s, count }
    }

    /// Time of the beginning of a window; a little early, so that rounding does not lose a pulse at its start.
    fn opens_s(&self, window: i64) -> f64 {
        (window as f64 - SLACK) * self.period_s + self.offset_s
    }
}

/// For every pulse of a line, the windows that receive its signal and the share of each.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Exposure {
    spans: Vec<Span>,
    shares: Vec<f64>,
}

/// The first window that a pulse reaches, and where its shares lie.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    first: usize,
    from: usize,
    to: usize,
}

/// Shares of a pulse relative to the window in which it is fired.
#[derive(Clone, Copy)]
struct Pattern {
    first: i64,
    from: usize,
    to: usize,
}

impl Exposure {
    /// The exposure of pulses fired at these times.
    ///
    /// A pulse's shares depend only on its phase in the window, so pulses of equal phase share one pattern: few are
    /// computed where the dosage is a ratio of small whole numbers.
    ///
    /// # Errors
    /// [`Error::Data`] for an absurd number of pulses whose signal lasts far longer than the line.
    pub fn new(fired_s: impl Iterator<Item = f64>, response: &Response, windows: Windows) -> Result<Self> {
        let mut shares = Vec::new();
        let mut patterns = HashMap::new();
        let end_s = response.end_s();
        // a pattern much longer than the line is not worth its memory: each pulse then has its own piece of it
        let long = end_s / windows.period_s > 4.0 * windows.count as f64;
        let pulse = |fired_s: f64| {
            let at = (fired_s - windows.offset_s) / windows.period_s;
            let own = (at + SLACK).floor();
            let phase = ((at - own) / PHASE).round() as i64;
            let (key, there) = match own as i64 {
                own if long => ((phase, own), -own..windows.count as i64 - own),
                _ => ((phase, 0), i64::MIN..i64::MAX),
            };
            let mut new = || {
                let fired_s = fired_s - own * windows.period_s;
                pattern((fired_s, fired_s + end_s), response, &windows, there.clone(), &mut shares)
            };
            let pattern = match patterns.get(&key) {
                Some(pattern) => *pattern,
                None if patterns.len() < MOST_SHARED => *patterns.entry(key).or_insert_with(new),
                None => new(),
            };
            let span = pattern.cut(own as i64, windows.count);
            if long && shares.len() > MOST_OWN {
                return Err(Error::Data(format!(
                    "the signal of a pulse lasts {end_s} s, far longer than a line: lower the washout or repetition_rate_hz"
                )));
            }
            Ok(span)
        };
        let spans = fired_s.map(pulse).collect::<Result<Vec<_>>>()?;
        let seen =
            |span: Span| if shares[span.from..span.to].iter().any(|s| *s > 0.0) { span } else { Span::NONE };
        let spans = spans.into_iter().map(seen).collect();
        Ok(Self { spans, shares })
    }

    /// For every pulse the first window and the shares of this and the following windows; none if no window sees it.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &[f64])> {
        self.spans.iter().map(|span| (span.first, &self.shares[span.from..span.to]))
    }

    /// Does any window see this pulse?
    pub fn is_seen(&self, pulse: usize) -> bool {
        self.spans[pulse] != Span::NONE
    }

    /// Share of a pulse's signal that a window receives.
    pub fn share(&self, pulse: usize, window: usize) -> f64 {
        let Span { first, from, to } = self.spans[pulse];
        if (first..first + to - from).contains(&window) { self.shares[from + window - first] } else { 0.0 }
    }

    /// The exposure of those pulses that are kept.
    #[must_use]
    pub fn kept(mut self, keep: &[bool]) -> Self {
        let mut keep = keep.iter();
        self.spans.retain(|_| keep.next().copied().unwrap_or(false));
        self
    }
}

impl Span {
    const NONE: Self = Self { first: 0, from: 0, to: 0 };
}

impl Pattern {
    /// The pattern of a pulse fired in window `own`, as far as it falls into the windows there are.
    fn cut(&self, own: i64, windows: usize) -> Span {
        let first = own + self.first;
        let stop = (first + (self.to - self.from) as i64).min(windows as i64);
        let skipped = (-first).max(0);
        if first + skipped >= stop {
            return Span::NONE;
        }
        let to = self.from + (stop - first) as usize;
        Span { first: (first + skipped) as usize, from: self.from + skipped as usize, to }
    }
}

/// The shares of a pulse fired in window 0, as far as they fall into the windows that are there.
fn pattern(
    (fired_s, gone_s): (f64, f64),
    response: &Response,
    windows: &Windows,
    there: Range<i64>,
    shares: &mut Vec<f64>,
) -> Pattern {
    let window_at = |time_s: f64| (time_s - windows.offset_s) / windows.period_s;
    let first = (window_at(fired_s + response.delay_s) + SLACK).floor() as i64;
    let stop = (window_at(gone_s).ceil() as i64).max(first + 1).min(there.end);
    let first = first.max(there.start);
    let from = shares.len();
    let arrived = |time_s: f64| response.arrived(time_s - fired_s);
    let gapless = windows.dwell_s == windows.period_s;
    let mut open = arrived(windows.opens_s(first));
    for window in first..stop {
        let next = arrived(windows.opens_s(window + 1));
        let close = if gapless { next } else { arrived(windows.opens_s(window) + windows.dwell_s) };
        shares.push(close - open);
        open = next;
    }
    Pattern { first, from, to: shares.len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::{Conditions, PulseResponse};

    fn response(kind: PulseResponse) -> Response {
        Response::new(&Conditions { pulse_response: Some(kind), ..Conditions::default() }).unwrap()
    }

    #[test]
    fn the_share_of_a_window_is_what_arrives_while_it_is_open() {
        let response = response(PulseResponse::Gamma);
        let windows = Windows { period_s: 0.05, offset_s: 0.013, dwell_s: 0.02, count: 40 };
        let fired = |k: i64| (k - 30) as f64 / 71.3;
        let exposure = Exposure::new((0..150).map(fired), &response, windows).unwrap();
        for (k, (first, shares)) in (0..).zip(exposure.iter()) {
            let mut row = vec![0.0; windows.count];
            row[first..first + shares.len()].copy_from_slice(shares);
            for (j, share) in row.iter().enumerate() {
                let open = j as f64 * 0.05 + 0.013 - fired(k);
                let by_hand = response.arrived(open + 0.02) - response.arrived(open);
                assert!((share - by_hand).abs() < 2e-9 + 1e-6 * by_hand, "{k} {j}: {share} {by_hand}");
            }
        }
    }

    #[test]
    fn pulses_of_equal_phase_share_their_pattern() {
        let windows = Windows::back_to_back(0.05, 1000);
        let exposure =
            Exposure::new((-20..5000).map(|k| k as f64 * 0.01), &response(PulseResponse::Gamma), windows)
                .unwrap();
        assert!(exposure.shares.len() < 5 * 20, "{} shares of 5 phases", exposure.shares.len());
    }

    #[test]
    fn the_signal_of_a_single_pulse_falls_off_exponentially_and_is_kept() {
        // the shares of windows after a pulse at t: e^(-(j t_s - t) / tau) (1 - e^(-t_s / tau))
        let (window, tau, fired) = (0.05f64, 0.02f64, 0.013);
        let conditions = Conditions {
            pulse_response: Some(PulseResponse::Exponential),
            response_scale_s: tau,
            ..Conditions::default()
        };
        let windows = Windows::back_to_back(window, 60);
        let exposure =
            Exposure::new([fired].into_iter(), &Response::new(&conditions).unwrap(), windows).unwrap();
        let (first, shares) = exposure.iter().next().unwrap();
        assert_eq!(first, 0);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 2e-9);
        for (j, share) in shares.iter().enumerate().skip(1) {
            let closed = (-(j as f64 * window - fired) / tau).exp() * -(-window / tau).exp_m1();
            assert!((share - closed).abs() < 1e-8 * closed + 1e-16, "{j}");
        }
    }

    #[test]
    fn millions_of_pulses_before_a_short_line_are_refused() {
        let windows = Windows::back_to_back(0.001, 1000);
        let conditions = Conditions {
            pulse_response: Some(PulseResponse::Exponential),
            response_scale_s: 10.0,
            ..Conditions::default()
        };
        let fired = (-1_000_000..0).map(|k| f64::from(k) * 7.3e-5);
        let refused = Exposure::new(fired, &Response::new(&conditions).unwrap(), windows).unwrap_err();
        assert!(refused.to_string().contains("far longer than a line"), "{refused}");
    }
}
