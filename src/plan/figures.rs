// SPDX-License-Identifier: MIT OR Apache-2.0
//! The numbers of a plan.

use super::measurement::{MapSize, Measurement, PIXELS};
use super::ripple::Ripple;
use super::signal::Signal;
use crate::ablation::{Scan, Transfer};
use crate::conditions::Conditions;
use crate::conditions::settings::TABLE;
use crate::error::Result;
use crate::task::Task;
use serde::Serialize;
use std::collections::BTreeMap;
use std::f64::consts::PI;

/// Contrasts at which the resolution is told: easily seen, and barely.
const CONTRASTS: (f64, f64) = (0.5, 0.1);

/// What conditions will give of a measurement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// Every condition as text; those not stated as they are taken.
    pub conditions: BTreeMap<&'static str, String>,
    /// Sentences on what was not stated and how it was taken.
    pub assumed: Vec<String>,
    /// Pulses in an acquisition time.
    pub dosage: f64,
    /// Distance of two pulses along a line, µm.
    pub pulse_distance_um: f64,
    /// Width (along the scan) and height of a pixel, µm.
    pub pixel_um: (f64, f64),
    /// Lines, pixels and time, where the area is known.
    pub map: Option<MapSize>,
    /// Distance by which the map shows the sample too far along the scan, µm.
    pub displacement_um: f64,
    /// Spread of the signal by the washout.
    pub smear: Smear,
    /// Along the scan, across the lines, and at 45 degrees.
    pub resolution: [Resolution; 3],
    /// Shortest wavelengths that pixels and lines can show (two pixels, two lines), µm.
    pub sampling_um: (f64, f64),
    /// Counts and noise of a pixel.
    pub signal: Signal,
    /// Ripple of a uniform sample, from pulses and windows that do not keep step.
    pub ripple: Ripple,
    /// What other rates, speeds and beams would give.
    pub changes: Vec<Change>,
    /// Sentences with the number that is wrong and the remedy.
    pub warnings: Vec<String>,
}

/// The main numbers of a plan with one condition changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Which condition.
    pub key: &'static str,
    /// Its value.
    pub value: f64,
    /// Pulses in an acquisition time.
    pub dosage: f64,
    /// Width (along the scan) and height of a pixel, µm.
    pub pixel_um: (f64, f64),
    /// Time of the map, s, where the area is known.
    pub time_s: Option<f64>,
    /// Wavelength with a tenth of the contrast, µm: along the scan, across the lines.
    pub tenth_um: (f64, f64),
    /// Expected counts of the sample in a pixel.
    pub counts: f64,
    /// Relative standard deviation of a pixel.
    pub noise: f64,
}

/// Spread of the signal of one pulse along the scan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Smear {
    /// Standard deviation, s.
    pub sd_s: f64,
    /// Time until 99 % of the signal have arrived after its first, s.
    pub washout_time_s: f64,
    /// Travel of the stage in `sd_s`, µm.
    pub sd_um: f64,
    /// Travel of the stage in `washout_time_s`, µm.
    pub washout_um: f64,
}

/// Longest wavelengths at which the contrast falls to a half and to a tenth, in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Resolution {
    /// Direction in which the waves run, degrees from the scan.
    pub angle_degrees: f64,
    /// Wavelength with half the contrast, µm.
    pub half_um: f64,
    /// Wavelength with a tenth of the contrast, µm: finer structure is hardly seen.
    pub tenth_um: f64,
}

/// The numbers of a plan that compare conditions; the others are left empty.
pub(super) fn figures(conditions: &Conditions, measurement: &Measurement, task: &Task) -> Result<Plan> {
    let transfer = Transfer::new(conditions)?;
    let (spread, speed_um_s) = (transfer.spread(), transfer.speed_um_s());
    let pixel_um = conditions.pixel_size_um()?;
    let map = measurement.map(conditions)?;
    task.check()?; // of many pulses in a pixel the signal takes long
    let (sd_s, washout_time_s) = (spread.sd_s(), spread.time_s(0.99));
    Ok(Plan {
        conditions: TABLE.iter().map(|row| (row.key, row.format((row.get)(conditions)))).collect(),
        assumed: Vec::new(),
        dosage: conditions.dosage(),
        pulse_distance_um: speed_um_s / conditions.repetition_rate_hz,
        pixel_um,
        map,
        displacement_um: 0.0,
        smear: Smear {
            sd_s,
            washout_time_s,
            sd_um: sd_s * speed_um_s,
            washout_um: washout_time_s * speed_um_s,
        },
        resolution: [0.0, 90.0, 45.0].map(|angle| resolution(&transfer, angle)),
        sampling_um: (2.0 * pixel_um.0, 2.0 * pixel_um.1),
        signal: Signal::new(conditions, measurement)?,
        ripple: Ripple::new(conditions, measurement, spread, speed_um_s),
        changes: Vec::new(),
        warnings: Vec::new(),
    })
}

/// Distance by which a map shows the sample too far along the scan.
pub(super) fn displacement_um(conditions: &Conditions, map: Option<MapSize>) -> Result<f64> {
    Ok(Scan::of_map(conditions, 1, map.map_or(PIXELS, |map| map.pixels))?.displacement_um())
}

fn resolution(transfer: &Transfer, angle_degrees: f64) -> Resolution {
    let at = |contrast| transfer.wavelength_um(angle_degrees * PI / 180.0, contrast);
    Resolution { angle_degrees, half_um: at(CONTRASTS.0), tenth_um: at(CONTRASTS.1) }
}

impl Plan {
    /// The plan as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
