// SPDX-License-Identifier: MIT OR Apache-2.0
//! Steps 3 and 4: washout and integration over the acquisition time, done together and exactly.

use super::exposure::Exposure;
use pulp::{Arch, Simd, WithSimd};
use std::ops::Range;

/// For every window, the pulses whose signal it receives and the share of each.
///
/// The cumulative response shares a pulse among the windows, so no time grid and no loss is involved.
pub(crate) struct Acquisition {
    windows: Vec<Window>,
    shares: Vec<f64>,
}

/// The pulses of a window: the first, and where the shares of this and the following ones lie.
struct Window {
    first: usize,
    from: usize,
    to: usize,
}

impl Acquisition {
    /// The view that the windows have of an exposure; windows that see alike share their numbers.
    pub fn new(exposure: &Exposure, windows: usize) -> Self {
        let mut reach = vec![(usize::MAX, 0); windows];
        for (pulse, (first, shares)) in exposure.iter().enumerate() {
            for (low, high) in &mut reach[first..first + shares.len()] {
                (*low, *high) = ((*low).min(pulse), pulse + 1);
            }
        }
        let mut acquisition = Self { windows: Vec::with_capacity(windows), shares: Vec::new() };
        let mut row = Vec::new();
        for (window, (low, high)) in reach.into_iter().enumerate() {
            row.clear();
            row.extend((low..high).map(|pulse| exposure.share(pulse, window)));
            acquisition.push(low.min(high), &row);
        }
        acquisition
    }

    /// Translates the shares of pulses into weights of something else, such as pixels: `view` takes a first pulse with the shares
    /// from it on, appends their weights, and returns the place of the first weight.
    pub fn of_other(&self, view: impl Fn(usize, &[f64], &mut Vec<f64>) -> usize) -> Self {
        let mut other = Self { windows: Vec::with_capacity(self.windows.len()), shares: Vec::new() };
        let mut row = Vec::new();
        for window in &self.windows {
            row.clear();
            let first = view(window.first, &self.shares[window.from..window.to], &mut row);
            other.push(first, &row);
        }
        other
    }

    /// The pulses of each window.
    pub fn pulses(&self) -> impl Iterator<Item = Range<usize>> {
        self.windows.iter().map(|window| window.first..window.first + window.to - window.from)
    }

    fn push(&mut self, first: usize, row: &[f64]) {
        let last = self.windows.last().map_or(0..0, |window| window.from..window.to);
        let (from, to) = if self.shares[last.clone()] == *row {
            (last.start, last.end)
        } else {
            self.shares.extend(row);
            (self.shares.len() - row.len(), self.shares.len())
        };
        self.windows.push(Window { first, from, to });
    }

    /// Signal of every window, without the gas blank, from the counts that the pulses release.
    pub fn integrate(&self, released: &[f64]) -> Vec<f64> {
        let mut signal = vec![0.0; self.windows.len()];
        Arch::new().dispatch(Integration { acquisition: self, released, signal: &mut signal });
        signal
    }

    /// For every window the shares and the counts released by the pulses it sees.
    pub fn seen<'a>(&'a self, released: &'a [f64]) -> impl Iterator<Item = (&'a [f64], &'a [f64])> {
        self.windows.iter().map(|window| {
            let shares = &self.shares[window.from..window.to];
            (shares, &released[window.first..window.first + shares.len()])
        })
    }
}

/// The work of [`Acquisition::integrate`], compiled for each kind of vector unit.
struct Integration<'a> {
    acquisition: &'a Acquisition,
    released: &'a [f64],
    signal: &'a mut [f64],
}

impl WithSimd for Integration<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let seen = self.acquisition.seen(self.released);
        self.signal.iter_mut().zip(seen).for_each(|(signal, (shares, counts))| *signal = dot(shares, counts));
    }
}

/// Sum of products; four sums side by side let the processor work on several at once.
#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let ((a, last_a), (b, last_b)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
    for (a, b) in a.iter().zip(b) {
        for i in 0..4 {
            sums[i] += a[i] * b[i];
        }
    }
    let rest: f64 = last_a.iter().zip(last_b).map(|(a, b)| a * b).sum();
    (sums[0] + sums[2]) + (sums[1] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::acquisition::exposure::Windows;
    use crate::conditions::{Conditions, PulseResponse, Response};

    #[test]
    fn windows_collect_what_pulses_spread() {
        let conditions = Conditions { pulse_response: Some(PulseResponse::Gamma), ..Conditions::default() };
        let response = Response::new(&conditions).unwrap();
        for rate in [100.0, 73.1, 7.0] {
            let windows = Windows::back_to_back(0.05, 30);
            let exposure = Exposure::new((-20..140).map(|k| k as f64 / rate), &response, windows).unwrap();
            let released = (0..160).map(|k| f64::from(k * k % 17)).collect::<Vec<_>>();
            let mut spread = vec![0.0; 30];
            for (counts, (first, shares)) in released.iter().zip(exposure.iter()) {
                for (share, sum) in shares.iter().zip(&mut spread[first..]) {
                    *sum += counts * share;
                }
            }
            let collected = Acquisition::new(&exposure, 30).integrate(&released);
            assert!(collected.iter().zip(&spread).all(|(a, b)| (a - b).abs() < 1e-12 * (1.0 + b)), "{rate}");
        }
    }

    #[test]
    fn shares_of_an_exponential_response_have_the_closed_sums_of_products() {
        // S_m = sum over pulses of the shares of two windows m apart, in closed form and as published numbers
        let (period, window) = (0.01f64, 5);
        let products = |tau: f64, phase: f64, apart: usize| {
            let conditions = Conditions {
                pulse_response: Some(PulseResponse::Exponential),
                response_scale_s: tau,
                ..Conditions::default()
            };
            let windows = Windows::back_to_back(window as f64 * period, 12);
            let fired = (-200..60).map(|k| k as f64 * period + phase);
            let exposure = Exposure::new(fired, &Response::new(&conditions).unwrap(), windows).unwrap();
            (0..260).map(|k| exposure.share(k, 8) * exposure.share(k, 8 + apart)).sum::<f64>()
        };
        let closed = |tau: f64, phase: f64, apart: usize| {
            let (q, e) = ((-period / tau).exp(), (-(window as f64) * period / tau).exp());
            let after = (-(period - phase) / tau).exp();
            let (s1, s2) = (after * (1.0 - e) / (1.0 - q), after * after * (1.0 - e * e) / (1.0 - q * q));
            match apart {
                0 => window as f64 - 2.0 * s1 + 2.0 * s2 / (1.0 + e),
                m => (1.0 - e) * e.powi(m as i32 - 1) * (s1 - s2 / (1.0 + e)),
            }
        };
        for (apart, number) in [(0, 3.238_489_214), (1, 0.808_458_588), (3, 0.005_447_351)] {
            assert!((products(0.02, 0.0, apart) - number).abs() < 1e-8, "{apart}");
        }
        for (tau, phase) in [(0.02, 0.004), (0.002, 0.0099), (0.05, 0.007)] {
            for apart in [0, 1, 3] {
                let (found, expected) = (products(tau, phase, apart), closed(tau, phase, apart));
                assert!((found - expected).abs() < 1e-7, "{tau} {phase} {apart}: {found} {expected}");
            }
        }
    }
}
