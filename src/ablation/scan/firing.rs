// SPDX-License-Identifier: MIT OR Apache-2.0
//! When the laser fires along a line, where the beam then lies, and how many windows record it.

use crate::ablation::acquisition::timing::Timing;
use crate::conditions::{Alignment, Conditions, Response, ScanDirection, ScanMode, Tail};
use crate::error::{Error, Result};

/// Rounding slack when a length is divided into whole pixels.
pub(crate) const SLACK: f64 = 1e-9;
/// Most pulses, and most windows, of one line; a guard against absurd conditions.
const MOST_PULSES: f64 = 2e6;

/// One pulse of a line: when it is fired and where its beam lies on the even lines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pulse {
    /// Number of the pulse; negative before the sample.
    pub number: i64,
    /// Time it is fired, s from the start of the first window.
    pub fired_s: f64,
    /// Left edge of the beam, µm from the edge of the sample.
    pub left_um: f64,
}

/// The pulses of a line and the windows that record them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Firing {
    pub pulses: Vec<Pulse>,
    /// Windows in all.
    pub windows: usize,
    /// Windows before that of the sample's first pixel.
    pub lead: usize,
}

/// What the firing along a line follows from.
pub(crate) struct LineScan<'a> {
    pub conditions: &'a Conditions,
    pub response: &'a Response,
    /// Those of the channels.
    pub timings: &'a [Timing],
    /// Size of the beam along the line.
    pub beam_um: f64,
    /// Distance of two pixels.
    pub pitch_um: f64,
    /// Pixels of the sample.
    pub pixels: usize,
    /// Length of the sample where all its signal is to be counted.
    pub kept_um: Option<f64>,
}

impl LineScan<'_> {
    /// Time after which the signal of a pulse has arrived on every channel.
    fn end_s(&self) -> f64 {
        self.timings.iter().map(Timing::end_s).fold(self.response.end_s(), f64::max)
    }

    /// Speed of the stage.
    pub fn speed(&self) -> f64 {
        self.pitch_um / self.conditions.acquisition_time_s
    }

    /// The firing of a line whose beam has its centre at `start_um` at time 0, the start of the first pixel's window.
    ///
    /// # Errors
    /// [`Error::Data`] for an absurd number of pulses; [`Error::Contradiction`] for spots that take too long.
    pub fn fire(&self, start_um: f64) -> Result<Firing> {
        match self.conditions.scan_mode {
            ScanMode::Lines => self.line(start_um),
            ScanMode::Spots => self.spots(),
        }
    }

    fn line(&self, start_um: f64) -> Result<Firing> {
        let (period, speed) = (1.0 / self.conditions.repetition_rate_hz, self.speed());
        let (first, last) = self.numbers(start_um);
        few(last - first, "pulses")?;
        let pulse = |number: i64| {
            let fired_s = number as f64 * period;
            Pulse { number, fired_s, left_um: start_um + speed * fired_s - self.beam_um / 2.0 }
        };
        self.record((first as i64..last as i64).map(pulse).collect())
    }

    /// First pulse, and the one after the last.
    fn numbers(&self, start_um: f64) -> (f64, f64) {
        let (period, window) = (1.0 / self.conditions.repetition_rate_hz, self.conditions.acquisition_time_s);
        // with the stage placed by hand, the laser starts with the acquisition; otherwise it is already running
        let centred = self.conditions.alignment == Alignment::Centred;
        if let Some(length_um) = self.kept_um {
            // from the first touch of the sample to the last
            let number = |centre_um: f64| (centre_um - start_um) / (self.speed() * period);
            let touch = (number(-self.beam_um / 2.0) - SLACK).floor() + 1.0;
            let leave = (number(length_um + self.beam_um / 2.0) - SLACK).ceil();
            return if centred { (touch, leave.max(touch)) } else { (0.0, leave.max(0.0)) };
        }
        let first = if centred { -((self.end_s() + window) / period).ceil() } else { 0.0 };
        (first, (self.pixels as f64 * window / period - SLACK).ceil())
    }

    /// The stage stands at the centre of each pixel; a centred acquisition waits for the transport.
    fn spots(&self) -> Result<Firing> {
        let (c, pulses) = (self.conditions, self.conditions.pulses_per_spot as usize);
        let (period, window) = (1.0 / c.repetition_rate_hz, c.acquisition_time_s);
        if pulses as f64 * period > window * (1.0 + SLACK) {
            return Err(Error::Contradiction(format!(
                "{pulses} pulses at {} Hz take longer than acquisition_time_s = {window} s: lower pulses_per_spot",
                c.repetition_rate_hz
            )));
        }
        few(self.pixels as f64 * pulses as f64, "pulses")?;
        let wait = if c.alignment == Alignment::Centred { c.transport_delay_s } else { 0.0 };
        let pulse = |number: usize| {
            let (spot, shot) = (number / pulses, number % pulses);
            Pulse {
                number: number as i64,
                fired_s: spot as f64 * window + shot as f64 * period - wait,
                left_um: (spot as f64 + 0.5) * self.pitch_um - self.beam_um / 2.0,
            }
        };
        self.record((0..self.pixels * pulses).map(pulse).collect())
    }

    /// As many windows as the sample has pixels, or as many as see signal.
    fn record(&self, mut pulses: Vec<Pulse>) -> Result<Firing> {
        let (window, fit) = (self.conditions.acquisition_time_s, self.pixels as f64);
        let (mut lead, mut trail) = (0.0, 0.0);
        if let (Tail::Keep, Some(first), Some(last)) = (self.conditions.tail, pulses.first(), pulses.last()) {
            let arrival = first.fired_s + self.response.delay_s;
            lead = (-arrival / window - SLACK).ceil().max(0.0);
            trail = ((last.fired_s + self.end_s()) / window - fit).ceil().max(0.0);
            if self.conditions.scan_direction == ScanDirection::TwoWay {
                // the lines that run back need the same columns on the other side
                (lead, trail) = (f64::max(lead, trail), f64::max(lead, trail));
            }
        }
        few(lead + fit + trail, "pixels")?;
        pulses.iter_mut().for_each(|pulse| pulse.fired_s += lead * window);
        Ok(Firing { pulses, windows: (lead + fit + trail) as usize, lead: lead as usize })
    }
}

fn few(count: f64, what: &str) -> Result<()> {
    if count <= MOST_PULSES {
        return Ok(());
    }
    Err(Error::Data(format!(
        "a line of {count} {what} is too long: lower repetition_rate_hz, acquisition_time_s or the washout"
    )))
}
