// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where every pulse lands and when its signal is recorded: the geometry that all lines of a scan share.

use super::channel;
use super::conditions::{Alignment, Conditions, Edge};
use super::exposure::{Exposure, Windows};
use super::washout::Response;
use crate::error::{Error, Result};

/// Rounding slack when a length is divided into whole pixels.
const SLACK: f64 = 1e-9;
/// Windows that the displacement is measured on.
const PROBED: usize = 64;
/// Most pulses of one line; a guard against absurd conditions.
const MAX_PULSES: f64 = 5e7;

/// One pulse of a line: when it is fired and where its beam lies.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pulse {
    /// Number of the pulse; negative before the first window.
    pub number: i64,
    /// Time it is fired, s from the start of the first window.
    pub fired_s: f64,
    /// Left edge of the beam, µm from the edge of the sample.
    pub left_um: f64,
}

/// The geometry of a scan of a rectangular sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// Side of the beam.
    pub beam_um: f64,
    /// Width of a pixel: what the stage travels in one acquisition time.
    pub pixel_width_um: f64,
    /// Distance of two lines.
    pub pixel_height_um: f64,
    /// Lines of the map.
    pub lines: usize,
    /// Pixels of a line.
    pub pixels: usize,
    /// What lies outside the sample.
    pub edge: Edge,
    pub(crate) pulses: Vec<Pulse>,
    /// Into which windows the signal of the pulses falls.
    pub(crate) exposure: Exposure,
    /// The same for channels with a timing or response of their own.
    pub(crate) channel_exposures: channel::Exposures,
    dosage: f64,
}

impl Scan {
    /// The scan that covers a sample of this size.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a setting out of its range; [`Error::Missing`] if neither beam nor line spacing
    /// is stated; [`Error::Data`] for an absurd number of pulses.
    pub fn covering(conditions: &Conditions, width_um: f64, height_um: f64) -> Result<Self> {
        let (pixel_width_um, pixel_height_um) = conditions.pixel_size_um()?;
        let count = |length: f64, pitch: f64| (length / pitch - SLACK).ceil().max(1.0) as usize;
        Self::of_map(conditions, count(height_um, pixel_height_um), count(width_um, pixel_width_um))
    }

    /// The scan that gave a map of this many lines and pixels.
    ///
    /// # Errors
    /// As [`Scan::covering`].
    pub fn of_map(conditions: &Conditions, lines: usize, pixels: usize) -> Result<Self> {
        conditions.validate()?;
        let (pixel_width_um, pixel_height_um) = conditions.pixel_size_um()?;
        let beam_um = conditions.beam_size_um.unwrap_or(pixel_height_um);
        let mut scan = Self {
            beam_um,
            pixel_width_um,
            pixel_height_um,
            lines,
            pixels,
            edge: conditions.edge,
            pulses: Vec::new(),
            exposure: Exposure::default(),
            channel_exposures: channel::Exposures::default(),
            dosage: conditions.dosage(),
        };
        let response = Response::new(conditions)?;
        let speed = pixel_width_um / conditions.acquisition_time_s;
        let start_um = scan.start_um(conditions, &response, speed)?;
        scan.fire(conditions, &response, speed, start_um)?;
        Ok(scan)
    }

    /// Distance by which the map shows the sample too far along the scan, in µm.
    pub fn displacement_um(&self) -> f64 {
        let mut signal = vec![(0.0, 0.0); self.pixels];
        for (pulse, (first, shares)) in self.pulses.iter().zip(self.exposure.iter()) {
            for (share, (total, moment)) in shares.iter().zip(&mut signal[first..]) {
                *total += share;
                *moment += share * (pulse.left_um + self.beam_um / 2.0);
            }
        }
        // windows that are still filling up say nothing about the steady state
        let full: Vec<f64> = (0..self.pixels)
            .filter(|&j| signal[j].0 > 0.999 * self.dosage.min(signal[self.pixels - 1].0))
            .map(|j| (j as f64 + 0.5) * self.pixel_width_um - signal[j].1 / signal[j].0)
            .collect();
        if full.is_empty() { 0.0 } else { full.iter().sum::<f64>() / full.len() as f64 }
    }

    /// Top edge of the beam on a line, µm from the edge of the sample: the beam is centred in the line.
    pub(crate) fn top_um(&self, line: usize) -> f64 {
        (line as f64 + 0.5) * self.pixel_height_um - self.beam_um / 2.0
    }

