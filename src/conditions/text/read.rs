// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reads conditions from TOML or JSON.

use super::notation::{Notation, visit};
use super::tables::{self, CHANNEL_KEY, CRATER_KEY, RESPONSE_KEY, plain};
use crate::conditions::choices::{BeamShape, PulseResponse};
use crate::conditions::fields::Conditions;
use crate::conditions::stated::Stated;
use crate::error::{Error, Result};
use serde_json::Value;
use std::collections::BTreeSet;

/// Key of a text that names the preset it starts from.
const BASE: &str = "preset";

impl Stated {
    /// Reads conditions by the keys of the settings table, e.g. `beam_size_um = 5`; `preset = "name"` is the base
    /// over which the other keys are laid, wherever it stands. Tables: `[crater]` with `cell_um` and `depth`,
    /// `[response_table]` with `times_s` and `cumulative`, and for every channel `[[channel]]` with `name` and its settings.
    ///
    /// # Errors
    /// [`Error::Format`] if the text is no TOML or JSON; [`Error::UnknownKey`], [`Error::InvalidValue`] with the
    /// line for a setting that does not exist, occurs twice, has another unit or is out of its range.
    ///
    /// ```
    /// use lamap::conditions::{Notation, Stated};
    /// let stated = Stated::from_text("preset = \"seed-2019\"\nbeam_size_um = 10", Notation::Toml)?;
    /// assert_eq!(stated.conditions.beam_size_um, Some(10.0));
    /// # Ok::<(), lamap::Error>(())
    /// ```
    pub fn from_text(text: &str, notation: Notation) -> Result<Self> {
        let mut stated = Self::nothing();
        visit(text, notation, &mut |key, value| {
            if key == BASE {
                stated = Self::preset(&plain(key, value)?)?;
            }
            Ok(())
        })?;
        let mut written = BTreeSet::new();
        visit(text, notation, &mut |key, value| {
            written.insert(key.to_string());
            match key {
                BASE | CHANNEL_KEY => Ok(()),
                CRATER_KEY | RESPONSE_KEY => stated.take_table(key, value),
                _ => stated.set(key, &plain(key, value)?),
            }
        })?;
        stated.use_tables(&written)?;
        // a channel is laid over the common settings, wherever those stand
        visit(text, notation, &mut |key, value| match key {
            CHANNEL_KEY => tables::channels(value)?.into_iter().try_for_each(|(name, entries)| {
                stated.add_channel(name)?;
                stated.lay_over(name, entries)
            }),
            _ => Ok(()),
        })?;
        Ok(stated)
    }

    fn take_table(&mut self, key: &str, value: &Value) -> Result<()> {
        if key == CRATER_KEY {
            self.conditions.crater = Some(tables::crater(value)?);
        } else {
            self.conditions.response_table = Some(tables::response_table(value)?);
        }
        Ok(())
    }

    /// A table is there to be used: it states the setting that asks for it.
    fn use_tables(&mut self, written: &BTreeSet<String>) -> Result<()> {
        let c = &self.conditions;
        let uses = [
            (CRATER_KEY, "beam_shape", "kernel", c.beam_shape == BeamShape::Kernel),
            (RESPONSE_KEY, "pulse_response", "table", c.pulse_response == Some(PulseResponse::Table)),
        ];
        for (table, key, word, used) in uses.into_iter().filter(|(table, ..)| written.contains(*table)) {
            if written.contains(key) && !used {
                return Err(Error::Contradiction(format!(
                    "there is a {table}, but {key} is not {word}: leave {key} out or set it to {word}"
                )));
            }
            self.set(key, word)?;
        }
        Ok(())
    }
}

impl Conditions {
    /// Reads conditions in TOML; see [`Stated::from_text`].
    ///
    /// # Errors
    /// As [`Stated::from_text`].
    pub fn from_toml(text: &str) -> Result<Self> {
        Ok(Stated::from_text(text, Notation::Toml)?.conditions)
    }

