// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is to be measured, and how large its map is.

use crate::ablation::Scan;
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use serde::Serialize;

/// Pixels of the line on which displacement and noise are looked at where the size of the map is not known.
pub(super) const PIXELS: usize = 64;

/// What is to be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// Width (along the scan) and height of the area, µm; `None`: not decided.
    pub area_um: Option<(f64, f64)>,
    /// Concentration for which counts and noise are told, >= 0.
    pub concentration: f64,
    /// Time of the acquisition time that is spent on the isotope of interest, s; `None`: all of it.
    pub dwell_time_s: Option<f64>,
    /// Time between the end of a line and the start of the next, s.
    pub line_change_s: f64,
}

impl Default for Measurement {
    fn default() -> Self {
        Self { area_um: None, concentration: 1.0, dwell_time_s: None, line_change_s: 0.0 }
    }
}

/// Size of a map and the time it takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MapSize {
    /// Lines.
    pub lines: usize,
    /// Pixels of a line.
    pub pixels: usize,
    /// Time of all lines with their changes, s.
    pub time_s: f64,
    /// Laser pulses of all pixels.
    pub pulses: f64,
}

impl Measurement {
    pub(super) fn validate(&self, conditions: &Conditions) -> Result<()> {
        let within = |key, value: f64, unit, min, max| {
            let fits = (min..=max).contains(&value);
            if fits { Ok(()) } else { Err(Error::OutOfRange { key, value, unit, min, max }) }
        };
        if let Some((width, height)) = self.area_um {
            within("width_um", width, "µm", 1e-3, 1e7)?;
            within("height_um", height, "µm", 1e-3, 1e7)?;
        }
        within("concentration", self.concentration, "", 0.0, 1e12)?;
        within("line_change_s", self.line_change_s, "s", 0.0, 1e4)?;
        self.dwell_time_s
            .map_or(Ok(()), |dwell| within("dwell_time_s", dwell, "s", 1e-6, conditions.acquisition_time_s))
    }

    pub(super) fn map(&self, conditions: &Conditions) -> Result<Option<MapSize>> {
        let Some((width_um, height_um)) = self.area_um else { return Ok(None) };
        let (lines, pixels) = Scan::shape(conditions, width_um, height_um)?;
        let line_s = pixels as f64 * conditions.acquisition_time_s;
        Ok(Some(MapSize {
            lines,
            pixels,
            time_s: lines as f64 * line_s + (lines - 1) as f64 * self.line_change_s,
            pulses: lines as f64 * line_s * conditions.repetition_rate_hz,
        }))
    }
}
