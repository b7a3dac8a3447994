// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 2: the amount ablated varies from pulse to pulse (Flicker noise).

use super::scan::Scan;
use crate::stream::{Purpose, Stream};
use rand_distr::{Distribution, StandardNormal};

/// Multiplies each pulse of a line by a log-normal factor of mean 1 and relative standard deviation `rsd`.
pub(crate) fn vary(amounts: &mut [f64], scan: &Scan, rsd: f64, seed: u64, line: usize) {
    if rsd == 0.0 {
        return;
    }
    let variance = (rsd * rsd).ln_1p();
    let sigma = variance.sqrt();
    for (amount, pulse) in amounts.iter_mut().zip(&scan.pulses) {
        let mut stream = Stream::new(seed, Purpose::Flicker, line, pulse.number as usize);
        let normal: f64 = StandardNormal.sample(&mut stream);
        *amount *= (sigma * normal - variance / 2.0).exp();
    }
}