    /// Reads conditions from a JSON object; see [`Stated::from_text`].
    ///
    /// # Errors
    /// As [`Stated::from_text`].
    pub fn from_json(text: &str) -> Result<Self> {
        Ok(Stated::from_text(text, Notation::Json)?.conditions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::settings::TABLE;
    use crate::param;

    fn refusal(text: &str, notation: Notation) -> String {
        Stated::from_text(text, notation).unwrap_err().to_string()
    }

    #[test]
    fn every_setting_comes_back_bit_for_bit_from_both_notations() {
        for fraction in [0.0, 1e-9, 0.1, 1.0 / 3.0, 0.618_033_988_749_894_9, 1.0] {
            let mut conditions = Conditions::default();
            for row in TABLE {
                let (min, max) = row.range();
                let value = min + fraction * (max - min);
                let whole = !matches!(row.kind, param::Kind::Number { .. });
                (row.set)(&mut conditions, if whole { value.round() } else { value });
            }
            assert_eq!(Conditions::from_toml(&conditions.to_toml()).unwrap(), conditions);
            assert_eq!(Conditions::from_json(&conditions.to_json()).unwrap(), conditions);
        }
        let open = Conditions::default();
        assert_eq!(Conditions::from_toml(&open.to_toml()).unwrap(), open);
    }

    #[test]
    fn what_is_stated_comes_back_as_stated() {
        let text = "beam_size_um = \"auto\"\nacquisition_time_s = 0.05\n[[channel]]\nname = \"Zn\"\ndwell_s = 0.01\n\
                    [crater]\ncell_um = 1\ndepth = [[1]]";
        for text in [text, "preset = \"seed-2019\"", ""] {
            let stated = Stated::from_text(text, Notation::Toml).unwrap();
            let again = Stated::from_text(&stated.to_toml(), Notation::Toml).unwrap();
            assert_eq!((&again.conditions, &again.keys), (&stated.conditions, &stated.keys), "{text}");
        }
    }

    #[test]
    fn a_preset_is_the_base_wherever_it_stands() {
        let json = r#"{"flicker_rsd": 0.02, "preset": "seed-2019"}"#;
        let stated = Stated::from_text(json, Notation::Json).unwrap();
        assert_eq!((stated.conditions.flicker_rsd, stated.conditions.beam_size_um), (0.02, Some(5.0)));
        assert_eq!(stated.preset.as_deref(), Some("seed-2019"));
        let toml = Stated::from_text("beam_size_um = 5\n", Notation::Toml).unwrap();
        assert_eq!(toml.keys.into_iter().collect::<Vec<_>>(), ["beam_size_um"]);
    }

    #[test]
    fn whatever_is_wrong_is_named_with_its_line() {
        for (text, words) in [
            ("# scan\nbeam_um = 5\n", &["there is no setting \"beam_um\"", "(line 2)"][..]),
            ("flicker_rsd = 0.1\n\nbeam_size_um = 5000\n", &["beam_size_um", "0.1 to 1000 µm", "(line 3)"]),
            ("\nbeam_size_mm = 0.005\n", &["beam_size_mm", "beam_size_um, in µm", "(line 2)"]),
            ("scan_speed_mm_s = 1\n", &["scan_speed_um_s, in µm/s"]),
            ("beam_size_um = \"5 mm\"\n", &["\"5 mm\"", "µm", "(line 1)"]),
            ("beam_size_um = [5]\n", &["a number or a text", "(line 1)"]),
            ("edge = 1979-05-27\n", &["edge"]),
            ("beam_size_um = true\n", &["true"]),
            ("[beam_size_um]\n", &["a number or a text"]),
            ("beam_size_um = nan\n", &["beam_size_um"]),
            ("edge = \"torn\"\n\n", &["reflect, zero", "(line 1)"]),
            ("preset = \"none\"\n", &["seed-2019", "(line 1)"]),
            ("beam_size_um = \n", &["line 1"]),
            ("edge = \"zero\"\nedge = \"zero\"\n", &["line 2"]),
        ] {
            let refusal = refusal(text, Notation::Toml);
            assert!(words.iter().all(|word| refusal.contains(word)), "{text}: {refusal}");
        }
        for (text, words) in [
            ("{\n \"beam_um\": 5}", &["\"beam_um\"", "(line 2)"][..]),
            ("{\"edge\": \"zero\",\n\"edge\": \"reflect\"}", &["twice", "(line 2)"]),
            ("{\"beam_size_um\": null}", &["null"]),
            (
                "{\"channel\": [{\"name\": \"A\",\n\"dwell_s\": 0.1, \"dwell_s\": 0.2}]}",
                &["\"dwell_s\" is stated twice", "line 2"],
            ),
            (
                "{\"crater\": {\"cell_um\": 1, \"cell_um\": 2, \"depth\": [[1]]}}",
                &["\"cell_um\" is stated twice"],
            ),
            ("[1]", &["settings and their values"]),
            ("{} {}", &["line 1"]),
            ("", &["line 1"]),
        ] {
            let refusal = refusal(text, Notation::Json);
            assert!(words.iter().all(|word| refusal.contains(word)), "{text}: {refusal}");
        }
    }
}
