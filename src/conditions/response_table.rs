// SPDX-License-Identifier: MIT OR Apache-2.0
//! A measured pulse response.

use crate::error::{Error, Result};
use std::cmp::Ordering::{Equal, Less};

/// A pulse response as cumulative signal over time, linear between its points.
///
/// Checked where it is used: at least two points, times >= 0 and rising, cumulative values that rise from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseTable {
    /// Times after the transport delay, s.
    pub times_s: Vec<f64>,
    /// Share of the signal that has arrived at each time, 0 to 1.
    pub cumulative: Vec<f64>,
}

impl ResponseTable {
    /// The table of a recorded signal, linear between its points: its integral by trapezoids, divided by the whole.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] for times or signals that are not finite and >= 0, times that do not rise, lists of
    /// different length, or no signal at all.
    pub fn of_signal(times_s: &[f64], signal: &[f64]) -> Result<Self> {
        let broken = signal.iter().find(|value| !(value.is_finite() && **value >= 0.0));
        if let Some(value) = broken {
            return Err(Error::InvalidValue {
                key: "the signal of a pulse".into(),
                value: value.to_string(),
                expected: "finite values >= 0 (subtract the background first)".into(),
            });
        }
        let mut sum = 0.0;
        let pieces = times_s.windows(2).zip(signal.windows(2));
        let sums = pieces.map(|(time, signal)| {
            sum += (time[1] - time[0]) * (signal[0] + signal[1]) / 2.0;
            sum
        });
        let mut cumulative: Vec<f64> = std::iter::once(0.0).chain(sums).collect();
        cumulative.truncate(signal.len());
        if sum > 0.0 {
            cumulative.iter_mut().for_each(|share| *share /= sum);
        }
        let table = Self { times_s: times_s.into(), cumulative };
        table.check().map(|()| table)
    }

    /// # Errors
    /// [`Error::InvalidValue`] for the first point that breaks the rules above.
    pub(super) fn check(&self) -> Result<()> {
        let (times, shares) = (&self.times_s, &self.cumulative);
        let order = |pair: &[f64]| pair[0].partial_cmp(&pair[1]); // none for NaN
        let refused = |value: String, expected: &str| Error::InvalidValue {
            key: "response_table".into(),
            value,
            expected: expected.into(),
        };
        if times.len() != shares.len() || times.len() < 2 {
            let value = format!("{} times, {} cumulative values", times.len(), shares.len());
            return Err(refused(value, "as many times as cumulative values, at least 2"));
        }
        if !(times[0] >= 0.0 && times[times.len() - 1].is_finite()) {
            let value = format!("{} to {} s", times[0], times[times.len() - 1]);
            return Err(refused(value, "finite times >= 0 s"));
        }
        if let Some(pair) = times.windows(2).find(|pair| order(pair) != Some(Less)) {
            return Err(refused(format!("{} s, then {} s", pair[0], pair[1]), "times that rise"));
        }
        if (shares[0], shares[shares.len() - 1]) != (0.0, 1.0) {
            let value = format!("{} to {}", shares[0], shares[shares.len() - 1]);
            return Err(refused(value, "cumulative values from 0 to 1"));
        }
        if let Some(pair) = shares.windows(2).find(|pair| !matches!(order(pair), Some(Less | Equal))) {
            return Err(refused(
                format!("{}, then {}", pair[0], pair[1]),
                "cumulative values that never fall",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(times_s: &[f64], cumulative: &[f64]) -> ResponseTable {
        ResponseTable { times_s: times_s.into(), cumulative: cumulative.into() }
    }

    #[test]
    fn a_signal_is_integrated() {
        let table = ResponseTable::of_signal(&[0.0, 1.0, 3.0], &[0.0, 2.0, 1.0]).unwrap();
        assert_eq!(table.cumulative, [0.0, 0.25, 1.0]);
        for (times, signal) in [
            (&[0.0, 1.0][..], &[0.0, 0.0][..]),
            (&[0.0, 1.0], &[1.0, -1.0]),
            (&[0.0, 1.0], &[1.0, f64::NAN]),
            (&[1.0, 0.5], &[1.0, 1.0]),
            (&[0.0, 1.0, 2.0], &[1.0, 1.0]),
            (&[0.0], &[1.0]),
            (&[], &[]),
        ] {
            assert!(ResponseTable::of_signal(times, signal).is_err(), "{times:?} {signal:?}");
        }
    }

    #[test]
    fn hostile_tables_are_refused() {
        for (times, shares, word) in [
            (&[][..], &[][..], "at least 2"),
            (&[0.0, 1.0], &[0.0], "as many"),
            (&[0.0, f64::NAN, 1.0], &[0.0, 0.5, 1.0], "rise"),
            (&[0.0, f64::INFINITY], &[0.0, 1.0], "finite"),
            (&[-1.0, 1.0], &[0.0, 1.0], ">= 0"),
            (&[0.0, 2.0, 1.0], &[0.0, 0.5, 1.0], "rise"),
            (&[0.0, 1.0], &[0.0, 0.9], "0 to 1"),
            (&[0.0, 1.0, 2.0], &[0.0, f64::NAN, 1.0], "never fall"),
            (&[0.0, 1.0, 2.0, 3.0], &[0.0, 0.8, 0.5, 1.0], "never fall"),
        ] {
            let text = table(times, shares).check().unwrap_err().to_string();
            assert!(text.contains(word), "{text}");
        }
    }
}
