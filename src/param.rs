// SPDX-License-Identifier: MIT OR Apache-2.0
//! One row of a settings table, and what follows from it: look-up, range check, reading and writing by name.
//!
//! From such a table come the C setters, the command line's help, the documentation and every plugin's form.

use crate::error::{Error, Result};
use crate::spelling;

/// What a setting may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number in `min..=max`.
    Number {
        /// Smallest allowed value.
        min: f64,
        /// Largest allowed value.
        max: f64,
    },
    /// A whole number in `min..=max`.
    Whole {
        /// Smallest allowed value.
        min: f64,
        /// Largest allowed value.
        max: f64,
    },
    /// One of these words; as a number it is the index of the word.
    Choice(&'static [&'static str]),
}

/// A number in `min..=max`.
pub(crate) const fn number(min: f64, max: f64) -> Kind {
    Kind::Number { min, max }
}

/// One setting of an object of type `T`.
pub struct Param<T: 'static> {
    /// Name, with the unit at its end where it has one.
    pub key: &'static str,
    /// Unit as shown to people; empty for a pure number.
    pub unit: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// May it be left open (`auto`)? An open setting is NaN as a number.
    pub optional: bool,
    /// One line for people.
    pub help: &'static str,
    /// Reads the setting; NaN where it is open.
    pub get: fn(&T) -> f64,
    /// Writes the setting; the value was checked, NaN opens an optional one.
    pub set: fn(&mut T, f64),
}

impl<T> Clone for Param<T> {
    fn clone(&self) -> Self {
        *self
    }
}

// a row is copied whatever `T` is, which a derived implementation would not see
impl<T> Copy for Param<T> {}

impl<T> Param<T> {
    /// Checks a number against kind and range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`]; [`Error::InvalidValue`] if a whole number is needed.
    pub fn check(&self, value: f64) -> Result<()> {
        let (min, max) = self.range();
        if self.optional && value.is_nan() {
            return Ok(());
        }
        if !(min..=max).contains(&value) {
            return Err(Error::OutOfRange { key: self.key, value, unit: self.unit, min, max });
        }
        if !matches!(self.kind, Kind::Number { .. }) && value.fract() != 0.0 {
            let expected = format!("a whole number from {min} to {max}");
            return Err(Error::InvalidValue { key: self.key.into(), value: value.to_string(), expected });
        }
        Ok(())
    }

    /// Smallest and largest allowed number; for a choice, the indices of its words.
    pub fn range(&self) -> (f64, f64) {
        match self.kind {
            Kind::Number { min, max } | Kind::Whole { min, max } => (min, max),
            Kind::Choice(words) => (0.0, words.len() as f64 - 1.0),
        }
    }

    /// Turns text into the setting's number: a number, a word of the choice, or `auto`.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] if it is none of these; [`Error::OutOfRange`].
    pub fn parse(&self, text: &str) -> Result<f64> {
        let text = text.trim();
        if self.optional && text.eq_ignore_ascii_case("auto") {
            return Ok(f64::NAN);
        }
        let value = match self.kind {
            Kind::Choice(words) => {
                words.iter().position(|word| word.eq_ignore_ascii_case(text)).map(|i| i as f64)
            }
            _ => text.parse().ok().filter(|value: &f64| !value.is_nan()),
        };
        let value = value.ok_or_else(|| Error::InvalidValue {
            key: self.key.into(),
            value: text.into(),
            expected: self.instead_of(text),
        })?;
        self.check(value).map(|()| value)
    }

    /// The setting's number as text that [`Param::parse`] reads.
    pub fn format(&self, value: f64) -> String {
        match self.kind {
            _ if value.is_nan() => "auto".into(),
            Kind::Choice(words) => words[value as usize].into(),
            _ => value.to_string(),
        }
    }

    /// Words of a choice or ends of a range, without the unit.
    pub fn range_text(&self) -> String {
        match self.kind {
            Kind::Choice(words) if self.optional => format!("{}, auto", words.join(", ")),
            Kind::Choice(words) => words.join(", "),
            Kind::Number { min, max } | Kind::Whole { min, max } => format!("{min} to {max}"),
        }
    }

    /// What the setting may be instead of a text that it may not be: the word of a choice that was probably meant, too.
    fn instead_of(&self, text: &str) -> String {
        let words = if let Kind::Choice(words) = self.kind { words } else { &[] };
        let open = self.optional.then_some("auto");
        spelling::expected(text, words.iter().copied().chain(open), self.expected())
    }

    /// What the setting may be, in words.
    pub fn expected(&self) -> String {
        let words = match self.kind {
            Kind::Choice(words) => format!("one of {}", words.join(", ")),
            Kind::Number { min, max } => {
                format!("a number from {min} to {max} {}", self.unit).trim_end().into()
            }
            Kind::Whole { min, max } => {
                format!("a whole number from {min} to {max} {}", self.unit).trim_end().into()
            }
        };
        if self.optional { format!("{words}, or auto") } else { words }
    }
}

/// The number of an optional setting: NaN where it is open.
pub(crate) fn open(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

/// What the number of an optional setting states.
pub(crate) fn stated(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

/// What a word of `choices` stands for.
///
/// # Errors
/// [`Error::InvalidValue`] for another word, with all of them.
pub(crate) fn choice<T: Copy>(key: &str, text: &str, choices: &[(&str, T)]) -> Result<T> {
    choices.iter().find(|(word, _)| *word == text).map(|(_, choice)| *choice).ok_or_else(|| {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let (last, first) = words.split_last().unwrap_or((&"", &[]));
        let all = format!("it is {} or {last}", first.join(", "));
        let expected = spelling::expected(text, words.iter().copied(), all);
        Error::InvalidValue { key: key.into(), value: text.into(), expected }
    })
}

/// Finds a setting by name.
///
/// # Errors
/// [`Error::UnknownKey`], which lists the names there are.
pub fn find<'a, T>(table: &'a [Param<T>], key: &str) -> Result<&'a Param<T>> {
    table.iter().find(|param| param.key == key).ok_or_else(|| Error::UnknownKey {
        key: key.into(),
        known: table.iter().map(|param| param.key).collect::<Vec<_>>().join(", "),
    })
}

/// Sets a setting by name to a number; the object stays as it was on an error.
///
/// # Errors
/// [`Error::UnknownKey`], [`Error::OutOfRange`], [`Error::InvalidValue`].
pub fn set_number<T>(table: &[Param<T>], object: &mut T, key: &str, value: f64) -> Result<()> {
    let param = find(table, key)?;
    param.check(value)?;
    (param.set)(object, value);
    Ok(())
}

/// Sets a setting by name from text; the object stays as it was on an error.
///
/// # Errors
/// [`Error::UnknownKey`], [`Error::OutOfRange`], [`Error::InvalidValue`].
pub fn set_text<T>(table: &[Param<T>], object: &mut T, key: &str, text: &str) -> Result<()> {
    let param = find(table, key)?;
    let value = param.parse(text)?;
    (param.set)(object, value);
    Ok(())
}