    /// Centre of the beam at time 0 (start of the first window).
    fn start_um(&self, conditions: &Conditions, response: &Response, speed: f64) -> Result<f64> {
        Ok(match conditions.alignment {
            Alignment::Seed => speed / conditions.repetition_rate_hz - self.beam_um / 2.0,
            Alignment::Raw => self.beam_um / 2.0,
            Alignment::Centred => {
                // start where theory says, measure what is left (the phase of pulses and windows), take it off
                let guess = speed * response.mean_s();
                let mut probe = Self { pixels: PROBED, ..self.clone() };
                probe.fire(conditions, response, speed, guess)?;
                guess + probe.displacement_um()
            }
        })
    }

    /// Fires the pulses of a line whose beam has its centre at `start_um` at time 0.
    fn fire(&mut self, c: &Conditions, response: &Response, speed: f64, start_um: f64) -> Result<()> {
        let (period, window) = (1.0 / c.repetition_rate_hz, c.acquisition_time_s);
        let timings = channel::timings(c)?;
        let end_s = timings.iter().map(|timing| timing.end_s()).fold(response.end_s(), f64::max);
        // with the stage placed by hand, the laser starts with the acquisition; otherwise it is already running
        let first = match c.alignment {
            Alignment::Centred => -((end_s + window) / period).ceil() as i64,
            Alignment::Seed | Alignment::Raw => 0,
        };
        let last = (self.pixels as f64 * window / period - SLACK).ceil() as i64;
        if (last - first) as f64 > MAX_PULSES {
            return Err(Error::Data(format!(
                "a line of {} pulses is too long: lower repetition_rate_hz or acquisition_time_s",
                last - first
            )));
        }
        let pulse = |number: i64| {
            let fired_s = number as f64 * period;
            Pulse { number, fired_s, left_um: start_um + speed * fired_s - self.beam_um / 2.0 }
        };
        let pulses = (first..last).map(pulse).collect::<Vec<_>>();
        let fired = || pulses.iter().map(|p| p.fired_s);
        let windows = Windows::back_to_back(window, self.pixels);
        let exposure = Exposure::new(fired(), response, windows);
        let own = channel::Exposures::new(&timings, fired, response, windows);
        // a pulse that no window sees is not needed
        let seen = |(i, (_, shares)): (usize, (usize, &[f64]))| !shares.is_empty() || own.sees(i);
        let seen = exposure.iter().enumerate().map(seen).collect::<Vec<_>>();
        self.pulses =
            pulses.into_iter().zip(&seen).filter_map(|(pulse, seen)| seen.then_some(pulse)).collect();
        self.exposure = exposure.kept(&seen);
        self.channel_exposures = own.kept(&seen);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::conditions::PulseResponse;
    use crate::ablation::presets::preset;

    #[test]
    fn the_seed_is_displaced_by_transport_and_washout() {
        let scan = Scan::covering(&preset("seed-2019").unwrap(), 512.0, 512.0).unwrap();
        assert_eq!((scan.lines, scan.pixels), (103, 103));
        assert!((scan.displacement_um() - 4.357).abs() < 0.02, "{}", scan.displacement_um());
    }

    #[test]
    fn a_centred_scan_is_not_displaced() {
        for (response, rate) in
            [(None, 100.0), (Some(PulseResponse::Gamma), 100.0), (Some(PulseResponse::Exponential), 33.0)]
        {
            let conditions = Conditions {
                beam_size_um: Some(5.0),
                pulse_response: response,
                repetition_rate_hz: rate,
                transport_delay_s: 0.013,
                ..Conditions::default()
            };
            let scan = Scan::covering(&conditions, 320.0, 50.0).unwrap();
            assert!(scan.displacement_um().abs() < 0.05, "{}", scan.displacement_um());
        }
    }

    #[test]
    fn every_full_window_receives_its_dosage() {
        let scan = Scan::covering(&preset("seed-2019").unwrap(), 512.0, 512.0).unwrap();
        let mut signal = vec![0.0; scan.pixels];
        for (first, shares) in scan.exposure.iter() {
            for (share, total) in shares.iter().zip(&mut signal[first..]) {
                *total += share;
            }
        }
        assert!(signal[0] < 3.0, "the first window of the seed is not yet full");
        for total in &signal[8..] {
            assert!((total - 5.0).abs() < 1e-6, "{total}");
        }
    }
}
