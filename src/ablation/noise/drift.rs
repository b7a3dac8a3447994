// SPDX-License-Identifier: MIT OR Apache-2.0
//! Slow variations of the signal: a drift that runs on from line to line, and a gain of every line.

use super::flicker::Factor;
use crate::ablation::scan::Scan;
use crate::conditions::Conditions;
use crate::numeric::portable;
use crate::stream::{Purpose, Stream};
use rand_distr::{Distribution, StandardNormal};

/// Index of the draw from which a line starts; pulses have the indices after it.
const START: usize = u32::MAX as usize;

/// A log-normal factor whose logarithm is an AR(1) process (Ornstein-Uhlenbeck) in time.
///
/// The process is drawn at the beginnings of the lines first and then, independently for each line, between them:
/// so it runs on from line to line and the lines can still be computed in any order.
pub struct Drift {
    seed: u64,
    sigma: f64,
    /// Standardised process at the beginning of every line and at the end of the last.
    starts: Vec<f64>,
    steps: Vec<Step>,
}

/// Next value of the process = `from_last` x last value + `from_end` x value at the line's end + `sd` x normal draw.
struct Step {
    from_last: f64,
    from_end: f64,
    sd: f64,
}

impl Step {
    /// The bridge between a value that is correlated by `last` and one that is correlated by `end`.
    fn between(last: f64, end: f64) -> Self {
        let rest = 1.0 - last * last * end * end;
        if rest == 0.0 {
            return Self { from_last: 1.0, from_end: 0.0, sd: 0.0 };
        }
        let (free_of_last, free_of_end) = (1.0 - last * last, 1.0 - end * end);
        Self {
            from_last: last * free_of_end / rest,
            from_end: end * free_of_last / rest,
            sd: (free_of_last * free_of_end / rest).max(0.0).sqrt(),
        }
    }
}

impl Drift {
    /// The drift that the conditions state, if any.
    pub fn new(conditions: &Conditions, scan: &Scan, seed: u64) -> Option<Self> {
        let rsd = conditions.drift_rsd;
        if rsd == 0.0 {
            return None;
        }
        let period = 1.0 / conditions.repetition_rate_hz / conditions.drift_time_s;
        let count = scan
            .pulses
            .last()
            .zip(scan.pulses.first())
            .map_or(0, |(last, first)| last.number - first.number + 1);
        let over = |pulses: i64| portable::exp(-(pulses as f64) * period);
        let mut last = 0;
        let steps = scan.pulses.iter().map(|pulse| {
            let at = pulse.number - scan.pulses[0].number;
            let step = Step::between(over(at - last), over(count - at));
            last = at;
            step
        });
        let steps = steps.collect();
        let (carried, mut value) = (over(count), 0.0);
        let fresh = (1.0 - carried * carried).sqrt();
        let starts = (0..=scan.lines).map(|line| {
            let normal = normal(seed, line, START);
            value = if line == 0 { normal } else { carried * value + fresh * normal };
            value
        });
        Some(Self { seed, sigma: portable::ln_1p(rsd * rsd).sqrt(), starts: starts.collect(), steps })
    }

    /// Multiplies the values of the pulses of a line by the drift at their times.
    pub fn apply(&self, values: &mut [f64], line: usize) {
        let (mut z, end) = (self.starts[line], self.starts[line + 1]);
        for (pulse, (value, step)) in values.iter_mut().zip(&self.steps).enumerate() {
            if step.sd > 0.0 {
                z = step.from_last * z + step.from_end * end + step.sd * normal(self.seed, line, pulse);
            }
            *value *= portable::exp(self.sigma * z - self.sigma * self.sigma / 2.0);
        }
    }
}

fn normal(seed: u64, line: usize, index: usize) -> f64 {
    StandardNormal.sample(&mut Stream::new(seed, Purpose::Drift, line, index))
}

/// Gain of a line; 1 if the conditions state none.
pub fn line_gain(conditions: &Conditions, seed: u64, line: usize) -> f64 {
    if conditions.line_gain_rsd == 0.0 {
        return 1.0;
    }
    Factor::lognormal(conditions.line_gain_rsd).draw(&mut Stream::new(seed, Purpose::LineGain, line, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(drift_time_s: f64) -> Conditions {
        Conditions { beam_size_um: Some(5.0), drift_rsd: 0.05, drift_time_s, ..Conditions::default() }
    }

    /// The drift of all lines one after the other, less its mean of 1.
    fn trace(drift_time_s: f64) -> Vec<f64> {
        let conditions = conditions(drift_time_s);
        let scan = Scan::of_map(&conditions, 400, 40).unwrap();
        let drift = Drift::new(&conditions, &scan, 5).unwrap();
        let line = |line| {
            let mut values = vec![1.0; scan.pulses.len()];
            drift.apply(&mut values, line);
            values
        };
        (0..scan.lines).flat_map(line).map(|factor| factor - 1.0).collect()
    }

    #[test]
    fn the_drift_has_its_deviation_and_correlation_time_also_across_lines() {
        // 80 000 pulses of 0.01 s; a line lasts 2 s
        for (time, lags) in [(0.05, [1, 5, 20]), (0.5, [10, 50, 199])] {
            let trace = trace(time);
            let n = trace.len() as f64;
            let variance = trace.iter().map(|v| v * v).sum::<f64>() / n;
            let error = 5.0 * (2.0 * time / 0.01 / n).sqrt();
            assert!((variance / 0.0025 - 1.0).abs() < error * 1.5, "{time}: {variance}");
            for lag in lags {
                let covariance = trace.iter().zip(&trace[lag..]).map(|(a, b)| a * b).sum::<f64>() / n;
                let expected = (-(lag as f64) * 0.01 / time).exp();
                assert!((covariance / 0.0025 - expected).abs() < error, "{time} s, {lag}: {covariance}");
            }
        }
    }

    #[test]
    fn a_drift_slower_than_a_line_runs_on_into_the_next() {
        let trace = trace(100.0);
        let jumps = trace.chunks(200).map(|line| line[0]).collect::<Vec<_>>();
        for (line, next) in trace.chunks(200).zip(&jumps[1..]) {
            // five standard deviations of one pulse's step
            assert!((line[199] - next).abs() < 5.0 * 0.05 * (2.0f64 * 0.01 / 100.0).sqrt() * 1.3);
        }
    }
}
