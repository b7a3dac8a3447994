// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where every pulse lands and when its signal is recorded: the geometry that all lines of a scan share.

use super::conditions::{Alignment, Conditions, Edge};
use super::washout::Response;
use crate::error::{Error, Result};

/// Rounding slack when a length is divided into whole pixels.
const SLACK: f64 = 1e-9;
/// Most pulses of one line; a guard against absurd conditions.
const MAX_PULSES: f64 = 5e7;

/// One pulse of a line: where its beam lies and into which windows its signal falls.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pulse {
    /// Number of the pulse; negative before the first window.
    pub number: i64,
    /// Left edge of the beam, µm from the edge of the sample.
    pub left_um: f64,
    /// First window that receives signal.
    pub first: usize,
    /// Share of the signal in this window and those after it.
    pub shares: Vec<f64>,
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
            dosage: conditions.dosage(),
        };
        let response = Response::new(conditions);
        let speed = pixel_width_um / conditions.acquisition_time_s;
        let start_um = scan.start_um(conditions, &response, speed)?;
        scan.pulses = scan.fire(conditions, &response, speed, start_um, pixels)?;
        Ok(scan)
    }

    /// Distance by which the map shows the sample too far along the scan, in µm.
    pub fn displacement_um(&self) -> f64 {
        let mut signal = vec![(0.0, 0.0); self.pixels];
        for pulse in &self.pulses {
            for (share, (total, moment)) in pulse.shares.iter().zip(&mut signal[pulse.first..]) {
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
                let windows = 64;
                let pulses = self.fire(conditions, response, speed, guess, windows)?;
                guess + Self { pulses, pixels: windows, ..self.clone() }.displacement_um()
            }
        })
    }

    fn fire(
        &self,
        c: &Conditions,
        response: &Response,
        speed: f64,
        start_um: f64,
        windows: usize,
    ) -> Result<Vec<Pulse>> {
        let (period, window) = (1.0 / c.repetition_rate_hz, c.acquisition_time_s);
        let end = response.end_s();
        // with the stage placed by hand, the laser starts with the acquisition; otherwise it is already running
        let first =
            if c.alignment == Alignment::Centred { -((end + window) / period).ceil() as i64 } else { 0 };
        let last = (windows as f64 * window / period - SLACK).ceil() as i64;
        if (last - first) as f64 > MAX_PULSES {
            return Err(Error::Data(format!(
                "a line of {} pulses is too long: lower repetition_rate_hz or acquisition_time_s",
                last - first
            )));
        }
        let pulse = |number: i64| {
            let fired = number as f64 * period;
            let arrival = (fired + c.transport_delay_s) / window;
            // a pulse at the very start of a window belongs to it, whatever the rounding
            let first = (arrival + SLACK).floor().max(0.0) as usize;
            let stop = (((fired + end) / window).ceil().max(0.0) as usize).max(first + 1).min(windows);
            let before = |j: usize| response.arrived(j as f64 * window - fired - SLACK * window);
            let shares = (first..stop).map(|j| before(j + 1) - before(j)).collect::<Vec<f64>>();
            let left_um = start_um + speed * fired - self.beam_um / 2.0;
            Pulse { number, left_um, first: first.min(windows), shares }
        };
        Ok((first..last).map(pulse).filter(|p| p.shares.iter().any(|&share| share > 0.0)).collect())
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
        for pulse in &scan.pulses {
            for (share, total) in pulse.shares.iter().zip(&mut signal[pulse.first..]) {
                *total += share;
            }
        }
        assert!(signal[0] < 3.0, "the first window of the seed is not yet full");
        for total in &signal[8..] {
            assert!((total - 5.0).abs() < 1e-6, "{total}");
        }
    }
}
