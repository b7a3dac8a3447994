// SPDX-License-Identifier: MIT OR Apache-2.0
//! Channels that someone stated.

use super::channel::Channel;
use super::choices::PulseResponse;
use super::fields::Conditions;
use super::response::Response;
use super::settings::{CHANNEL, RESPONSE};
use super::stated::Stated;
use super::text::notation::{Notation, visit};
use super::text::tables::{self, RESPONSE_KEY, plain};
use crate::error::{Error, Result};
use crate::param;
use serde_json::{Map, Value};

/// Most channels of conditions; a guard against absurd texts.
const MOST_CHANNELS: usize = 4096;

impl Stated {
    /// States settings of the channel of this name; one that is not there yet is added at the end. A setting of the pulse
    /// response gives the channel a response of its own: what it does not state is as in the conditions.
    ///
    /// # Errors
    /// As [`Stated::set`]; [`Error::Contradiction`] and [`Error::Missing`] for a response that cannot be.
    pub fn set_channel(&mut self, name: &str, settings: &[(String, String)]) -> Result<()> {
        let mut stated = self.clone();
        if stated.conditions.channels.iter().all(|channel| channel.name != name) {
            stated.add_channel(name)?;
        }
        let entries = settings.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str())));
        stated.lay_over(name, &entries.collect())?;
        *self = stated;
        Ok(())
    }

    /// As [`Stated::set_channel`] with the settings as a text in TOML or JSON, which may hold a `response_table` too.
    ///
    /// # Errors
    /// As [`Stated::set_channel`]; [`Error::Format`] if the text is neither.
    pub fn set_channel_from(&mut self, name: &str, text: &str) -> Result<()> {
        let (mut stated, mut entries) = (self.clone(), Map::new());
        visit(text, Notation::of(text), &mut |key, value| {
            entries.insert(key.into(), value.clone());
            Ok(())
        })?;
        if stated.conditions.channels.iter().all(|channel| channel.name != name) {
            stated.add_channel(name)?;
        }
        stated.lay_over(name, &entries)?;
        *self = stated;
        Ok(())
    }

    /// Adds a channel in which nothing is stated yet.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] for an empty name and one that another channel has; [`Error::Data`] for more channels than any
    /// instrument has.
    pub fn add_channel(&mut self, name: &str) -> Result<()> {
        let channels = &mut self.conditions.channels;
        if channels.len() >= MOST_CHANNELS {
            return Err(Error::Data(format!("there are more than {MOST_CHANNELS} channels: state fewer")));
        }
        if name.trim().is_empty() || channels.iter().any(|channel| channel.name == name) {
            return Err(Error::InvalidValue {
                key: "name of a channel".into(),
                value: name.into(),
                expected: "a name that no other channel has".into(),
            });
        }
        channels.push(Channel { name: name.into(), ..Channel::default() });
        Ok(())
    }

    /// Lays entries of a text over a channel.
    pub(super) fn lay_over(&mut self, name: &str, entries: &Map<String, Value>) -> Result<()> {
        // what many channels share is copied without them: the cost of a text grows with its length
        let mut channels = std::mem::take(&mut self.conditions.channels);
        let own = self.conditions.clone();
        let laid = match channels.iter_mut().rfind(|channel| channel.name == name) {
            Some(channel) => lay_over(channel, own, entries),
            None => Ok(()),
        };
        self.conditions.channels = channels;
        laid
    }
}

/// Lays entries over a channel; `own` are the conditions that its response is laid over.
fn lay_over(channel: &mut Channel, mut own: Conditions, entries: &Map<String, Value>) -> Result<()> {
    channel.response.iter().for_each(|response| response.state(&mut own));
    let mut responds = false;
    for (key, value) in entries.iter().filter(|(key, _)| *key != "name") {
        if CHANNEL.iter().any(|row| row.key == key) {
            param::set_text(CHANNEL, channel, key, &plain(key, value)?)?;
            continue;
        }
        responds = true;
        if key == RESPONSE_KEY {
            own.response_table = Some(tables::response_table(value)?);
            own.pulse_response = Some(PulseResponse::Table);
        } else if RESPONSE.iter().any(|row| row.key == key) {
            param::set_text(RESPONSE, &mut own, key, &plain(key, value)?)?;
        } else {
            return Err(Error::UnknownKey {
                key: format!("{key} of channel {}", channel.name),
                known: channel_keys(),
            });
        }
    }
    if responds {
        channel.response = Some(Response::new(&own)?);
    }
    Ok(())
}

