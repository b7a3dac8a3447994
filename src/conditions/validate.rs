// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions and channels against the ranges of the settings table.

use super::channel::Channel;
use super::fields::Conditions;
use super::settings;
use crate::error::{Error, Result};
use crate::param;

impl Conditions {
    /// Sets a setting by name from text, e.g. `set("beam_size_um", "5")`.
    ///
    /// # Errors
    /// [`crate::Error::UnknownKey`], [`crate::Error::OutOfRange`], [`crate::Error::InvalidValue`]; the conditions stay as they were.
    pub fn set(&mut self, key: &str, text: &str) -> Result<()> {
        param::set_text(settings::TABLE, self, key, text)
    }

    /// Checks every setting against its range, for conditions that were filled in field by field.
    ///
    /// # Errors
    /// [`crate::Error::OutOfRange`] for the first setting that is out of its range.
    pub fn validate(&self) -> Result<()> {
        settings::TABLE.iter().try_for_each(|param| param.check((param.get)(self)))
    }
}

impl Channel {
    /// Checks what the channel states against its ranges; `number` is its place among the channels.
    ///
    /// # Errors
    /// [`Error::InvalidValue`], which names channel, setting and range.
    pub(crate) fn check(&self, number: usize) -> Result<()> {
        let refused = |what: &str, value: String, expected: String| Error::InvalidValue {
            key: format!("{what} of channel {number} ({})", self.name),
            value,
            expected,
        };
        // for the table NaN means that nothing is stated; in a field it is a fault
        let stated = [self.sensitivity_counts, self.gas_blank_cps, self.dwell_s];
        if stated.into_iter().flatten().any(f64::is_nan) {
            return Err(refused("a setting", "NaN".into(), "a number, or none".into()));
        }
        settings::CHANNEL.iter().try_for_each(|row| {
            let value = (row.get)(self);
            row.check(value).map_err(|_| refused(row.key, value.to_string(), row.expected()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_out_of_range_is_refused_and_changes_nothing() {
        let mut conditions = Conditions::default();
        let text = conditions.set("flicker_rsd", "7").unwrap_err().to_string();
        assert_eq!(text, "flicker_rsd = 7 is out of range 0 to 1");
        assert_eq!(conditions, Conditions::default());
        assert!(Conditions { acquisition_time_s: f64::NAN, ..conditions }.validate().is_err());
    }
}
