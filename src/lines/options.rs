// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a user states of line scans, also as texts, for hosts that pass texts.

use crate::error::{Error, Result};
use crate::param::choice;
use std::path::PathBuf;

/// What the recordings do not tell. The default lets them speak for themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LineOptions {
    /// The laser log (Iolite format).
    pub log: Option<PathBuf>,
    /// Which raster of the log is the map: its number, from 1, or its name.
    pub pattern: Option<String>,
    /// How the recordings are cut into lines.
    pub cut: Cut,
    /// What becomes of the gas blank.
    pub blank: Blank,
    /// Time of the signal at which the first line of the log begins, s; found by correlation unless stated.
    pub lag_s: Option<f64>,
    /// Speed of the stage, where neither log nor recording tells it.
    pub scan_speed_um_s: Option<f64>,
    /// Distance of two lines, where neither log nor recording tells it.
    pub line_spacing_um: Option<f64>,
    /// Unit of a column of times that does not state it.
    pub time_unit: Option<TimeUnit>,
}

/// How recordings are cut into lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cut {
    /// Several recordings are lines; one is cut by the log, or by its pauses where there is no log.
    #[default]
    Detect,
    /// By the moments at which the log switches the laser on and off.
    Log,
    /// By a column that numbers the lines, or by columns side by side.
    Columns,
    /// Every file is a line.
    Files,
    /// By the pauses of the signal.
    Gaps,
}

/// What becomes of the gas blank, the signal while the laser is off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Blank {
    /// The values stay as they were measured: counting statistics hold for them.
    #[default]
    Keep,
    /// Its mean is subtracted; values below it become negative.
    Subtract,
}

/// Unit of a column of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Microseconds.
    Microseconds,
    /// Days, as spreadsheets count.
    Days,
}

impl TimeUnit {
    /// Length in s.
    #[must_use]
    pub fn in_s(self) -> f64 {
        match self {
            Self::Seconds => 1.0,
            Self::Milliseconds => 1e-3,
            Self::Minutes => 60.0,
            Self::Hours => 3600.0,
            Self::Microseconds => 1e-6,
            Self::Days => 86400.0,
        }
    }
}

const KEYS: &str = "log, pattern, cut, blank, lag_s, scan_speed_um_s, line_spacing_um, time_unit";

impl LineOptions {
    /// Sets one option: `log` (a path), `pattern` (number or name), `cut` (detect, log, columns, files, gaps), `blank` (keep,
    /// subtract), `lag_s`, `scan_speed_um_s`, `line_spacing_um`, `time_unit` (s, ms, us, min, h, d).
    ///
    /// # Errors
    /// [`Error::UnknownKey`] and [`Error::InvalidValue`]; the options then stay as they were.
    pub fn set_text(&mut self, key: &str, text: &str) -> Result<()> {
        match key {
            "log" => self.log = Some(text.into()),
            "pattern" => self.pattern = Some(text.into()),
            "cut" => self.cut = Cut::from_name(text)?,
            "blank" => self.blank = Blank::from_name(text)?,
            "lag_s" => self.lag_s = Some(number(key, text)?),
            "scan_speed_um_s" => self.scan_speed_um_s = Some(number(key, text)?),
            "line_spacing_um" => self.line_spacing_um = Some(number(key, text)?),
            "time_unit" => self.time_unit = Some(TimeUnit::from_name(text)?),
            _ => return Err(Error::UnknownKey { key: key.into(), known: KEYS.into() }),
        }
        Ok(())
    }
}

impl Cut {
    /// The cut of this name.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] for another name.
    pub fn from_name(text: &str) -> Result<Self> {
        let choices = [
            ("detect", Self::Detect),
            ("log", Self::Log),
            ("columns", Self::Columns),
            ("files", Self::Files),
            ("gaps", Self::Gaps),
        ];
        choice("cut", text, &choices)
    }
}

impl Blank {
    /// `keep` or `subtract`.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] for another name.
    pub fn from_name(text: &str) -> Result<Self> {
        choice("blank", text, &[("keep", Self::Keep), ("subtract", Self::Subtract)])
    }
}

impl TimeUnit {
    /// `s`, `ms`, `us`, `min`, `h` or `d`.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] for another name.
    pub fn from_name(text: &str) -> Result<Self> {
        let choices = [
            ("s", Self::Seconds),
            ("ms", Self::Milliseconds),
            ("us", Self::Microseconds),
            ("min", Self::Minutes),
            ("h", Self::Hours),
            ("d", Self::Days),
        ];
        choice("time_unit", text, &choices)
    }
}

fn number(key: &str, text: &str) -> Result<f64> {
    text.trim().parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| Error::InvalidValue {
        key: key.into(),
        value: text.into(),
        expected: "it is a number".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_set_by_their_names() {
        let mut options = LineOptions::default();
        for (key, text) in [
            ("log", "a.csv"),
            ("pattern", "2"),
            ("cut", "gaps"),
            ("blank", "subtract"),
            ("lag_s", "-1.5"),
            ("scan_speed_um_s", "40"),
            ("line_spacing_um", "20"),
            ("time_unit", "ms"),
        ] {
            assert!(KEYS.contains(key));
            options.set_text(key, text).unwrap();
            let free = ["log", "pattern"].contains(&key);
            assert!(
                free || matches!(options.set_text(key, "nonsense"), Err(Error::InvalidValue { .. })),
                "{key}"
            );
        }
        let stated = LineOptions {
            log: Some("a.csv".into()),
            pattern: Some("2".into()),
            cut: Cut::Gaps,
            blank: Blank::Subtract,
            lag_s: Some(-1.5),
            scan_speed_um_s: Some(40.0),
            line_spacing_um: Some(20.0),
            time_unit: Some(TimeUnit::Milliseconds),
        };
        assert_eq!(options, stated);
        assert!(matches!(options.set_text("speed", "1"), Err(Error::UnknownKey { .. })));
    }
}
