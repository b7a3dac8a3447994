// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where every pulse lands and when its signal is recorded: the geometry that all lines of a scan share.
//!
//! `firing` says when the laser fires along a line and where the beam then lies; [`Scan`] starts that line so that the map
//! lies on the sample as the conditions say, and keeps the exposure of its pulses.

pub(super) mod firing;

use super::acquisition::channels::Exposures;
use super::acquisition::exposure::{Exposure, Windows};
use super::acquisition::timing::timings;
use super::beam::Beam;
use crate::conditions::{Alignment, Conditions, Edge, Response, ScanDirection, ScanMode, SpotLayout, Tail};
use crate::error::{Error, Result};
use crate::map::MAX_VALUES;
use firing::{LineScan, Pulse, SLACK};

/// Windows that the displacement is measured on.
const PROBED: usize = 64;

/// The geometry of a scan of a rectangular sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// Size of the beam along the scan.
    pub beam_um: f64,
    /// Width of a pixel: what the stage travels in one acquisition time.
    pub pixel_width_um: f64,
    /// Distance of two lines.
    pub pixel_height_um: f64,
    /// Lines of the map.
    pub lines: usize,
    /// Pixels of a line.
    pub pixels: usize,
    /// Pixels of a line before the first on the sample: 0 unless `tail` is `keep`.
    pub lead: usize,
    /// What lies outside the sample.
    pub edge: Edge,
    pub(crate) edge_value: f64,
    pub(crate) beam: Beam,
    pub(crate) pulses: Vec<Pulse>,
    /// Into which windows the signal of the pulses falls.
    pub(crate) exposure: Exposure,
    /// The same for channels with a timing or response of their own.
    pub(crate) channel_exposures: Exposures,
    dosage: f64,
    layout: Layout,
}

/// How the lines lie on the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Layout {
    direction: ScanDirection,
    spots: SpotLayout,
    /// Length of a line on the sample.
    length_um: f64,
    /// Where the scan starts on the sample: along the scan, across the lines.
    offset_um: (f64, f64),
}

impl Scan {
    /// The scan that covers a sample of this size.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a setting out of its range; [`Error::Missing`] if neither beam nor line spacing
    /// is stated; [`Error::InvalidValue`] and [`Error::Contradiction`] for settings that do not go together;
    /// [`Error::Data`] for an absurd number of pulses or pixels.
    pub fn covering(conditions: &Conditions, width_um: f64, height_um: f64) -> Result<Self> {
        Self::covering_from(conditions, (width_um, height_um), (0.0, 0.0))
    }

    /// The scan that covers a sample of this width and height, displaced by an offset along and across the scan.
    pub(crate) fn covering_from(
        conditions: &Conditions,
        (width_um, height_um): (f64, f64),
        offset_um: (f64, f64),
    ) -> Result<Self> {
        let shape = Self::shape_of(conditions, (width_um, height_um))?;
        let kept_um = (conditions.tail == Tail::Keep).then_some(width_um - offset_um.0);
        Self::build(conditions, shape, kept_um, offset_um)
    }

    /// Lines and pixels of the scan that covers a sample of this size. The laser fires for it only where `tail` is `keep`,
    /// since the signal then says how long a line is.
    ///
    /// # Errors
    /// As [`Scan::covering`], but not for an absurd number of pulses.
    pub(crate) fn shape(conditions: &Conditions, width_um: f64, height_um: f64) -> Result<(usize, usize)> {
        let scan = if conditions.tail == Tail::Keep {
            Self::covering(conditions, width_um, height_um)?
        } else {
            let shape = Self::shape_of(conditions, (width_um, height_um))?;
            Self::unfired(conditions, shape, (0.0, 0.0))?.checked()?
        };
        Ok((scan.lines, scan.pixels))
    }

    /// Lines and pixels on the sample.
    fn shape_of(conditions: &Conditions, (width_um, height_um): (f64, f64)) -> Result<(usize, usize)> {
        let (pixel_width_um, pixel_height_um) = conditions.pixel_size_um()?;
        let count = |length: f64, pitch: f64| (length / pitch - SLACK).ceil().max(1.0) as usize;
        Ok((count(height_um, pixel_height_um), count(width_um, pixel_width_um)))
    }

