// SPDX-License-Identifier: MIT OR Apache-2.0
//! When the detector windows of each channel are open.

use crate::conditions::{AcquisitionMode, Channel, Conditions, Response};
use crate::error::{Error, Result};

/// Slack when dwell and settling times fill the acquisition time, as a share of it.
const SLACK: f64 = 1e-9;

/// When the windows of a channel are open, and its own response if it has one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Timing {
    pub offset_s: f64,
    pub dwell_s: f64,
    pub response: Option<Response>,
}

impl Timing {
    /// Time after which the signal of a pulse has arrived, if the channel has a response of its own.
    pub fn end_s(&self) -> f64 {
        self.response.as_ref().map_or(0.0, Response::end_s)
    }
}

/// The timing of every channel of the conditions; empty if they state no channels.
///
/// # Errors
/// [`Error::InvalidValue`] for a number out of its range; [`Error::Contradiction`] if dwell and settling times do not
/// fit into the acquisition time; [`Error::Missing`] for a sequential acquisition without channels.
pub(crate) fn timings(conditions: &Conditions) -> Result<Vec<Timing>> {
    let channels = &conditions.channels;
    channels.iter().enumerate().try_for_each(|(number, channel)| channel.check(number))?;
    let dwell_s = match conditions.acquisition_mode {
        AcquisitionMode::Simultaneous => whole(conditions)?,
        AcquisitionMode::Sequential => shared(conditions)?,
    };
    let mut offset_s = 0.0;
    let timing = |(channel, dwell_s): (&Channel, f64)| {
        let timing = Timing { offset_s, dwell_s, response: channel.response.clone() };
        if conditions.acquisition_mode == AcquisitionMode::Sequential {
            offset_s += dwell_s + channel.settling_s;
        }
        timing
    };
    Ok(channels.iter().zip(dwell_s).map(timing).collect())
}

fn whole(conditions: &Conditions) -> Result<Vec<f64>> {
    match conditions.channels.iter().find(|channel| channel.dwell_s.is_some() || channel.settling_s > 0.0) {
        None => Ok(vec![conditions.acquisition_time_s; conditions.channels.len()]),
        Some(channel) => Err(Error::Contradiction(format!(
            "channel {} states a dwell or settling time, but acquisition_mode = simultaneous: set it to sequential",
            channel.name
        ))),
    }
}

fn shared(conditions: &Conditions) -> Result<Vec<f64>> {
    let channels = &conditions.channels;
    if channels.is_empty() {
        return Err(Error::Missing {
            what: "the order of a sequential acquisition",
            hint: "fill in Conditions::channels, or set acquisition_mode to simultaneous".into(),
        });
    }
    let total_s = conditions.acquisition_time_s;
    let stated_s: f64 = channels.iter().map(|c| c.dwell_s.unwrap_or(0.0) + c.settling_s).sum();
    let open = channels.iter().filter(|channel| channel.dwell_s.is_none()).count();
    if stated_s > total_s * (1.0 + SLACK) || (open > 0 && stated_s >= total_s) {
        return Err(Error::Contradiction(format!(
            "the dwell and settling times of {} channels take {stated_s} s{}, but acquisition_time_s = {total_s} s",
            channels.len(),
            if open > 0 { " and leave no time for the others" } else { "" }
        )));
    }
    let part_s = (total_s - stated_s) / open.max(1) as f64;
    Ok(channels.iter().map(|channel| channel.dwell_s.unwrap_or(part_s)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequential(channels: Vec<Channel>) -> Conditions {
        Conditions { acquisition_mode: AcquisitionMode::Sequential, channels, ..Conditions::default() }
    }

    fn channel(dwell_s: Option<f64>, settling_s: f64) -> Channel {
        Channel { name: "Zn66".into(), dwell_s, settling_s, ..Channel::default() }
    }

    #[test]
    fn channels_follow_each_other_and_share_the_time_that_is_left() {
        let conditions =
            sequential(vec![channel(Some(0.01), 0.002), channel(None, 0.003), channel(None, 0.0)]);
        let timings = timings(&conditions).unwrap();
        let expected = [(0.0, 0.01), (0.012, 0.0175), (0.0325, 0.0175)];
        for (timing, (offset, dwell)) in timings.iter().zip(expected) {
            assert!((timing.offset_s - offset).abs() < 1e-12 && (timing.dwell_s - dwell).abs() < 1e-12);
        }
    }

    #[test]
    fn channels_that_do_not_fit_or_make_no_sense_are_refused() {
        let refused = |conditions: Conditions, word: &str| {
            let text = timings(&conditions).unwrap_err().to_string();
            assert!(text.contains(word), "{text}");
        };
        refused(sequential(vec![channel(Some(0.03), 0.0); 2]), "0.06 s");
        refused(sequential(vec![channel(Some(0.05), 0.0), channel(None, 0.0)]), "no time for the others");
        refused(sequential(vec![]), "Conditions::channels");
        refused(sequential(vec![channel(Some(-1.0), 0.0)]), "dwell_s of channel 0 (Zn66)");
        refused(sequential(vec![channel(None, f64::NAN)]), "settling_s of channel 0");
        let at_once = Conditions { channels: vec![channel(Some(0.01), 0.0)], ..Conditions::default() };
        refused(at_once, "simultaneous");
        let bright = Channel { sensitivity_counts: Some(f64::INFINITY), ..Channel::default() };
        refused(Conditions { channels: vec![bright], ..Conditions::default() }, "sensitivity_counts");
        let nothing = Channel { gas_blank_cps: Some(f64::NAN), ..Channel::default() };
        refused(Conditions { channels: vec![nothing], ..Conditions::default() }, "NaN");
    }
}
