// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions that someone stated, and which of them.

use super::choices::{BeamShape, PulseResponse};
use super::crater::Crater;
use super::fields::Conditions;
use super::presets::preset;
use super::response_table::ResponseTable;
use super::settings::TABLE;
use crate::error::{Error, Result};
use crate::param;
use std::collections::BTreeSet;

/// Conditions, and which of them were stated rather than left at their default.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// All conditions.
    pub conditions: Conditions,
    /// Keys of the settings that were stated.
    pub keys: BTreeSet<&'static str>,
    /// Name of the preset that they started from.
    pub preset: Option<String>,
}

impl Stated {
    /// The defaults, none of them stated.
    pub fn nothing() -> Self {
        Self { conditions: Conditions::default(), keys: BTreeSet::new(), preset: None }
    }

    /// All conditions of a preset.
    ///
    /// # Errors
    /// [`Error::InvalidValue`], which lists the names there are.
    pub fn preset(name: &str) -> Result<Self> {
        let keys = TABLE.iter().map(|row| row.key).collect();
        Ok(Self { conditions: preset(name)?, keys, preset: Some(name.into()) })
    }

    /// States a measured crater, and with it `beam_shape = kernel`.
    pub fn set_crater(&mut self, crater: Crater) {
        (self.conditions.crater, self.conditions.beam_shape) = (Some(crater), BeamShape::Kernel);
        self.keys.insert("beam_shape");
    }

    /// States a measured pulse response, and with it `pulse_response = table`.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] if it breaks the rules of [`ResponseTable`].
    pub fn set_response_table(&mut self, table: ResponseTable) -> Result<()> {
        table.check()?;
        let c = &mut self.conditions;
        (c.response_table, c.pulse_response) = (Some(table), Some(PulseResponse::Table));
        self.keys.insert("pulse_response");
        Ok(())
    }

    /// States one setting by name from text.
    ///
    /// # Errors
    /// As [`Conditions::set`]; a key that differs from a known one only in its unit is told so.
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let row = param::find(TABLE, key).map_err(|error| other_unit(key, value).unwrap_or(error))?;
        self.conditions.set(key, value)?;
        self.keys.insert(row.key);
        Ok(())
    }

    /// States one setting by name as a number; NaN leaves an optional one open.
    ///
    /// # Errors
    /// As [`Stated::set`].
    pub fn set_number(&mut self, key: &str, value: f64) -> Result<()> {
        param::set_number(TABLE, &mut self.conditions, key, value)?;
        self.keys.insert(param::find(TABLE, key)?.key);
        Ok(())
    }

    /// Width of a pixel, µm: scan speed times acquisition time, if both were stated.
    pub fn pixel_width_um(&self) -> Option<f64> {
        let timed = self.keys.contains("acquisition_time_s");
        self.conditions
            .scan_speed_um_s
            .filter(|_| timed)
            .map(|speed| speed * self.conditions.acquisition_time_s)
    }

    /// Distance of two lines, µm, if it was stated.
    pub fn pixel_height_um(&self) -> Option<f64> {
        self.conditions.line_spacing_um
    }
}

/// The refusal of a key that is known with another unit at its end, as `beam_size_mm`.
fn other_unit(key: &str, value: &str) -> Option<Error> {
    let stem = |key: &str, unit: &str| {
        let ending = unit.replace('µ', "u").replace('/', "_").to_lowercase();
        key.strip_suffix(&ending).filter(|_| !unit.is_empty()).map(str::to_string)
    };
    let row = TABLE.iter().find(|row| {
        stem(row.key, row.unit).is_some_and(|stem| key.starts_with(&stem) || format!("{key}_") == stem)
    })?;
    Some(Error::InvalidValue {
        key: key.into(),
        value: value.into(),
        expected: format!("it is stated as {}, in {}", row.key, row.unit),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stated_settings_are_read_back_and_no_others() {
        let mut stated = Stated::nothing();
        for (key, value) in
            [("scan_speed_um_s", "40"), ("beam_shape", "disc"), ("acquisition_time_s", "0.33")]
        {
            stated.set(key, value).unwrap();
        }
        let text = stated.to_toml();
        assert!(
            text.contains("scan_speed_um_s = 40 # µm/s") && !text.contains("repetition_rate_hz ="),
            "{text}"
        );
        assert_eq!(Stated::from_text(&text, crate::conditions::Notation::Toml).unwrap(), stated);
    }

    #[test]
    fn the_pixel_size_follows_only_from_what_was_stated() {
        let mut stated = Stated::nothing();
        stated.set("scan_speed_um_s", "100").unwrap();
        assert_eq!((stated.pixel_width_um(), stated.pixel_height_um()), (None, None));
        stated.set("acquisition_time_s", "0.05").unwrap();
        assert_eq!(stated.pixel_width_um(), Some(5.0));
    }
}