    /// The scan that gave a map of this many lines and pixels.
    ///
    /// # Errors
    /// As [`Scan::covering`]; [`Error::InvalidValue`] for `tail = keep`, where the map does not tell how large the
    /// sample was.
    pub fn of_map(conditions: &Conditions, lines: usize, pixels: usize) -> Result<Self> {
        Self::of_pass(conditions, (lines, pixels), (0.0, 0.0))
    }

    /// The scan that gave a map of this many lines and pixels and started at this distance along and across it.
    ///
    /// # Errors
    /// As [`Scan::of_map`].
    pub fn of_pass(conditions: &Conditions, shape: (usize, usize), start_um: (f64, f64)) -> Result<Self> {
        if conditions.tail == Tail::Keep {
            return Err(Error::InvalidValue {
                key: "tail".into(),
                value: "keep".into(),
                expected: "crop for a map that was measured: cut its columns beside the sample off first"
                    .into(),
            });
        }
        Self::build(conditions, shape, None, start_um)
    }

    fn build(
        conditions: &Conditions,
        shape: (usize, usize),
        kept_um: Option<f64>,
        offset_um: (f64, f64),
    ) -> Result<Self> {
        let mut scan = Self::unfired(conditions, shape, offset_um)?;
        scan.fire(conditions, kept_um)?;
        scan.checked()
    }

    /// The scan before the laser fires.
    fn unfired(
        conditions: &Conditions,
        (lines, pixels): (usize, usize),
        offset_um: (f64, f64),
    ) -> Result<Self> {
        conditions.validate()?;
        if (conditions.spot_layout, conditions.scan_mode) == (SpotLayout::Hexagonal, ScanMode::Lines) {
            return Err(Error::InvalidValue {
                key: "spot_layout".into(),
                value: "hexagonal".into(),
                expected: "it needs scan_mode = spots".into(),
            });
        }
        let (pixel_width_um, pixel_height_um) = conditions.pixel_size_um()?;
        let beam = Beam::of(conditions, pixel_height_um)?;
        let layout = Layout {
            direction: conditions.scan_direction,
            spots: conditions.spot_layout,
            length_um: pixels as f64 * pixel_width_um,
            offset_um,
        };
        Ok(Self {
            beam_um: beam.width_um,
            pixel_width_um,
            pixel_height_um,
            lines,
            pixels,
            lead: 0,
            edge: conditions.edge,
            edge_value: conditions.edge_value,
            beam,
            pulses: Vec::new(),
            exposure: Exposure::default(),
            channel_exposures: Exposures::default(),
            dosage: conditions.dosage(),
            layout,
        })
    }

    /// Refuses a map that is absurdly large.
    fn checked(self) -> Result<Self> {
        if self.lines.saturating_mul(self.pixels) > MAX_VALUES {
            return Err(Error::Shape {
                what: "the map",
                expected: format!("at most {MAX_VALUES} values: state larger pixels"),
                found: format!("{} lines x {} pixels", self.lines, self.pixels),
            });
        }
        Ok(self)
    }

    /// Distance by which the map shows the sample too far along the scan, in µm; that of the even lines where every
    /// second one runs back or is displaced.
    pub fn displacement_um(&self) -> f64 {
        let mut signal = vec![(0.0, 0.0); self.pixels];
        for (pulse, (first, shares)) in self.pulses.iter().zip(self.exposure.iter()) {
            for (share, (total, moment)) in shares.iter().zip(&mut signal[first..]) {
                *total += share;
                *moment += share * (pulse.left_um + self.beam_um / 2.0);
            }
        }
        // windows that are still filling up say nothing about the steady state
        let centre = |j: usize| (j as f64 - self.lead as f64 + 0.5) * self.pixel_width_um;
        let full: Vec<f64> = (0..self.pixels)
            .filter(|&j| signal[j].0 > 0.999 * self.dosage.min(signal[self.pixels - 1].0))
            .map(|j| centre(j) - signal[j].1 / signal[j].0)
            .collect();
        if full.is_empty() { 0.0 } else { full.iter().sum::<f64>() / full.len() as f64 }
    }

    /// Outer corner of pixel (0, 0), along the scan and across the lines, µm from the corner of the sample.
    pub fn corner_um(&self) -> (f64, f64) {
        let (along, across) = self.layout.offset_um;
        (along - self.lead as f64 * self.pixel_width_um, across)
    }

    /// Laser pulses on one line.
    pub fn pulses_on_a_line(&self) -> usize {
        self.pulses.len()
    }

    /// Is a line scanned from right to left?
    pub(crate) fn runs_back(&self, line: usize) -> bool {
        self.layout.direction == ScanDirection::TwoWay && line % 2 == 1
    }