fn channel_keys() -> String {
    let keys = CHANNEL.iter().map(|row| row.key).chain(RESPONSE.iter().map(|row| row.key));
    keys.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::choices::AcquisitionMode;

    const FILE: &str = "
        acquisition_mode = \"sequential\"
        pulse_response = \"exponential\"
        [[channel]]
        name = \"Zn66\"
        sensitivity_counts = 12.5
        dwell_s = 0.01
        settling_s = 0.002
        [[channel]]
        name = \"Cd111\"
        pulse_response = \"two_phase\"
        gas_fraction = 0.75
        [[channel]]
        name = \"Hg202\"
        gas_blank_cps = 7
        response_table = { times_s = [0, 0.1, 0.4], cumulative = [0, 0.5, 1] }
    ";

    fn read(text: &str) -> Result<Stated> {
        Stated::from_text(text, Notation::Toml)
    }

    #[test]
    fn channels_are_read_laid_over_the_common_settings_and_written_back() {
        let conditions = read(FILE).unwrap().conditions;
        let [zinc, cadmium, mercury] = &conditions.channels[..] else { panic!("three channels") };
        assert_eq!(conditions.acquisition_mode, AcquisitionMode::Sequential);
        assert_eq!(
            (zinc.name.as_str(), zinc.sensitivity_counts, zinc.dwell_s),
            ("Zn66", Some(12.5), Some(0.01))
        );
        assert_eq!((zinc.settling_s, &zinc.response, zinc.gas_blank_cps), (0.002, &None, None));
        let own = Conditions {
            pulse_response: Some(PulseResponse::TwoPhase),
            gas_fraction: 0.75,
            ..Conditions::default()
        };
        assert_eq!(cadmium.response, Some(Response::new(&own).unwrap()));
        assert_eq!(mercury.gas_blank_cps, Some(7.0));
        assert!((mercury.response.as_ref().unwrap().arrived(0.25) - 0.75).abs() < 1e-12);
        assert_eq!(Conditions::from_toml(&conditions.to_toml()).unwrap(), conditions);
        assert_eq!(Conditions::from_json(&conditions.to_json()).unwrap(), conditions);
    }

    #[test]
    fn every_response_comes_back_from_the_text_of_its_channel() {
        for kind in ["none", "exponential", "gamma", "biexponential", "lognormal", "emg", "two_phase"] {
            let mut stated = Stated::nothing();
            let settings =
                [("pulse_response", kind), ("transport_delay_s", "0.07"), ("response_scale_s", "0.021")];
            let settings = settings.map(|(key, value)| (key.to_string(), value.to_string()));
            stated.set_channel("Zn66", &settings).unwrap();
            let back = Conditions::from_json(&stated.conditions.to_json()).unwrap();
            assert_eq!(back, stated.conditions, "{kind}");
        }
    }

    #[test]
    fn a_channel_is_stated_bit_by_bit() {
        let mut stated = read(FILE).unwrap();
        let set = |stated: &mut Stated, name: &str, key: &str, value: &str| {
            stated.set_channel(name, &[(key.to_string(), value.to_string())])
        };
        set(&mut stated, "Zn66", "dwell_s", "auto").unwrap();
        set(&mut stated, "Sr88", "flicker_rsd", "0.02").unwrap();
        set(&mut stated, "Cd111", "gas_delay_s", "0.2").unwrap();
        let channels = &stated.conditions.channels;
        assert_eq!((channels.len(), channels[0].dwell_s, channels[3].flicker_rsd), (4, None, 0.02));
        let own = Conditions {
            pulse_response: Some(PulseResponse::TwoPhase),
            gas_fraction: 0.75,
            gas_delay_s: 0.2,
            ..Conditions::default()
        };
        assert_eq!(channels[1].response, Some(Response::new(&own).unwrap()));
        let before = stated.clone();
        assert!(set(&mut stated, "Ba137", "dwell", "1").unwrap_err().to_string().contains("dwell_s"));
        assert!(set(&mut stated, "Zn66", "dwell_s", "-1").is_err());
        assert_eq!(stated, before, "a failure changes nothing");
    }

    #[test]
    fn a_channel_is_stated_by_a_text() {
        let mut stated = read(FILE).unwrap();
        let own = "pulse_response = \"two_phase\"\ngas_fraction = 0.75";
        stated.set_channel_from("Pb208", own).unwrap();
        stated
            .set_channel_from("Zn66", r#"{"response_table": {"times_s": [0, 1], "cumulative": [0, 1]}}"#)
            .unwrap();
        let channels = &stated.conditions.channels;
        assert_eq!((channels.len(), &channels[3].response), (4, &channels[1].response));
        assert!((channels[0].response.as_ref().unwrap().arrived(0.25) - 0.25).abs() < 1e-12);
        let before = stated.clone();
        for (text, words) in
            [("gas = 1", "gas of channel Zn66"), ("gas_fraction", "line 1"), ("dwell_s = -1", "dwell_s")]
        {
            let error = stated.set_channel_from("Zn66", text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
        assert_eq!(stated, before, "a failure changes nothing");
    }

    #[test]
    fn channels_that_cannot_be_are_refused() {
        for (text, words) in [
            ("channel = 5", "[[channel]]"),
            ("[[channel]]\ndwell_s = 1", "with a name"),
            ("[[channel]]\nname = \"a\"\n[[channel]]\nname = \"a\"", "no other channel"),
            ("[[channel]]\nname = \"a\"\ndwell = 1", "dwell of channel a"),
            ("[[channel]]\nname = \"a\"\nresponse_shape = [1]", "a number or a text"),
            ("[[channel]]\nname = \"a\"\npulse_response = \"table\"", "table"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn more_channels_than_any_instrument_has_are_refused() {
        let text = |count: usize| {
            (0..count).fold(String::new(), |text, i| text + &format!("[[channel]]\nname = \"{i}\"\n"))
        };
        assert_eq!(read(&text(MOST_CHANNELS)).unwrap().conditions.channels.len(), MOST_CHANNELS);
        assert!(read(&text(MOST_CHANNELS + 1)).unwrap_err().to_string().contains("more than 4096 channels"));
    }
}
