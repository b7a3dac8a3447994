// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scan conditions that are drawn anew for each pair.

use super::chance::Chance;
use crate::conditions::{Conditions, settings};
use crate::error::{Error, Result};
use crate::numeric::portable;
use crate::param::{Kind, Param, find};
use std::fmt;

/// A setting of the scan conditions and the values among which it is drawn.
#[derive(Clone)]
pub struct Draw {
    row: &'static Param<Conditions>,
    values: Values,
    text: String,
}

#[derive(Clone)]
enum Values {
    /// Every value of the range is equally likely.
    Uniform(f64, f64),
    /// Every factor is equally likely.
    Log(f64, f64),
    /// Every one of these is equally likely.
    Choice(Vec<f64>),
}

impl Draw {
    /// Reads `key=from..to` (uniform), `key=from..to:log` (log-uniform) or `key=a|b|c` (a choice).
    ///
    /// # Errors
    /// [`Error::UnknownKey`]; [`Error::OutOfRange`] and [`Error::InvalidValue`] if an end or a choice is not allowed for
    /// the setting, if the range does not rise, or if a log-uniform one does not start above 0.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |expected: &str| Error::InvalidValue {
            key: "draw".into(),
            value: text.into(),
            expected: expected.into(),
        };
        let (key, spread) =
            text.split_once('=').ok_or_else(|| wrong("write key=from..to, key=from..to:log or key=a|b|c"))?;
        let row = find(settings::TABLE, key.trim())?;
        let values = match spread.split_once("..") {
            None => Values::Choice(spread.split('|').map(|word| row.parse(word)).collect::<Result<_>>()?),
            Some(_) if matches!(row.kind, Kind::Choice(_)) => {
                return Err(wrong("this setting has no range: write key=a|b|c"));
            }
            Some((from, to)) => {
                let (to, log) = to.strip_suffix(":log").map_or((to, false), |to| (to, true));
                let (from, to) = (row.parse(from)?, row.parse(to)?);
                if from.is_nan() || to.is_nan() || from >= to {
                    return Err(wrong("the range must rise: write the smaller number first"));
                }
                match log {
                    true if from <= 0.0 => return Err(wrong("a log-uniform range starts above 0")),
                    true => Values::Log(from, to),
                    false => Values::Uniform(from, to),
                }
            }
        };
        Ok(Self { row, values, text: format!("{}={}", row.key, spread.trim()) })
    }

    /// Name of the setting.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.row.key
    }

    /// Draws the setting. Numbers that must be whole are rounded within the range.
    pub(super) fn apply(&self, conditions: &mut Conditions, chance: &mut Chance) {
        let value = match &self.values {
            Values::Choice(values) => values[chance.below(values.len())],
            Values::Uniform(from, to) if matches!(self.row.kind, Kind::Whole { .. }) => {
                from + chance.below((to - from) as usize + 1) as f64
            }
            Values::Uniform(from, to) => (from + (to - from) * chance.unit()).clamp(*from, *to),
            Values::Log(from, to) => {
                let value = (from * portable::powf(to / from, chance.unit())).clamp(*from, *to);
                if matches!(self.row.kind, Kind::Whole { .. }) { value.round() } else { value }
            }
        };
        (self.row.set)(conditions, value);
    }
}

/// As [`Draw::parse`] reads it.
impl fmt::Display for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Draw({})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, get: fn(&Conditions) -> f64) -> Vec<f64> {
        let draw = Draw::parse(text).unwrap();
        let value = |i| {
            let mut conditions = Conditions::default();
            draw.apply(&mut conditions, &mut Chance::new(1, 0, i));
            conditions.validate().unwrap();
            get(&conditions)
        };
        (0..4000).map(value).collect()
    }

    #[test]
    fn each_spread_has_its_mean_and_its_ends() {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let uniform = drawn("gas_blank_cps=10..30", |c| c.gas_blank_cps);
        assert!((mean(&uniform) - 20.0).abs() < 0.4 && uniform.iter().all(|v| (10.0..=30.0).contains(v)));
        let log = drawn("sensitivity_counts=1..100:log", |c| c.sensitivity_counts.log10());
        assert!((mean(&log) - 1.0).abs() < 0.04 && log.iter().all(|v| (0.0..=2.0).contains(v)));
        let choice = drawn("pulse_response=none|gamma", |c| f64::from(c.pulse_response.unwrap() as u8));
        assert!((mean(&choice) - 1.0).abs() < 0.06 && choice.iter().all(|v| [0.0, 2.0].contains(v)));
        let open = drawn("beam_size_um=auto|5", |c| c.beam_size_um.unwrap_or(0.0));
        assert!(open.contains(&0.0) && open.contains(&5.0));
    }

    #[test]
    fn what_cannot_be_drawn_is_refused_with_its_text() {
        for (text, words) in [
            ("beam_size_um", "key=from..to"),
            ("beam=1..2", "beam_size_um"),
            ("beam_size_um=1..2000", "out of range 0.1 to 1000"),
            ("beam_size_um=5..2", "must rise"),
            ("beam_size_um=auto..2", "must rise"),
            ("gas_blank_cps=0..5:log", "starts above 0"),
            ("edge=reflect..zero", "key=a|b|c"),
            ("edge=reflect|mirror", "one of reflect, zero"),
            ("beam_size_um=1..2:exp", "beam_size_um"),
        ] {
            let said = Draw::parse(text).unwrap_err().to_string();
            assert!(said.contains(words), "{text}: {said}");
        }
        assert_eq!(Draw::parse(" beam_size_um = 2..30:log").unwrap().to_string(), "beam_size_um=2..30:log");
    }
}