    /// Are all lines scanned alike, straight below each other?
    pub(crate) fn is_regular(&self) -> bool {
        (self.layout.direction, self.layout.spots) == (ScanDirection::OneWay, SpotLayout::Square)
    }

    /// Left edges of the beam on a line, µm from the edge of the sample: those of all even, and of all odd lines agree.
    pub(crate) fn lefts_um(&self, line: usize) -> impl Iterator<Item = f64> {
        let (layout, back) = (&self.layout, self.runs_back(line));
        let hexagonal = layout.spots == SpotLayout::Hexagonal && line % 2 == 1;
        let shift = layout.offset_um.0 + if hexagonal { self.pixel_width_um / 2.0 } else { 0.0 };
        self.pulses.iter().map(move |pulse| {
            shift + if back { layout.length_um - pulse.left_um - self.beam_um } else { pulse.left_um }
        })
    }

    /// Top edge of the beam on a line, µm from the edge of the sample: the beam is centred in the line.
    pub(crate) fn top_um(&self, line: usize) -> f64 {
        self.middle_um(line) - self.beam.height_um / 2.0
    }

    /// Middle of a line, µm from the edge of the sample.
    pub(crate) fn middle_um(&self, line: usize) -> f64 {
        (line as f64 + 0.5) * self.pixel_height_um + self.layout.offset_um.1
    }

    fn fire(&mut self, conditions: &Conditions, kept_um: Option<f64>) -> Result<()> {
        let (response, timings) = (Response::new(conditions)?, timings(conditions)?);
        let cropped = Conditions { tail: Tail::Crop, ..conditions.clone() };
        let probe = LineScan {
            conditions: &cropped,
            response: &response,
            timings: &timings,
            beam_um: self.beam_um,
            pitch_um: self.pixel_width_um,
            pixels: PROBED,
            kept_um: None,
        };
        let start_um = self.start_um(&probe)?;
        self.follow(&LineScan { conditions, pixels: self.pixels, kept_um, ..probe }, start_um)
    }

    /// Centre of the beam at time 0 (start of the first pixel's window).
    fn start_um(&self, probe: &LineScan) -> Result<f64> {
        let (speed, c) = (probe.speed(), probe.conditions);
        Ok(match c.alignment {
            _ if c.scan_mode == ScanMode::Spots => 0.0,
            Alignment::Seed => speed / c.repetition_rate_hz - self.beam_um / 2.0,
            Alignment::Raw => self.beam_um / 2.0,
            Alignment::Centred => {
                // start where theory says, measure what is left (the phase of pulses and windows), take it off
                let guess = speed * probe.response.mean_s();
                let mut scan = self.clone();
                scan.follow(probe, guess)?;
                guess + scan.displacement_um()
            }
        })
    }

    /// Fires the pulses of a line whose beam has its centre at `start_um` at time 0.
    fn follow(&mut self, course: &LineScan, start_um: f64) -> Result<()> {
        let firing = course.fire(start_um)?;
        (self.pixels, self.lead) = (firing.windows, firing.lead);
        let fired = || firing.pulses.iter().map(|p| p.fired_s);
        let windows = Windows::back_to_back(course.conditions.acquisition_time_s, self.pixels);
        let exposure = Exposure::new(fired(), course.response, windows)?;
        let own = Exposures::new(course.timings, fired, course.response, windows)?;
        // a pulse that no window sees is not needed
        let seen = |(i, (_, shares)): (usize, (usize, &[f64]))| !shares.is_empty() || own.sees(i);
        let seen = exposure.iter().enumerate().map(seen).collect::<Vec<_>>();
        self.pulses =
            firing.pulses.into_iter().zip(&seen).filter_map(|(pulse, seen)| seen.then_some(pulse)).collect();
        self.exposure = exposure.kept(&seen);
        self.channel_exposures = own.kept(&seen);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::{PulseResponse, preset};

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
    fn the_shape_is_that_of_the_scan() {
        for tail in [Tail::Crop, Tail::Keep] {
            let conditions = Conditions { tail, ..preset("seed-2019").unwrap() };
            let scan = Scan::covering(&conditions, 123.0, 77.0).unwrap();
            assert_eq!(Scan::shape(&conditions, 123.0, 77.0), Ok((scan.lines, scan.pixels)));
            assert!(Scan::shape(&conditions, 1e9, 1e9).is_err());
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
